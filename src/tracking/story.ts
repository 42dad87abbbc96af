import type { Instant } from '../base/index.ts'
import type { Checkpoint } from './checkpoint.ts'
import { arrange } from './merge.ts'
import type { EventStatus, Substatus } from './status.ts'
import type { Facts, Reason } from './tracking.ts'

export const DAY_MS = 86_400_000

/** Carriers that reuse a number wait for months: FedEx and UPS at least four, S10 (UPU) a year. */
const REUSE_GAP_MS = 120 * DAY_MS
/** What a carrier adds to a finished parcel (proof of delivery, a claim) it adds within a month. */
const AFTERMATH_MS = 30 * DAY_MS
/** A merchant's ship date is a day of his zone, a scan's a day of another: they may differ by one. */
const SHIP_DATE_SLACK_MS = DAY_MS
/** Handhelds send their scans in batches: what a courier scanned before the delivery may bear a later time, by minutes. */
const LATE_UPLOAD_MS = 3_600_000

const ENDS = new Set<Substatus | null>(['returned_to_sender', 'lost', 'destroyed', 'cancelled'])
const RETURNS = new Set<Substatus | null>(['returning', 'returned_to_sender'])
/** Said of a parcel that somebody holds: a later one of these contradicts "delivered". Scans in transit and at customs are late uploads. */
const CONTRADICTS_DELIVERY = new Set<Substatus | null>([
  'out_for_delivery',
  'ready_for_pickup',
  'pickup_expiring',
  'failed_attempt',
  'refused',
  'address_issue',
  'damaged',
  'lost',
  'rejected',
  'seized',
  'storage_expired',
  'unclaimed',
])

export interface Meaning {
  status: EventStatus
  sub: Substatus | null
}

export interface StoryInput {
  facts: Facts
  shipDate: string | null
  registeredAt: Instant
}

/** What became of one event. `counted` belongs to the parcel and was followed by newer news. */
export interface Line {
  checkpoint: Checkpoint
  effect: Reason['effect'] | 'counted'
  because: Reason['because']
}

/** The parcel's way as far as its events tell it. */
export interface Story {
  /** Every event, oldest first. */
  lines: Line[]
  /** Index in `lines` of the first event of this parcel; what lies before is of an earlier one with the same number. */
  start: number
  /** Of the event that decides. */
  meaning: Meaning | null
  decidedBy: Line | null
  /** Counted events, oldest first; of this parcel, moving it or telling about it. */
  first: Checkpoint | null
  last: Checkpoint | null
  /** Counted events that move the parcel. */
  moves: Checkpoint[]
  endedAt: Instant | null
  /** Of the newest event of this parcel, counted or not. */
  heardAt: Instant | null
}

/** Reads a set of checkpoints, oldest first, whatever the order of `all`. */
export function readStory(all: readonly Checkpoint[], input: StoryInput): Story {
  const story: Story = {
    lines: [],
    start: 0,
    meaning: null,
    decidedBy: null,
    first: null,
    last: null,
    moves: [],
    endedAt: null,
    heardAt: null,
  }
  const shippedAt = shipInstant(input.shipDate)
  for (const { checkpoint, withdrawn } of arrange(all)) {
    if (withdrawn) story.lines.push({ checkpoint, effect: 'withdrawn', because: 'withdrawn_by_carrier' })
    else if (shippedAt !== null && checkpoint.at < shippedAt - SHIP_DATE_SLACK_MS)
      story.lines.push({ checkpoint, effect: 'ignored', because: 'before_ship_date' })
    else {
      if (startsAnew(story, checkpoint, input.registeredAt)) forget(story)
      hear(story, checkpoint, input.facts)
    }
  }
  return story
}

/** Delivered in full, returned, lost, destroyed or cancelled. A delivery in part is not the end: the other pieces are still on their way. */
function isTerminal({ status, sub }: Meaning): boolean {
  return status === 'delivered' ? sub !== 'partially_delivered' : status === 'exception' && ENDS.has(sub)
}

