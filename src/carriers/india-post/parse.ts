import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Facts } from '../../tracking/index.ts'
import type { CarrierAnswer, CarrierPush, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { bool, httpOutcome, list, parseJson, path, str, zonedTime } from '../kit/index.ts'
import { codes, DELIVERED_TO_SOMEBODY, readWords, RETURNED } from './codes.ts'

// 50 are asked at a time; an article that crossed the country has about 40 events.
const MAX_ARTICLES = 100
const MAX_EVENTS = 500
const MAX_PUSHED = 100

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  const articles = articlesOf(body)
  // An article without a number, or with one that nobody asked for: what is missing may be there in another shape.
  const asked = new Set(items.map(({ number }) => normaliseNumber(number)))
  const isWhole = articles?.every((one) => asked.has(numberOf(one))) ?? false
  return items.map((item) => {
    const { ref } = item
    const failed = httpOutcome(answer, ref)
    if (failed) return failed
    if (!articles) return refusal(body, ref)
    const own = articles.find((one) => numberOf(one) === normaliseNumber(item.number))
    if (own !== undefined) return article(own, ref)
    return isWhole ? { kind: 'notFound', ref } : { kind: 'schemaDrift', ref, path: 'data[].booking_details.article_number' }
  })
}

/** The articles that a push is about: `{article_number, event_code, …}`, or a list of them. Source: approach document, event push. */
export function pushed(push: CarrierPush): string[] {
  const body = parseJson(push)
  return (list(body) ?? [body])
    .slice(0, MAX_PUSHED)
    .map((event) => str(path(event, 'article_number'), 64))
    .filter((number) => number !== undefined)
}

/** Unknown articles are left out of `data`, which is `null` when nothing is left. */
function articlesOf(body: unknown): unknown[] | undefined {
  if (bool(path(body, 'success')) !== true) return undefined
  const data = path(body, 'data')
  return data === null ? [] : list(data)?.slice(0, MAX_ARTICLES)
}

function numberOf(one: unknown): string {
  return normaliseNumber(str(path(one, 'booking_details', 'article_number'), 64) ?? '')
}

function refusal(body: unknown, ref: string): Outcome {
  if (bool(path(body, 'success')) !== false) return { kind: 'schemaDrift', ref, path: 'data' }
  const words = str(path(body, 'error', 'message'), 64) ?? str(path(body, 'message'), 64)
  return { kind: 'temporary', ref, carrierCode: words ?? 'success_false' }
}

function article(one: unknown, ref: string): Outcome {
  const details = list(path(one, 'tracking_details'))
  if (!details) return { kind: 'schemaDrift', ref, path: 'data[].tracking_details' }
  const events = withReturns(
    details
      .slice(0, MAX_EVENTS)
      .map(eventOf)
      .filter((event) => event !== null),
  )
  if (events.length > 0) return { kind: 'found', ref, events, facts: factsOf(one) }
  if (details.length > 0) return { kind: 'schemaDrift', ref, path: 'data[].tracking_details[].date' }
  // A number that was given out but never posted is answered like this, too; only a posted one was booked.
  return str(path(one, 'booking_details', 'booked_on'), 48) === undefined
    ? { kind: 'notFound', ref, carrierCode: 'not_booked' }
    : { kind: 'found', ref, events: [], facts: factsOf(one) }
}

/** Null without words or a readable time. `remarks` are free text and are never read. */
function eventOf(detail: unknown): RawEvent | null {
  const words = str(path(detail, 'event'), 200)
  const time = timeOf(str(path(detail, 'date'), 48), str(path(detail, 'time'), 16))
  if (words === undefined || time === null) return null
  const { code, text } = readWords(words)
  const office = str(path(detail, 'office'), 100)
  const isReturn = bool(path(detail, 'rts')) === true && DELIVERED_TO_SOMEBODY.has(code)
  return {
    code,
    text,
    time,
    ...(office === undefined ? {} : { place: { text: office } }),
    ...(isReturn ? { meaning: RETURNED } : {}),
  }
}

/** `date` is a day with a `Z` that means nothing; `time` is Indian time. */
function timeOf(date: string | undefined, time: string | undefined): CheckpointTime | null {
  const day = /^\d{4}-\d\d-\d\d/.exec(date ?? '')?.[0]
  if (date === undefined || day === undefined) return null
  const clock = time ?? /T(\d\d:\d\d:\d\d)/.exec(date)?.[1] ?? '00:00:00'
  const read = zonedTime(`${day} ${clock}`, { zone: 'Asia/Kolkata' })
  return read && { ...read, raw: time === undefined ? date : `${date} ${time}` }
}

/** "Item Delivered" after a return is the delivery to the sender. By time, not by place in the answer. */
function withReturns(events: readonly RawEvent[]): RawEvent[] {
  const turns = events.filter(({ code }) => isReturning(code)).map(instantOf)
  const turnedAt = Math.min(...turns)
  return events.map((event) =>
    DELIVERED_TO_SOMEBODY.has(event.code) && instantOf(event) >= turnedAt ? { ...event, meaning: RETURNED } : event,
  )
}

function isReturning(code: string): boolean {
  const meaning = codes.get(code)
  return meaning !== undefined && 'sub' in meaning && meaning.sub === 'returning'
}

function instantOf({ time }: RawEvent): number {
  return Date.parse(time.utc ?? `${time.local}Z`)
}

/** Pin codes are left out: that of the destination is the addressee's. */
function factsOf(one: unknown): Facts {
  const service = str(path(one, 'booking_details', 'article_type'), 60)
  return service === undefined ? {} : { service }
}
