import type { Instant } from '../../base/index.ts'
import type { SendResult } from '../../delivery/index.ts'
import type { NoticeChange, NoticeStatus } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { withoutPeople } from './ends.ts'
import type { Case } from './judge.ts'
import type { Handed } from './send.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Between attempts. Mail servers that greylist take the second one; the rest goes on for a day. */
const LONGEST_WAIT_MS = 12 * HOUR_MS
const WAITS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, LONGEST_WAIT_MS]
const GIVE_UP_MS = 24 * HOUR_MS
const RETRY = 'retry: '
/** While the operator has to act first. */
const BLOCKED_MS = 15 * MINUTE_MS

export interface EndOfAttempt {
  status: NoticeStatus
  reason: string | null
  more: Partial<Pick<NoticeChange, 'dueAt' | 'attempts' | 'providerId' | 'cost'>>
  /** An e-mail tells it in place of the SMS. */
  fallback: boolean
  /** What the owner is told; null: nothing. */
  tell: string | null
}

type Result<Kind extends SendResult['kind']> = Extract<SendResult, { kind: Kind }>

/** What an attempt makes of a notice. Writes what belongs to the account: whom not to write to again, and what it cost. */
export async function endOf(deps: ServiceDeps, it: Case, { result }: Handed, now: Instant): Promise<EndOfAttempt> {
  if (result.kind === 'sent') return sent(deps, it, result)
  if (result.kind === 'refused') return refused(deps, it, result, now)
  if (result.kind === 'later') return later(it, result, now)
  return result.kind === 'unknown' ? unknown(it, result) : blocked(it, result, now)
}

const PLAIN = { fallback: false, tell: null }

async function sent(deps: ServiceDeps, { account, policy, notice }: Case, result: Result<'sent'>): Promise<EndOfAttempt> {
  const settled = notice.channel === 'sms' ? deps.notices.sms.costOf(result, policy.sms.currency) : null
  if (settled !== null) await deps.storage.smsCounts.settle(account, notice.id, settled)
  const more = { attempts: notice.attempts + 1, providerId: result.providerId, cost: result.cost ?? null }
  return { ...PLAIN, status: 'sent', reason: null, more }
}

async function refused(deps: ServiceDeps, { account, notice }: Case, result: Result<'refused'>, now: Instant): Promise<EndOfAttempt> {
  const { channel, recipient } = notice
  const reason = channel === 'email' ? 'hard_bounce' : 'stop_word'
  if (channel === 'sms') await deps.storage.smsCounts.release(account, notice.id)
  if (result.suppress) await deps.storage.notices.suppressions.add(account, { channel, recipient, reason, createdAt: now })
  const more = { attempts: notice.attempts + 1 }
  return { ...PLAIN, status: 'failed', reason: withoutPeople(result.reason), more, fallback: !result.suppress }
}

function later({ notice }: Case, { reason: said, afterSeconds = 0 }: Result<'later'>, now: Instant): EndOfAttempt {
  const attempts = notice.attempts + 1
  const reason = withoutPeople(said)
  const firstAt = notice.history.find(({ reason: why }) => why?.startsWith(RETRY))?.at ?? now
  if (now - firstAt >= GIVE_UP_MS) return { ...PLAIN, status: 'failed', reason, more: { attempts }, fallback: true }
  const wait = Math.max(WAITS_MS[notice.attempts] ?? LONGEST_WAIT_MS, afterSeconds * 1_000)
  const dueAt = Math.max(now + MINUTE_MS, Math.min(now + wait, firstAt + GIVE_UP_MS))
  return { ...PLAIN, status: 'planned', reason: `${RETRY}${reason}`, more: { attempts, dueAt } }
}

/** It stays booked: what was taken costs money. */
function unknown({ notice }: Case, result: Result<'unknown'>): EndOfAttempt {
  const more = { attempts: notice.attempts + 1 }
  return { ...PLAIN, status: 'failed', reason: `no_answer: ${withoutPeople(result.reason)}`, more, fallback: true }
}

function blocked({ notice }: Case, result: Result<'blocked'>, now: Instant): EndOfAttempt {
  const reason = withoutPeople(result.reason)
  // Gateways raise alarms of their own for what the owner has to act on.
  const tell = notice.channel === 'sms' && !reason.startsWith('address') ? null : reason
  return { ...PLAIN, status: 'planned', reason: `blocked: ${reason}`, more: { dueAt: now + BLOCKED_MS }, tell }
}
