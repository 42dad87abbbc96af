import { normaliseNumber } from '../../base/index.ts'
import type { Facts } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, obj, offsetTime, parseJson, path, str } from '../kit/index.ts'

type Json = Record<string, unknown>

// A parcel that went to a full locker and came back has about 30.
const MAX_DETAILS = 500

/** `error` → outcome; any other is `temporary`. */
const ERRORS: ReadonlyMap<string, 'notFound' | 'invalidNumber'> = new Map([
  ['resource_not_found', 'notFound'],
  // The number is all that this call can get wrong.
  ['validation_failed', 'invalidNumber'],
])

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem): Outcome {
  const { ref } = item
  const failed = httpOutcome(answer, ref, 'none')
  if (failed) return failed
  const carrierCode = str(path(body, 'error'), 64)
  if (carrierCode !== undefined) return { kind: ERRORS.get(carrierCode) ?? 'temporary', ref, carrierCode }
  const parcel = obj(body)
  return parcel ? found(parcel, item) : { kind: 'schemaDrift', ref, path: 'tracking_details' }
}

function found(parcel: Json, { ref, number }: TrackItem): Outcome {
  // Somebody else's parcel is never shown.
  if (normaliseNumber(str(parcel['tracking_number'], 64) ?? '') !== normaliseNumber(number))
    return { kind: 'schemaDrift', ref, path: 'tracking_number' }
  const details = list(parcel['tracking_details'])
  if (!details) return { kind: 'schemaDrift', ref, path: 'tracking_details' }
  const events = details
    .slice(0, MAX_DETAILS)
    .map(eventOf)
    .filter((event) => event !== null)
  // A label without a scan has a status and an empty list.
  const isKnown = details.length === 0 && str(parcel['status'], 64) !== undefined
  if (events.length === 0 && !isKnown) return { kind: 'schemaDrift', ref, path: 'tracking_details[].datetime' }
  return { kind: 'found', ref, events, facts: factsOf(parcel) }
}

/** Null without a status or a readable time. There are no words beside the status, so it stands for them. */
function eventOf(detail: unknown): RawEvent | null {
  const code = str(path(detail, 'status'), 64)
  const time = offsetTime(str(path(detail, 'datetime'), 48))
  if (code === undefined || time === null) return null
  const words = code.replaceAll('_', ' ')
  const text = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
  const place = str(path(detail, 'location'), 100) ?? str(path(detail, 'agency'), 100)
  return { code, text, time, ...(place === undefined ? {} : { place: { text: place } }) }
}

/** `custom_attributes` (the recipient's locker or point) is not read. */
function factsOf(parcel: Json): Facts {
  const service = str(parcel['service'], 100)
  return service === undefined ? {} : { service }
}
