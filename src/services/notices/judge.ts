import type { Instant } from '../../base/index.ts'
import type { Account, BareView, Notice, NoticeStatus } from '../../storage/index.ts'
import type { NoticeKind, Status } from '../../tracking/index.ts'
import type { Vault } from '../vault.ts'
import type { NoticePolicy } from './policy.ts'
import { addressOf, recipientHash } from './recipients.ts'

const DAY_MS = 86_400_000
/** What could not be sent for so long is no news any more. */
const MOST_AGE_MS = 3 * DAY_MS

/** Planned because an SMS could not tell it. */
export const SMS_FALLBACK = 'sms_fallback'
/** Of an SMS that is being handed over at this moment. */
export const HANDING_OVER = 'handing_over'
/** Begins the occurrence of what a merchant sends again. */
export const AGAIN = 'again:'
/** Occurrence of a correction that waits for the number that takes the place of a deleted one. */
export const OTHER_NUMBER = 'number'

/** One claimed notice with everything that decides about it. */
export interface Case {
  account: Account
  policy: NoticePolicy
  notice: Notice
  /** Null: the tracking was deleted. */
  view: BareView | null
  /** Every notice of the tracking. */
  others: readonly Notice[]
  now: Instant
}

export type Verdict =
  /** `replan`: the person who is right now is to be told in its place. `fallback`: an e-mail tells it. */
  { kind: 'skip'; reason: string; replan?: true; fallback?: true } | { kind: 'hold'; reason: string; until: Instant } | { kind: 'send' }

function skip(reason: string): Verdict {
  return { kind: 'skip', reason }
}

const WAITING_OR_TOLD = new Set<NoticeStatus>(['planned', 'held', 'sent', 'delivered', 'merged'])

/** Whether a notice is still to be sent, as far as its tracking, the settings and the other notices say. Pure but for the hash. */
export function judge(vault: Vault, { account, policy, notice, view, others, now }: Case): Verdict {
  if (policy.muted !== null) return skip(policy.muted)
  if (view === null) return skip('deleted')
  const { tracking, freshness } = view
  if (tracking.archived) return skip('archived')
  if (tracking.override !== null && tracking.override.status !== tracking.state.status) return skip('set_by_hand')
  if (!isWanted(policy, notice)) return skip('turned_off')
  // Its parcels cost nothing to make, SMS do.
  if (notice.channel === 'sms' && freshness.source === 'sandbox') return skip('sandbox')
  const address = addressOf(notice.channel, tracking.details)
  if (address === null) return skip('address_gone')
  if (recipientHash(vault, account.id, notice.channel, address) !== notice.recipient)
    return { kind: 'skip', reason: 'address_changed', replan: true }
  return isReplaced(notice, others) ? skip('replaced') : ageOf(notice, now)
}

function ageOf({ kind, createdAt, occurrence }: Notice, now: Instant): Verdict {
  if (occurrence.startsWith(AGAIN)) return { kind: 'send' }
  if (now - createdAt > MOST_AGE_MS) return { kind: 'skip', reason: 'too_late' }
  // It speaks of a day that is over.
  if (kind === 'out_for_delivery' && now - createdAt > DAY_MS) return { kind: 'skip', reason: 'outdated' }
  return { kind: 'send' }
}

/** Settings of today count, but not for what somebody asked for. */
function isWanted(policy: NoticePolicy, { channel, kind, occurrence, history }: Notice): boolean {
  if (occurrence.startsWith(AGAIN) || history[0]?.reason === SMS_FALLBACK) return true
  return policy[channel].on && policy[channel].kinds.has(kind)
}

/** What waited until the parcel was further says what is not so any more. Corrections are no milestones. */
function isReplaced(notice: Notice, others: readonly Notice[]): boolean {
  return isMilestone(notice) && newerThan(notice, others).length > 0
}

export function newerThan(notice: Notice, others: readonly Notice[]): Notice[] {
  return others.filter(
    (other) =>
      isMilestone(other) &&
      other.eventSequence > notice.eventSequence &&
      other.channel === notice.channel &&
      other.recipient === notice.recipient &&
      WAITING_OR_TOLD.has(other.status),
  )
}

function isMilestone({ kind, occurrence }: Notice): boolean {
  return kind !== 'correction' && !occurrence.startsWith(AGAIN)
}

/** How far a parcel has come that is told of. */
const STAGE: Readonly<Record<NoticeKind, number>> = {
  shipped: 1,
  out_for_delivery: 2,
  ready_for_pickup: 2,
  failed_attempt: 3,
  exception: 3,
  delivered: 4,
  correction: 0,
}
const STAGE_OF_STATUS: Readonly<Partial<Record<Status, number>>> = { transit: 1, pickup: 2, undelivered: 3, exception: 3, delivered: 4 }
const ENDED = 5

/**
 * Whether other parcels of the order may be told of together with this: one that waits already, or one that has not come as far. `mates`: notices
 * of the same kind that wait, oldest first. The oldest leads; it waits from its own making on, the others wait for it.
 */
export function judgeOrder(
  { policy, notice, now }: Pick<Case, 'policy' | 'notice' | 'now'>,
  mates: readonly Notice[],
  parcels: readonly BareView[],
): Verdict {
  if (!mayMerge(policy, notice)) return { kind: 'send' }
  const leader = [notice, ...mates].toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))[0] ?? notice
  const until = leader.createdAt + policy.mergeMs
  if (leader.id !== notice.id) return { kind: 'hold', reason: 'merge', until: Math.max(until, now) + SLACK_MS }
  // Somebody works on it at this moment: it will come to wait for us.
  if (mates.some(({ leaseToken, dueAt }) => leaseToken !== null && (dueAt ?? 0) > now))
    return { kind: 'hold', reason: 'merge', until: now + BESIDE_MS }
  const mayCome = parcels.some(({ tracking }) => tracking.id !== notice.trackingId && stageOf(tracking) < STAGE[notice.kind])
  return now < until && (mates.length > 0 || mayCome) ? { kind: 'hold', reason: 'merge', until } : { kind: 'send' }
}

/** Longer than the leader's attempt may take. */
export const SLACK_MS = 60_000
const BESIDE_MS = 2_000

export function mayMerge(policy: NoticePolicy, { orderId, kind, occurrence }: Notice): boolean {
  return policy.mergeMs > 0 && orderId !== null && kind !== 'correction' && !occurrence.startsWith(AGAIN)
}

function stageOf({ state }: BareView['tracking']): number {
  return state.endedAt === null ? (STAGE_OF_STATUS[state.status] ?? 0) : ENDED
}
