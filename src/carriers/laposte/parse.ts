import type { Facts } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { bool, httpOutcome, list, num, obj, offsetTime, parseJson, path, str, throttled } from '../kit/index.ts'
import { idShipOf } from './request.ts'

// Ten numbers are asked at most; a parcel has about 15 events.
const MAX_ENTRIES = 50
const MAX_EVENTS = 500
/** What La Poste calls a number: 11 to 15 letters and digits. */
const PLAUSIBLE = /^[0-9A-Z]{11,15}$/

/**
 * `returnCode` of an entry, where its meaning is published. 101, 105, 109 and 504 are declared without one: with every other code they are
 * `temporary`, and the operator sees the number.
 */
const REFUSALS: ReadonlyMap<number, 'notFound' | 'invalidNumber' | 'badCredentials' | 'throttled'> = new Map([
  // "Not yet available": a number that is unknown, or not scanned so far.
  [104, 'notFound'],
  [404, 'notFound'],
  [400, 'invalidNumber'],
  [401, 'badCredentials'],
  [429, 'throttled'],
])

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  // One number is answered by an object, several by a list; a list of one was seen too.
  const entries = (list(body) ?? [body]).slice(0, MAX_ENTRIES)
  const isWhole = !Array.isArray(body)
  return items.map((item) => outcome(answer, entries, item, isWhole && items.length > 1))
}

/** `isWhole`: several numbers were asked and one object came back, so it is about all of them. */
function outcome(answer: CarrierAnswer, entries: readonly unknown[], item: TrackItem, isWhole: boolean): Outcome {
  const { ref, number } = item
  const asked = idShipOf(number)
  // Nothing of it was asked.
  if (asked === '') return { kind: 'invalidNumber', ref, carrierCode: 'empty' }
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  // `SERVICE_UNAVAILABLE` and the like of the gateway, with whatever HTTP status.
  const gateway = str(path(entries[0], 'code'), 64)
  if (gateway !== undefined) return { kind: 'temporary', ref, carrierCode: gateway }
  const entry = entries.find((one) => idOf(one) === asked)
  if (entry !== undefined) return entryOutcome(answer, entry, ref)
  const [only] = entries
  const returnCode = num(path(only, 'returnCode'))
  if (!isWhole || returnCode === undefined) return { kind: 'schemaDrift', ref, path: 'idShip' }
  // A refusal of all that names none of them, or another one: only what cannot be a number is blamed.
  const kind = REFUSALS.get(returnCode) === 'invalidNumber' && !PLAUSIBLE.test(asked) ? 'invalidNumber' : 'temporary'
  return { kind, ref, carrierCode: String(returnCode) }
}

/** A found entry bears the number in its shipment, a refused one beside its code. */
function idOf(entry: unknown): string {
  return idShipOf(str(path(entry, 'shipment', 'idShip'), 64) ?? str(path(entry, 'idShip'), 64) ?? '')
}

function entryOutcome(answer: CarrierAnswer, entry: unknown, ref: string): Outcome {
  const shipment = obj(path(entry, 'shipment'))
  if (shipment) return found(shipment, ref)
  const returnCode = num(path(entry, 'returnCode'))
  if (returnCode === undefined || (returnCode >= 200 && returnCode <= 299)) return { kind: 'schemaDrift', ref, path: 'shipment' }
  const kind = REFUSALS.get(returnCode) ?? 'temporary'
  return kind === 'throttled' ? throttled(answer, ref) : { kind, ref, carrierCode: String(returnCode) }
}

function found(shipment: Record<string, unknown>, ref: string): Outcome {
  const given = list(shipment['event'])
  if (!given) return { kind: 'schemaDrift', ref, path: 'shipment.event' }
  const events = given
    .slice(0, MAX_EVENTS)
    .map(eventOf)
    .filter((event) => event !== null)
  if (events.length === 0 && given.length > 0) return { kind: 'schemaDrift', ref, path: 'shipment.event[].date' }
  return { kind: 'found', ref, events, facts: factsOf(shipment) }
}

/** Null without a code or a readable time. An event has no place. */
function eventOf(event: unknown): RawEvent | null {
  const code = str(path(event, 'code'), 16)
  const time = offsetTime(str(path(event, 'date'), 48))
  return code === undefined || time === null ? null : { code, text: str(path(event, 'label')) ?? code, time }
}

/** The removal point and the partner are not read. */
function factsOf(shipment: Record<string, unknown>): Facts {
  const facts: Facts = {}
  const service = str(shipment['product'], 100)
  if (service !== undefined) facts.service = service
  const from = countryOf(path(shipment, 'contextData', 'originCountry'))
  if (from !== undefined) facts.originCountry = from
  const to = countryOf(path(shipment, 'contextData', 'arrivalCountry'))
  if (to !== undefined) facts.destinationCountry = to
  // After the delivery it is the time of the delivery.
  const eta = bool(shipment['isFinal']) === true ? undefined : etaOf(shipment)
  if (eta) facts.eta = eta
  return facts
}

/** The window of the day where there is one, else the day. */
function etaOf(shipment: Record<string, unknown>): Facts['eta'] {
  const [from, until, day] = ['estimHourMin', 'estimHourMax', 'estimDate'].map((name) => moment(shipment[name]))
  const to = until ?? day
  if (to === undefined) return undefined
  return from === undefined ? { to } : { from, to }
}

/** Midnight stands for "that day". */
function moment(value: unknown): string | undefined {
  const time = offsetTime(str(value, 48))
  if (!time) return undefined
  return time.local.endsWith('T00:00:00') ? time.local.slice(0, 10) : `${time.local}${time.offset ?? ''}`
}

function countryOf(value: unknown): string | undefined {
  const code = str(value, 8)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}
