import type { Instant } from '../../base/index.ts'
import type { Outcome, TrackItem } from '../carrier.ts'

/** The ticket of a number that was registered: it is only read from then on. */
const REGISTERED = 'registered'
/** A ticket that ends does no harm: the pin stays, and a number that is registered again costs nothing. */
const EXPIRES_SECONDS = 30 * 86_400
/** First results are there within minutes. */
export const FIRST_LOOK_SECONDS = 120
const KNOWN_LOOK_SECONDS = 10
/** Items that cannot travel with the others of a request are asked about in the next one. */
const LATER_SECONDS = 5
/** An aggregator that has nothing within this time has looked, and found nothing. */
const PATIENCE_MS = 3_600_000

/** A pin names the aggregator beside its key, so that a pin of another one, or of the carrier itself, is not taken for its own. */
export function pinFor(aggregator: string, key: string): string {
  return `${aggregator}:${key}`
}

/** The key of a pin that this aggregator gave; undefined: as far as is known the number is not registered there. */
export function pinnedKey({ pin }: TrackItem, aggregator: string): string | undefined {
  const prefix = pinFor(aggregator, '')
  return pin?.startsWith(prefix) === true ? pin.slice(prefix.length) : undefined
}

/**
 * The items that one request is about. Numbers to register and numbers to read need different requests: the first item, which waited longest,
 * decides; `later` is the outcome of the others.
 */
export function sameStep(items: readonly TrackItem[], aggregator: string): { reads: boolean; asked: ReadonlySet<TrackItem> } {
  const isRead = (item: TrackItem): boolean => item.resume === REGISTERED || pinnedKey(item, aggregator) !== undefined
  const reads = items[0] !== undefined && isRead(items[0])
  return { reads, asked: new Set(items.filter((item) => isRead(item) === reads)) }
}

/** Not asked about in this request: soon, from anew. */
export function later(ref: string): Outcome {
  return { kind: 'pending', ref, resume: '', notBeforeSeconds: LATER_SECONDS, expiresSeconds: EXPIRES_SECONDS }
}

/** `units`: 1 for a number that was registered by this question, 0 for one that was known already. */
export function registered(ref: string, pin: string | undefined, units?: 0 | 1): Outcome {
  const notBeforeSeconds = units === 0 ? KNOWN_LOOK_SECONDS : FIRST_LOOK_SECONDS
  return {
    kind: 'pending',
    ref,
    resume: REGISTERED,
    notBeforeSeconds,
    expiresSeconds: EXPIRES_SECONDS,
    ...(pin === undefined ? {} : { pin }),
    ...(units === undefined ? {} : { units }),
  }
}

/** Within the first hour nothing means "not yet"; after that it means "not found". */
export function isNew({ registeredAt }: TrackItem, now: Instant): boolean {
  return now - registeredAt < PATIENCE_MS
}
