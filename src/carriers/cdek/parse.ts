import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { bool, httpOutcome, list, num, obj, offsetTime, parseJson, path, str } from '../kit/index.ts'

type Json = Record<string, unknown>

// An order that went round and came back has about 40 statuses.
const MAX_STATUSES = 500
const MAX_PACKAGES = 255
const MAX_ERRORS = 20
// CDEK takes parcels of up to 1 t.
const MAX_GRAMS = 1_000_000
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }

/** `requests[].errors[].code` → outcome. The HTTP status is 400 or 404 for all of them, so it decides nothing. */
const ERRORS: ReadonlyMap<string, 'notFound' | 'forbidden' | 'invalidNumber' | 'temporary'> = new Map([
  ['v2_entity_not_found', 'notFound'],
  ['v2_entity_not_found_im_number', 'notFound'],
  ['v2_entity_not_found_cdek_number', 'notFound'],
  ['v2_order_not_found', 'notFound'],
  // Somebody else's order: only those of the calling contract are shown.
  ['v2_entity_forbidden', 'forbidden'],
  ['v2_order_forbidden', 'forbidden'],
  ['v2_invalid_format', 'invalidNumber'],
  ['v2_bad_request', 'invalidNumber'],
  ['v2_parameters_empty', 'invalidNumber'],
  ['v2_internal_error', 'temporary'],
  ['v2_similar_request_still_processed', 'temporary'],
])

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem): Outcome {
  const { ref } = item
  const failed = httpOutcome(answer, ref)
  // About the token or the rate, whatever the body adds.
  if (failed && (answer.status === 401 || answer.status === 429)) return failed
  const entity = obj(path(body, 'entity'))
  if (!failed && entity?.['statuses'] !== undefined) return order(entity, item)
  const refused = entity ? null : refusal(body, ref)
  if (refused) return refused
  return failed ?? { kind: 'schemaDrift', ref, path: entity ? 'entity.statuses' : 'entity' }
}

function refusal(body: unknown, ref: string): Outcome | null {
  // An order also lists the requests that made and changed it; one of those that failed is no answer to this question.
  const requests = (list(path(body, 'requests')) ?? [])
    .slice(0, MAX_ERRORS)
    .filter((one) => (str(path(one, 'type'), 16) ?? 'GET') === 'GET')
  const found = [body, ...requests]
    .flatMap((request) => (list(path(request, 'errors')) ?? []).slice(0, MAX_ERRORS))
    .map((error) => str(path(error, 'code'), 64))
    .filter((code) => code !== undefined)
  const carrierCode = found.find((code) => ERRORS.has(code)) ?? found[0]
  return carrierCode === undefined ? null : { kind: ERRORS.get(carrierCode) ?? 'temporary', ref, carrierCode }
}

function order(entity: Json, { ref, number }: TrackItem): Outcome {
  // Somebody else's parcel is never shown.
  const shown = str(entity['cdek_number'], 64)
  if (shown !== undefined && normaliseNumber(shown) !== normaliseNumber(number))
    return { kind: 'schemaDrift', ref, path: 'entity.cdek_number' }
  const statuses = list(entity['statuses'])
  if (!statuses) return { kind: 'schemaDrift', ref, path: 'entity.statuses' }
  const isReturn = [entity['is_return'], entity['is_reverse'], entity['is_client_return']].some((flag) => bool(flag) === true)
  const places = placesOf(entity)
  const kept = statuses.slice(0, MAX_STATUSES).filter((status) => bool(path(status, 'deleted')) !== true)
  const events = kept.map((status) => eventOf(obj(status) ?? {}, places, isReturn)).filter((event) => event !== null)
  if (events.length === 0 && kept.length > 0) return { kind: 'schemaDrift', ref, path: 'entity.statuses[].date_time' }
  return { kind: 'found', ref, events, facts: factsOf(entity, isReturn) }
}

/** Null without a code or a readable time. Codes were seen with a blank at the end. */
function eventOf(status: Json, places: ReadonlyMap<string, Place>, isReturn: boolean): RawEvent | null {
  const code = str(status['code'], 64)
  const time = offsetTime(str(status['date_time'], 48))
  if (code === undefined || time === null) return null
  const city = str(status['city'], 100)
  const base: RawEvent = { code, text: str(status['name']) ?? code, time }
  const placed = city === undefined ? base : { ...base, place: places.get(city) ?? { text: city, city } }
  const isDelivery = code === 'DELIVERED' || code === 'POSTOMAT_RECEIVED'
  return isReturn && isDelivery ? { ...placed, meaning: RETURNED } : placed
}

/** A status names a city without its country; the order's two ends tell it for theirs. */
function placesOf(entity: Json): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  for (const end of [entity['to_location'], entity['from_location']]) {
    const city = str(path(end, 'city'), 100)
    const country = countryOf(end)
    if (city !== undefined && country !== undefined) places.set(city, { text: city, city, country })
  }
  return places
}

/** Names, phones and addresses of sender, recipient and delivery_detail are never read. */
function factsOf(entity: Json, isReturn: boolean): Facts {
  const facts: Facts = {}
  const tariff = num(entity['tariff_code'])
  if (tariff !== undefined) facts.service = `CDEK ${tariff}`
  const from = countryOf(entity['from_location'])
  if (from !== undefined) facts.originCountry = from
  const to = countryOf(entity['to_location'])
  if (to !== undefined) facts.destinationCountry = to
  const grams = gramsOf(entity)
  if (grams > 0) facts.weightKg = grams / 1000
  const planned = /^\d{4}-\d\d-\d\d/.exec(str(entity['planned_delivery_date'], 32) ?? '')?.[0]
  if (planned !== undefined && !planned.startsWith('0001')) facts.eta = { to: planned }
  if (isReturn) facts.isReturn = true
  const reference = str(entity['number'], 64)
  if (reference !== undefined) facts.reference = reference
  return facts
}

/** Whole grams of all packages; 0 when unknown or beyond what CDEK carries. */
function gramsOf(entity: Json): number {
  const packages = (list(entity['packages']) ?? []).slice(0, MAX_PACKAGES)
  const grams = packages.reduce<number>((sum, one) => sum + Math.max(num(path(one, 'weight')) ?? 0, 0), 0)
  return grams <= MAX_GRAMS ? Math.round(grams) : 0
}

function countryOf(location: unknown): string | undefined {
  const code = str(path(location, 'country_code'), 8)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}
