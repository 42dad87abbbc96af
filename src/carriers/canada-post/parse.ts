import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, CarrierContext, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { blank, child, children, childText, httpOutcome, offsetTime, parseXml, retryAfterSeconds, type XmlElement } from '../kit/index.ts'
import { codes } from './codes.ts'

// An item that went abroad and came back has about 60.
const MAX_EVENTS = 500
// The throttle counts in a rolling window of 60 seconds.
const THROTTLE_SECONDS = 60
const PROVINCES: ReadonlySet<string> = new Set(['AB', 'BC', 'MB', 'NB', 'NL', 'NS', 'NT', 'NU', 'ON', 'PE', 'QC', 'SK', 'YT'])

/** What Canada Post writes in place of an offset. Standard and daylight time have names of their own, so a name is one offset. */
const ZONES: ReadonlyMap<string, string> = new Map([
  ['NST', '-03:30'],
  ['NDT', '-02:30'],
  ['AST', '-04:00'],
  ['ADT', '-03:00'],
  ['EST', '-05:00'],
  ['EDT', '-04:00'],
  ['CST', '-06:00'],
  ['CDT', '-05:00'],
  ['MST', '-07:00'],
  ['MDT', '-06:00'],
  ['PST', '-08:00'],
  ['PDT', '-07:00'],
  ['UTC', 'Z'],
  ['GMT', 'Z'],
])

/** `messages/message/code`. `Server` is read in `refusal`. */
const ERRORS: ReadonlyMap<string, 'notFound' | 'badCredentials'> = new Map([
  ['004', 'notFound'], // No PIN history
  ['E002', 'badCredentials'], // AAA authentication failure
])

/** Codes that also stand for the way back to the sender; then the words say so. */
const SAYS_RETURN: ReadonlySet<string> = new Set(['174', '1412', '2412', '1479', '1496', '1497', '1498', '1499', '4450'])
const RETURN_WORDS = ['returned to sender', "à l'expéditeur", 'à expéditeur', 'return to sender', 'importation refusée']

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[], ctx: CarrierContext): Outcome[] {
  return items.map((item) => outcome(answer, item, ctx.language))
}

function outcome(answer: CarrierAnswer, { ref, number }: TrackItem, language: string): Outcome {
  // Errors come as a document with a status of 4xx or 5xx, so the body is read before the status is judged.
  const root = parseXml(answer.text)
  if (root?.name === 'messages') return refusal(answer, root, ref)
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  if (root?.name !== 'tracking-detail') return { kind: 'schemaDrift', ref, path: 'tracking-detail' }
  const { ns } = root
  // Somebody else's item is never shown.
  if (normaliseNumber(childText(root, ns, 'pin') ?? '') !== normaliseNumber(number)) {
    return { kind: 'schemaDrift', ref, path: 'tracking-detail/pin' }
  }
  const occurrences = children(child(root, ns, 'significant-events'), ns, 'occurrence').slice(0, MAX_EVENTS)
  const events = occurrences.map(eventOf).filter((event) => event !== null)
  // An item without history is error 004: a list without events that can be read is a change of the service.
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: 'significant-events/occurrence' }
  return { kind: 'found', ref, events, facts: factsOf(root, language) }
}

function refusal(answer: CarrierAnswer, root: XmlElement, ref: string): Outcome {
  const message = child(root, root.ns, 'message')
  const carrierCode = childText(message, root.ns, 'code')?.slice(0, 64) ?? `http_${answer.status}`
  const kind = ERRORS.get(carrierCode)
  if (kind !== undefined) return { kind, ref, carrierCode }
  // "Rejected by SLM Monitor", with `Server` as for every other failure within.
  if ((childText(message, root.ns, 'description') ?? '').includes('SLM Monitor')) {
    const wait = retryAfterSeconds(answer.headers) ?? THROTTLE_SECONDS
    return { kind: 'throttled', ref, scope: 'second', retryAfterSeconds: wait, carrierCode }
  }
  return httpOutcome(answer, ref, 'request') ?? { kind: 'temporary', ref, carrierCode }
}

/** Null without a code or a readable time. `signatory-name` is never read. */
function eventOf(occurrence: XmlElement): RawEvent | null {
  const read = (name: string): string | undefined => childText(occurrence, occurrence.ns, name)
  const code = read('event-identifier')?.replace(/^0+(?=\d)/, '')
  const place = placeOf(read('event-site'), read('event-province'))
  const time = timeOf(read('event-date'), read('event-time'), read('event-time-zone'), place)
  if (code === undefined || code.length > 16 || time === null) return null
  const text = read('event-description') ?? code
  const meaning = meaningOfReturn(code, text)
  return { code, text, time, ...(place && { place }), ...(meaning && { meaning }) }
}

/** Abroad a zone's name may be another country's (CST is China's as well), or a country (ISRAEL): there it is left unknown. */
function timeOf(
  date: string | undefined,
  clock: string | undefined,
  zone: string | undefined,
  place: Place | undefined,
): CheckpointTime | null {
  const offset = place && place.country === undefined ? '' : (ZONES.get(zone?.toUpperCase() ?? '') ?? '')
  const time = offsetTime(`${date ?? ''}T${clock ?? ''}${offset}`)
  return time && { ...time, raw: [date, clock, zone].filter((part) => part !== undefined).join(' ') }
}

function meaningOfReturn(code: string, text: string): Meaning | null {
  if (!SAYS_RETURN.has(code)) return null
  const words = text.toLowerCase().replaceAll('’', "'")
  if (!RETURN_WORDS.some((word) => words.includes(word))) return null
  const known = codes.get(code)
  return { status: 'exception', sub: known?.status === 'delivered' ? 'returned_to_sender' : 'returning' }
}

/** `SAINTE-FOY, QC`; abroad the site names the country itself, such as `ILTLVA,Israel`. */
function placeOf(site: string | undefined, province: string | undefined): Place | undefined {
  const city = blank(site) ? undefined : site
  const region = blank(province) ? undefined : province
  const text = [city, region].filter((part) => part !== undefined).join(', ')
  if (text === '') return undefined
  const isHome = region !== undefined && PROVINCES.has(region)
  return {
    text,
    ...(city !== undefined && isHome && { city }),
    ...(region !== undefined && { region }),
    ...(isHome && { country: 'CA' }),
  }
}

/** Without references, and without the destination's postal code: both are the business of those who know the parcel. */
function factsOf(root: XmlElement, language: string): Facts {
  const { ns } = root
  const french = language === 'fr' ? childText(root, ns, 'service-name-2') : undefined
  const service = french ?? childText(root, ns, 'service-name')
  const to = day(childText(root, ns, 'changed-expected-date')) ?? day(childText(root, ns, 'expected-delivery-date'))
  return { ...(service !== undefined && { service }), ...(to !== undefined && { eta: { to } }) }
}

function day(text: string | undefined): string | undefined {
  return offsetTime(`${text ?? ''}T00:00:00`)?.local.slice(0, 10)
}
