import { normaliseNumber } from '../../base/index.ts'
import type { Place } from '../../tracking/index.ts'
import type { CarrierAnswer, CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, obj, parseJson, path, str, zonedTime } from '../kit/index.ts'
import { codes } from './codes.ts'

/** Times have no zone; they are those of Kyiv. */
export const ZONE = 'Europe/Kyiv'
// A parcel that came from abroad has about 40.
const MAX_EVENTS = 500

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[], ctx: CarrierContext): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item, ctx.language))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem, language: string): Outcome {
  const { ref } = item
  const failed = httpOutcome(answer, ref)
  if (failed) return failed
  const status = str(path(body, 'status'), 16)?.toLowerCase()
  if (status === 'error') return refusal(body, ref)
  const result = list(path(body, 'result'))
  if (status !== 'ok' || !result) return { kind: 'schemaDrift', ref, path: status === 'ok' ? 'result' : 'status' }
  // Also the answer about a waybill that was made and not handed over yet: the two cannot be told apart.
  if (result.length === 0) return { kind: 'notFound', ref }
  const own = result.slice(0, MAX_EVENTS).filter((one) => isOwn(one, item))
  if (own.length === 0) return { kind: 'schemaDrift', ref, path: 'result[].parcelNumber' }
  const events = own.map((one) => eventOf(one, language)).filter((event) => event !== null)
  return events.length === 0 ? { kind: 'schemaDrift', ref, path: 'result[].eventDateTime' } : { kind: 'found', ref, events, facts: {} }
}

/** `info` names the field that is wrong and says why. */
function refusal(body: unknown, ref: string): Outcome {
  const field = str(path(body, 'info', 'fieldName'), 32)
  const message = str(path(body, 'info', 'message'), 64) ?? 'error'
  const carrierCode = field === undefined ? message : `${field}: ${message}`.slice(0, 64)
  if (field === 'token' || /unauthori[sz]ed/i.test(message)) return { kind: 'authExpired', ref, carrierCode }
  return { kind: /not found|не знайдено/i.test(message) ? 'notFound' : 'temporary', ref, carrierCode }
}

/** Somebody else's parcel is never shown: an event bears the number or the barcode that was asked for. */
function isOwn(event: unknown, { number }: TrackItem): boolean {
  const asked = normaliseNumber(number)
  return [path(event, 'parcelNumber'), path(event, 'barCode')].some((one) => normaliseNumber(str(one, 64) ?? '') === asked)
}

/** Null without a code or a readable time. `eventDetailDescr` may name the recipient and is not read. */
function eventOf(event: unknown, language: string): RawEvent | null {
  const code = str(path(event, 'eventCode'), 16)
  const time = zonedTime(str(path(event, 'eventDateTime'), 48), { zone: ZONE })
  if (code === undefined || time === null) return null
  const description = obj(path(event, 'eventDescr')) ?? {}
  const wanted = language === 'ru' ? 'descrRU' : language === 'en' ? 'descrEN' : 'descrUA'
  const ukrainian = str(description['descrUA'], 200)
  const base: RawEvent = { code, text: str(description[wanted], 200) ?? ukrainian ?? code, time }
  const place = placeOf(event)
  const placed = place === undefined ? base : { ...base, place }
  const meaning = codes.has(code)
    ? undefined
    : (codes.get(str(path(event, 'eventCodeUPU'), 16) ?? '') ?? codes.get(ukrainian?.toLowerCase() ?? ''))
  return meaning === undefined ? placed : { ...placed, meaning }
}

/** In Ukrainian whatever the language, because the place is part of what tells two events apart. */
function placeOf(event: unknown): Place | undefined {
  const city = str(path(event, 'eventCityDescr', 'descrUA'), 100)
  const country = str(path(event, 'eventCountryDescr', 'descrUA'), 100)
  const text = [city, country].filter((one) => one !== undefined).join(', ')
  return text === '' ? undefined : { text, ...(city === undefined ? {} : { city }) }
}
