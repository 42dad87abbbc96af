import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, num, obj, offsetTime, parseJson, path, str, throttled } from '../kit/index.ts'

type Json = Record<string, unknown>

// One number is asked; a shipment of pallets has some dozens of pieces, a piece about 20 events.
const MAX_SHIPMENTS = 20
const MAX_PIECES = 200
const MAX_EVENTS = 500
const MAX_FAULTS = 10
// Freight goes up to a lorry load.
const MAX_KG = 100_000
const PARTLY: Meaning = { status: 'delivered', sub: 'partially_delivered' }

/** What was asked for: a piece, or a shipment with all its pieces. */
interface Match {
  shipment: Json
  pieces: Json[]
}

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem): Outcome {
  const { ref } = item
  const failed = gatewayOutcome(answer, ref) ?? httpOutcome(answer, ref, 'request')
  if (failed) return failed
  const response = path(body, 'TrackingInformationResponse')
  const refused = faultOutcome(list(path(response, 'compositeFault', 'faults')) ?? list(path(body, 'compositeFault', 'faults')), ref)
  if (refused) return refused
  const shipments = list(path(response, 'shipments'))
  if (!shipments) return { kind: 'schemaDrift', ref, path: 'TrackingInformationResponse.shipments' }
  return shipments.length === 0 ? { kind: 'notFound', ref } : found(shipments, item)
}

/** The API gateway answers in plain text. It has 403 for a key that it does not know, and for a spent quota where it is set up the old way. */
function gatewayOutcome(answer: CarrierAnswer, ref: string): Outcome | null {
  const text = answer.text.slice(0, 200).toLowerCase()
  if (answer.status === 403 && text.includes('limit')) return throttled(answer, ref, 'day')
  if (answer.status === 403 && text.includes('authentication')) return { kind: 'badCredentials', ref, carrierCode: 'http_403' }
  // The key is good, but its products do not hold this API.
  if (answer.status === 404 && text.includes('no mapping rule')) return { kind: 'scopeMissing', ref, carrierCode: 'http_404' }
  return null
}

/** Faults come with HTTP 200 and 400 alike, so their code decides. */
function faultOutcome(faults: readonly unknown[] | undefined, ref: string): Outcome | null {
  if (!faults || faults.length === 0) return null
  const given = faults.slice(0, MAX_FAULTS).map((fault) => str(path(fault, 'faultCode'), 64) ?? 'fault')
  const carrierCode = given.find((code) => code === 'invalidIdentifier') ?? given[0] ?? 'fault'
  const says = `${carrierCode} ${str(path(faults[0], 'explanationText'), 100) ?? ''}`.toLowerCase()
  if (carrierCode === 'invalidIdentifier') return { kind: 'invalidNumber', ref, carrierCode }
  return { kind: says.includes('not found') || says.includes('notfound') ? 'notFound' : 'temporary', ref, carrierCode }
}

function found(shipments: readonly unknown[], { ref, number }: TrackItem): Outcome {
  const match = matchOf(shipments, number)
  // Somebody else's parcel is never shown.
  if (!match) return { kind: 'schemaDrift', ref, path: 'shipments[].shipmentId' }
  const { pieces } = match
  const lists = pieces.map((piece) => list(piece['events']))
  const known = lists.filter((one) => one !== undefined)
  if (known.length < lists.length || known.length === 0) return { kind: 'schemaDrift', ref, path: 'shipments[].items[].events' }
  const perPiece = known.map((one) =>
    one
      .slice(0, MAX_EVENTS)
      .map(eventOf)
      .filter((event) => event !== null),
  )
  const events = perPiece.length > 1 ? inPart(perPiece) : perPiece.flat()
  if (events.length === 0 && known.some((one) => one.length > 0))
    return { kind: 'schemaDrift', ref, path: 'shipments[].items[].events[].eventTime' }
  return { kind: 'found', ref, events, facts: factsOf(match) }
}

/** The piece with the number, else the shipment with it. */
function matchOf(shipments: readonly unknown[], number: string): Match | null {
  const asked = bare(number)
  const all = shipments
    .slice(0, MAX_SHIPMENTS)
    .map(obj)
    .filter((shipment) => shipment !== undefined)
  const isAsked = (id: unknown): boolean => bare(str(id, 64) ?? '') === asked
  for (const shipment of all) {
    const piece = piecesOf(shipment).find((one) => isAsked(one['itemId']))
    if (piece) return { shipment, pieces: [piece] }
  }
  const shipment = all.find((one) => isAsked(one['shipmentId']))
  return shipment ? { shipment, pieces: piecesOf(shipment) } : null
}

