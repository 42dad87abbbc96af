import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { bool, httpOutcome, list, num, obj, parseJson, path, str, zonedTime } from '../kit/index.ts'
import { codes, RECEIVED } from './codes.ts'

type Json = Record<string, unknown>

/** Every time of an answer is that of Kyiv. */
export const ZONE = 'Europe/Kyiv'
// DateCreated, RecipientDateTime and DateScan; the fourth, that of TrackingUpdateDate, is ISO 8601.
const TIMES = { zone: ZONE, formats: ['dd-MM-yyyy HH:mm:ss', 'dd.MM.yyyy HH:mm:ss', 'HH:mm dd.MM.yyyy'] }
const DAYS = { zone: ZONE, formats: [...TIMES.formats, 'dd-MM-yyyy', 'dd.MM.yyyy'] }
/** The only carrier that its waybills lead to. */
const CODE = 'nova-poshta'
const NOT_FOUND = '3'
// 100 are asked at a time.
const MAX_DOCUMENTS = 200
const MAX_ERRORS = 10
// Pallets of cargo weigh up to 1 t.
const MAX_KG = 1_000
/** What a waybill's number can look like at all: 14 digits at home, letters as well from abroad. */
const PLAUSIBLE = /^[0-9A-Z]{4,36}$/
const KEY_ERRORS: ReadonlySet<string> = new Set([
  '20000200068', // API auth fail
  '20000200069', // API key is empty
])
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  const documents = list(path(body, 'data'))?.slice(0, MAX_DOCUMENTS)
  const byNumber = new Map((documents ?? []).toReversed().map((one) => [normaliseNumber(str(path(one, 'Number'), 64) ?? ''), obj(one)]))
  return items.map((item) => {
    const { ref } = item
    const failed = httpOutcome(answer, ref, 'none')
    if (failed) return failed
    const success = bool(path(body, 'success'))
    if (success === false) return refusal(body, item, items.length === 1)
    if (success === undefined || !documents) return { kind: 'schemaDrift', ref, path: success === undefined ? 'success' : 'data' }
    const document = byNumber.get(normaliseNumber(item.number))
    return document ? outcome(document, ref) : { kind: 'schemaDrift', ref, path: 'data[].Number' }
  })
}

/** The call as a whole was refused. An error that speaks of a number names none: meant is one asked alone, of several those that cannot be one. */
function refusal(body: unknown, { ref, number }: TrackItem, isAlone: boolean): Outcome {
  const texts = (key: string): string[] =>
    (list(path(body, key)) ?? [])
      .slice(0, MAX_ERRORS)
      .map((one) => str(one, 200))
      .filter((one) => one !== undefined)
  const [found, errors] = [texts('errorCodes'), texts('errors').join(' ')]
  const carrierCode = found[0] ?? (errors === '' ? 'no_success' : errors.slice(0, 64))
  if (found.some((code) => KEY_ERRORS.has(code))) return { kind: 'badCredentials', ref, carrierCode }
  if (/many requests/i.test(errors)) return { kind: 'throttled', ref, scope: 'second', carrierCode }
  const isBlamed = /document ?number/i.test(errors) && (isAlone || !PLAUSIBLE.test(normaliseNumber(number)))
  return { kind: isBlamed ? 'invalidNumber' : 'temporary', ref, carrierCode }
}

function outcome(document: Json, ref: string): Outcome {
  const code = str(document['StatusCode'], 16)
  if (code === undefined) return { kind: 'schemaDrift', ref, path: 'data[].StatusCode' }
  if (code === NOT_FOUND) return { kind: 'notFound', ref, carrierCode: code }
  const time = timeOf(document, code)
  if (!time) {
    // A number that the service has forgotten: a code of no table, no words and no time at all.
    const isStub = !codes.has(code) && str(document['Status']) === undefined
    return isStub ? { kind: 'notFound', ref, carrierCode: code } : { kind: 'schemaDrift', ref, path: 'data[].TrackingUpdateDate' }
  }
  const isReturn = str(document['OwnerDocumentType'], 64) === 'CargoReturn'
  const next = successorOf(document, code)
  return {
    kind: 'found',
    ref,
    events: [eventOf(document, code, time, isReturn)],
    facts: factsOf(document, code, isReturn),
    ...(next === undefined ? {} : { successors: [{ carrier: CODE, number: next }] }),
  }
}

/** When the state began. Only the current one is told. */
function timeOf(document: Json, code: string): CheckpointTime | null {
  const own = RECEIVED.has(code) ? ['RecipientDateTime', 'ActualDeliveryDate'] : code === '1' ? ['DateCreated'] : []
  for (const field of [...own, 'TrackingUpdateDate', 'DateScan']) {
    const time = zonedTime(str(document[field], 48), TIMES)
    if (time) return time
  }
  return null
}

function eventOf(document: Json, code: string, time: CheckpointTime, isReturn: boolean): RawEvent {
  const words = [str(document['Status']) ?? code, str(document['UndeliveryReasonsSubtypeDescription'], 200)]
  const event: RawEvent = { code, text: words.filter((one) => one !== undefined).join(': '), time }
  const place = placeOf(document, code)
  const placed = place === undefined ? event : { ...event, place }
  return isReturn && RECEIVED.has(code) ? { ...placed, meaning: RETURNED } : placed
}

/** The city of the end where the parcel is; on the way the words name a city. Branches and addresses are not read. */
function placeOf(document: Json, code: string): Place | undefined {
  const isAtHome = code === '1' || code === '12'
  if (!isAtHome && !RECEIVED.has(code) && !['6', '7', '8', '14', '101', '105', '107'].includes(code)) return undefined
  const city = str(document[isAtHome ? 'CitySender' : 'CityRecipient'], 100)
  return city === undefined ? undefined : { text: city, city }
}

/** A waybill made on the basis of this one. After the receipt it is for the money or the papers that go back, unless it is a return. */
function successorOf(document: Json, code: string): string | undefined {
  const number = str(document['LastCreatedOnTheBasisNumber'], 64)
  const isReturned = str(document['LastCreatedOnTheBasisDocumentType'], 64) === 'CargoReturn'
  return RECEIVED.has(code) && !isReturned ? undefined : number
}

/** Names, phones, addresses and sums are never read. */
function factsOf(document: Json, code: string, isReturn: boolean): Facts {
  const facts: Facts = {}
  const service = str(document['ServiceType'], 64)
  if (service !== undefined) facts.service = service
  const weights = ['CheckWeight', 'FactualWeight', 'DocumentWeight'].map((field) => num(document[field]) ?? 0)
  const weightKg = weights.find((kg) => kg > 0 && kg <= MAX_KG)
  if (weightKg !== undefined) facts.weightKg = weightKg
  const planned = RECEIVED.has(code) ? null : zonedTime(str(document['ScheduledDeliveryDate'], 48), DAYS)
  if (planned) facts.eta = { to: planned.local.slice(0, 10) }
  if (isReturn) facts.isReturn = true
  const reference = str(document['ClientBarcode'], 64)
  if (reference !== undefined) facts.reference = reference
  return facts
}
