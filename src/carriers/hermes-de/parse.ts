import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, offsetTime, parseJson, path, str, zonedTime } from '../kit/index.ts'
import { shortCode } from './codes.ts'

type Refusal = 'notFound' | 'invalidNumber' | 'authExpired' | 'scopeMissing' | 'temporary'

// A hundred numbers are asked at a time; a parcel that was tried four times and came back has about 40 statuses.
const MAX_SHIPMENTS = 200
const MAX_STATUSES = 500
/** The time slots of a forecast are those of Germany. */
const ZONE = 'Europe/Berlin'

/** `result.code` of a shipment, and `listOfResultCodes[].code` of the whole answer. */
const ERRORS: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  ['e001', 'notFound'], // There is no information for the entered value
  ['e005', 'invalidNumber'], // Syntax error during validation
  ['e006', 'invalidNumber'], // Required field error during validation
  ['e900', 'scopeMissing'], // You are not authorized to perform this functionality
  ['e902', 'authExpired'], // Token is invalid
  ['e903', 'authExpired'], // Token is expired
])

/** ISO 3166 alpha-3 of the countries that Hermes delivers to or through. */
const COUNTRIES: ReadonlyMap<string, string> = new Map(
  (
    'AUT:AT BEL:BE BGR:BG CHE:CH CHN:CN CYP:CY CZE:CZ DEU:DE DNK:DK ESP:ES EST:EE FIN:FI FRA:FR GBR:GB GRC:GR HKG:HK HRV:HR HUN:HU IRL:IE ' +
    'ITA:IT LIE:LI LTU:LT LUX:LU LVA:LV MCO:MC MLT:MT NLD:NL NOR:NO POL:PL PRT:PT ROU:RO SVK:SK SVN:SI SWE:SE TUR:TR USA:US'
  )
    .split(' ')
    .map((pair): [string, string] => [pair.slice(0, 3), pair.slice(4)]),
)

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  const shipments = list(path(body, 'shipmentinfo'))?.slice(0, MAX_SHIPMENTS)
  const byNumber = new Map((shipments ?? []).map((one) => [normaliseNumber(str(path(one, 'shipmentID'), 64) ?? ''), one]))
  return items.map((item) => {
    const refused = httpOutcome(answer, item.ref)
    if (refused) return refused
    return shipments ? outcome(byNumber.get(normaliseNumber(item.number)), item.ref) : refusalOfAll(body, item.ref, items.length)
  })
}

/** An error of the whole answer names no number: of several, none is blamed. */
function refusalOfAll(body: unknown, ref: string, asked: number): Outcome {
  const carrierCode = str(path(body, 'listOfResultCodes', 0, 'code'), 64)
  if (carrierCode === undefined) return { kind: 'schemaDrift', ref, path: 'shipmentinfo' }
  const kind = ERRORS.get(carrierCode) ?? 'temporary'
  const isBlameless = asked > 1 && (kind === 'notFound' || kind === 'invalidNumber')
  return { kind: isBlameless ? 'temporary' : kind, ref, carrierCode }
}

/** Somebody else's parcel is never shown: only what bears the number is looked at. */
function outcome(shipment: unknown, ref: string): Outcome {
  if (shipment === undefined) return { kind: 'schemaDrift', ref, path: 'shipmentinfo[].shipmentID' }
  const statuses = (list(path(shipment, 'status')) ?? []).slice(0, MAX_STATUSES)
  const events = statuses.map(eventOf).filter((event) => event !== null)
  if (events.length > 0) return { kind: 'found', ref, events, facts: factsOf(shipment) }
  const carrierCode = str(path(shipment, 'result', 'code'), 64)
  if (carrierCode === undefined) return { kind: 'schemaDrift', ref, path: 'shipmentinfo[].status' }
  return { kind: ERRORS.get(carrierCode) ?? 'temporary', ref, carrierCode }
}

/** Null without a code or a readable time. */
function eventOf(status: unknown): RawEvent | null {
  const written = str(path(status, 'code'), 16)
  const time = offsetTime(str(path(status, 'timestamp'), 48))
  if (written === undefined || time === null) return null
  const code = shortCode(written)
  const place = placeOf(path(status, 'scanningUnit'))
  return { code, text: str(path(status, 'description')) ?? code, time, ...(place && { place }) }
}

/** The unit's name is that of the company, or of a shop. */
function placeOf(unit: unknown): Place | undefined {
  const city = str(path(unit, 'city'), 80)
  const country = countryOf(path(unit, 'countryCode'))
  const text = [city, country].filter((part) => part !== undefined).join(', ')
  return text === '' ? undefined : { text, ...(city !== undefined && { city }), ...(country !== undefined && { country }) }
}

function countryOf(value: unknown): string | undefined {
  return COUNTRIES.get(str(value, 8)?.toUpperCase() ?? '')
}

/** City and postcode of `receiverAddress` are never read. */
function factsOf(shipment: unknown): Facts {
  const facts: Facts = {}
  const destination = countryOf(path(shipment, 'receiverAddress', 'countryCode'))
  if (destination !== undefined) facts.destinationCountry = destination
  const eta = etaOf(path(shipment, 'deliveryForecast'))
  if (eta) facts.eta = eta
  const reference = str(path(shipment, 'clientReference'), 64)
  if (reference !== undefined) facts.reference = reference
  return facts
}

/** The time slot if there is one, else the day. */
function etaOf(forecast: unknown): Facts['eta'] {
  const day = /^\d{4}-\d\d-\d\d$/.exec(str(path(forecast, 'date'), 16) ?? '')?.[0]
  const at = (value: unknown): string | undefined => {
    const time = zonedTime(`${day ?? ''}T${str(value, 8) ?? ''}`, { zone: ZONE })
    return time === null ? undefined : `${time.local}${time.offset ?? ''}`
  }
  const from = at(path(forecast, 'timeSlot', 'from'))
  const to = at(path(forecast, 'timeSlot', 'to'))
  if (from !== undefined || to !== undefined) return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
  return offsetTime(`${day ?? ''}T00:00:00`) === null || day === undefined ? undefined : { to: day }
}
