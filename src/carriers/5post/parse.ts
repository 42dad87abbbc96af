import { normaliseNumber } from '../../base/index.ts'
import type { Facts } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, offsetTime, parseJson, path, str, throttled } from '../kit/index.ts'
import { NAMES } from './codes.ts'
import { isRateFault } from './token.ts'

// Fifty orders are asked at a time. An order that went round and came back has about 40 states; the older method gives each a row.
const MAX_ROWS = 5_000
const MAX_STATES = 500

interface Order {
  /** Normalised: 5Post's id and the sender's. */
  ids: string[]
  senderOrderId: string | undefined
  /** Undefined: not in the documented shape. */
  states: unknown[] | undefined
}

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  const orders = list(body)?.slice(0, MAX_ROWS).map(orderOf)
  return items.map((item) => refusal(answer, body, item.ref) ?? outcome(orders, item))
}

/** What is wrong with the whole answer: `{ fault: { detail: { errorcode } } }` of the gateway, `{ error, message, status }` of the service. */
function refusal(answer: CarrierAnswer, body: unknown, ref: string): Outcome | null {
  const gateway = str(path(body, 'fault', 'detail', 'errorcode'), 64) ?? str(path(body, 'fault', 'faultstring'), 64)
  if (gateway !== undefined && isRateFault(gateway)) return throttled(answer, ref)
  const failed = httpOutcome(answer, ref)
  if (failed) return failed
  if (gateway !== undefined) return { kind: /jwt|token/i.test(gateway) ? 'authExpired' : 'temporary', ref, carrierCode: gateway }
  const carrierCode = str(path(body, 'error'), 64) ?? str(path(body, 'status'), 64)
  return carrierCode === undefined ? null : { kind: 'temporary', ref, carrierCode }
}

/** An order with its `statuses`, or a row of one state, as getOrderHistory and getOrderStatus give it. */
function orderOf(row: unknown): Order {
  const senderOrderId = str(path(row, 'senderOrderId'), 64)
  const ids = [str(path(row, 'orderId'), 64), senderOrderId].filter((id) => id !== undefined).map(normaliseNumber)
  const isState = path(row, 'changeDate') !== undefined
  return { ids, senderOrderId, states: list(path(row, 'statuses'))?.slice(0, MAX_STATES) ?? (isState ? [row] : undefined) }
}

function outcome(orders: readonly Order[] | undefined, { ref, number }: TrackItem): Outcome {
  if (!orders) return { kind: 'schemaDrift', ref, path: '[]' }
  const asked = normaliseNumber(number)
  const own = orders.filter(({ ids }) => ids.includes(asked))
  // An order that is not known is left out. Rows without any id are a change of the format.
  if (own.length === 0) {
    return orders.every(({ ids }) => ids.length > 0) ? { kind: 'notFound', ref } : { kind: 'schemaDrift', ref, path: '[].orderId' }
  }
  const states = own.flatMap((order) => order.states ?? []).slice(0, MAX_STATES)
  if (own.some((order) => order.states === undefined)) return { kind: 'schemaDrift', ref, path: '[].statuses' }
  const events = states.map(eventOf).filter((event) => event !== null)
  if (events.length === 0 && states.length > 0) return { kind: 'schemaDrift', ref, path: '[].statuses[].changeDate' }
  return { kind: 'found', ref, events, facts: factsOf(own, asked) }
}

/** Null without a status or a readable time. `REJECTED: PICKUP_POINT_SIZE_VALIDATION` is a code and its reason. */
function eventOf(state: unknown): RawEvent | null {
  const [execution, reason] = (str(path(state, 'executionStatus'), 200) ?? '').split(':', 2)
  const attr = wordOf(str(path(state, 'status')))
  const code = wordOf(execution) ?? attr
  const time = offsetTime(str(path(state, 'changeDate'), 48))
  if (code === undefined || time === null) return null
  const name = NAMES.get(code) ?? code
  const why = wordOf(reason)
  return { code, ...(attr !== undefined && { attr }), text: why === undefined ? name : `${name}: ${why}`, time }
}

/** A word of the API. A sentence is not taken: it might quote what the sender wrote about a person. */
function wordOf(text: string | undefined): string | undefined {
  return /^\s*([A-Z][A-Z0-9_]{1,63})\s*$/.exec(text ?? '')?.[1]
}

function factsOf(own: readonly Order[], asked: string): Facts {
  const reference = own.map(({ senderOrderId }) => senderOrderId).find((id) => id !== undefined)
  return reference === undefined || normaliseNumber(reference) === asked ? {} : { reference }
}
