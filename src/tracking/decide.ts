import type { Instant } from '../base/index.ts'
import type { Checkpoint } from './checkpoint.ts'
import { readMilestones } from './milestones.ts'
import type { Status, Substatus } from './status.ts'
import { DAY_MS, readStory, type Line, type Story, type StoryInput } from './story.ts'
import { displayLocal } from './time.ts'
import type { Reason, TrackingState } from './tracking.ts'

const MAX_REASONS = 20

/** Whole days without movement until a parcel is expired. */
export interface ExpireAfterDays {
  express: number
  globalpost: number
}

const DEFAULT_EXPIRE_AFTER_DAYS: ExpireAfterDays = { express: 30, globalpost: 60 }

export interface DecideInput extends StoryInput {
  carrierType: 'express' | 'globalpost'
  now: Instant
  /** A carrier has known the number, now or earlier. */
  found: boolean
  /** A carrier has been asked, now or earlier. */
  checked: boolean
  expireAfterDays?: ExpireAfterDays
}

/**
 * The state of a parcel from everything known about it. Pure: the same set gives the same state in any order, and a look without news changes
 * nothing but `expired`.
 *
 * The newest event that counts decides. Events do not count when the carrier withdrew them, when they are older than the ship date (by more
 * than a day) or of an earlier parcel with the number; codes without a meaning and pure information leave the status alone. Delivered,
 * returned, lost, destroyed and cancelled stay, but: a delivered parcel may still be returned, or be scanned an hour later in a courier's
 * hands; a lost or cancelled one may turn up. Any other parcel expires after 30 days (express) or 60 (post) without movement.
 */
export function decide(all: readonly Checkpoint[], input: DecideInput): TrackingState {
  const story = readStory(all, input)
  const silent = isSilent(story, input)
  const { status, sub } = silent ? { status: 'expired' as const, sub: null } : statusOf(story, input)
  const { milestones, milestoneOf } = readMilestones(story.moves, input.facts)
  return {
    status,
    sub,
    reasons: reasonsOf(story, silent),
    milestones,
    milestoneOf,
    firstEventAt: story.first?.at ?? null,
    lastEventAt: story.last?.at ?? null,
    lastEvent: story.last && { text: story.last.text, place: story.last.place?.text ?? '', date: displayLocal(story.last.time) },
    endedAt: story.endedAt,
    facts: input.facts,
    found: input.found || all.length > 0,
  }
}

function statusOf(story: Story, input: DecideInput): { status: Status; sub: Substatus | null } {
  if (story.meaning) return story.meaning
  // The carrier knows the parcel, though it says nothing yet that moves it.
  if (story.last || (input.found && story.lines.length === 0)) return { status: 'inforeceived', sub: 'created' }
  const isAsked = input.checked || story.lines.length > 0
  return { status: isAsked ? 'notfound' : 'pending', sub: null }
}

/** A parcel that nobody ever asked about is not silent, and one delivered in part never goes back. */
function isSilent(
  story: Story,
  { checked, registeredAt, now, carrierType, expireAfterDays = DEFAULT_EXPIRE_AFTER_DAYS }: DecideInput,
): boolean {
  if (!checked || story.endedAt !== null || story.meaning?.status === 'delivered') return false
  return now - (story.last?.at ?? registeredAt) >= expireAfterDays[carrierType] * DAY_MS
}

/** Newest first; what decides is always among them. */
function reasonsOf({ lines, decidedBy }: Story, silent: boolean): Reason[] {
  const decidingAt = decidedBy?.checkpoint.at ?? Number.NEGATIVE_INFINITY
  const reasons: Reason[] = silent ? [{ fingerprint: null, effect: 'decides', because: 'silence' }] : []
  if (!silent && decidedBy === null) reasons.push({ fingerprint: null, effect: 'decides', because: 'no_events' })
  let room = MAX_REASONS - reasons.length - (decidedBy ? 1 : 0)
  for (const line of lines.toReversed()) {
    if (line === decidedBy) reasons.push(reason(line, silent ? 'information' : 'decides'))
    else if (line.effect !== 'counted' && room > 0 && (line.effect !== 'information' || line.checkpoint.at >= decidingAt)) {
      reasons.push(reason(line, line.effect))
      room--
    }
  }
  return reasons
}

function reason({ checkpoint, because }: Line, effect: Reason['effect']): Reason {
  return { fingerprint: checkpoint.fingerprint, effect, because }
}
