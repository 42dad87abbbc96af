import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, obj, offsetTime, parseJson, path, str, throttled } from '../kit/index.ts'
import { codes } from './codes.ts'
import { mailPieceIdOf } from './request.ts'
import { RETURNS } from './returns.ts'

type Json = Record<string, unknown>
type Refusal = 'notFound' | 'invalidNumber' | 'forbidden' | 'temporary' | 'throttled'

const MAX_EVENTS = 500
const MAX_ERRORS = 10
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }
const TURNS: ReadonlySet<string> = new Set(RETURNS)

/** `errors[].errorCode`, with Royal Mail's words. */
const ERRORS: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  ['E0001', 'temporary'], // Service unavailable
  ['E0009', 'temporary'], // Internal server error
  ['E0010', 'throttled'], // Too many requests
  ['E0013', 'temporary'], // Maximum number of parameters exceeded
  ['E0016', 'forbidden'], // Access denied: no permission to retrieve details
  ['E1142', 'notFound'], // Barcode reference isn't recognised
  ['E1283', 'notFound'], // Tracking is not supported for this item
  ['E1284', 'notFound'], // A delivery update is not available
  ['E1307', 'notFound'], // Tracking is unavailable
  ['E1308', 'notFound'], // An update is not available
])

/** ISO 3166 alpha-3, which the API writes, to alpha-2: home and the destinations of most of its mail. Others are left out. */
const COUNTRIES: ReadonlyMap<string, string> = new Map(
  [
    'GBR:GB AUS:AU AUT:AT BEL:BE CAN:CA CHE:CH CHN:CN DEU:DE DNK:DK ESP:ES FRA:FR HKG:HK',
    'IRL:IE ITA:IT JPN:JP NLD:NL NOR:NO NZL:NZ POL:PL PRT:PT SGP:SG SWE:SE USA:US',
  ].flatMap((line) => line.split(' ').map((pair): [string, string] => [pair.slice(0, 3), pair.slice(4)])),
)

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, { ref, number }: TrackItem): Outcome {
  const asked = mailPieceIdOf(number)
  // Nothing of it was asked.
  if (asked === '') return { kind: 'invalidNumber', ref, carrierCode: 'empty' }
  const refused = refusal(answer, body, ref)
  const failed = httpOutcome(answer, ref, 'request')
  // An unknown barcode may come with any status but these two, which are about the key and the rate.
  if (failed && (answer.status === 401 || answer.status === 429)) return failed
  if (refused) return refused
  if (failed) return failed
  // An object here, a list in the summary of several.
  const pieces = path(body, 'mailPieces')
  const piece = obj(pieces) ?? (list(pieces) ?? []).map(obj).find((one) => one !== undefined && isAsked(one, asked))
  if (!piece) return { kind: 'schemaDrift', ref, path: 'mailPieces' }
  // Somebody else's item is never shown.
  if (!isAsked(piece, asked)) return { kind: 'schemaDrift', ref, path: 'mailPieces.mailPieceId' }
  return found(piece, ref)
}

function refusal(answer: CarrierAnswer, body: unknown, ref: string): Outcome | null {
  const errors = (list(path(body, 'errors')) ?? []).slice(0, MAX_ERRORS)
  const given = errors.map((error) => str(path(error, 'errorCode'), 16)).filter((code) => code !== undefined)
  const carrierCode = given.find((code) => ERRORS.has(code)) ?? given[0]
  if (carrierCode === undefined) return null
  const kind = ERRORS.get(carrierCode) ?? unlisted(answer, carrierCode, str(path(errors[0], 'errorDescription'), 200) ?? '')
  return kind === 'throttled' ? throttled(answer, ref) : { kind, ref, carrierCode }
}

/** E0004 is a request that breaks the schema: a header of ours, or the number. */
function unlisted({ status }: CarrierAnswer, code: string, description: string): Refusal {
  if (code === 'E0004') return description.toLowerCase().includes('header') ? 'temporary' : 'invalidNumber'
  return status === 404 ? 'notFound' : 'temporary'
}

