import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, localTime, namesPeople, num, obj, parseJson, path, str, throttled } from '../kit/index.ts'
import { codes } from './codes.ts'

type Json = Record<string, unknown>
type Refusal = 'notFound' | 'invalidNumber' | 'badCredentials' | 'temporary'

const MAX_EVENTS = 500
const OK = '0000'
const LIMITED = '10000'
/** `PackageState` of a parcel that YunExpress knows: 1 submitted to 7 returned; 0 is unknown. */
const KNOWN_STATES = { first: 1, last: 7 }

/** `Code` of the envelope. Source: YunExpress OMS API document 1.4.5. */
const ERRORS: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  ['1002', 'badCredentials'], // customer code or API secret
  ['1003', 'badCredentials'], // signature
  ['1004', 'invalidNumber'], // parameters: the number is the only one
  ['1006', 'notFound'], // no data
  ['5001', 'notFound'], // 未找到轨迹信息
  ['9999', 'temporary'], // platform exception
])

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => httpOutcome(answer, item.ref, 'request') ?? outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem): Outcome {
  const { ref } = item
  const carrierCode = str(path(body, 'Code'), 64)
  if (carrierCode === undefined) return { kind: 'schemaDrift', ref, path: 'Code' }
  if (carrierCode === LIMITED) return throttled(answer, ref)
  if (carrierCode !== OK) return { kind: ERRORS.get(carrierCode) ?? 'temporary', ref, carrierCode }
  const parcel = path(body, 'Item')
  if (parcel === null) return { kind: 'notFound', ref, carrierCode: 'no_item' }
  const order = obj(parcel)
  return order ? parcelOutcome(order, item) : { kind: 'schemaDrift', ref, path: 'Item' }
}

function parcelOutcome(order: Json, { ref, number }: TrackItem): Outcome {
  // Somebody else's parcel is never shown. Any of its three numbers may be asked.
  const shown = [order['WaybillNumber'], order['TrackingNumber'], order['CustomerOrderNumber']].map((one) => str(one, 64))
  if (!shown.some((one) => one !== undefined && normaliseNumber(one) === normaliseNumber(number))) {
    return { kind: 'schemaDrift', ref, path: 'Item.WaybillNumber' }
  }
  const details = list(order['OrderTrackingDetails'])?.slice(0, MAX_EVENTS)
  if (!details) return { kind: 'schemaDrift', ref, path: 'Item.OrderTrackingDetails' }
  const events = details.map((detail) => eventOf(obj(detail) ?? {})).filter((event) => event !== null)
  if (events.length === 0 && details.length > 0) return { kind: 'schemaDrift', ref, path: 'Item.OrderTrackingDetails[].ProcessDate' }
  if (events.length === 0 && !isKnown(order)) return { kind: 'notFound', ref, carrierCode: 'no_details' }
  return { kind: 'found', ref, events, facts: factsOf(order) }
}

/** Submitted, and nothing happened so far. */
function isKnown(order: Json): boolean {
  const state = num(order['PackageState']) ?? 0
  return state >= KNOWN_STATES.first && state <= KNOWN_STATES.last
}

/** Null without a code or a readable time. No zone is told. */
function eventOf(detail: Json): RawEvent | null {
  const status = str(detail['TrackingStatus'], 8)
  const code = str(detail['TrackNodeCode'], 64) ?? status
  const time = localTime(str(detail['ProcessDate'], 48))
  if (code === undefined || time === null) return null
  const place = placeOf(detail)
  const refined = status !== undefined && codes.has(`${code}:${status}`)
  return {
    code,
    ...(refined ? { attr: status } : {}),
    text: wording(code, str(detail['ProcessContent']), str(detail['TrackCodeDescription'])),
    time,
    ...(place === undefined ? {} : { place }),
  }
}

/** The content is the last mile's words, which may hold the signer; the description belongs to the node. */
function wording(code: string, content: string | undefined, description: string | undefined): string {
  const isDelivery = codes.get(code)?.status === 'delivered'
  const said = isDelivery || content === undefined || namesPeople(content) ? description : content
  return said === undefined || namesPeople(said) ? code : said
}

function placeOf(detail: Json): Place | undefined {
  const city = str(detail['ProcessCity'], 80)
  const region = str(detail['ProcessProvince'], 80)
  const country = countryOf(detail['ProcessCountry'])
  const parts = [city, region, country].filter((one) => one !== undefined).join(', ')
  const text = str(detail['ProcessLocation'], 100) ?? parts
  if (text === '') return undefined
  return {
    text,
    ...(city === undefined ? {} : { city }),
    ...(region === undefined ? {} : { region }),
    ...(country === undefined ? {} : { country }),
  }
}

function factsOf(order: Json): Facts {
  const destination = countryOf(order['CountryCode'])
  const origin = countryOf(order['OriginCountryCode'])
  return {
    ...(destination === undefined ? {} : { destinationCountry: destination }),
    ...(origin === undefined ? {} : { originCountry: origin }),
  }
}

function countryOf(value: unknown): string | undefined {
  const code = str(value, 8)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}
