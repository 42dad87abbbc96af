import { normaliseNumber } from '../../base/index.ts'
import type { CarrierAnswer, CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { httpOutcome, isNew, later, list, num, obj, parseJson, path, pinFor, registered, sameStep, str } from '../kit/index.ts'
import { eventsOf, factsOf } from './parcel.ts'
import { refusal, type Rejection } from './refusal.ts'
import { CODE, keyOf } from './request.ts'

type Json = Record<string, unknown>

// 40 numbers are asked at a time; one number may be registered for several carriers.
const MAX_ENTRIES = 200

/** What the answer says of each number. */
interface Entries {
  accepted: ReadonlyMap<string, Json[]>
  rejected: ReadonlyMap<string, Json[]>
}

/** One answer of /register or /gettrackinfo → one outcome for each item. Never throws on what 17TRACK sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[], ctx: CarrierContext): Outcome[] {
  const { reads, asked } = sameStep(items, CODE)
  const body = parseJson(answer)
  const code = codeOf(body)
  const entries: Entries = { accepted: byNumber(body, 'accepted'), rejected: byNumber(body, 'rejected') }
  return items.map((item) => {
    if (!asked.has(item)) return later(item.ref)
    return wholeAnswer(answer, code, item, { ctx, isAlone: asked.size === 1 }) ?? ofNumber(answer, entries, item, { ctx, reads })
  })
}

/** What the answer says of all numbers alike; null: each has its own entry. */
function wholeAnswer(
  answer: CarrierAnswer,
  code: string | undefined,
  item: TrackItem,
  { ctx, isAlone }: { ctx: CarrierContext; isAlone: boolean },
): Outcome | null {
  const failed = httpOutcome(answer, item.ref, 'request')
  if (code === undefined) return failed ?? { kind: 'schemaDrift', ref: item.ref, path: 'code' }
  if (code === '0') return failed
  const refused = refusal({ code, message: '', carrier: 0, whole: !isAlone }, item, answer, ctx)
  // The body says more than the status, but for the rate.
  return failed && (refused.kind === 'temporary' || answer.status === 429) ? failed : refused
}

function ofNumber(
  answer: CarrierAnswer,
  { accepted, rejected }: Entries,
  item: TrackItem,
  { ctx, reads }: { ctx: CarrierContext; reads: boolean },
): Outcome {
  const number = normaliseNumber(item.number)
  const own = accepted.get(number)
  // What was read is never taken for a registration.
  const isReading = reads || own?.some((entry) => entry['track_info'] !== undefined) === true
  if (own) return isReading ? reading(own, item, ctx) : registration(own, item.ref)
  const rejection = rejected.get(number)?.map(rejectionOf)[0]
  return rejection ? refusal(rejection, item, answer, ctx) : { kind: 'schemaDrift', ref: item.ref, path: 'data.accepted[].number' }
}

/** The code of the whole answer: of `data.errors`, which stands beside `code` 0 too, else `code`. Undefined: neither. */
function codeOf(body: unknown): string | undefined {
  return str(path((list(path(body, 'data', 'errors')) ?? [])[0], 'code'), 32) ?? str(path(body, 'code'), 32)
}

function byNumber(body: unknown, part: 'accepted' | 'rejected'): Map<string, Json[]> {
  const entries = new Map<string, Json[]>()
  for (const one of (list(path(body, 'data', part)) ?? []).slice(0, MAX_ENTRIES)) {
    const entry = obj(one)
    const number = str(entry?.['number'], 64)
    if (!entry || number === undefined) continue
    const key = normaliseNumber(number)
    entries.set(key, [...(entries.get(key) ?? []), entry])
  }
  return entries
}

function rejectionOf(entry: Json): Rejection {
  const code = str(path(entry, 'error', 'code'), 32) ?? 'rejected'
  return { code, message: str(path(entry, 'error', 'message')) ?? '', carrier: carrierOf(entry), whole: false }
}

/** A number here, a text there; 0: not told. */
function carrierOf(entry: Json): number {
  const key = num(entry['carrier']) ?? 0
  return Number.isSafeInteger(key) && key > 0 ? key : 0
}

function registration(accepted: readonly Json[], ref: string): Outcome {
  return registered(ref, pinFor(CODE, String(accepted.map(carrierOf)[0] ?? 0)), 1)
}

/** A number that is registered for several carriers has an entry for each: the pinned one, else the first that has events. */
function reading(accepted: readonly Json[], item: TrackItem, ctx: CarrierContext): Outcome {
  const key = keyOf(item)
  const outcomes = accepted.map((entry) => ({ pin: pinFor(CODE, String(carrierOf(entry))), entry, outcome: parcel(entry, item, ctx) }))
  const pinned = outcomes.find(({ entry }) => carrierOf(entry) === key)
  const chosen = pinned ?? outcomes.find(({ outcome }) => outcome.kind === 'found') ?? outcomes[0]
  if (chosen?.outcome.kind !== 'found') return chosen?.outcome ?? { kind: 'schemaDrift', ref: item.ref, path: 'data.accepted' }
  const { outcome, pin } = chosen
  return pinned || outcomes.length === 1 ? { ...outcome, pin } : { ...outcome, pin, ambiguous: outcomes.map((one) => one.pin) }
}

/** Events count, whatever the status is: `Expired` and `NotFound` are 17TRACK's words about their age. */
function parcel(entry: Json, item: TrackItem, ctx: CarrierContext): Outcome {
  const { ref } = item
  if (entry['track_info'] === null) return absent(item, ctx)
  const status = str(path(entry, 'track_info', 'latest_status', 'status'), 32)
  if (status === undefined) return { kind: 'schemaDrift', ref, path: 'track_info.latest_status.status' }
  const providers = list(path(entry, 'track_info', 'tracking', 'providers'))
  const events = eventsOf(providers ?? [])
  if (events.length > 0) return { kind: 'found', ref, events, facts: factsOf(obj(entry['track_info']) ?? {}, item.number) }
  if (status !== 'NotFound') return { kind: 'schemaDrift', ref, path: 'track_info.tracking.providers[].events' }
  const carrierCode = str(path(entry, 'track_info', 'latest_status', 'sub_status'), 64) ?? status
  if (carrierCode === 'NotFound_InvalidCode') return { kind: 'invalidNumber', ref, carrierCode }
  const wasAsked = (providers ?? []).slice(0, MAX_ENTRIES).some((provider) => str(path(provider, 'latest_sync_time'), 48) !== undefined)
  return wasAsked ? { kind: 'notFound', ref, carrierCode } : absent(item, ctx)
}

/** Nothing from the carrier: soon after the registration it was not asked yet. */
function absent(item: TrackItem, ctx: CarrierContext): Outcome {
  return isNew(item, ctx.now) ? registered(item.ref, undefined) : { kind: 'notFound', ref: item.ref, carrierCode: 'no_track_info' }
}
