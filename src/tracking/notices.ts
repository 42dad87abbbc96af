import type { Instant } from '../base/index.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Subject } from './events.ts'
import type { Status } from './status.ts'
import { DAY_MS } from './story.ts'
import type { TrackingState } from './tracking.ts'

/** What a buyer is told about. One of each for a parcel, a person and a channel. In the order of a parcel's way. */
export const NOTICE_KINDS = [
  'shipped',
  'out_for_delivery',
  'ready_for_pickup',
  'failed_attempt',
  'exception',
  'delivered',
  'correction',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** Ways on which buyers are told. */
export const NOTICE_CHANNELS = ['email', 'sms'] as const
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number]

/** A milestone that a change brought the parcel to. */
export interface DueNotice {
  kind: NoticeKind
  /** Tells several of one kind apart: the day of a failed attempt, the courier or number that a correction names; else empty. */
  occurrence: string
}

/** What a buyer learns later than this is no news to him: the parcel is on his table. */
const MOST_AGE_MS = 3 * DAY_MS

/** Nobody has moved the parcel yet, as far as was known. */
const NOT_SHIPPED = new Set<Status>(['pending', 'notfound', 'inforeceived', 'expired'])

/**
 * The notices that a change calls for: the one milestone that the parcel is at now, when it was not at it before. What lies between two looks, or
 * before the first one, is history and is not told. The carrier's word counts, not a status set by hand; a scan of more than three days ago is
 * told to nobody. `courier_changed` calls for a correction, which is for those who were told of the parcel before.
 */
export function noticesOf(
  before: Subject,
  after: Subject,
  { checkpoints = [], now }: { checkpoints?: readonly Checkpoint[]; now: Instant },
): DueNotice[] {
  const due: DueNotice[] = []
  const courier = after.freshness.courier ?? after.tracking.carrier
  if ((before.freshness.courier ?? before.tracking.carrier) !== courier) due.push({ kind: 'correction', occurrence: `courier:${courier}` })
  const { state } = after.tracking
  const milestone = milestoneOf(before.tracking.state, state, checkpoints)
  if (milestone && state.lastEventAt !== null && now - state.lastEventAt <= MOST_AGE_MS) due.push(milestone)
  return due
}

function milestoneOf(before: TrackingState, now: TrackingState, checkpoints: readonly Checkpoint[]): DueNotice | null {
  const kind = kindOf(now)
  if (kind === 'failed_attempt') {
    // Each day's attempt asks something of the buyer, so each day is told: once.
    const day = newestAttempt(checkpoints)
    return day === null ? null : { kind, occurrence: day }
  }
  if (kind === null || kindOf(before) === kind) return null
  if (kind === 'shipped' && !NOT_SHIPPED.has(before.status)) return null
  return { kind, occurrence: '' }
}

const KIND_OF_STATUS: Readonly<Partial<Record<Status, NoticeKind>>> = {
  transit: 'shipped',
  pickup: 'ready_for_pickup',
  undelivered: 'failed_attempt',
  exception: 'exception',
  delivered: 'delivered',
}

function kindOf({ status, sub }: Pick<TrackingState, 'status' | 'sub'>): NoticeKind | null {
  if (sub === 'out_for_delivery') return 'out_for_delivery'
  // The buyer knows that he refused it; a part is not the parcel; and what "pickup" means here the carrier does not say.
  if (sub === 'refused' || sub === 'partially_delivered' || (status === 'pickup' && sub === null)) return null
  return KIND_OF_STATUS[status] ?? null
}

/** The day on the courier's wall clock. */
function newestAttempt(checkpoints: readonly Checkpoint[]): string | null {
  const attempts = checkpoints.filter(({ status }) => status === 'undelivered')
  const newest = attempts.toSorted((a, b) => b.at - a.at)[0]
  return newest === undefined ? null : newest.time.local.slice(0, 10)
}
