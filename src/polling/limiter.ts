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
  /** What is in use. Nothing goes until `grant`, or what is told here would not be true any more. */
  describe(now: Instant): Usage
  /**
   * This process may use so many places of each window until `until`, and so many further requests of each day; `again`: when it is known anew.
   * Null: as before.
   */
  grant(granted: Granted | null): void
}

export interface Usage {
  /** Limits of a window, with the places in use. */
  windows: { max: number; ms: number; occupied: number }[]
  /** Day limits, with what is left of the requests that were handed out. */
  days: { max: number; endsAt: Instant; left: number }[]
}

export interface Granted {
  places: number[]
  days: { more: number; spent: boolean }[]
  until: Instant
  again: Instant
}

/** What other processes left to this one. */
interface Allowance {
  until: Instant
  /** When it is known anew. */
  again: Instant
}

interface Rule {
  readyAt(now: Instant): Instant
  take(now: Instant): void
  done(now: Instant): void
}

/** `shared`: nothing goes before the first `grant`. */
export function createLimiter(limits: readonly Limit[], shared = false): Limiter {
  const allowance: Allowance | null = shared ? { until: Number.NEGATIVE_INFINITY, again: Number.NEGATIVE_INFINITY } : null
  const windows = limits.flatMap(({ requests, per }) => (per === 'day' ? [] : [windowRule(requests, lengthOf(per), allowance)]))
  const days = limits.flatMap(({ requests, per, resetZone }) => (per === 'day' ? [dayRule(requests, resetZone, allowance)] : []))
  const rules: Rule[] = [...windows, ...days]
  const waiting = new Set<() => void>()
  let pausedUntil = Number.NEGATIVE_INFINITY
  let isAsking = false
  const callWaiting = (): void => {
    const callbacks = [...waiting]
    waiting.clear()
    for (const callback of callbacks) callback()
  }
  return {
    readyAt: (now) =>
      isAsking ? Number.POSITIVE_INFINITY : rules.reduce((latest, rule) => Math.max(latest, rule.readyAt(now)), pausedUntil),
    take: (now) => {
      for (const rule of rules) rule.take(now)
    },
    done: (now) => {
      for (const rule of rules) rule.done(now)
      callWaiting()
    },
    onDone: (callback) => {
      waiting.add(callback)
    },
    pause: (until) => {
      pausedUntil = Math.max(pausedUntil, until)
    },
    describe: (now) => {
      isAsking = true
      return { windows: windows.map((rule) => rule.describe(now)), days: days.map((rule) => rule.describe(now)) }
    },
    grant: (granted) => {
      isAsking = false
      if (allowance && granted) {
        allowance.until = granted.until
        allowance.again = granted.again
        windows.forEach((rule, i) => rule.grant(granted.places[i] ?? 0))
        days.forEach((rule, i) => rule.grant(granted.days[i] ?? { more: 0, spent: false }))
      }
      callWaiting()
    },
  }
}

/** The next midnight in an IANA zone; of UTC when the zone is unknown. Right across changes of daylight saving time. */
export function nextMidnight(now: Instant, zone = 'UTC'): Instant {
  const local = DateTime.fromMillis(now, { zone })
  const day = local.isValid ? local : DateTime.fromMillis(now, { zone: 'UTC' })
  return day.startOf('day').plus({ days: 1 }).toMillis()
}

function lengthOf(per: 'second' | 'minute' | number): number {
  return typeof per === 'number' ? per : WINDOW_MS[per]
}

interface WindowRule extends Rule {
  describe(now: Instant): { max: number; ms: number; occupied: number }
  grant(places: number): void
}

/**
 * A request occupies one of the places from its start until a window after its answer. The carrier counts it somewhere between start and
 * answer, so no window of the carrier's clock ever holds more, however long the line is. (Counted from the start, with 5 % to spare, a cold
 * connection made 28 requests of 20 arrive in one second; a bucket that refills evenly lets nearly twice the limit through after a rest.)
 */
function windowRule(requests: number, windowMs: number, allowance: Allowance | null): WindowRule {
  const max = Math.max(1, requests)
  let granted = max
  // In order, because answers are counted as they come.
  const freeAt: Instant[] = []
  let underWay = 0
  const occupied = (now: Instant): number => {
    while ((freeAt[0] ?? Number.POSITIVE_INFINITY) <= now) freeAt.shift()
    return underWay + freeAt.length
  }
  return {
    readyAt: (now) => {
      const inUse = occupied(now)
      const places = allowance && now >= allowance.until ? 0 : granted
      if (inUse < places) return Number.NEGATIVE_INFINITY
      if (allowance && places < max) return Math.max(now + 1, Math.min(freeAt[0] ?? Number.POSITIVE_INFINITY, allowance.again))
      return freeAt[0] ?? Number.POSITIVE_INFINITY
    },
    take: () => {
      underWay++
    },
    done: (now) => {
      underWay--
      // A clock of whole milliseconds may be behind by almost one.
      freeAt.push(now + windowMs + 1)
    },
    describe: (now) => ({ max, ms: windowMs, occupied: occupied(now) }),
    grant: (places) => {
      granted = places
    },
  }
}

interface DayRule extends Rule {
  describe(now: Instant): { max: number; endsAt: Instant; left: number }
  grant(granted: { more: number; spent: boolean }): void
}

function dayRule(requests: number, zone: string | undefined, allowance: Allowance | null): DayRule {
  let left = 0
  let spent = false
  let endsAt = Number.NEGATIVE_INFINITY
  const turn = (now: Instant): void => {
    if (now < endsAt) return
    left = allowance ? 0 : requests
    spent = false
    endsAt = nextMidnight(now, zone)
  }
  return {
    readyAt: (now) => {
      turn(now)
      if (left > 0) return Number.NEGATIVE_INFINITY
      return allowance && !spent ? Math.max(now + 1, allowance.again) : endsAt
    },
    take: (now) => {
      turn(now)
      left--
    },
    done: () => {},
    describe: (now) => {
      turn(now)
      return { max: requests, endsAt, left }
    },
    grant: (granted) => {
      left += granted.more
      spent = granted.spent
    },
  }
}
