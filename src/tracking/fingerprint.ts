import { createHash } from 'node:crypto'
import type { Checkpoint, CheckpointTime, Place } from './checkpoint.ts'
import { instantOf, minuteKey } from './time.ts'

// The longest code met is 40 characters and the longest carrier text about 300; more than this is not worth a row.
const MAX_CODE = 100
const MAX_TEXT = 1_000
const MAX_PLACE = 200
const MAX_TIME = 64

/** What names an event of one parcel. */
export interface EventKey {
  carrier: string
  /** Normalised. */
  number: string
  code: string
  attr: string | null
  time: CheckpointTime
  place: Place | null
}

/** An event as an adapter read it, with the meaning of its code. Absent attribute, place and substatus are null. */
export interface CheckpointParts {
  carrier: string
  /** Normalised. */
  number: string
  code: string
  attr?: string | null
  text: string
  time: CheckpointTime
  place?: Place | null
  status: Checkpoint['status']
  sub?: Checkpoint['sub']
  /** Adapter code. */
  source: string
}

/**
 * SHA-256 over carrier, number, code, attribute, time to the minute and place: 32 lower-case hex characters. The text is no part of it,
 * because it changes with the language; nor are seconds, because some carriers send them only on a later look.
 */
export function fingerprint({ carrier, number, code, attr, time, place }: EventKey): string {
  const parts = [carrier, number, code, attr, minuteKey(time), placeKey(place)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

/** A place as one comparable word: the post code where there is one (the same in every language), else the city, else the line of text. */
export function placeKey(place: Place | null): string {
  if (!place) return ''
  const { postalCode, city, text, country } = place
  return plain(postalCode) || plain(city) || plain(text) || plain(country)
}

/**
 * A checkpoint from its parts. Strings are cut to a length that the database takes (code and attribute 100 characters, text 1000, place
 * 200) and lose control characters and broken surrogates, which PostgreSQL refuses.
 */
export function makeCheckpoint(parts: CheckpointParts): Checkpoint {
  const code = clean(parts.code, MAX_CODE)
  const attr = parts.attr === undefined || parts.attr === null ? null : clean(parts.attr, MAX_CODE)
  const place = cleanPlace(parts.place ?? null)
  const time = { ...parts.time, raw: clean(parts.time.raw, MAX_TIME) }
  return {
    fingerprint: fingerprint({ carrier: parts.carrier, number: parts.number, code, attr, time, place }),
    code,
    attr,
    text: clean(parts.text, MAX_TEXT),
    status: parts.status,
    sub: parts.sub ?? null,
    time,
    at: instantOf(time),
    place,
    source: parts.source,
  }
}

function cleanPlace(place: Place | null): Place | null {
  if (!place) return null
  const { text, city, region, postalCode, country } = place
  return {
    text: clean(text, MAX_PLACE),
    ...(city === undefined ? {} : { city: clean(city, MAX_PLACE) }),
    ...(region === undefined ? {} : { region: clean(region, MAX_PLACE) }),
    ...(postalCode === undefined ? {} : { postalCode: clean(postalCode, MAX_PLACE) }),
    ...(country === undefined ? {} : { country: clean(country, MAX_PLACE) }),
  }
}

function clean(text: string, max: number): string {
  return text
    .slice(0, max)
    .replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim()
}

/** Letters and digits only, lower case: `St. Petersburg ` and `ST PETERSBURG` are one place. */
function plain(text: string | undefined): string {
  if (text === undefined) return ''
  return text
    .slice(0, MAX_PLACE)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
