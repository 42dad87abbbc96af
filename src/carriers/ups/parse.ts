import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, meaningOf, obj, parseJson, path, str, throttled } from '../kit/index.ts'
import { codes } from './codes.ts'
import { countryCode, factsOf } from './facts.ts'
import { activityTime } from './time.ts'

type Refusal = 'notFound' | 'invalidNumber' | 'temporary' | 'throttled'

// One number is asked at a time; a shipment of 200 packages comes in several answers; a package has about 40 activities.
const MAX_SHIPMENTS = 50
const MAX_PACKAGES = 500
const MAX_NUMBERS = 20
const MAX_ACTIVITIES = 500
const MAX_ERRORS = 10
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }

/** `response.errors[].code` and `shipment[].warnings[].code`. */
const ERRORS: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  ['TW0001', 'notFound'], // Tracking Information Not Found; so is a label that was never scanned
  ['TV1001', 'invalidNumber'], // no number
  ['TV1002', 'invalidNumber'], // Invalid inquiry number
  ['10429', 'throttled'], // Too Many Requests
])

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem): Outcome {
  const { ref } = item
  const failed = httpOutcome(answer, ref)
  if (failed) return failed
  const refused = codesOf(path(body, 'response', 'errors'))
  if (refused) return refusal(refused, answer, ref)
  const shipments = list(path(body, 'trackResponse', 'shipment'))?.slice(0, MAX_SHIPMENTS)
  if (!shipments) return { kind: 'schemaDrift', ref, path: 'trackResponse.shipment' }
  const packages = shipments.flatMap((shipment) => list(path(shipment, 'package')) ?? []).slice(0, MAX_PACKAGES)
  if (packages.length > 0) return found(packages, shipments, item)
  const warned = codesOf(shipments.flatMap((shipment) => (list(path(shipment, 'warnings')) ?? []).slice(0, MAX_ERRORS)))
  return warned ? refusal(warned, answer, ref) : { kind: 'schemaDrift', ref, path: 'shipment[].package' }
}

/** The first code that is known, else the first. */
function codesOf(errors: unknown): string | undefined {
  const given = (list(errors) ?? [])
    .slice(0, MAX_ERRORS)
    .map((error) => str(path(error, 'code'), 64))
    .filter((code) => code !== undefined)
  return given.find((code) => ERRORS.has(code)) ?? given[0]
}

function refusal(carrierCode: string, answer: CarrierAnswer, ref: string): Outcome {
  const kind = ERRORS.get(carrierCode) ?? 'temporary'
  return kind === 'throttled' ? throttled(answer, ref) : { kind, ref, carrierCode }
}

function found(packages: readonly unknown[], shipments: readonly unknown[], { ref, number }: TrackItem): Outcome {
  const asked = normaliseNumber(number)
  const pack = packages.find((one) => isNumber(path(one, 'trackingNumber'), asked)) ?? otherwiseNamed(packages, shipments, asked)
  // The other packages of the shipment have numbers of their own: they are never shown for this one.
  if (pack === undefined) return { kind: 'schemaDrift', ref, path: 'package[].trackingNumber' }
  const activities = list(path(pack, 'activity'))?.slice(0, MAX_ACTIVITIES)
  if (!activities) return { kind: 'schemaDrift', ref, path: 'package[].activity' }
  const events = withReturns(activities.map(eventOf).filter((event) => event !== null))
  const isKnown = events.length > 0 || (activities.length === 0 && obj(path(pack, 'currentStatus')) !== undefined)
  return isKnown ? { kind: 'found', ref, events, facts: factsOf(pack) } : { kind: 'schemaDrift', ref, path: 'activity[].status' }
}

/** Asked by the number that the post gave it, or alone in its shipment and without a number of its own. */
function otherwiseNamed(packages: readonly unknown[], shipments: readonly unknown[], asked: string): unknown {
  const byAlternate = packages.find((one) =>
    (list(path(one, 'alternateTrackingNumber')) ?? []).slice(0, MAX_NUMBERS).some((other) => isNumber(path(other, 'number'), asked)),
  )
  if (byAlternate !== undefined) return byAlternate
  const [only] = packages
  const isAlone = packages.length === 1 && str(path(only, 'trackingNumber')) === undefined
  return isAlone && shipments.length === 1 && isNumber(path(shipments[0], 'inquiryNumber'), asked) ? only : undefined
}

function isNumber(value: unknown, asked: string): boolean {
  return normaliseNumber(str(value, 64) ?? '') === asked
}

/** Null without a type or a readable time. */
function eventOf(activity: unknown): RawEvent | null {
  const code = str(path(activity, 'status', 'type'), 8)
  const attr = str(path(activity, 'status', 'code'), 16)
  const time = activityTime(activity)
  if (code === undefined || time === null) return null
  const place = placeOf(path(activity, 'location', 'address'))
  return {
    code,
    ...(attr !== undefined && { attr }),
    text: str(path(activity, 'status', 'description'), 250) ?? `${code} ${attr ?? ''}`.trim(),
    time,
    ...(place !== undefined && { place }),
  }
}

/** Without the postcode: that of the delivery is the receiver's. */
function placeOf(address: unknown): Place | undefined {
  const city = str(path(address, 'city'), 80)
  const region = str(path(address, 'stateProvince'), 50)
  const country = countryCode(path(address, 'countryCode')) ?? countryCode(path(address, 'country'))
  const text = [city, region, country].filter((one) => one !== undefined).join(', ')
  if (text === '') return undefined
  return { text, ...(city !== undefined && { city }), ...(region !== undefined && { region }), ...(country !== undefined && { country }) }
}

/** What is delivered after the return began is delivered to the shipper. By time, not by place in the answer. */
function withReturns(events: readonly RawEvent[]): RawEvent[] {
  const turns = events.filter(({ code, attr }) => isReturn(meaningOf(codes, code, attr))).map(({ time }) => instantOf(time))
  const turnedAt = Math.min(...turns)
  return events.map((event) => {
    const isBack = meaningOf(codes, event.code, event.attr)?.status === 'delivered' && instantOf(event.time) >= turnedAt
    return isBack ? { ...event, meaning: RETURNED } : event
  })
}

function isReturn(meaning: Meaning | null): boolean {
  return meaning !== null && 'sub' in meaning && (meaning.sub === 'returning' || meaning.sub === 'storage_expired')
}

function instantOf({ utc, local }: CheckpointTime): number {
  return Date.parse(utc ?? `${local}Z`)
}
