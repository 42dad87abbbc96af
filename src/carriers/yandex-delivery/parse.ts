import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Facts } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, localTime, num, obj, offsetTime, parseJson, path, str } from '../kit/index.ts'
import { requestId } from './request.ts'

// An order that went round and came back has about 40 states.
const MAX_STATES = 500
const MAX_PLACES = 100
// Yandex takes parcels of up to 30 kg a place; 1 t leaves room for orders of many places.
const MAX_GRAMS = 1_000_000

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem): Outcome {
  const { ref } = item
  const failed = httpOutcome(answer, ref, 'request')
  // About the token or the rate, whatever the body adds.
  if (failed && (answer.status === 401 || answer.status === 429)) return failed
  const states = path(body, 'state_history')
  const state = obj(path(body, 'state'))
  if (!failed && states !== undefined) return history(list(states), ref)
  if (!failed && state) return present(body, state, item)
  const carrierCode = str(path(body, 'code'), 64)
  if (carrierCode !== undefined) return refused(answer, failed, carrierCode, ref)
  return failed ?? { kind: 'schemaDrift', ref, path: 'state_history' }
}

/** `{ code, message }`. */
function refused(answer: CarrierAnswer, failed: Outcome | null, carrierCode: string, ref: string): Outcome {
  // 404 for a path that is not there any more has no such body.
  if (answer.status === 404 || /not_found$/i.test(carrierCode)) return { kind: 'notFound', ref, carrierCode }
  if (failed) return failed
  return { kind: answer.status === 400 ? 'invalidNumber' : 'temporary', ref, carrierCode }
}

/** The answer of request/history. An order whose making has not begun has an empty list. */
function history(states: readonly unknown[] | undefined, ref: string): Outcome {
  if (!states) return { kind: 'schemaDrift', ref, path: 'state_history' }
  const events = states
    .slice(0, MAX_STATES)
    .map(eventOf)
    .filter((event) => event !== null)
  if (events.length === 0 && states.length > 0) return { kind: 'schemaDrift', ref, path: 'state_history[].timestamp_utc' }
  return { kind: 'found', ref, events, facts: {} }
}

/** The answer of request/info: the state as it is now, and the order. */
function present(body: unknown, state: Record<string, unknown>, { ref, number }: TrackItem): Outcome {
  // Somebody else's parcel is never shown.
  const shown = str(path(body, 'request_id'), 64)
  if (requestId(number) !== undefined && shown !== undefined && normaliseNumber(shown) !== normaliseNumber(number)) {
    return { kind: 'schemaDrift', ref, path: 'request_id' }
  }
  const event = eventOf(state)
  return event ? { kind: 'found', ref, events: [event], facts: factsOf(body) } : { kind: 'schemaDrift', ref, path: 'state.timestamp_utc' }
}

/** Null without a status or a readable time. */
function eventOf(state: unknown): RawEvent | null {
  const code = str(path(state, 'status'), 64)
  const time = timeOf(state)
  if (code === undefined || time === null) return null
  const text = str(path(state, 'description')) ?? code
  // A word of the API such as CLIENT_REQUEST; anything else might be somebody's remark.
  const reason = /^[A-Z][A-Z_]{1,63}$/.exec(str(path(state, 'reason'), 64) ?? '')?.[0]
  return { code, text: reason === undefined ? text : `${text}: ${reason}`, time }
}

/** `timestamp_utc`, else `timestamp` in seconds since 1970. */
function timeOf(state: unknown): CheckpointTime | null {
  const time = offsetTime(str(path(state, 'timestamp_utc'), 48))
  if (time) return time
  const seconds = num(path(state, 'timestamp'))
  if (seconds === undefined || seconds < 0 || seconds > 1e10) return null
  return offsetTime(new Date(seconds * 1000).toISOString())
}

/** Names, phones, addresses, goods and codes of the recipient are never read. */
function factsOf(body: unknown): Facts {
  const facts: Facts = {}
  const reference = str(path(body, 'request', 'info', 'operator_request_id'), 64)
  if (reference !== undefined) facts.reference = reference
  const grams = (list(path(body, 'request', 'places')) ?? [])
    .slice(0, MAX_PLACES)
    .reduce<number>((sum, place) => sum + Math.max(num(path(place, 'physical_dims', 'weight_gross')) ?? 0, 0), 0)
  if (grams > 0 && grams <= MAX_GRAMS) facts.weightKg = Math.round(grams) / 1000
  const from = moment(path(body, 'request', 'destination', 'interval_utc', 'from'))
  const to = moment(path(body, 'request', 'destination', 'interval_utc', 'to'))
  if (from !== undefined || to !== undefined) facts.eta = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
  return facts
}

function moment(value: unknown): string | undefined {
  const time = localTime(str(value, 48))
  return time ? `${time.local}${time.offset ?? ''}` : undefined
}
