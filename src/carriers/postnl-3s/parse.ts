import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Facts } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, meaningOf, num, obj, parseJson, path, str, throttled, zonedTime } from '../kit/index.ts'
import { codes } from './codes.ts'

type Json = Record<string, unknown>

/** PostNL writes the wall clock of its home. */
export const ZONE = 'Europe/Amsterdam'
const FORMATS = ['dd-MM-yyyy HH:mm:ss', 'dd-MM-yyyy HH:mm:ss,SSS', 'dd-MM-yyyy HH:mm']
// A parcel that went abroad and came back has about 50.
const MAX_EVENTS = 500
const MAX_ADDRESSES = 20
// The heaviest freight of Extra@Home is below 1 t.
const MAX_GRAMS = 1_000_000
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }

/** `fault.detail.errorcode` of the gateway (Apigee), which has its own idea of HTTP statuses. */
const FAULTS: ReadonlyMap<string, 'badCredentials' | 'scopeMissing'> = new Map([
  ['oauth.v2.InvalidApiKey', 'badCredentials'],
  ['oauth.v2.FailedToResolveAPIKey', 'badCredentials'],
  ['oauth.v2.InvalidApiKeyForGivenResource', 'scopeMissing'],
])

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem): Outcome {
  const { ref } = item
  const refused = gatewayFault(answer, body, ref) ?? httpOutcome(answer, ref, 'request')
  if (refused) return refused
  const shipment = obj(path(body, 'CompleteStatus', 'Shipment')) ?? obj(path(body, 'CurrentStatus', 'Shipment'))
  if (shipment) return found(shipment, item)
  return withoutShipment(body, ref)
}

function gatewayFault(answer: CarrierAnswer, body: unknown, ref: string): Outcome | null {
  const carrierCode = str(path(body, 'fault', 'detail', 'errorcode'), 64)
  if (carrierCode === undefined) return null
  if (carrierCode.startsWith('policies.ratelimit.')) return throttled(answer, ref)
  return { kind: FAULTS.get(carrierCode) ?? 'temporary', ref, carrierCode }
}

/** Not found is HTTP 200 with a warning and an empty status. */
function withoutShipment(body: unknown, ref: string): Outcome {
  const warning = codeOf(path(body, 'Warnings', 0))
  if (warning === '2') return { kind: 'notFound', ref, carrierCode: '2' }
  const carrierCode = warning ?? codeOf(path(body, 'Errors', 0))
  if (carrierCode !== undefined) return { kind: 'temporary', ref, carrierCode }
  return { kind: 'schemaDrift', ref, path: 'CompleteStatus.Shipment' }
}

function codeOf(message: unknown): string | undefined {
  return str(path(message, 'Code'), 64) ?? str(path(message, 'ErrorNumber'), 64)
}

function found(shipment: Json, { ref, number }: TrackItem): Outcome {
  // Somebody else's parcel is never shown. Of a shipment of several parcels the main barcode may be asked for.
  const shown = [shipment['Barcode'], shipment['MainBarcode']].map((barcode) => normaliseNumber(str(barcode, 64) ?? ''))
  if (!shown.includes(normaliseNumber(number))) return { kind: 'schemaDrift', ref, path: 'Shipment.Barcode' }
  const events = eventsOf(shipment)
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: 'Shipment.Event' }
  return { kind: 'found', ref, events: withReturns(events), facts: factsOf(shipment) }
}

/** `Event` where there is one; else the coarser statuses, of which the latest comes twice. */
function eventsOf(shipment: Json): RawEvent[] {
  const events = entries(shipment['Event']).map((event) => eventOf(event, 'Code', 'Description'))
  const read = events.filter((event) => event !== null)
  if (read.length > 0) return read
  const statuses = [...entries(shipment['Status']), ...entries(shipment['OldStatus'])]
  return statuses.map((status) => eventOf(status, 'StatusCode', 'StatusDescription')).filter((event) => event !== null)
}

/** A list, or one entry that is not wrapped in one; an empty value is `{}`. */
function entries(value: unknown): unknown[] {
  return (list(value) ?? [value]).slice(0, MAX_EVENTS)
}

/** Null without a code or a readable time. Location codes are numbers of depots that say nothing to a person. */
function eventOf(entry: unknown, codeField: string, textField: string): RawEvent | null {
  const code = str(path(entry, codeField), 16)
  const time = timeOf(path(entry, 'TimeStamp'))
  if (code === undefined || time === null) return null
  return { code, text: str(path(entry, textField)) ?? code, time }
}

function timeOf(value: unknown): CheckpointTime | null {
  return zonedTime(str(value, 48), { zone: ZONE, formats: FORMATS })
}

/** What is delivered after it was sent back is delivered to the sender. By time, not by place in the answer. */
function withReturns(events: readonly RawEvent[]): RawEvent[] {
  const turnedAt = Math.min(...events.filter(({ code }) => isReturning(code)).map(instantOf))
  return events.map((event) =>
    meaningOf(codes, event.code)?.status === 'delivered' && instantOf(event) > turnedAt ? { ...event, meaning: RETURNED } : event,
  )
}

function instantOf({ time }: RawEvent): number {
  return Date.parse(time.utc ?? `${time.local}Z`)
}

function isReturning(code: string): boolean {
  const meaning = meaningOf(codes, code)
  return meaning !== null && 'sub' in meaning && meaning.sub === 'returning'
}

/** Names, companies, streets and postcodes of `Address` are never read. Type 01 is the receiver, 02 the sender. */
function factsOf(shipment: Json): Facts {
  const facts: Facts = {}
  const service = str(shipment['ProductDescription'], 100)
  if (service !== undefined) facts.service = service
  const origin = countryOf(shipment, '02')
  if (origin !== undefined) facts.originCountry = origin
  const destination = countryOf(shipment, '01')
  if (destination !== undefined) facts.destinationCountry = destination
  const grams = num(path(shipment, 'Dimension', 'Weight'))
  if (grams !== undefined && grams > 0 && grams <= MAX_GRAMS) facts.weightKg = grams / 1000
  const from = moment(path(shipment, 'Expectation', 'ETAFrom'))
  const to = moment(path(shipment, 'Expectation', 'ETATo'))
  if (from !== undefined || to !== undefined) facts.eta = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
  const reference = str(shipment['Reference'], 64)
  if (reference !== undefined) facts.reference = reference
  return facts
}

function countryOf(shipment: Json, type: string): string | undefined {
  const addresses = entries(shipment['Address']).slice(0, MAX_ADDRESSES)
  const code = str(
    path(
      addresses.find((one) => path(one, 'AddressType') === type),
      'CountryCode',
    ),
    8,
  )?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}

function moment(value: unknown): string | undefined {
  const time = timeOf(value)
  return time === null ? undefined : `${time.local}${time.offset ?? ''}`
}
