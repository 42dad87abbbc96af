import { DateTime, IANAZone } from 'luxon'
import type { CheckpointTime } from '../../tracking/index.ts'
import { blank } from './read.ts'

// Longest text that any carrier writes as a time is 35 characters; a longer one is not a time.
const MAX_CHARS = 48
// No carrier scanned a barcode before 1990: 0001-01-01, 1753, 1899, 1900 and the Unix epoch are ways to write "none", and so is 9999-12-31.
const FIRST_YEAR = 1990
const LAST_YEAR = 2100
// The widest offset in use is +14:00 (Line Islands).
const WIDEST_MINUTES = 14 * 60
const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)? ?(Z|z|[+-]\d\d(?::?\d\d)?)?$/

interface Parts {
  /** The wall clock as if it were UTC, in milliseconds. */
  wall: number
  /** `YYYY-MM-DDTHH:MM:SS`. */
  local: string
  /** `Z`, `+0300`, `+03:00`, `+03` or nothing. */
  zone: string | undefined
}

/**
 * A time of xs:dateTime or ISO 8601: `2015-03-24T10:01:00.000+03:00`, `2020-01-28T16:19:28+0700`, `2024-08-20 12:41Z`.
 * Fractions of a second are dropped. An offset gives basis `offset`, `Z` gives `utc`, neither gives `unknown`: no zone is invented.
 * Null: blank, a disguised null (year before 1990 or after 2100), not such a time, or a day or offset that does not exist.
 */
export function offsetTime(raw: string | null | undefined): CheckpointTime | null {
  const parts = isoParts(raw)
  if (!parts) return null
  return parts.zone === undefined ? unzoned(clean(raw), parts.local) : withZone(clean(raw), parts, parts.zone)
}

/**
 * A wall-clock time that the carrier means in its home zone, basis `carrierZone`. ISO 8601 is read first, then `formats` (luxon tokens, such
 * as `dd.MM.yyyy HH:mm`) in order. A time that carries its own offset keeps it (basis `offset` or `utc`).
 * Where the clock shows a time twice (autumn) the earlier instant is taken; where it skips one (spring) the clock is read as before the jump.
 * Null: as `offsetTime`, or no format fits.
 */
export function zonedTime(raw: string | null | undefined, options: { zone: string; formats?: readonly string[] }): CheckpointTime | null {
  const parts = isoParts(raw) ?? formatParts(raw, options.formats ?? [])
  if (!parts) return null
  if (parts.zone !== undefined) return withZone(clean(raw), parts, parts.zone)
  const minutes = zoneOffset(parts.wall, options.zone)
  if (minutes === null) return null
  return { raw: clean(raw), local: parts.local, offset: offsetText(minutes), utc: utcText(parts.wall, minutes), basis: 'carrierZone' }
}

/**
 * A wall-clock time whose zone nobody tells, basis `unknown`. ISO 8601 first, then `formats` (luxon tokens) in order; a time that carries its
 * own offset keeps it. Null: as `offsetTime`, or no format fits.
 */
export function localTime(raw: string | null | undefined, formats: readonly string[] = []): CheckpointTime | null {
  const parts = isoParts(raw) ?? formatParts(raw, formats)
  if (!parts) return null
  return parts.zone === undefined ? unzoned(clean(raw), parts.local) : withZone(clean(raw), parts, parts.zone)
}

/**
 * An instant that the carrier tells in UTC (ISO 8601, with or without `Z`), shown by the clock of the place: by `offset` (`-05:00`, `-7:00`, `-04.00`,
 * `+0530`), else by how far the wall clock `local` stands from it, to the quarter of an hour; basis `offset`. With neither it is shown in UTC,
 * basis `utc`. Null: as `offsetTime`.
 */
export function utcTime(utc: string | null | undefined, place: { offset?: string; local?: string } = {}): CheckpointTime | null {
  const parts = isoParts(utc)
  const time = parts && withZone(clean(utc), parts, parts.zone ?? 'Z')
  if (!time || time.utc === null) return null
  const at = Date.parse(time.utc)
  const minutes = minutesOf(place.offset) ?? minutesBetween(at, isoParts(place.local)?.wall)
  if (minutes === null) return time
  return { raw: time.raw, local: wallText(at + minutes * 60_000), offset: offsetText(minutes), utc: time.utc, basis: 'offset' }
}

