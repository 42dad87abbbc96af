import type { CarrierAnswer, CarrierContext, Carrier, Outcome, RawEvent, TrackItem } from '../carriers/index.ts'
import { meaningOf } from '../carriers/index.ts'
import { type Checkpoint, type Facts, instantOf, makeCheckpoint } from '../tracking/index.ts'
import type { Result } from './engine.ts'

/** Events kept of one answer, newest first where there are more. A parcel has about 15; 120 is the most met. */
const MAX_EVENTS = 500
/** Looked at to find the newest ones; the rest of a longer list is not read. */
const MAX_EVENTS_READ = 5_000
const MAX_UNKNOWN_CODES = 50
const MAX_PARCELS = 20
const MAX_WORD = 100
const MAX_LINE = 200

const KINDS: ReadonlySet<string> = new Set<Outcome['kind']>([
  ...(['found', 'notFound', 'invalidNumber', 'forbidden', 'purged', 'needsInput', 'authExpired', 'badCredentials'] as const),
  ...(['scopeMissing', 'blocked', 'temporary', 'throttled', 'schemaDrift', 'pending'] as const),
])

export type Found = Extract<Result, { kind: 'found' }>

/** Words of an adapter's failure, for the operator; `Error` messages may quote a carrier's data and stay out. */
export type Complaint = (path: string, error: unknown) => void

/**
 * What the adapter reads from an answer, by ref. An adapter that throws, forgets an item or makes up an outcome gives `schemaDrift` for the
 * items concerned.
 */
export function readAnswer(
  carrier: Carrier,
  answer: CarrierAnswer | null,
  items: readonly TrackItem[],
  ctx: CarrierContext,
  complain: Complaint,
): Map<string, Result> {
  const say = (): Outcome[] | undefined => (answer === null ? carrier.answer?.(items, ctx) : carrier.parse?.(answer, items, ctx))
  return readOutcomes(carrier, items, say, complain)
}

/** The same of whatever the adapter says. */
export function readOutcomes(
  carrier: Carrier,
  items: readonly TrackItem[],
  say: () => readonly Outcome[] | undefined,
  complain: Complaint,
): Map<string, Result> {
  let outcomes: readonly Outcome[] = []
  let path = 'outcome'
  try {
    outcomes = say() ?? []
  } catch (error) {
    path = 'parse'
    complain(path, error)
  }
  const byRef = new Map<string, Outcome>()
  for (const outcome of outcomes) {
    if (KINDS.has(outcome?.kind) && !byRef.has(outcome.ref)) byRef.set(outcome.ref, outcome)
  }
  return new Map(items.map((item) => [item.ref, resultOf(carrier, item, byRef.get(item.ref), path, complain)]))
}

function resultOf(carrier: Carrier, item: TrackItem, outcome: Outcome | undefined, path: string, complain: Complaint): Result {
  const { ref } = item
  if (outcome === undefined) return { kind: 'schemaDrift', ref, path }
  try {
    if (outcome.kind === 'found') return foundOf(carrier, item, outcome)
    if (outcome.kind === 'schemaDrift') return { kind: 'schemaDrift', ref, path: clean(outcome.path, MAX_LINE) }
    if (outcome.kind === 'pending') return pendingOf(outcome)
    return outcome.carrierCode === undefined ? outcome : { ...outcome, carrierCode: clean(outcome.carrierCode, MAX_WORD) }
  } catch (error) {
    complain('events', error)
    return { kind: 'schemaDrift', ref, path: 'events' }
  }
}

function pendingOf({ pin, ...outcome }: Extract<Outcome, { kind: 'pending' }>): Result {
  return { ...outcome, resume: clean(outcome.resume, MAX_LINE), ...(pin === undefined ? {} : { pin: clean(pin, MAX_LINE) }) }
}

function foundOf(carrier: Carrier, item: TrackItem, outcome: Extract<Outcome, { kind: 'found' }>): Found {
  const unknown = new Map<string, Found['unknownCodes'][number]>()
  const checkpoints = newest(outcome.events).map((event) => {
    const checkpoint = checkpointOf(carrier, item.number, event)
    const { code, attr, text } = checkpoint
    if (checkpoint.status === 'unknown' && unknown.size < MAX_UNKNOWN_CODES) unknown.set(`${code}:${attr ?? ''}`, { code, attr, text })
    return checkpoint
  })
  const { pin, ambiguous, successors, units } = outcome
  return {
    kind: 'found',
    ref: item.ref,
    checkpoints,
    unknownCodes: [...unknown.values()],
    facts: cleanFacts(outcome.facts),
    ...(pin === undefined ? {} : { pin: clean(pin, MAX_LINE) }),
    ...(units === undefined ? {} : { units }),
    ...(ambiguous === undefined ? {} : { ambiguous: ambiguous.slice(0, MAX_PARCELS).map((id) => clean(id, MAX_LINE)) }),
    ...(successors === undefined
      ? {}
      : {
          successors: successors
            .slice(0, MAX_PARCELS)
            .map(({ carrier: code, number }) => ({ carrier: clean(code, MAX_WORD), number: clean(number, MAX_WORD) })),
        }),
  }
}

/** Carriers send oldest first, newest first or neither, so which ones are the newest is decided by their times. */
function newest(events: readonly RawEvent[]): readonly RawEvent[] {
  if (events.length <= MAX_EVENTS) return events
  return events
    .slice(0, MAX_EVENTS_READ)
    .toSorted((a, b) => instantOf(b.time) - instantOf(a.time))
    .slice(0, MAX_EVENTS)
}

function checkpointOf(carrier: Carrier, number: string, { code, attr, text, time, place, meaning }: RawEvent): Checkpoint {
  const means = meaning ?? meaningOf(carrier.codes, code, attr)
  return makeCheckpoint({
    carrier: carrier.code,
    number,
    code,
    attr: attr ?? null,
    text,
    time,
    place: place ?? null,
    status: means === null ? 'unknown' : means.status,
    sub: means !== null && 'sub' in means ? means.sub : null,
    source: carrier.code,
  })
}

function cleanFacts(facts: Facts): Facts {
  const { service, originCountry, destinationCountry, weightKg, eta, lastMile, isReturn, reference } = facts
  return {
    ...(service === undefined ? {} : { service: clean(service, MAX_LINE) }),
    ...(isCountry(originCountry) ? { originCountry } : {}),
    ...(isCountry(destinationCountry) ? { destinationCountry } : {}),
    ...(weightKg !== undefined && weightKg > 0 && weightKg < 1_000_000 ? { weightKg } : {}),
    ...(eta === undefined ? {} : { eta: cleanEta(eta) }),
    ...(lastMile === undefined
      ? {}
      : { lastMile: { carrier: clean(lastMile.carrier, MAX_WORD), number: clean(lastMile.number, MAX_WORD) } }),
    ...(isReturn === undefined ? {} : { isReturn }),
    ...(reference === undefined ? {} : { reference: clean(reference, MAX_LINE) }),
  }
}

function cleanEta({ from, to }: NonNullable<Facts['eta']>): NonNullable<Facts['eta']> {
  return { ...(from === undefined ? {} : { from: clean(from, MAX_WORD) }), ...(to === undefined ? {} : { to: clean(to, MAX_WORD) }) }
}

function isCountry(code: string | undefined): code is string {
  return code !== undefined && /^[A-Z]{2}$/.test(code)
}

/** Cut, and without control characters and lone surrogates, which PostgreSQL refuses. */
function clean(text: string, max: number): string {
  return text
    .slice(0, max)
    .replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim()
}
