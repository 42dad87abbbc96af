import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { mailAccess, smsAccess } from './channel-credentials.ts'
import { smsReportUrl } from './sms-token.ts'

/** What of an account's own access to a channel may be shown: who sends for it. */
export type ShownAccess =
  | { channel: 'email'; host: string; from: string }
  /** `callbackUrl`: what comes there is believed, so only who may write is told. */
  | { channel: 'sms'; provider: string; callbackUrl: string | null }

/** Channels that the account has stored an access of its own to, and that it can be opened of; no secret. */
export async function listAccess(deps: Pick<ServiceDeps, 'storage' | 'vault' | 'log' | 'notices'>, caller: Caller): Promise<ShownAccess[]> {
  requireScope(caller, 'notices:read')
  const { id } = caller.account
  const mayWrite = caller.scopes.has('notices:write')
  const [mail, sms] = await Promise.all([mailAccess(deps, id), smsAccess(deps, id)])
  return [
    ...(mail ? [{ channel: 'email' as const, host: new URL(mail.url).host, from: mail.from }] : []),
    ...(sms
      ? [{ channel: 'sms' as const, provider: sms.provider, callbackUrl: mayWrite ? smsReportUrl(deps, id, sms.provider) : null }]
      : []),
  ]
}
