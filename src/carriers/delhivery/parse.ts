import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, CarrierPush, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, isHtml, list, obj, parseJson, path, retryAfterSeconds, str, zonedTime } from '../kit/index.ts'
import { ATTEMPTED, CANCELLED, CANCELLED_BY_SELLER, FAILED_ATTEMPT } from './codes.ts'

type Json = Record<string, unknown>

// 50 are asked at a time; a parcel that went round and came back has about 100 scans.
const MAX_SHIPMENTS = 100
const MAX_SCANS = 500
// "Wait for at least 30 seconds": how long the firewall shuts out an address that asked too much.
const PENALTY_SECONDS = 30
const ZONE = { zone: 'Asia/Kolkata' }

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  const shipments = list(path(body, 'ShipmentData'))
    ?.slice(0, MAX_SHIPMENTS)
    .map((one) => obj(path(one, 'Shipment')) ?? {})
  // An entry without a number, or with one that nobody asked for: what is missing may be there in another shape.
  const asked = new Set(items.map(({ number }) => normaliseNumber(number)))
  const isWhole = shipments?.every((one) => asked.has(numberOf(one))) ?? false
  return items.map((item) => {
    const failed = failure(answer, body, item.ref)
    if (failed) return failed
    if (!shipments) return refusal(answer, body, item.ref)
    const own = shipments.find((one) => numberOf(one) === normaliseNumber(item.number))
    if (own) return found(own, item.ref)
    return isWhole ? { kind: 'notFound', ref: item.ref } : { kind: 'schemaDrift', ref: item.ref, path: 'ShipmentData[].Shipment.AWB' }
  })
}

/** The number that a scan push is about: `{Shipment: {AWB, Status, NSLCode, …}}`. Source: Delhivery's webhook, default payload. */
export function pushed(push: CarrierPush): string[] {
  const number = str(path(parseJson(push), 'Shipment', 'AWB'), 64)
  return number === undefined ? [] : [number]
}

function numberOf(shipment: Json): string {
  return normaliseNumber(str(shipment['AWB'], 64) ?? '')
}

function failure(answer: CarrierAnswer, body: unknown, ref: string): Outcome | null {
  if (answer.status === 429) return tooMany(answer, body, ref)
  // The firewall's page is about the rate, not about the token.
  if (answer.status === 403 && isHtml(answer)) return throttledFor(answer, ref, 'penalty', PENALTY_SECONDS)
  return httpOutcome(answer, ref, 'request')
}

/** "Request was throttled. Expected available in 8 seconds." stands where the header is missing. */
function tooMany(answer: CarrierAnswer, body: unknown, ref: string): Outcome {
  const seconds = /(\d{1,4}) second/.exec(wordsOf(body) ?? '')?.[1]
  return throttledFor(answer, ref, 'second', seconds === undefined ? undefined : Number(seconds))
}

/** `seconds`: where the answer has no Retry-After. */
function throttledFor(answer: CarrierAnswer, ref: string, scope: 'second' | 'penalty', seconds: number | undefined): Outcome {
  const wait = retryAfterSeconds(answer.headers) ?? seconds
  return { kind: 'throttled', ref, scope, carrierCode: `http_${answer.status}`, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) }
}

function wordsOf(body: unknown): string | undefined {
  return str(path(body, 'Error'), 200) ?? str(path(body, 'detail'), 200) ?? str(path(body, 'message'), 200)
}

/** `{Success: false, Error}`: for none of the numbers is there anything. Of another account, or not yet manifested, reads the same. */
function refusal(answer: CarrierAnswer, body: unknown, ref: string): Outcome {
  const words = wordsOf(body)
  if (words === undefined) return { kind: 'schemaDrift', ref, path: 'ShipmentData' }
  const carrierCode = words.slice(0, 64)
  if (/^data does not exist|^no such waybill/i.test(words)) return { kind: 'notFound', ref, carrierCode }
  if (/unauthori[sz]ed|^authentication|^invalid token/i.test(words)) return { kind: 'badCredentials', ref, carrierCode }
  return /throttled/i.test(words) ? tooMany(answer, body, ref) : { kind: 'temporary', ref, carrierCode }
}

