import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, localTime, meaningOf, obj, offsetTime, parseJson, path, plain, str, throttled, utcTime } from '../kit/index.ts'
import { codes } from './codes.ts'

// An item that is forwarded and comes back has about 40 events.
const MAX_EVENTS = 500
const MAX_ERRORS = 10
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }

/** What the words of a delivery (code 01) add: `Delivered, To Original Sender`. */
const DELIVERIES: readonly (readonly [words: string, meaning: Meaning])[] = [
  ['original sender', RETURNED],
  ['picked up', { status: 'delivered', sub: 'delivered_collected' }],
  ['to agent', { status: 'delivered', sub: 'delivered_other' }],
  ['neighbor', { status: 'delivered', sub: 'delivered_other' }],
]

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, { ref, number }: TrackItem): Outcome {
  const error = obj(path(body, 'error'))
  const failed = httpOutcome(answer, ref)
  // A token without the right to track is refused like an expired one; a new one would not help.
  if (failed?.kind === 'authExpired' && wordsOf(error).includes('scope')) return { ...failed, kind: 'scopeMissing' }
  if (failed) return failed
  if (error) return refusal(answer, error, ref)
  const events = list(path(body, 'trackingEvents'))?.slice(0, MAX_EVENTS)
  if (!events) return { kind: 'schemaDrift', ref, path: 'trackingEvents' }
  const shown = str(path(body, 'trackingNumber'), 64)
  // Somebody else's item is never shown.
  if (shown !== undefined && !isNumber(normaliseNumber(shown), normaliseNumber(number)))
    return { kind: 'schemaDrift', ref, path: 'trackingNumber' }
  const read = withReturns(events.map(eventOf).filter((event) => event !== null))
  const isKnown = read.length > 0 || (events.length === 0 && str(path(body, 'statusCategory')) !== undefined)
  return isKnown ? { kind: 'found', ref, events: read, facts: factsOf(body) } : { kind: 'schemaDrift', ref, path: 'trackingEvents[]' }
}

/** A barcode begins with 420 and the ZIP code of the receiver, which are no part of the tracking number. */
function isNumber(shown: string, asked: string): boolean {
  const [longer, shorter] = shown.length > asked.length ? [shown, asked] : [asked, shown]
  return longer === shorter || (shorter.length >= 20 && longer.startsWith('420') && longer.endsWith(shorter))
}

/** `error { code, message, errors[] { title, detail, source { parameter } } }`. The codes are not described: words and status decide. */
function refusal(answer: CarrierAnswer, error: Record<string, unknown>, ref: string): Outcome {
  const carrierCode = str(error['code'], 64) ?? `http_${answer.status}`
  const words = wordsOf(error)
  if (carrierCode === '429' || words.includes('quota violation')) return throttled(answer, ref)
  if (answer.status === 404 || words.includes('not yet available')) return { kind: 'notFound', ref, carrierCode }
  const isNumberWrong = answer.status === 400 && /tracking ?number/.test(words)
  return { kind: isNumberWrong ? 'invalidNumber' : 'temporary', ref, carrierCode }
}

function wordsOf(error: unknown): string {
  const details = (list(path(error, 'errors')) ?? []).slice(0, MAX_ERRORS)
  const all = details.flatMap((one) => [path(one, 'title'), path(one, 'detail'), path(one, 'source', 'parameter')])
  return [path(error, 'message'), ...all]
    .map((text) => str(text) ?? '')
    .join(' ')
    .toLowerCase()
}

/** Null without a code or a readable time. `name` and `firm` are never read. */
function eventOf(event: unknown): RawEvent | null {
  const code = str(path(event, 'eventCode'), 16)
  const time = timeOf(event)
  if (code === undefined || time === null) return null
  const text = plain(str(path(event, 'eventType'), 250) ?? code)
  const attr = [path(event, 'actionCode'), path(event, 'reasonCode')].map((one) => str(one, 8) ?? '').join('')
  const place = placeOf(event)
  const said = code === '01' ? DELIVERIES.find(([words]) => text.toLowerCase().includes(words))?.[1] : undefined
  return { code, text, time, ...(attr !== '' && { attr }), ...(place && { place }), ...(said && { meaning: said }) }
}

/** By `GMTTimestamp`; without it by `eventTimestamp`, which is local even where a `Z` stands at its end, and `GMTOffset`. */
function timeOf(event: unknown): CheckpointTime | null {
  const local = str(path(event, 'eventTimestamp'), 48)?.replace(/Z$/i, '')
  const offset = str(path(event, 'GMTOffset'), 16)
  const gmt = str(path(event, 'GMTTimestamp'), 48)
  const instant = utcTime(gmt, { ...(offset !== undefined && { offset }), ...(local !== undefined && { local }) })
  return instant ?? offsetTime(`${local}${offset?.replace(/^([+-])(\d):/, '$10$2:')}`) ?? localTime(local)
}

/** Without the ZIP code: that of the delivery is the receiver's. No country stands for the United States. */
function placeOf(event: unknown): Place | undefined {
  const city = str(path(event, 'eventCity'), 80)
  const region = str(path(event, 'eventState'), 50)
  const abroad = str(path(event, 'eventCountry'), 80)
  const home = region === undefined ? undefined : 'US'
  const country = abroad === undefined ? home : countryCode(abroad)
  const text = [city, region, abroad ?? country].filter((one) => one !== undefined).join(', ')
  if (text === '') return undefined
  return { text, ...(city !== undefined && { city }), ...(region !== undefined && { region }), ...(country !== undefined && { country }) }
}

function countryCode(value: unknown): string | undefined {
  const code = str(value, 80)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}

/** What is delivered after the return began is delivered to the sender. By time, not by place in the answer. */
function withReturns(events: readonly RawEvent[]): RawEvent[] {
  const meanings = events.map(({ code, attr }) => meaningOf(codes, code, attr))
  const turns = events.filter((_, i) => subOf(meanings[i]) === 'returning').map(({ time }) => instantOf(time))
  const turnedAt = Math.min(...turns)
  return events.map((event, i) =>
    meanings[i]?.status === 'delivered' && instantOf(event.time) >= turnedAt ? { ...event, meaning: RETURNED } : event,
  )
}

function subOf(meaning: Meaning | null | undefined): string | undefined {
  return meaning && 'sub' in meaning ? meaning.sub : undefined
}

function instantOf({ utc, local }: CheckpointTime): number {
  return Date.parse(utc ?? `${local}Z`)
}

/** Names, addresses and the summary, which tells the receiver's place, are never read. */
function factsOf(body: unknown): Facts {
  const facts: Facts = {}
  const service = str(path(body, 'mailClass'), 150)
  if (service !== undefined) facts.service = plain(service)
  const originCountry = countryCode(path(body, 'originCountry')) ?? (str(path(body, 'originState')) === undefined ? undefined : 'US')
  if (originCountry !== undefined) facts.originCountry = originCountry
  const destination =
    countryCode(path(body, 'destinationCountryCode')) ?? (str(path(body, 'destinationState')) === undefined ? undefined : 'US')
  if (destination !== undefined) facts.destinationCountry = destination
  const expected = localTime(str(path(body, 'expectedDeliveryTimeStamp'), 48)?.replace(/Z$/i, ''))
  const isDelivered = str(path(body, 'statusCategory'), 40)?.toLowerCase().startsWith('delivered') === true
  if (expected && !isDelivered) facts.eta = { to: expected.local.endsWith('T00:00:00') ? expected.local.slice(0, 10) : expected.local }
  return facts
}
