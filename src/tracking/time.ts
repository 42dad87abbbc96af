import type { Instant } from '../base/index.ts'
import type { CheckpointTime } from './checkpoint.ts'

const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/

/**
 * The instant for ordering and arithmetic: `utc`, else `local` read as if it were UTC (wrong by the zone's offset, 14 hours at most, and the
 * same on every machine). A time that cannot be read is 0, so that it sorts first and decides nothing.
 */
export function instantOf(time: CheckpointTime): Instant {
  const at = time.utc === null ? localInstant(time.local) : Date.parse(time.utc)
  return Number.isFinite(at) ? at : 0
}

/** The wall clock of the scan, `YYYY-MM-DD HH:MM` or, with `seconds`, `YYYY-MM-DD HH:MM:SS`. Empty when it cannot be read. */
export function displayLocal(time: CheckpointTime, seconds = false): string {
  if (!LOCAL.test(time.local)) return ''
  const minute = `${time.local.slice(0, 10)} ${time.local.slice(11, 16)}`
  return seconds ? `${minute}:${time.local.slice(17, 19) || '00'}` : minute
}

/**
 * The minute that names an event. Where the carrier itself fixed the instant it is the UTC minute, whatever zone it chose to print; else the
 * wall clock as sent, because an instant that our own zone rules made would move when those rules are corrected.
 */
export function minuteKey(time: CheckpointTime): string {
  const fixed = time.basis === 'utc' || time.basis === 'offset'
  return fixed && time.utc !== null ? `${time.utc.slice(0, 16)}Z` : time.local.slice(0, 16)
}

function localInstant(local: string): number {
  return LOCAL.test(local) ? Date.parse(`${local}Z`) : Number.NaN
}
