import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, localTime, num, parseJson, path, plain, str, trimTail } from '../kit/index.ts'
import { areaCountry, factsOf } from './facts.ts'

// 10 numbers are asked at a time; a shipment of 999 pieces is the largest; one has about 40 checkpoints.
const MAX_SHIPMENTS = 200
const MAX_PIECES = 1_000
const MAX_EVENTS = 500
/** What comes after these words may be a name. */
const SIGNERS = ['signed', 'received by', 'accepted by', 'collected by']

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item, items))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem, items: readonly TrackItem[]): Outcome {
  const { ref } = item
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  const shipments = list(path(body, 'shipments'))?.slice(0, MAX_SHIPMENTS)
  if (!shipments) return refusal(answer, body, ref, items.length)
  const asked = normaliseNumber(item.number)
  for (const shipment of shipments) {
    if (isNumber(path(shipment, 'shipmentTrackingNumber'), asked)) return ofShipment(shipment, path(shipment, 'events'), ref)
    const piece = (list(path(shipment, 'pieces')) ?? []).slice(0, MAX_PIECES).find((one) => isNumber(path(one, 'trackingNumber'), asked))
    // A piece has checkpoints of its own; they are left out where they are the shipment's.
    if (piece !== undefined) return ofShipment(shipment, list(path(piece, 'events')) ?? path(shipment, 'events'), ref)
  }
  const isNamed = shipments.every((shipment) => str(path(shipment, 'shipmentTrackingNumber'), 64) !== undefined)
  // Of several numbers those that are not known are left out.
  return isNamed ? { kind: 'notFound', ref } : { kind: 'schemaDrift', ref, path: 'shipments[].shipmentTrackingNumber' }
}

/** `{ status, title, detail }`, also when it comes with HTTP 200. One about a number names none: of several nobody is blamed. */
function refusal(answer: CarrierAnswer, body: unknown, ref: string, asked: number): Outcome {
  const status = num(path(body, 'status'))
  const detail = str(path(body, 'detail')) ?? ''
  if (status === undefined) return { kind: 'schemaDrift', ref, path: 'shipments' }
  const carrierCode = /^\d{3,5}(?=:)/.exec(detail)?.[0] ?? str(path(body, 'title'), 64) ?? `status_${status}`
  const told = httpOutcome({ ...answer, status, headers: {} }, ref, 'request')
  if (told) return told
  if (status === 404) return { kind: 'notFound', ref, carrierCode }
  const isNumberWrong = (status === 400 || status === 422) && asked === 1 && /tracking ?number/i.test(detail)
  return { kind: isNumberWrong ? 'invalidNumber' : 'temporary', ref, carrierCode }
}

function isNumber(value: unknown, asked: string): boolean {
  return normaliseNumber(str(value, 64) ?? '') === asked
}

function ofShipment(shipment: unknown, listed: unknown, ref: string): Outcome {
  const status = str(path(shipment, 'status'), 64)
  if (/not found|no shipment|no data/i.test(status ?? ''))
    return { kind: 'notFound', ref, ...(status !== undefined && { carrierCode: status }) }
  const given = list(listed)?.slice(0, MAX_EVENTS)
  if (!given) return { kind: 'schemaDrift', ref, path: 'shipments[].events' }
  const events = given.map(eventOf).filter((event) => event !== null)
  // Known, and nothing happened yet: an empty list. A list that cannot be read is something else.
  if (events.length === 0 && given.length > 0) return { kind: 'schemaDrift', ref, path: 'shipments[].events[]' }
  return { kind: 'found', ref, events, facts: factsOf(shipment) }
}

/** Null without a code or a readable time. `signedBy` is never read. */
function eventOf(event: unknown): RawEvent | null {
  const code = str(path(event, 'typeCode'), 16)
  const time = timeOf(event)
  if (code === undefined || time === null) return null
  const place = placeOf(path(event, 'serviceArea', 0))
  return { code, text: withoutSigner(plain(str(path(event, 'description'), 250) ?? code)) || code, time, ...(place && { place }) }
}

/** `date`, `time` and, in newer answers, `GMTOffset`; without it the zone is not told. */
function timeOf(event: unknown): CheckpointTime | null {
  const offset = /^[+-]\d\d:?\d\d$/.exec(str(path(event, 'GMTOffset'), 8) ?? '')?.[0] ?? ''
  return localTime(`${str(path(event, 'date'), 16)}T${str(path(event, 'time'), 16)}${offset}`)
}

/** DHL tells the service area, such as `Brisbane-AU`, never the address. */
function placeOf(area: unknown): Place | undefined {
  const text = str(path(area, 'description'), 100) ?? str(path(area, 'code'), 16)
  if (text === undefined) return undefined
  const country = areaCountry(text)
  return { text, city: country === undefined ? text : text.slice(0, -3), ...(country !== undefined && { country }) }
}

function withoutSigner(text: string): string {
  const lower = text.toLowerCase()
  const cuts = SIGNERS.map((words) => lower.indexOf(words)).filter((at) => at !== -1)
  return cuts.length === 0 ? text : trimTail(text.slice(0, Math.min(...cuts)), ':,–-')
}