function minutesOf(offset: string | undefined): number | null {
  const [, sign, hours, rest = '0'] = /^([+-]?)(\d{1,2})(?:[:.]?(\d\d))?$/.exec(clean(offset).slice(0, 8)) ?? []
  const minutes = Number(hours) * 60 + Number(rest)
  if (hours === undefined || Number(rest) > 59 || minutes > WIDEST_MINUTES) return null
  return sign === '-' ? -minutes : minutes
}

function minutesBetween(utc: number, wall: number | undefined): number | null {
  const minutes = wall === undefined ? Number.NaN : Math.round((wall - utc) / 900_000) * 15
  return Math.abs(minutes) <= WIDEST_MINUTES ? minutes : null
}

function clean(raw: string | null | undefined): string {
  return (raw ?? '').trim()
}

function unzoned(raw: string, local: string): CheckpointTime {
  return { raw, local, offset: null, utc: null, basis: 'unknown' }
}

function withZone(raw: string, parts: Parts, zone: string): CheckpointTime | null {
  if (zone === 'Z' || zone === 'z') return { raw, local: parts.local, offset: '+00:00', utc: `${parts.local}Z`, basis: 'utc' }
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.length > 3 ? zone.slice(-2) : 0)
  if (minutes > WIDEST_MINUTES || Number(zone.length > 3 ? zone.slice(-2) : 0) > 59) return null
  const signed = zone.startsWith('-') ? -minutes : minutes
  return { raw, local: parts.local, offset: offsetText(signed), utc: utcText(parts.wall, signed), basis: 'offset' }
}

/** Minutes east of UTC at this wall clock. Null: no such zone. */
function zoneOffset(wall: number, name: string): number | null {
  const zone = IANAZone.create(name)
  if (!zone.isValid) return null
  // A day before and a day after are on either side of a change of the clock.
  const before = zone.offset(wall - 86_400_000)
  const after = zone.offset(wall + 86_400_000)
  if (before === after) return before
  const fits = [before, after].filter((minutes) => zone.offset(wall - minutes * 60_000) === minutes)
  // The larger offset is the earlier instant; none fits in the hour that the clock skips.
  return fits.length === 0 ? before : Math.max(...fits)
}

/** Without luxon: this is the path of nearly every event (2 µs against 25 µs). */
function isoParts(raw: string | null | undefined): Parts | null {
  if (blank(raw)) return null
  const text = clean(raw)
  if (text.length > MAX_CHARS) return null
  const match = ISO.exec(text)
  if (!match) return null
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', zone] = match
  const wall = wallClock(Number(year), Number(month), Number(day), Number(hour), Number(minute), Math.min(Number(second), 59))
  return wall === null ? null : { wall, local: wallText(wall), zone }
}

function formatParts(raw: string | null | undefined, formats: readonly string[]): Parts | null {
  if (blank(raw)) return null
  const text = clean(raw)
  if (text.length > MAX_CHARS) return null
  for (const format of formats) {
    const at = DateTime.fromFormat(text, format, { zone: 'utc', locale: 'en', setZone: true })
    if (!at.isValid) continue
    const wall = wallClock(at.year, at.month, at.day, at.hour, at.minute, at.second)
    if (wall === null) return null
    return { wall, local: wallText(wall), zone: hasZoneToken(format) ? offsetText(at.offset) : undefined }
  }
  return null
}

/** Luxon's tokens for a zone or an offset are Z and z; letters between quotes are words. */
function hasZoneToken(format: string): boolean {
  return format.split("'").some((part, index) => index % 2 === 0 && /z/i.test(part))
}

function wallClock(year: number, month: number, day: number, hour: number, minute: number, second: number): number | null {
  if (year < FIRST_YEAR || year > LAST_YEAR || hour > 23 || minute > 59) return null
  const wall = Date.UTC(year, month - 1, day, hour, minute, second)
  // Date.UTC turns 31 April into 1 May: a day that moved did not exist.
  const date = new Date(wall)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? wall : null
}

function wallText(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19)
}

function utcText(wall: number, offsetMinutes: number): string {
  return `${wallText(wall - offsetMinutes * 60_000)}Z`
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${String(Math.trunc(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`
}