/** By the identifier asked with, the 2D barcode or the 1D barcode. */
function isAsked(piece: Json, asked: string): boolean {
  const ids = [piece['mailPieceId'], path(piece, 'summary', 'uniqueItemId'), path(piece, 'summary', 'oneDBarcode')]
  return ids.some((id) => mailPieceIdOf(str(id, 64) ?? '') === asked)
}

function found(piece: Json, ref: string): Outcome {
  const given = list(piece['events'])
  if (!given) return { kind: 'schemaDrift', ref, path: 'mailPieces.events' }
  const events = withReturns(
    given
      .slice(0, MAX_EVENTS)
      .map(eventOf)
      .filter((event) => event !== null),
  )
  if (events.length === 0 && given.length > 0) return { kind: 'schemaDrift', ref, path: 'mailPieces.events[].eventDateTime' }
  return { kind: 'found', ref, events, facts: factsOf(piece) }
}

/** Null without a code or a readable time. */
function eventOf(event: unknown): RawEvent | null {
  const code = str(path(event, 'eventCode'), 16)
  const time = offsetTime(str(path(event, 'eventDateTime'), 48))
  if (code === undefined || time === null) return null
  const name = str(path(event, 'locationName'), 100)
  const place: Place | undefined = name === undefined ? undefined : { text: name }
  return { code, text: textOf(code, str(path(event, 'eventName'), 200)), time, ...(place && { place }) }
}

/** The neighbour's address may stand in the name of the event. */
function textOf(code: string, name: string | undefined): string {
  return code === 'EVKDN' || code === 'EVKNS' ? 'Delivered to Neighbour' : (name ?? code)
}

/** What is delivered after it was sent back is delivered to the sender. By time, not by place in the answer. */
function withReturns(events: readonly RawEvent[]): RawEvent[] {
  const turnedAt = Math.min(...events.filter(({ code }) => TURNS.has(code)).map(instantOf))
  return events.map((event) => {
    const meaning = codes.get(event.code)
    return meaning?.status === 'delivered' && instantOf(event) > turnedAt ? { ...event, meaning: RETURNED } : event
  })
}

function instantOf({ time: { utc, local } }: RawEvent): number {
  return Date.parse(utc ?? `${local}Z`)
}

/** The signature and its name, and the summary line, are never read. */
function factsOf(piece: Json): Facts {
  const facts: Facts = {}
  const service = str(path(piece, 'summary', 'productName'), 100)
  if (service !== undefined) facts.service = service
  const from = countryOf(path(piece, 'summary', 'originCountryCode'))
  if (from !== undefined) facts.originCountry = from
  const to = countryOf(path(piece, 'summary', 'destinationCountryCode'))
  if (to !== undefined) facts.destinationCountry = to
  const eta = etaOf(piece['estimatedDelivery'])
  if (eta) facts.eta = eta
  return facts
}

/** `2026-01-16` with `08:00:00+0000` and `11:00:00+0000`; the window may be missing. */
function etaOf(expected: unknown): Facts['eta'] {
  const day = /^\d{4}-\d\d-\d\d/.exec(str(path(expected, 'date'), 48) ?? '')?.[0]
  if (day === undefined || !offsetTime(`${day}T00:00:00Z`)) return undefined
  const [from, to] = ['startOfEstimatedWindow', 'endOfEstimatedWindow'].map((name) => moment(day, str(path(expected, name), 48)))
  return from === undefined || to === undefined ? { to: day } : { from, to }
}

/** A time of that day, or a whole date and time. */
function moment(day: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const time = offsetTime(text.includes('T') ? text : `${day}T${text}`)
  return time ? `${time.local}${time.offset ?? ''}` : undefined
}

function countryOf(value: unknown): string | undefined {
  const code = str(value, 8)?.toUpperCase() ?? ''
  return /^[A-Z]{2}$/.test(code) ? code : COUNTRIES.get(code)
}
