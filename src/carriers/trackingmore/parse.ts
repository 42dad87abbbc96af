import { normaliseNumber } from '../../base/index.ts'
import type { CarrierAnswer, CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { bool, httpOutcome, isNew, later, list, parseJson, path, pinFor, pinnedKey, registered, sameStep, str } from '../kit/index.ts'
import { eventsOf, factsOf } from './parcel.ts'
import { refusal } from './refusal.ts'
import { CODE } from './request.ts'

// 40 numbers are asked at a time; one number may be there for several couriers.
const MAX_ENTRIES = 400
/** Statuses of a parcel of which no courier has told anything. */
const SILENT: ReadonlySet<string> = new Set(['notfound', 'expired', 'exception', 'pending'])

/** One answer of /trackings/batch or /trackings/get → one outcome for each item. Never throws on what TrackingMore sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[], ctx: CarrierContext): Outcome[] {
  const { reads, asked } = sameStep(items, CODE)
  const body = parseJson(answer)
  const code = str(path(body, 'meta', 'code'), 16)
  const data = path(body, 'data')
  return items.map((item) => {
    const { ref } = item
    if (!asked.has(item)) return later(ref)
    const failed = httpOutcome(answer, ref, 'request')
    if (failed?.kind === 'throttled') return refusal('429', item, answer, {})
    const isGood = code === '200' || code === '201'
    const whole = code === undefined || isGood ? null : refusal(code, item, answer, { whole: asked.size > 1 })
    // The body says more than the status.
    if (failed && (whole === null || whole.kind === 'temporary')) return failed
    if (whole) return whole
    if (!isGood) return { kind: 'schemaDrift', ref, path: 'meta.code' }
    // What was read is a list, and never taken for a creation.
    return reads || list(data) ? reading(data, item, ctx) : creation(data, item, answer)
  })
}

function entriesOf(value: unknown): unknown[] | undefined {
  return list(value)?.slice(0, MAX_ENTRIES)
}

function isAbout(entry: unknown, { number }: TrackItem): boolean {
  return normaliseNumber(str(path(entry, 'tracking_number'), 64) ?? '') === normaliseNumber(number)
}

/** `data.success` lists what was created, `data.error` what was not. */
function creation(data: unknown, item: TrackItem, answer: CarrierAnswer): Outcome {
  const { ref } = item
  const created = entriesOf(path(data, 'success'))?.find((entry) => isAbout(entry, item))
  if (created !== undefined) return registered(ref, pinFor(CODE, str(path(created, 'courier_code'), 64) ?? item.courier ?? ''), 1)
  const failed = entriesOf(path(data, 'error'))?.find((entry) => isAbout(entry, item))
  const code = str(path(failed, 'errorCode'), 16)
  if (code === undefined) return { kind: 'schemaDrift', ref, path: 'data.success[].tracking_number' }
  const courier = str(path(failed, 'courier_code'), 64)
  return refusal(code, item, answer, courier === undefined ? {} : { courier })
}

/** `data` lists the trackings of all asked numbers, one for each courier: the pinned one, else the first that has events. */
function reading(data: unknown, item: TrackItem, ctx: CarrierContext): Outcome {
  const { ref } = item
  const entries = entriesOf(data)
  if (!entries) return { kind: 'schemaDrift', ref, path: 'data' }
  const own = entries.filter((entry) => isAbout(entry, item))
  if (own.length === 0) {
    const isReadable = entries.every((entry) => str(path(entry, 'tracking_number'), 64) !== undefined)
    return isReadable ? { kind: 'purged', ref, carrierCode: 'not_listed' } : { kind: 'schemaDrift', ref, path: 'data[].tracking_number' }
  }
  const key = pinnedKey(item, CODE)
  const outcomes = own.map((entry) => {
    const courier = str(path(entry, 'courier_code'), 64) ?? ''
    return { courier, pin: pinFor(CODE, courier), outcome: parcel(entry, item, ctx) }
  })
  const pinned = outcomes.find(({ courier }) => courier === key)
  const chosen = pinned ?? outcomes.find(({ outcome }) => outcome.kind === 'found') ?? outcomes[0]
  if (chosen?.outcome.kind !== 'found') return chosen?.outcome ?? { kind: 'schemaDrift', ref, path: 'data' }
  const { outcome, pin } = chosen
  return pinned || outcomes.length === 1 ? { ...outcome, pin } : { ...outcome, pin, ambiguous: outcomes.map((one) => one.pin) }
}

function parcel(entry: unknown, item: TrackItem, ctx: CarrierContext): Outcome {
  const { ref } = item
  const status = str(path(entry, 'delivery_status'), 32)
  if (status === undefined) return { kind: 'schemaDrift', ref, path: 'data[].delivery_status' }
  const events = eventsOf(entry)
  if (events.length > 0) return { kind: 'found', ref, events, facts: factsOf(entry) }
  if (!SILENT.has(status)) return { kind: 'schemaDrift', ref, path: 'data[].origin_info.trackinfo' }
  // The first look at the courier may still be under way.
  const isWaiting = status === 'pending' || bool(path(entry, 'updating')) === true
  if (isWaiting && isNew(item, ctx.now)) return registered(ref, undefined)
  return { kind: 'notFound', ref, carrierCode: str(path(entry, 'substatus'), 32) ?? status }
}
