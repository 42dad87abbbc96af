import { DateTime } from 'luxon'
import type { Instant } from '../../base/index.ts'
import type { NoticeKind } from '../channel.ts'

/** Minutes of the day. `from` is the first quiet one, `to` the first that is not; the same twice: never quiet. */
export interface QuietHours {
  from: number
  to: number
}

/** 21:00 to 09:00. */
export const DEFAULT_QUIET_HOURS: QuietHours = { from: 21 * 60, to: 9 * 60 }
/** More would leave people without notices; a mistake in a setting. */
const MOST_QUIET_MINUTES = 20 * 60
const MOST_STEPS = 100

/** `21:00-09:00` (or `off`); null: not to be understood, or more than 20 hours. */
export function readQuietHours(text: string): QuietHours | null {
  if (text.trim() === 'off') return { from: 0, to: 0 }
  const [, fromHour, fromMinute, toHour, toMinute] = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? []
  if (fromHour === undefined) return null
  const window = { from: Number(fromHour) * 60 + Number(fromMinute), to: Number(toHour) * 60 + Number(toMinute) }
  return lengthOf(window) > MOST_QUIET_MINUTES ? null : window
}

function lengthOf({ from, to }: QuietHours): number {
  return (to - from + 1_440) % 1_440
}

/** Whether it is quiet at the recipient's. */
export function isQuiet(now: Instant, zone: string, window: QuietHours): boolean {
  const local = inZone(now, zone)
  const minute = local.hour * 60 + local.minute
  const { from, to } = window
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to
}

/**
 * The first instant from `now` at which it is quiet in none of the zones; `now` itself when it is so already. Where the zones leave no such hour
 * in four days, the first zone alone counts.
 */
export function releaseAt(now: Instant, zones: readonly [string, ...string[]], window: QuietHours = DEFAULT_QUIET_HOURS): Instant {
  let at = now
  for (let step = 0; step < MOST_STEPS && at < now + 4 * 86_400_000; step++) {
    const quiet = zones.find((zone) => isQuiet(at, zone, window))
    if (quiet === undefined) return at
    at = endOfQuiet(at, quiet, window)
  }
  return isQuiet(now, zones[0], window) ? endOfQuiet(now, zones[0], window) : now
}

/** Of the quiet time that `at` lies in. */
function endOfQuiet(at: Instant, zone: string, { to }: QuietHours): Instant {
  const local = inZone(at, zone)
  const hour = { hour: Math.floor(to / 60), minute: to % 60, second: 0, millisecond: 0 }
  const today = local.set(hour)
  // An hour that summer time leaves out is moved forward, so the end is never before `at`.
  return (today > local ? today : local.plus({ days: 1 }).set(hour)).toMillis()
}

/** A zone that nobody knows is UTC's. */
function inZone(at: Instant, zone: string): DateTime {
  const local = DateTime.fromMillis(at, { zone })
  return local.isValid ? local : DateTime.fromMillis(at, { zone: 'utc' })
}

export type Release =
  | { kind: 'send' }
  /** It is quiet again (the clock, the settings or the zone have changed). */
  | { kind: 'hold'; until: Instant }
  /** `replaced`: something newer is to be told. `outdated`: it was about a day that is over. */
  | { kind: 'drop'; reason: 'replaced' | 'outdated' }

export interface Held {
  kind: NoticeKind
  /** When it happened. */
  at: Instant
  /** Kinds of the same parcel, person and channel that happened later, whether sent, held or about to be. */
  newerKinds: readonly NoticeKind[]
  zones: readonly [string, ...string[]]
  window?: QuietHours
}

/**
 * What becomes of a notice now: asked when it is made and again when it was held and falls due. A newer status replaces an older one; a corrected
 * number neither replaces nor is replaced, but by a newer correction. "Out for delivery" is about today: it is not sent on another day of the
 * recipient's than that on which it happened, nor held until one.
 */
export function onRelease({ kind, at, newerKinds, zones, window = DEFAULT_QUIET_HOURS }: Held, now: Instant): Release {
  if (newerKinds.some((newer) => (newer === 'correction') === (kind === 'correction'))) return { kind: 'drop', reason: 'replaced' }
  const until = releaseAt(now, zones, window)
  if (kind === 'out_for_delivery' && zones.some((zone) => dayOf(until, zone) !== dayOf(at, zone)))
    return { kind: 'drop', reason: 'outdated' }
  return until > now ? { kind: 'hold', until } : { kind: 'send' }
}

/** `YYYY-MM-DD` there. */
export function dayOf(at: Instant, zone: string): string {
  return inZone(at, zone).toFormat('yyyy-MM-dd')
}
