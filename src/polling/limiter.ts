import { DateTime } from 'luxon'
import type { Instant } from '../base/index.ts'
import type { Limit } from '../carriers/index.ts'

const WINDOW_MS = { second: 1_000, minute: 60_000 } as const
/** Requests that left evenly may arrive bunched; a window this much longer keeps the carrier's own count within the limit. */
const JITTER_SHARE = 0.05
const JITTER_MAX_MS = 250

/** Counts requests against the limits of one carrier and credential. */
export interface Limiter {
  /** When the next request may go; not after `now` when it may go at once. */
  readyAt(now: Instant): Instant
  /** Counts one request that goes now. */
  take(now: Instant): void
  /** Nothing goes before `until`. A shorter pause never ends a longer one. */
  pause(until: Instant): void
}

interface Rule {
  readyAt(now: Instant): Instant
  take(now: Instant): void
}

export function createLimiter(limits: readonly Limit[]): Limiter {
  const rules = limits.map(ruleFor)
  let pausedUntil = Number.NEGATIVE_INFINITY
  return {
    readyAt: (now) => rules.reduce((latest, rule) => Math.max(latest, rule.readyAt(now)), pausedUntil),
    take: (now) => {
      for (const rule of rules) rule.take(now)
    },
    pause: (until) => {
      pausedUntil = Math.max(pausedUntil, until)
    },
  }
}

/** The next midnight in an IANA zone; of UTC when the zone is unknown. Right across changes of daylight saving time. */
export function nextMidnight(now: Instant, zone = 'UTC'): Instant {
  const local = DateTime.fromMillis(now, { zone })
  const day = local.isValid ? local : DateTime.fromMillis(now, { zone: 'UTC' })
  return day.startOf('day').plus({ days: 1 }).toMillis()
}

function ruleFor({ requests, per, resetZone }: Limit): Rule {
  return per === 'day' ? dayRule(requests, resetZone) : windowRule(requests, typeof per === 'number' ? per : WINDOW_MS[per])
}

/**
 * A ring of the last `requests` times: the next may go when the oldest has left the window, so that no window of that length ever holds more.
 * (A bucket that refills evenly lets nearly twice the limit through in the first window after a rest.)
 */
function windowRule(requests: number, windowMs: number): Rule {
  const times = new Float64Array(Math.max(1, requests)).fill(Number.NEGATIVE_INFINITY)
  const span = windowMs + Math.min(windowMs * JITTER_SHARE, JITTER_MAX_MS)
  let oldest = 0
  return {
    readyAt: () => (times[oldest] ?? 0) + span,
    take: (now) => {
      times[oldest] = now
      oldest = (oldest + 1) % times.length
    },
  }
}

function dayRule(requests: number, zone: string | undefined): Rule {
  let count = 0
  let endsAt = Number.NEGATIVE_INFINITY
  const turn = (now: Instant): void => {
    if (now < endsAt) return
    count = 0
    endsAt = nextMidnight(now, zone)
  }
  return {
    readyAt: (now) => {
      turn(now)
      return count < requests ? Number.NEGATIVE_INFINITY : endsAt
    },
    take: (now) => {
      turn(now)
      count++
    },
  }
}