function found(shipment: Json, ref: string): Outcome {
  const scans = list(shipment['Scans'])
  if (!scans) return { kind: 'schemaDrift', ref, path: 'ShipmentData[].Shipment.Scans' }
  const events = scans
    .slice(0, MAX_SCANS)
    .map((scan) => scanEvent(path(scan, 'ScanDetail')))
    .filter((event) => event !== null)
  const latest = scans.length === 0 ? statusEvent(shipment['Status']) : null
  if (latest) events.push(latest)
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: 'ShipmentData[].Shipment.Scans[].ScanDetail' }
  return { kind: 'found', ref, events, facts: factsOf(shipment) }
}

function scanEvent(scan: unknown): RawEvent | null {
  return eventOf({
    scan: str(path(scan, 'Scan'), 60),
    type: str(path(scan, 'ScanType'), 8),
    nsl: str(path(scan, 'StatusCode'), 32),
    at: str(path(scan, 'ScanDateTime'), 48) ?? str(path(scan, 'StatusDateTime'), 48),
    where: str(path(scan, 'ScannedLocation'), 100),
    remark: str(path(scan, 'Instructions'), 200),
  })
}

function statusEvent(status: unknown): RawEvent | null {
  return eventOf({
    scan: str(path(status, 'Status'), 60),
    type: str(path(status, 'StatusType'), 8),
    nsl: str(path(status, 'StatusCode'), 32),
    at: str(path(status, 'StatusDateTime'), 48),
    where: str(path(status, 'StatusLocation'), 100),
    remark: str(path(status, 'Instructions'), 200),
  })
}

type Read = Record<'scan' | 'type' | 'nsl' | 'at' | 'where' | 'remark', string | undefined>

/** Null without the scan's word or a readable time. */
function eventOf({ scan, type, nsl, at, where, remark }: Read): RawEvent | null {
  const time = zonedTime(at, ZONE)
  if (scan === undefined || time === null) return null
  const code = scan.toUpperCase()
  const attr = type?.toUpperCase()
  const meaning = meaningBy(nsl, code, attr)
  return {
    code,
    ...(attr === undefined ? {} : { attr }),
    text: remark === undefined || isAboutPeople(attr, remark) ? scan : `${scan}: ${remark}`,
    time,
    ...(where === undefined ? {} : { place: placeOf(where) }),
    ...(meaning === undefined ? {} : { meaning }),
  }
}

/** A courier's remark at the door may name who took it; other remarks may hold a phone number or a mail address. */
function isAboutPeople(type: string | undefined, remark: string): boolean {
  return type === 'DL' || /\d{6}|@/.test(remark)
}

function meaningBy(nsl: string | undefined, code: string, type: string | undefined): Meaning | undefined {
  if (nsl === CANCELLED_BY_SELLER) return CANCELLED
  return code === 'PENDING' && type === 'UD' && nsl !== undefined && ATTEMPTED.has(nsl) ? FAILED_ATTEMPT : undefined
}

/** `Delhi_Airport_GW (Delhi)`: a centre, and its state in brackets. */
function placeOf(text: string): Place {
  const region = /\(([^()]{1,60})\)$/.exec(text)?.[1]?.trim()
  return region === undefined || region === '' ? { text } : { text, region }
}

/** Consignee, SenderName, PickupLocation (often a person) and RecievedBy are never read. */
function factsOf(shipment: Json): Facts {
  const facts: Facts = {}
  const expected = moment(shipment['ExpectedDeliveryDate']) ?? moment(shipment['PromisedDeliveryDate'])
  if (expected !== undefined) facts.eta = { to: expected }
  const reference = str(shipment['ReferenceNo'], 64)
  if (reference !== undefined) facts.reference = reference
  if (str(path(shipment['Status'], 'StatusType'), 8)?.toUpperCase() === 'RT') facts.isReturn = true
  return facts
}

/** Midnight and the last second of a day stand for the day. */
function moment(value: unknown): string | undefined {
  const time = zonedTime(str(value, 48), ZONE)
  if (!time) return undefined
  return /T(?:00:00:00|23:59:59)$/.test(time.local) ? time.local.slice(0, 10) : `${time.local}${time.offset ?? ''}`
}
