import type { Instant } from '../base/index.ts'

const FAILURES_TO_OPEN = 5
const OPEN_MS = 60_000

/**
 * Stops asking a carrier that fails: five failures in a row open it for 60 s, after that one request at a time goes as a probe until one
 * succeeds; a failed probe opens it again.
 */
export interface Breaker {
  /** When the next probe may go; null while requests may go. */
  openUntil(now: Instant): Instant | null
  /** Requests that may run at once: one while it probes. */
  atOnce(): number
  failed(now: Instant): void
  /** Whether it had been open. */
  succeeded(): boolean
  /** Another process found it out: open until then, and after that one probe at a time. */
  adopt(until: Instant): void
}

export function createBreaker(): Breaker {
  let failures = 0
  let until = Number.NEGATIVE_INFINITY
  return {
    openUntil: (now) => (now < until ? until : null),
    atOnce: () => (failures >= FAILURES_TO_OPEN ? 1 : Number.POSITIVE_INFINITY),
    failed: (now) => {
      failures++
      if (failures >= FAILURES_TO_OPEN) until = now + OPEN_MS
    },
    succeeded: () => {
      const wasOpen = failures >= FAILURES_TO_OPEN
      failures = 0
      until = Number.NEGATIVE_INFINITY
      return wasOpen
    },
    adopt: (theirs) => {
      if (theirs <= until) return
      failures = Math.max(failures, FAILURES_TO_OPEN)
      until = theirs
    },
  }
}
