import { AppError } from '../../base/index.ts'
import type { Bounce, ReportCall } from '../../delivery/index.ts'
import type { Account, Notice } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { smsAccess } from './channel-credentials.ts'
import { changeOf, fallbackPlan, withoutPeople } from './ends.ts'
import { readMessageId } from './message-id.ts'
import { policyOf } from './policy.ts'
import { readE164, recipientHash } from './recipients.ts'
import { readSmsToken } from './sms-token.ts'

/**
 * A call of an SMS provider: what became of messages, or what a person answered. Answers the text that the provider expects.
 * @throws route_not_found for an address that this server did not give out
 */
export async function smsCalled(deps: ServiceDeps, provider: string, token: string, call: ReportCall): Promise<string> {
  const accountId = readSmsToken(deps.vault, provider, token)
  const account = accountId === null ? null : await deps.storage.accounts.find(accountId)
  if (!account) throw new AppError('route_not_found')
  const access = await smsAccess(deps, account.id)
  const read = access?.provider === provider ? deps.notices.sms.readReports(provider, call, access.fields) : null
  if (read && read.reports.length > 0) {
    for (const { providerId, status, reason } of read.reports) {
      const notice = status === 'sent' ? null : await deps.storage.notices.findByProviderId(account, providerId)
      if (notice && status !== 'sent') await settle(deps, account, notice, { delivered: status === 'delivered', reason })
    }
    return read.answer
  }
  const answer = incoming(call)
  if (answer) await heard(deps, account, answer)
  return read?.answer ?? ''
}

async function settle(
  deps: ServiceDeps,
  account: Account,
  notice: Notice,
  { delivered, reason }: { delivered: boolean; reason: string | null },
): Promise<void> {
  const now = deps.clock.now()
  if (delivered) {
    await deps.storage.notices.report(notice, ['sent'], changeOf(notice, { status: 'delivered', reason: null, now }), now)
    return
  }
  const view = await deps.storage.notices.tracking(notice.bucket, notice.trackingId)
  const plans = fallbackPlan(deps.vault, { account, policy: policyOf(account), notice, view, others: [], now })
  const why = `undelivered: ${withoutPeople(reason ?? 'no reason given')}`
  await deps.storage.notices.report(notice, ['sent'], changeOf(notice, { status: 'failed', reason: why, now }), now, plans)
}

/** Names under which providers tell who wrote and what. */
const SENDERS = ['From', 'from', 'phone', 'sender'] as const
const TEXTS = ['Body', 'text', 'mes', 'message', 'msg'] as const
const MOST_TEXT = 500

function incoming({ query, text }: ReportCall): { phone: string; text: string } | null {
  const fields = new Map([...Object.entries(query), ...Object.entries(bodyOf(text))])
  const first = (names: readonly string[]): string | undefined => names.map((name) => fields.get(name)).find((value) => value !== undefined)
  const phone = first(SENDERS)
  const words = first(TEXTS)
  return phone === undefined || words === undefined ? null : { phone, text: words.slice(0, MOST_TEXT) }
}

function bodyOf(text: string): Record<string, string> {
  try {
    const json: unknown = JSON.parse(text)
    const entries = typeof json === 'object' && json !== null ? Object.entries(json) : []
    return Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])))
  } catch {
    return Object.fromEntries(new URLSearchParams(text))
  }
}

/** The person's own word, in an answer to an SMS. */
async function heard(
  { storage, vault, clock, notices, log }: ServiceDeps,
  account: Account,
  { phone, text }: { phone: string; text: string },
): Promise<void> {
  const word = notices.sms.readStopWord(text)
  const number = readE164(/^\d/.test(phone) ? `+${phone}` : phone, null)?.number
  if (word === null || number === undefined) return
  const recipient = recipientHash(vault, account.id, 'sms', number)
  const { suppressions } = storage.notices
  if (word === 'stop') await suppressions.add(account, { channel: 'sms', recipient, reason: 'stop_word', createdAt: clock.now() })
  else await suppressions.lift(account, 'sms', recipient, 'recipient', clock.now())
  log.info({ accountId: account.id, word }, 'a buyer answered an SMS')
}

/**
 * A mail came back. Believed only with the Message-ID of a notice that was sent to that address, since anybody can write such a report. Answers
 * whether it was.
 */
export async function bounced({ storage, vault, clock, log }: ServiceDeps, bounce: Bounce): Promise<boolean> {
  const read = bounce.messageId === null ? null : readMessageId(bounce.messageId)
  const account = read && (await storage.accounts.find(read.accountId))
  const notice = read && account && (await storage.notices.find(account, read.noticeId))
  if (!notice || !account || notice.channel !== 'email') return false
  if (recipientHash(vault, account.id, 'email', bounce.recipient) !== notice.recipient) return false
  const now = clock.now()
  if (bounce.suppress) {
    const reason = bounce.complaint ? 'complaint' : 'hard_bounce'
    await storage.notices.suppressions.add(account, { channel: 'email', recipient: notice.recipient, reason, createdAt: now })
  }
  // A person who complains has got it.
  if (bounce.permanent && !bounce.complaint) {
    const why = `bounced ${withoutPeople(bounce.status)}`.trim()
    await storage.notices.report(notice, ['sent', 'delivered'], changeOf(notice, { status: 'failed', reason: why, now }), now)
  }
  log.info({ accountId: account.id, noticeId: notice.id, status: bounce.status, complaint: bounce.complaint }, 'a mail came back')
  return true
}
