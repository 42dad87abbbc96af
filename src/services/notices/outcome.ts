import type { Instant } from '../../base/index.ts'
import type { NoticeChange, NoticeStatus } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { withoutPeople } from './ends.ts'
import type { Case } from './judge.ts'
import type { Handed } from './send.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Between attempts. Mail servers that greylist take the second one; the rest goes on for a day. */
const WAITS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS]
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

/** What an attempt makes of a notice. Writes what belongs to the account: whom not to write to again, what it cost, that a block is over. */
export async function endOf(deps: ServiceDeps, { account, policy, notice }: Case, { result }: Handed, now: Instant): Promise<EndOfAttempt> {
  const attempts = notice.attempts + 1
  const plain = { fallback: false, tell: null }
  switch (result.kind) {
    case 'sent': {
      const cost = result.cost ?? null
      const settled = notice.channel === 'sms' ? deps.notices.sms.costOf(result, policy.sms.currency) : null
      if (settled !== null) await deps.storage.smsCounts.settle(account, notice.id, settled)
      return { ...plain, status: 'sent', reason: null, more: { attempts, providerId: result.providerId, cost } }
    }
    case 'refused': {
      const { channel, recipient } = notice
      const reason = channel === 'email' ? 'hard_bounce' : 'stop_word'
      if (channel === 'sms') await deps.storage.smsCounts.release(account, notice.id)
      if (result.suppress) await deps.storage.notices.suppressions.add(account, { channel, recipient, reason, createdAt: now })
      return { ...plain, status: 'failed', reason: withoutPeople(result.reason), more: { attempts }, fallback: !result.suppress }
    }
    case 'later': {
      const reason = withoutPeople(result.reason)
      const firstAt = notice.history.find(({ reason: why }) => why?.startsWith(RETRY))?.at ?? now
      if (now - firstAt >= GIVE_UP_MS) return { ...plain, status: 'failed', reason, more: { attempts }, fallback: true }
      const wait = Math.max(WAITS_MS[notice.attempts] ?? (WAITS_MS.at(-1) as number), (result.afterSeconds ?? 0) * 1_000)
      const dueAt = Math.max(now + MINUTE_MS, Math.min(now + wait, firstAt + GIVE_UP_MS))
      return { ...plain, status: 'planned', reason: `${RETRY}${reason}`, more: { attempts, dueAt } }
    }
    case 'blocked': {
      const reason = withoutPeople(result.reason)
      // Gateways raise alarms of their own for what the owner has to act on.
      const tell = notice.channel === 'sms' && !reason.startsWith('address') ? null : reason
      return { ...plain, status: 'planned', reason: `blocked: ${reason}`, more: { dueAt: now + BLOCKED_MS }, tell }
    }
  }
}
