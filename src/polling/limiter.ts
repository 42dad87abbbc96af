import { DateTime } from 'luxon'
import type { Instant } from '../base/index.ts'
import type { Limit } from '../carriers/index.ts'

const WINDOW_MS = { second: 1_000, minute: 60_000 } as const
/** Counts requests against the limits of one carrier and credential. */
export interface Limiter {
  /** When the next request may go; not after `now` when it may go at once, Infinity when that depends on one still under way. */
  readyAt(now: Instant): Instant
  /** Counts one request that goes now. */
  take(now: Instant): void
  /** The answer of one is there, or none will come. */
  done(now: Instant): void
  /** Calls back once, when the next answer is there. */
  onDone(callback: () => void): void
  /** Nothing goes before `until`. A shorter pause never ends a longer one. */
  pause(until: Instant): void
}

interface Rule {
  readyAt(now: Instant): Instant
  take(now: Instant): void
  done(now: Instant): void
}

export function createLimiter(limits: readonly Limit[]): Limiter {
  const rules = limits.map(ruleFor)
  const waiting = new Set<() => void>()
  let pausedUntil = Number.NEGATIVE_INFINITY
  return {
    readyAt: (now) => rules.reduce((latest, rule) => Math.max(latest, rule.readyAt(now)), pausedUntil),
    take: (now) => {
      for (const rule of rules) rule.take(now)
    },
    done: (now) => {
      for (const rule of rules) rule.done(now)
      const callbacks = [...waiting]
      waiting.clear()
      for (const callback of callbacks) callback()
    },
    onDone: (callback) => {
      waiting.add(callback)
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
 * A request occupies one of `requests` places from its start until a window after its answer. The carrier counts it somewhere between start and
 * answer, so no window of the carrier's clock ever holds more, however long the line is. (Counted from the start, with 5 % to spare, a cold
 * connection made 28 requests of 20 arrive in one second; a bucket that refills evenly lets nearly twice the limit through after a rest.)
 */
function windowRule(requests: number, windowMs: number): Rule {
  const places = Math.max(1, requests)
  // In order, because answers are counted as they come.
  const freeAt: Instant[] = []
  let underWay = 0
  return {
    readyAt: (now) => {
      while ((freeAt[0] ?? Number.POSITIVE_INFINITY) <= now) freeAt.shift()
      return underWay + freeAt.length < places ? Number.NEGATIVE_INFINITY : (freeAt[0] ?? Number.POSITIVE_INFINITY)
    },
    take: () => {
      underWay++
    },
    done: (now) => {
      underWay--
      // A clock of whole milliseconds may be behind by almost one.
      freeAt.push(now + windowMs + 1)
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
    done: () => {},
  }
}
