import { AppError, parseMailbox } from '../../base/index.ts'
import type { ChannelName } from '../../delivery/index.ts'
import type { Account } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'

/** An account's access to its own SMS provider. */
export interface SmsAccess {
  provider: string
  fields: Record<string, string>
}

/** An account's own mail server, and the address that it may send from. */
export interface MailAccess {
  url: string
  from: string
}

type Deps = Pick<ServiceDeps, 'storage' | 'vault' | 'clock' | 'log' | 'notices'>

/** Null: none is stored, or it cannot be opened any more. */
export async function smsAccess(deps: Pick<Deps, 'storage' | 'vault' | 'log'>, accountId: number): Promise<SmsAccess | null> {
  const value = await open(deps, accountId, 'sms')
  if (typeof value !== 'object' || value === null || !('provider' in value) || !('fields' in value)) return null
  const { provider, fields } = value
  if (typeof provider !== 'string' || typeof fields !== 'object' || fields === null) return null
  return { provider, fields: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, String(field)])) }
}

export async function mailAccess(deps: Pick<Deps, 'storage' | 'vault' | 'log'>, accountId: number): Promise<MailAccess | null> {
  const value = await open(deps, accountId, 'email')
  if (typeof value !== 'object' || value === null || !('url' in value) || !('from' in value)) return null
  return { url: String(value.url), from: String(value.from) }
}

async function open(
  { storage, vault, log }: Pick<Deps, 'storage' | 'vault' | 'log'>,
  accountId: number,
  channel: ChannelName,
): Promise<unknown> {
  const sealed = await storage.notices.channelCredentials.get(accountId, channel)
  if (sealed === null) return null
  try {
    return JSON.parse(vault.open(sealed))
  } catch {
    log.error({ accountId, channel }, 'a stored credential of a channel cannot be opened: was SECRET_KEY changed?')
    return null
  }
}

/** Stores the access to an SMS provider. @throws validation_failed naming the field */
export async function putSmsAccess(deps: Deps, caller: Caller, { provider, fields }: SmsAccess): Promise<void> {
  requireScope(caller, 'notices:write')
  const problem = deps.notices.sms.checkCredential(provider, fields)
  if (problem) throw new AppError('validation_failed', { param: problem.field, detail: `${problem.field}: ${problem.reason}.` })
  await put(deps, caller.account, 'sms', { provider, fields })
}

/** Stores the account's own mail server. @throws validation_failed, url_refused */
export async function putMailAccess(deps: Deps, caller: Caller, { url, from }: MailAccess): Promise<void> {
  requireScope(caller, 'notices:write')
  const refusal = isReadable(url) ? deps.notices.mailServerRefusal(url) : 'user and password are not percent-encoded'
  if (refusal !== null) throw new AppError('url_refused', { param: 'url', detail: `The mail server is refused: ${refusal}.` })
  const sender = parseMailbox(from)
  if (sender === null) throw new AppError('validation_failed', { param: 'from', detail: 'from is not one e-mail address.' })
  // The name is the shop's, whatever stands here.
  await put(deps, caller.account, 'email', { url, from: sender.address })
}

function isReadable(url: string): boolean {
  try {
    decodeURIComponent(url)
    return true
  } catch {
    return false
  }
}

/** @throws not_found when there was none */
export async function removeAccess({ storage }: Deps, caller: Caller, channel: ChannelName): Promise<void> {
  requireScope(caller, 'notices:write')
  if (!(await storage.notices.channelCredentials.remove(caller.account.id, channel))) throw new AppError('not_found')
}

async function put({ storage, vault, clock }: Deps, { id }: Account, channel: ChannelName, value: object): Promise<void> {
  await storage.notices.channelCredentials.put(id, channel, vault.seal(JSON.stringify(value)), clock.now())
}
