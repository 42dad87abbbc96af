import { normaliseNumber, type Instant } from '../../base/index.ts'
import type { Facts } from '../../tracking/index.ts'
import type { CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { dayAtDestination, eventOf, instantOfLeg, startOf, withoutZone, type Leg } from './events.ts'
import { historyTo } from './histories.ts'
import { planOf } from './moving.ts'
import { STATIC_NUMBERS } from './numbers.ts'

type Found = Extract<Outcome, { kind: 'found' }>
type Answer = (item: TrackItem, ctx: CarrierContext) => Outcome

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const DOWN_FOR_MS = 5 * MINUTE_MS
const LATE_BY_MS = 10 * MINUTE_MS
// Longer than any silence after which a parcel counts as expired (120 days at most by default).
const SILENT_MINUTES = 200 * 1_440
const MAX_NUMBER = 64
const REPEAT = /-\d{1,20}$/

/**
 * Answers from the number, the time of registration and the time now; the same three give the same answer.
 * `SB-…` numbers may end with `-` and digits, so that a test can register many of one kind. Not a magic number: `notFound`.
 */
export function answer(items: readonly TrackItem[], ctx: CarrierContext): Outcome[] {
  return items.map((item) => one(item, ctx))
}

function one(item: TrackItem, ctx: CarrierContext): Outcome {
  const number = normaliseNumber(item.number.slice(0, MAX_NUMBER * 2))
  if (number.length > MAX_NUMBER) return { kind: 'notFound', ref: item.ref }
  const name = number.startsWith('SB-') ? number.replace(REPEAT, '') : number
  const behaviour = BEHAVIOURS.get(name)
  if (behaviour) return behaviour(item, ctx)
  const code = STATIC_NUMBERS.get(name)
  if (code) return found(item, ctx, historyTo(code))
  const plan = planOf(number)
  return plan ? moving(item, ctx, plan) : { kind: 'notFound', ref: item.ref }
}

function found(item: TrackItem, ctx: CarrierContext, legs: readonly Leg[]): Found {
  const start = startOf(item.registeredAt)
  const events = legs.map((leg) => eventOf(start, leg, ctx.language))
  return { kind: 'found', ref: item.ref, events, facts: factsOf(start + DAY_MS) }
}

/** The legs whose time has come. */
function moving(item: TrackItem, ctx: CarrierContext, plan: readonly Leg[]): Outcome {
  const start = startOf(item.registeredAt)
  const legs = plan.filter((leg) => instantOfLeg(start, leg) <= ctx.now)
  const last = plan.at(-1)
  if (!last || legs.length === 0) return { kind: 'notFound', ref: item.ref }
  return { ...found(item, ctx, legs), facts: factsOf(instantOfLeg(start, last)) }
}

function factsOf(eta: Instant): Facts {
  return { service: 'Sandbox Express', originCountry: 'CN', destinationCountry: 'RU', weightKg: 1.25, eta: { to: dayAtDestination(eta) } }
}

function delivered(item: TrackItem, ctx: CarrierContext): Found {
  return found(item, ctx, historyTo('delivered/delivered'))
}

/** Changes the events of a found answer. */
function delivering(change: (events: RawEvent[], start: Instant, language: string) => RawEvent[]): Answer {
  return (item, ctx) => {
    const whole = delivered(item, ctx)
    return { ...whole, events: change(whole.events, startOf(item.registeredAt), ctx.language) }
  }
}

function failing(kind: 'notFound' | 'invalidNumber' | 'forbidden' | 'purged' | 'blocked' | 'temporary'): Answer {
  return ({ ref }) => ({ kind, ref, carrierCode: `sandbox_${kind}` })
}

function age({ registeredAt }: TrackItem, { now }: CarrierContext): number {
  return now - startOf(registeredAt)
}

/** Numbers that do more than show a finished history. */
const BEHAVIOURS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['SB-NOTFOUND', failing('notFound')],
  ['EZ7000000007', failing('notFound')],
  ['SHIPPO_UNKNOWN', failing('notFound')],
  ['SB-INVALID', failing('invalidNumber')],
  ['SB-FORBIDDEN', failing('forbidden')],
  ['SB-PURGED', failing('purged')],
  ['SB-BLOCKED', failing('blocked')],
  ['SB-DOWN', failing('temporary')],
  // A tracking is pending until a carrier has answered about it, so this carrier never does.
  ['SB-PENDING', failing('temporary')],
  ['SB-DRIFT', ({ ref }) => ({ kind: 'schemaDrift', ref, path: 'sandbox.renamed_field' })],
  ['SB-THROTTLED', ({ ref }) => ({ kind: 'throttled', ref, scope: 'second', retryAfterSeconds: 60, carrierCode: 'sandbox_throttled' })],
  ['SB-QUOTA', ({ ref }) => ({ kind: 'throttled', ref, scope: 'day', retryAfterSeconds: 3_600, carrierCode: 'sandbox_quota' })],
  ['SB-POSTCODE', (item, ctx) => needing('postalCode', item, ctx)],
  ['SB-PHONE', (item, ctx) => needing('phone', item, ctx)],
  ['SB-RECOVERS', (item, ctx) => (age(item, ctx) < DOWN_FOR_MS ? failing('temporary')(item, ctx) : delivered(item, ctx))],
  ['SB-LATE', (item, ctx) => (age(item, ctx) < LATE_BY_MS ? failing('notFound')(item, ctx) : delivered(item, ctx))],
  [
    'SB-EXPIRED',
    (item, ctx) =>
      found(
        item,
        ctx,
        historyTo('transit/in_transit').map((leg) => ({ ...leg, minute: leg.minute - SILENT_MINUTES })),
      ),
  ],
  // Newest first and each twice, the way several carriers answer.
  ['SB-SHUFFLED', delivering((events) => [...events, ...events].toReversed())],
  ['SB-NOZONE', delivering((events) => events.map(withoutZone))],
  [
    'SB-NOTE',
    delivering((events, start, language) => [
      ...events.slice(0, 8),
      eventOf(start, { minute: -60, code: 'keep/note', city: 'novosibirsk' }, language),
    ]),
  ],
  [
    'SB-WITHDRAWN',
    delivering((events, start, language) => [
      ...events,
      eventOf(start, { minute: -30, code: 'void/withdrawn', city: 'novosibirsk' }, language),
    ]),
  ],
  [
    'SB-UNKNOWNCODE',
    delivering((events) => events.map((event, index) => (index === events.length - 1 ? { ...event, code: 'sandbox/new_code' } : event))),
  ],
  [
    'SB-RENUMBERED',
    (item, ctx) => ({ ...found(item, ctx, historyTo('transit/renumbered')), successors: [{ carrier: 'sandbox', number: 'SB-DELIVERED' }] }),
  ],
  [
    'SB-AMBIGUOUS',
    (item, ctx) => {
      const pin = item.pin ?? 'sandbox~2'
      const whole = found(item, ctx, historyTo(pin === 'sandbox~1' ? 'delivered/delivered' : 'transit/in_transit'))
      return item.pin === undefined ? { ...whole, pin, ambiguous: ['sandbox~1', 'sandbox~2'] } : { ...whole, pin }
    },
  ],
])

function needing(field: 'postalCode' | 'phone', item: TrackItem, ctx: CarrierContext): Outcome {
  return (item[field] ?? '') === '' ? { kind: 'needsInput', ref: item.ref, field, carrierCode: `sandbox_${field}` } : delivered(item, ctx)
}
