import type { Instant } from '../base/index.ts'
import type { Status, Substatus } from './status.ts'
import { DAY_MS } from './story.ts'
import type { Reason, Tracking, TrackingState } from './tracking.ts'

/** What doors show: the status set by hand where there is one, else the computed one. A substatus is kept only when it fits the status. */
export function shownStatus({ state, override }: Pick<Tracking, 'state' | 'override'>): { status: Status; sub: Substatus | null } {
  if (override === null || override.status === state.status) return { status: state.status, sub: state.sub }
  return { status: override.status, sub: override.status === 'delivered' ? 'delivered' : null }
}

/** Why the shown status is what it is: the computed reasons, under a line that says so when a person set it. */
export function shownReasons({ state, override }: Pick<Tracking, 'state' | 'override'>): Reason[] {
  if (override === null) return state.reasons
  return [{ fingerprint: null, effect: 'decides', because: 'manual' }, ...state.reasons]
}

/** Sets a status by hand: 4 delivered, 7 exception, 8 back to the computed status (numbers of the v1 API). */
export function applyManualStatus(tracking: Tracking, status: 4 | 7 | 8, now: Instant): Tracking {
  const override = status === 8 ? null : ({ status: status === 4 ? 'delivered' : 'exception', at: now } as const)
  return { ...tracking, override, changedAt: now }
}

/** `itemTimeLength`: whole days from the first event to the end, or to now; null before the first event. */
export function daysInTransit({ firstEventAt, endedAt }: TrackingState, now: Instant): number | null {
  return firstEventAt === null ? null : wholeDays((endedAt ?? now) - firstEventAt)
}

/** `stayTimeLength`: whole days since the last event; null before the first event. */
export function daysSinceLastEvent({ lastEventAt }: TrackingState, now: Instant): number | null {
  return lastEventAt === null ? null : wholeDays(now - lastEventAt)
}

/** Never below 0: an event without a zone may seem to lie hours ahead. */
function wholeDays(ms: number): number {
  return Math.max(0, Math.floor(ms / DAY_MS))
}
