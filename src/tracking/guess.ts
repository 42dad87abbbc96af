import type { Instant } from '../base/index.ts'
import type { Freshness, Tracking } from './tracking.ts'

/** So long a guess may be silent before the next one is asked; a label that was made today is scanned by tomorrow. */
const EACH_MS = 6 * 3_600_000

/**
 * The courier that is asked about. A number that was registered without one may belong to several: while nobody knows it they are asked in turn,
 * the likeliest first, six hours each, and the one that knows it stays. `askable`: of the guesses, those that can be asked at all.
 */
export function courierAt(
  { carrier, details, state, createdAt }: Pick<Tracking, 'carrier' | 'details' | 'state' | 'createdAt'>,
  { courier }: Pick<Freshness, 'courier'>,
  askable: readonly string[],
  now: Instant,
): string {
  if (courier !== null) return courier
  if (!isGuessing({ details, state }) || askable.length === 0) return carrier
  return askable[Math.floor(Math.max(0, now - createdAt) / EACH_MS) % askable.length] ?? carrier
}

/** When the turn of whoever is asked now ends. */
export function turnEndsAt({ createdAt }: Pick<Tracking, 'createdAt'>, now: Instant): Instant {
  return createdAt + (Math.floor(Math.max(0, now - createdAt) / EACH_MS) + 1) * EACH_MS
}

/** Whether somebody else than the first guess may know the number. */
export function isGuessing({ details, state }: Pick<Tracking, 'details' | 'state'>): boolean {
  return details.guesses.length > 0 && !state.found
}