function piecesOf(shipment: Json): Json[] {
  return (list(shipment['items']) ?? [])
    .slice(0, MAX_PIECES)
    .map(obj)
    .filter((piece) => piece !== undefined)
}

/** Normalised, and without the `00` that a barcode reader puts before the 18 digits of an SSCC (GS1). */
function bare(number: string): string {
  const text = normaliseNumber(number)
  return /^00\d{18}$/.test(text) ? text.slice(2) : text
}

/** A shipment of several pieces is delivered with its last one. By time, not by place in the answer. */
function inPart(perPiece: readonly RawEvent[][]): RawEvent[] {
  const arrivals = perPiece.map((events) => Math.max(...events.filter(({ code }) => code === 'DELIVERED').map(instantOf)))
  const complete = Math.max(...arrivals.map((at) => (Number.isFinite(at) ? at : Infinity)))
  return perPiece.flat().map((event) => (event.code === 'DELIVERED' && instantOf(event) < complete ? { ...event, meaning: PARTLY } : event))
}

function instantOf({ time: { utc, local } }: RawEvent): number {
  return Date.parse(utc ?? `${local}Z`)
}

/** Null without a code or a readable time. Some events have no status, only PostNord's internal code: it is kept for what it is. */
function eventOf(event: unknown): RawEvent | null {
  const status = str(path(event, 'status'), 40)
  const eventCode = str(path(event, 'eventCode'), 24)
  const code = status ?? eventCode
  const time = offsetTime(str(path(event, 'eventTime'), 48))
  if (code === undefined || time === null) return null
  const place = placeOf(path(event, 'location'))
  return {
    code,
    ...(status === undefined || eventCode === undefined ? {} : { attr: eventCode }),
    text: str(path(event, 'eventDescription')) ?? code,
    time,
    ...(place === undefined ? {} : { place }),
  }
}

/** Of a customer's own location only the town is read: its name may be a person's. */
function placeOf(location: unknown): Place | undefined {
  const isCustomers = path(location, 'locationType') === 'CUSTOMER_LOCATION'
  const city = str(path(location, 'city'), 80)
  const country = countryOf(path(location, 'countryCode'))
  const name = isCustomers ? city : (str(path(location, 'displayName'), 120) ?? str(path(location, 'name'), 120) ?? city)
  const text = name ?? country
  if (text === undefined) return undefined
  return { text, ...(city === undefined ? {} : { city }), ...(country === undefined ? {} : { country }) }
}

/** Names, contacts and streets of consignor and consignee, acceptor and signature are never read. */
function factsOf({ shipment, pieces }: Match): Facts {
  const facts: Facts = {}
  const single = pieces.length === 1 ? pieces[0] : undefined
  const service = str(path(shipment, 'service', 'name'), 100)
  if (service !== undefined) facts.service = service
  const from = countryOf(path(shipment, 'consignor', 'address', 'countryCode'))
  if (from !== undefined) facts.originCountry = from
  const to = countryOf(path(shipment, 'consignee', 'address', 'countryCode'))
  if (to !== undefined) facts.destinationCountry = to
  const isWhole = (list(shipment['items']) ?? []).length === pieces.length
  const weights = [path(single, 'statedMeasurement', 'weight'), path(single, 'assessedMeasurement', 'weight')]
  const weightKg = [...weights, ...(isWhole ? [shipment['totalWeight'], shipment['assessedWeight']] : [])]
    .map(kilograms)
    .find((one) => one !== undefined)
  if (weightKg !== undefined) facts.weightKg = weightKg
  const expected = [single?.['publicTimeOfArrival'], single?.['estimatedTimeOfArrival']]
  const eta = [...expected, shipment['publicTimeOfArrival'], shipment['estimatedTimeOfArrival']]
    .map((one) => offsetTime(str(one, 48)))
    .find((one) => one !== null)
  if (eta) facts.eta = { to: eta.utc ?? eta.local }
  return facts
}

function kilograms(weight: unknown): number | undefined {
  const value = num(path(weight, 'value'))
  const unit = path(weight, 'unit')
  if (value === undefined || (unit !== 'kg' && unit !== 'g')) return undefined
  const kg = unit === 'g' ? value / 1000 : value
  return kg > 0 && kg <= MAX_KG ? Math.round(kg * 1000) / 1000 : undefined
}

function countryOf(value: unknown): string | undefined {
  const code = str(value, 8)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}
