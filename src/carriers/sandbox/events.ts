import type { Instant } from '../../base/index.ts'
import type { CheckpointTime, Place } from '../../tracking/index.ts'
import type { RawEvent } from '../carrier.ts'
import type { Code } from './codes.ts'
import { textOf } from './texts.ts'

export type City = keyof typeof CITIES

/** One scan: what, where, and when in minutes relative to the start of the journey (negative: before it). */
export interface Leg {
  minute: number
  code: Code
  city: City
}

const MINUTE_MS = 60_000

/**
 * Cities whose clocks never change, so an offset needs no zone data. Names are the same in every language: a place is part of an event's
 * identity, and a translated one would make every event new.
 */
const CITIES = {
  shenzhen: { place: { text: 'Shenzhen, CN', city: 'Shenzhen', region: 'Guangdong', country: 'CN' }, offsetMinutes: 480 },
  guangzhou: { place: { text: 'Guangzhou, CN', city: 'Guangzhou', region: 'Guangdong', country: 'CN' }, offsetMinutes: 480 },
  moscow: { place: { text: 'Moscow, RU', city: 'Moscow', country: 'RU' }, offsetMinutes: 180 },
  yekaterinburg: { place: { text: 'Yekaterinburg, RU', city: 'Yekaterinburg', country: 'RU' }, offsetMinutes: 300 },
  novosibirsk: { place: { text: 'Novosibirsk, RU', city: 'Novosibirsk', country: 'RU' }, offsetMinutes: 420 },
} as const satisfies Record<string, { place: Place; offsetMinutes: number }>

/**
 * The minute in which a journey starts. Everything is counted from the registration and not from the present, so that a second look shows the
 * same events and not new ones.
 */
export function startOf(registeredAt: Instant): Instant {
  return Math.floor(registeredAt / MINUTE_MS) * MINUTE_MS
}

export function instantOfLeg(start: Instant, { minute }: Pick<Leg, 'minute'>): Instant {
  return start + minute * MINUTE_MS
}

export function eventOf(start: Instant, leg: Leg, language: string): RawEvent {
  const { place, offsetMinutes } = CITIES[leg.city]
  return { code: leg.code, text: textOf(leg.code, language), time: timeAt(instantOfLeg(start, leg), offsetMinutes), place: { ...place } }
}

/** The same scan as a carrier writes it that tells no zone. */
export function withoutZone(event: RawEvent): RawEvent {
  const { local } = event.time
  return { ...event, time: { raw: local, local, offset: null, utc: null, basis: 'unknown' } }
}

/** `YYYY-MM-DD` at the delivery office. */
export function dayAtDestination(instant: Instant): string {
  return timeAt(instant, CITIES.novosibirsk.offsetMinutes).local.slice(0, 10)
}

function timeAt(instant: Instant, offsetMinutes: number): CheckpointTime {
  const local = new Date(instant + offsetMinutes * MINUTE_MS).toISOString().slice(0, 19)
  const offset = `+${String(offsetMinutes / 60).padStart(2, '0')}:00`
  return { raw: local + offset, local, offset, utc: `${new Date(instant).toISOString().slice(0, 19)}Z`, basis: 'offset' }
}
