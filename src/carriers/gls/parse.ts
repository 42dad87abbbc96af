import { normaliseNumber } from '../../base/index.ts'
import type { Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, meaningOf, offsetTime, parseJson, path, str } from '../kit/index.ts'
import { codes } from './codes.ts'

interface Parcel {
  /** `unitno`, GLS's own parcel number: eleven digits, where the label shows twelve. */
  unit: string | undefined
  events: RawEvent[]
  lastAt: number
}

// Ten numbers are asked at a time; a reference has some dozens of parcels; a parcel that came back has about 40 events.
const MAX_PARCELS = 200
const MAX_EVENTS = 500

/** `parcels[].errorCode`. */
const ERRORS: ReadonlyMap<string, 'notFound'> = new Map([['E_404_01', 'notFound']]) // Resource not found

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  const parcels = list(path(body, 'parcels'))?.slice(0, MAX_PARCELS)
  return items.map((item) => {
    const refused = httpOutcome(answer, item.ref)
    if (refused) return refused
    if (parcels) return outcome(parcels, item)
    return { kind: 'schemaDrift', ref: item.ref, path: 'parcels' }
  })
}

function outcome(parcels: readonly unknown[], item: TrackItem): Outcome {
  const { ref, number } = item
  const asked = normaliseNumber(number)
  // Somebody else's parcel is never shown: what was not asked for is not looked at.
  const own = parcels.filter((one) => normaliseNumber(str(path(one, 'requested'), 64) ?? '') === asked)
  if (own.length === 0) return { kind: 'schemaDrift', ref, path: 'parcels[].requested' }
  const known = own.map(parcelOf).filter((parcel) => parcel !== null)
  if (known.length > 0) return found(known, item)
  const carrierCode = own.map((one) => str(path(one, 'errorCode'), 64)).find((code) => code !== undefined)
  if (carrierCode !== undefined) return { kind: ERRORS.get(carrierCode) ?? 'temporary', ref, carrierCode }
  return { kind: 'schemaDrift', ref, path: 'parcels[].events' }
}

/** A reference may lead to several parcels: the pinned one, else the one that bears the number itself, else the one that moved last. */
function found(parcels: readonly Parcel[], { ref, number, pin }: TrackItem): Outcome {
  const [latest] = parcels.toSorted((a, b) => b.lastAt - a.lastAt || ((a.unit ?? '') < (b.unit ?? '') ? -1 : 1))
  const wanted = pin ?? normaliseNumber(number)
  const chosen = parcels.find(({ unit }) => unit === wanted) ?? (pin === undefined ? latest : undefined)
  // Another parcel is never shown in place of the pinned one.
  if (!chosen) return { kind: 'notFound', ref, carrierCode: 'pinned_parcel_missing' }
  const units = [...new Set(parcels.map(({ unit }) => unit).filter((unit) => unit !== undefined))].toSorted()
  return {
    kind: 'found',
    ref,
    events: chosen.events,
    facts: {},
    ...(chosen.unit !== undefined && units.length > 1 && { pin: chosen.unit, ambiguous: units }),
  }
}

/**
 * Null without anything that has a code and a readable time. Without events the status stands for one; and where the code of the latest event
 * is new, it means what the status says.
 */
function parcelOf(value: unknown): Parcel | null {
  const status = str(path(value, 'status'), 64)
  const listed = (list(path(value, 'events')) ?? []).slice(0, MAX_EVENTS).map((event) => eventOf(event))
  const events = listed.filter((event) => event !== null)
  if (events.length === 0) {
    const only = eventOf({ code: status, eventDateTime: path(value, 'statusDateTime') })
    if (only) events.push(only)
  }
  const latest = events.toSorted(byTime).at(-1)
  if (!latest) return null
  const meaning = status === undefined || codes.has(latest.code) ? null : meaningOf(codes, status)
  return {
    unit: str(path(value, 'unitno'), 64),
    events: events.map((event) => (event === latest && meaning ? { ...event, meaning } : event)),
    lastAt: instantOf(latest),
  }
}

function eventOf(event: unknown): RawEvent | null {
  const code = str(path(event, 'code'), 64)
  const time = offsetTime(str(path(event, 'eventDateTime'), 48))
  if (code === undefined || time === null) return null
  const place = placeOf(event)
  return { code, text: str(path(event, 'description')) ?? code, time, ...(place && { place }) }
}

/** Without the postcode: that of the last scan may be the recipient's, which other pages ask for as a secret. */
function placeOf(event: unknown): Place | undefined {
  const city = str(path(event, 'city'), 80)
  const code = str(path(event, 'country'), 8)?.toUpperCase()
  const country = code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
  const text = [city, country].filter((part) => part !== undefined).join(', ')
  return text === '' ? undefined : { text, ...(city !== undefined && { city }), ...(country !== undefined && { country }) }
}

/** By the code where the time is the same, so that the order of the answer does not decide. */
function byTime(a: RawEvent, b: RawEvent): number {
  return instantOf(a) - instantOf(b) || (a.code < b.code ? -1 : 1)
}

function instantOf({ time }: RawEvent): number {
  return Date.parse(time.utc ?? `${time.local}Z`)
}
