import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { blank, httpOutcome, list, meaningOf, obj, offsetTime, parseJson, path, str, throttled } from '../kit/index.ts'
import { codeOf, codes } from './codes.ts'

// Ten numbers are asked at a time; a consignment has some dozens of articles; an article that went abroad about 40 events.
const MAX_RESULTS = 100
const MAX_ARTICLES = 200
const MAX_EVENTS = 500
const STATES: ReadonlySet<string> = new Set(['ACT', 'NSW', 'NT', 'QLD', 'SA', 'TAS', 'VIC', 'WA'])

/** `errors[].code`, of one number or of the whole answer. The API has no error for a number of the wrong form. */
const ERRORS: ReadonlyMap<string, 'notFound' | 'temporary'> = new Map([
  ['ESB-10001', 'notFound'], // Invalid tracking ID: could not be found
  ['ESB-10002', 'notFound'], // Product not trackable
  ['51104', 'notFound'], // INVALID_TRACKING_ID
  ['ESB-20010', 'temporary'],
  ['ESB-20050', 'temporary'],
])

/** What is tracked on its own. */
interface Article {
  events: RawEvent[]
  status: string | undefined
  service: string | undefined
}

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  const results = list(path(body, 'tracking_results'))?.slice(0, MAX_RESULTS)
  return items.map((item) => {
    const refused = httpOutcome(answer, item.ref, 'request')
    if (refused) return refused
    return results ? outcome(results, item) : refusalOfAll(answer, body, item.ref, items.length)
  })
}

/** An error of the whole answer names no number: of several, none is blamed. */
function refusalOfAll(answer: CarrierAnswer, body: unknown, ref: string, asked: number): Outcome {
  const error = path(body, 'errors', 0)
  const carrierCode = str(path(error, 'code'), 64) ?? str(path(error, 'error_code'), 64)
  if (carrierCode === undefined) return { kind: 'schemaDrift', ref, path: 'tracking_results' }
  if (carrierCode === 'API_002') return throttled(answer, ref)
  return { kind: asked === 1 ? (ERRORS.get(carrierCode) ?? 'temporary') : 'temporary', ref, carrierCode }
}

function outcome(results: readonly unknown[], { ref, number }: TrackItem): Outcome {
  const asked = normaliseNumber(number)
  // Somebody else's article is never shown: what is not asked for is not looked at.
  const result = results.find((one) => normaliseNumber(str(path(one, 'tracking_id'), 64) ?? '') === asked)
  if (result === undefined) return { kind: 'schemaDrift', ref, path: 'tracking_results[].tracking_id' }
  const carrierCode = str(path(result, 'errors', 0, 'code'), 64)
  const articles = articlesOf(result)
  const events = eventsOf(articles)
  if (events.length > 0) return { kind: 'found', ref, events, facts: factsOf(articles) }
  if (carrierCode !== undefined) return { kind: ERRORS.get(carrierCode) ?? 'temporary', ref, carrierCode }
  return { kind: 'schemaDrift', ref, path: 'tracking_results[].trackable_items[].events' }
}

/** Articles stand in `trackable_items`, or a level deeper in `items` of a consignment; StarTrack has events of the consignment as well. */
function articlesOf(result: unknown): Article[] {
  const trackable = (list(path(result, 'trackable_items')) ?? []).slice(0, MAX_ARTICLES)
  const leaves = trackable.flatMap((one) => (list(path(one, 'items')) ?? [one]).slice(0, MAX_ARTICLES))
  const articles = leaves.slice(0, MAX_ARTICLES).map(articleOf)
  const known = articles.filter(({ events }) => events.length > 0)
  return known.length > 0 ? known : [articleOf(path(result, 'consignment'))]
}

function articleOf(value: unknown): Article {
  const article = obj(value) ?? {}
  const events = (list(article['events']) ?? []).slice(0, MAX_EVENTS).map(eventOf)
  return {
    events: events.filter((event) => event !== null),
    status: str(article['status'], 64),
    service: str(article['product_type'], 100),
  }
}

/** Null without words or a readable date. */
function eventOf(event: unknown): RawEvent | null {
  const description = str(path(event, 'description'), 300)
  const time = offsetTime(str(path(event, 'date'), 48))
  if (description === undefined || time === null) return null
  const text = withoutSigner(description)
  const place = placeOf(str(path(event, 'location'), 100))
  return { code: codeOf(text), text, time, ...(place && { place }) }
}

/** What follows "signed" or "signed for" is a name. */
function withoutSigner(text: string): string {
  const words = text.toLowerCase()
  const at = words.indexOf('signed')
  if (at === -1) return text
  return text.slice(0, at + (words.startsWith('signed for', at) ? 'signed for' : 'signed').length)
}

/** `BRISBANE QLD`, `CHICAGO (US)` or `NZ`; "Transit Scan" is no place. */
function placeOf(location: string | undefined): Place | undefined {
  if (location === undefined || blank(location) || /^transit scan$/i.test(location)) return undefined
  const words = location.split(' ')
  const last = words.at(-1) ?? ''
  if (STATES.has(last) && words.length > 1) return { text: location, city: words.slice(0, -1).join(' '), region: last, country: 'AU' }
  const country = /^\(?([A-Z]{2})\)?$/.exec(last)?.[1]
  if (country === undefined || (words.length > 1 && !last.startsWith('('))) return { text: location }
  const city = words.slice(0, -1).join(' ')
  return { text: location, ...(city !== '' && { city }), country }
}

/**
 * All events, of all articles. Two things the wording alone does not tell: a delivery while other articles are still on their way is news only,
 * and the latest event of an article whose wording nobody knows means what the article's status says.
 */
function eventsOf(articles: readonly Article[]): RawEvent[] {
  const isWhole = articles.every(({ events }) => events.some(isDelivery))
  return articles.flatMap(({ events, status }) => {
    const latest = events.toSorted(byTime).at(-1)
    const known = status === undefined ? null : meaningOf(codes, codeOf(status))
    return events.map((event) => {
      if (!isWhole && isDelivery(event)) return { ...event, meaning: { status: 'keep' } satisfies Meaning }
      return event === latest && known && !codes.has(event.code) ? { ...event, meaning: known } : event
    })
  })
}

function isDelivery({ code }: RawEvent): boolean {
  return meaningOf(codes, code)?.status === 'delivered'
}

/** By the words where the time is the same, so that the order of the answer does not decide. */
function byTime(a: RawEvent, b: RawEvent): number {
  return instantOf(a) - instantOf(b) || (a.code < b.code ? -1 : 1)
}

function instantOf({ time }: RawEvent): number {
  return Date.parse(time.utc ?? `${time.local}Z`)
}

function factsOf(articles: readonly Article[]): Facts {
  const service = articles.find((article) => article.service !== undefined)?.service
  return service === undefined ? {} : { service }
}
