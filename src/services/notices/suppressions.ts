import { AppError, type Instant } from '../../base/index.ts'
import type { ChannelName } from '../../delivery/index.ts'
import type { Suppression } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { emailField } from '../fields.ts'
import { readE164, recipientHash } from './recipients.ts'

/** Whom it is about: the address, or the hash that the ledger shows. */
export type WhichRecipient = { channel: ChannelName; address: string } | { channel: ChannelName; recipient: string }

type Deps = Pick<ServiceDeps, 'storage' | 'vault' | 'clock' | 'log'>

/** Newest first. `after`: the last row of the page before. */
export async function listSuppressions(
  { storage }: Deps,
  caller: Caller,
  page: { after: { createdAt: Instant; recipient: string } | null; limit: number },
): Promise<Suppression[]> {
  requireScope(caller, 'notices:read')
  return storage.notices.suppressions.list(caller.account, page.after, page.limit)
}

/** Nothing is sent to this person from now on. @throws validation_failed for what is no address */
export async function addSuppression(deps: Deps, caller: Caller, which: WhichRecipient): Promise<Suppression> {
  requireScope(caller, 'notices:write')
  const { account } = caller
  const recipient = hashOf(deps, account.id, which)
  const { channel } = which
  await deps.storage.notices.suppressions.add(account, { channel, recipient, reason: 'by_merchant', createdAt: deps.clock.now() })
  const stored = await deps.storage.notices.suppressions.find(account, channel, recipient)
  if (!stored) throw new AppError('internal')
  return stored
}

/**
 * The person may be written to again. What the person asked for is the person's to take back; `despiteRecipient` is for who has it in writing, and
 * stays on record. @throws not_found, recipients_choice
 */
export async function removeSuppression(
  deps: Deps,
  caller: Caller,
  which: WhichRecipient,
  { despiteRecipient = false }: { despiteRecipient?: boolean } = {},
): Promise<void> {
  requireScope(caller, 'notices:write')
  const { account } = caller
  const { suppressions } = deps.storage.notices
  const recipient = hashOf(deps, account.id, which)
  const stored = await suppressions.find(account, which.channel, recipient)
  if (!stored) throw new AppError('not_found')
  const isTheirs = stored.reason === 'unsubscribed' || stored.reason === 'stop_word' || stored.reason === 'complaint'
  if (isTheirs && !despiteRecipient) throw new AppError('recipients_choice')
  await suppressions.lift(account, which.channel, recipient, isTheirs ? 'merchant despite recipient' : 'merchant', deps.clock.now())
  if (isTheirs)
    deps.log.warn({ accountId: account.id, channel: which.channel, reason: stored.reason }, "a merchant lifted a person's own stop")
}

function hashOf({ vault }: Pick<Deps, 'vault'>, accountId: number, which: WhichRecipient): string {
  if ('recipient' in which) return which.recipient
  const { channel } = which
  const address = channel === 'email' ? emailField(which.address, 'address') : readE164(which.address, null)?.number
  if (!address)
    throw new AppError('validation_failed', {
      param: 'address',
      detail: 'address must be an e-mail address, or a phone with + and country.',
    })
  return recipientHash(vault, accountId, channel, address)
}
