import type { Instant } from '../../base/index.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Pauses before the second to the tenth attempt, each after the end of the attempt before: 75 h 35 min in all. */
const PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]
const LONGEST_WAIT_MS = 24 * HOUR_MS
const LEAST_JITTER_MS = 2 * SECOND_MS
const MOST_JITTER_MS = 15 * MINUTE_MS
const JITTER_SHARE = 0.1

export interface FailedAttempt {
  /** Attempts that ended so far, this one included. */
  attempts: number
  endedAt: Instant
  /** What the receiver asked for by Retry-After; null: nothing. */
  retryAfterMs: number | null
  /** In [0, 1). */
  jitter: number
}

/**
 * When a failed delivery is tried again; null after the tenth attempt. Retry-After wins over the schedule, up to 24 h. Never early: up to a
 * tenth is added, 2 s at least and 15 min at most.
 */
export function nextAttempt({ attempts, endedAt, retryAfterMs: asked, jitter }: FailedAttempt): Instant | null {
  const pause = PAUSES_MS[attempts - 1]
  if (pause === undefined) return null
  const wait = asked === null ? pause : Math.min(asked, LONGEST_WAIT_MS)
  const extra = Math.min(Math.max(wait * JITTER_SHARE * jitter, LEAST_JITTER_MS), MOST_JITTER_MS)
  return Math.ceil(endedAt + wait + extra)
}

/** Milliseconds of a Retry-After header, in seconds or as a date; null without a usable one. */
export function readRetryAfter(header: string | undefined, now: Instant): number | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND_MS
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