function hear(story: Story, checkpoint: Checkpoint, facts: Facts): void {
  const line: Line = { checkpoint, effect: 'information', because: 'informational' }
  story.lines.push(line)
  story.heardAt = checkpoint.at
  const meaning = meaningOf(checkpoint, facts)
  if (meaning === null) {
    if (checkpoint.status === 'unknown') line.because = 'unknown_code'
    if (story.endedAt === null) count(story, checkpoint)
    return
  }
  const gap = story.endedAt === null ? 0 : checkpoint.at - story.endedAt
  if (story.endedAt !== null && story.meaning !== null && !mayFollowEnd(story.meaning, meaning, gap)) {
    line.effect = 'ignored'
    line.because = 'terminal_sticky'
    return
  }
  line.effect = 'counted'
  line.because = becauseOf(story.meaning, meaning, checkpoint)
  // A second delivery scan tells more about the same end ("signed for"); it does not move it.
  const isSameEnd = story.endedAt !== null && isTerminal(meaning) && story.meaning?.status === meaning.status
  if (!isSameEnd) story.endedAt = isTerminal(meaning) ? checkpoint.at : null
  story.meaning = meaning
  story.decidedBy = line
  story.moves.push(checkpoint)
  count(story, checkpoint)
}

function count(story: Story, checkpoint: Checkpoint): void {
  story.first ??= checkpoint
  story.last = checkpoint
}

/** Null: the event leaves the status alone. On its way back to the sender, "delivered" means back at the sender's. */
function meaningOf({ status, sub }: Checkpoint, facts: Facts): Meaning | null {
  if (status === 'keep' || status === 'unknown' || status === 'void') return null
  if (facts.isReturn === true && status === 'delivered' && sub !== 'partially_delivered')
    return { status: 'exception', sub: 'returned_to_sender' }
  return { status, sub }
}

function becauseOf(before: Meaning | null, now: Meaning, { status }: Checkpoint): Reason['because'] {
  if (status === 'delivered' && now.status === 'exception') return 'return_delivery'
  return before?.status === 'delivered' && RETURNS.has(now.sub) ? 'returned_after_delivery' : 'newest_event'
}

/** The named exceptions to "an end is the end". `gap` is the time since the end. */
function mayFollowEnd(end: Meaning, next: Meaning, gap: number): boolean {
  if (end.status === 'delivered') {
    if (next.status === 'delivered') return isTerminal(next)
    if (next.status === 'exception' && RETURNS.has(next.sub)) return true
    return CONTRADICTS_DELIVERY.has(next.sub) && gap >= LATE_UPLOAD_MS
  }
  if (end.sub === next.sub) return true
  // Lost parcels are found, and parcels travel whose label was cancelled: somebody holding one outweighs the paper.
  if (end.sub === 'lost' || end.sub === 'cancelled')
    return next.status === 'delivered' || next.status === 'pickup' || next.status === 'undelivered' || RETURNS.has(next.sub)
  return false
}

/** Whether `checkpoint` begins another parcel that got the same number. */
function startsAnew({ endedAt, heardAt }: Story, { at, status, sub }: Checkpoint, registeredAt: Instant): boolean {
  if (heardAt === null) return false
  const gap = at - heardAt
  const isStart = status === 'inforeceived' || sub === 'accepted'
  if (gap > REUSE_GAP_MS) return endedAt !== null || isStart
  // Ended long before the merchant spoke of it, while this is of his time: the number was reused sooner than usual.
  const wasOver = endedAt !== null && endedAt < registeredAt - REUSE_GAP_MS && at >= registeredAt - REUSE_GAP_MS
  return wasOver && gap > AFTERMATH_MS && !RETURNS.has(sub)
}

function forget(story: Story): void {
  for (const line of story.lines.slice(story.start)) {
    if (line.effect === 'withdrawn' || line.because === 'before_ship_date') continue
    line.effect = 'ignored'
    line.because = 'previous_parcel'
  }
  Object.assign(story, {
    start: story.lines.length,
    meaning: null,
    decidedBy: null,
    first: null,
    last: null,
    moves: [],
    endedAt: null,
    heardAt: null,
  })
}

/** Midnight UTC of `YYYYMMDD`; null when absent or not a day. */
function shipInstant(shipDate: string | null): Instant | null {
  if (shipDate === null || !/^\d{8}$/.test(shipDate)) return null
  const at = Date.parse(`${shipDate.slice(0, 4)}-${shipDate.slice(4, 6)}-${shipDate.slice(6, 8)}T00:00:00Z`)
  return Number.isFinite(at) ? at : null
}
