import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, obj, offsetTime, parseJson, path, str, throttled } from '../kit/index.ts'
import { choose, type Candidate } from './choose.ts'
import { countryCode, factsOf } from './facts.ts'

type Refusal = 'notFound' | 'invalidNumber' | 'temporary' | 'authExpired' | 'scopeMissing' | 'throttled'

interface Parcel extends Candidate {
  result: unknown
  events: RawEvent[]
}

// 30 numbers are asked at a time; a number is shared by a handful of parcels; a parcel has about 60 scans.
const MAX_ANSWERS = 100
const MAX_PARCELS = 50
const MAX_SCANS = 500
const MAX_ERRORS = 10
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }
/** What a FedEx tracking number can look like at all (the shortest have 10 characters, the longest 34). */
const PLAUSIBLE = /^[0-9A-Z]{8,40}$/

/** `errors[].code` of the whole answer and `error.code` of one number. */
const ERRORS: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  // A label that was not scanned yet is answered so as well.
  ['TRACKING.TRACKINGNUMBER.NOTFOUND', 'notFound'],
  ['TRACKING.DATA.NOTFOUND', 'notFound'],
  ['TRACKING.TRACKINGNUMBER.EMPTY', 'invalidNumber'],
  ['TRACKING.TRACKINGNUMBER.INVALID', 'invalidNumber'],
  ['NOT.AUTHORIZED.ERROR', 'authExpired'],
  ['FORBIDDEN.ERROR', 'scopeMissing'],
  ['TOO.MANY.REQUESTS', 'throttled'],
])

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  const answers = list(path(body, 'output', 'completeTrackResults'))
  const failed = items.map(({ ref }) => httpOutcome(answer, ref))
  return items.map((item, index) => {
    const failure = failed[index]
    if (failure) return failure
    if (answers) return outcome(resultsOf(answers, item), item)
    const carrierCode = str(path((list(path(body, 'errors')) ?? [])[0], 'code'), 64)
    if (carrierCode !== undefined) return refusalOfAll(answer, carrierCode, item, items)
    return { kind: 'schemaDrift', ref: item.ref, path: 'output.completeTrackResults' }
  })
}

/** An error of the whole answer. One that speaks of a number names none: of several, only those that cannot be one are blamed. */
function refusalOfAll(answer: CarrierAnswer, carrierCode: string, item: TrackItem, items: readonly TrackItem[]): Outcome {
  const { ref, number } = item
  const kind = ERRORS.get(carrierCode) ?? 'temporary'
  if (kind === 'throttled') return throttled(answer, ref)
  const isBlameless = kind === 'invalidNumber' && items.length > 1 && PLAUSIBLE.test(normaliseNumber(number))
  return { kind: isBlameless ? 'temporary' : kind, ref, carrierCode }
}

/** Everything that was answered about the number; null when it is not in the answer. */
function resultsOf(answers: readonly unknown[], { number }: TrackItem): unknown[] | null {
  const asked = normaliseNumber(number)
  const own = answers.slice(0, MAX_ANSWERS).filter((one) => normaliseNumber(str(path(one, 'trackingNumber'), 64) ?? '') === asked)
  const results = own.map((one) => list(path(one, 'trackResults'))).filter((one) => one !== undefined)
  return results.length === 0 ? null : results.flat().slice(0, MAX_PARCELS)
}

function outcome(results: readonly unknown[] | null, item: TrackItem): Outcome {
  const { ref } = item
  if (results === null) return { kind: 'schemaDrift', ref, path: 'output.completeTrackResults[].trackResults' }
  const [first, ...others] = results.map(parcelOf).filter((parcel) => parcel !== null)
  if (!first) return withoutScans(results, ref)
  const choice = choose([first, ...others], item)
  if (!choice) return { kind: 'notFound', ref, carrierCode: 'pinned_parcel_missing' }
  const { chosen, pin, ambiguous } = choice
  return {
    kind: 'found',
    ref,
    events: chosen.events,
    facts: factsOf(chosen.result),
    ...(pin === undefined ? {} : { pin }),
    ...(ambiguous === undefined ? {} : { ambiguous }),
  }
}

/** A parcel is one with scans, whatever error stands beside them; null without. */
function parcelOf(result: unknown): Parcel | null {
  const events = withReturns(
    (list(path(result, 'scanEvents')) ?? [])
      .slice(0, MAX_SCANS)
      .map(eventOf)
      .filter((event) => event !== null),
  )
  if (events.length === 0) return null
  const instants = events.map(({ time }) => instantOf(time))
  const id = str(path(result, 'trackingNumberInfo', 'trackingNumberUniqueId'), 100)
  return { id, firstAt: Math.min(...instants), lastAt: Math.max(...instants), result, events }
}

function withoutScans(results: readonly unknown[], ref: string): Outcome {
  const code = results
    .slice(0, MAX_ERRORS)
    .map((result) => str(path(result, 'error', 'code'), 64))
    .find((one) => one !== undefined)
  if (code !== undefined) return itemRefusal(code, ref)
  const known = results.find(
    (result) => list(path(result, 'scanEvents'))?.length === 0 && obj(path(result, 'latestStatusDetail')) !== undefined,
  )
  // Known to FedEx, and nothing scanned so far.
  if (known !== undefined) return { kind: 'found', ref, events: [], facts: factsOf(known) }
  return { kind: 'schemaDrift', ref, path: 'trackResults[].scanEvents' }
}

function itemRefusal(carrierCode: string, ref: string): Outcome {
  const kind = ERRORS.get(carrierCode)
  return { kind: kind === 'notFound' || kind === 'invalidNumber' ? kind : 'temporary', ref, carrierCode }
}

/** Null without a code or a readable date. Some scans have no offset: their zone stays unknown. */
function eventOf(scan: unknown): RawEvent | null {
  const code = str(path(scan, 'eventType'), 16)
  const time = offsetTime(str(path(scan, 'date'), 48))
  if (code === undefined || time === null) return null
  const words = [str(path(scan, 'eventDescription'), 200), str(path(scan, 'exceptionDescription'), 250)].filter((one) => one !== undefined)
  const attr = str(path(scan, 'exceptionCode'), 16)
  const place = placeOf(path(scan, 'scanLocation'))
  return {
    code,
    ...(attr === undefined ? {} : { attr }),
    text: words.length === 0 ? code : words.join(': '),
    time,
    ...(place === undefined ? {} : { place }),
  }
}

/** Without the postcode: that of the last scan is the recipient's, which other pages ask for as a secret. */
function placeOf(address: unknown): Place | undefined {
  const city = str(path(address, 'city'), 80)
  const region = str(path(address, 'stateOrProvinceCode'), 16)
  const country = countryCode(path(address, 'countryCode'))
  const text = [city, region, country].filter((one) => one !== undefined).join(', ')
  if (text === '') return undefined
  return {
    text,
    ...(city === undefined ? {} : { city }),
    ...(region === undefined ? {} : { region }),
    ...(country === undefined ? {} : { country }),
  }
}

/** What is delivered after "return to shipper" is delivered to the shipper. By time, not by place in the answer. */
function withReturns(events: readonly RawEvent[]): RawEvent[] {
  const turns = events.filter(({ code }) => code === 'RS' || code === 'RT').map(({ time }) => instantOf(time))
  const turnedAt = Math.min(...turns)
  return events.map((event) => (event.code === 'DL' && instantOf(event.time) >= turnedAt ? { ...event, meaning: RETURNED } : event))
}

function instantOf({ utc, local }: CheckpointTime): number {
  return Date.parse(utc ?? `${local}Z`)
}
