import { AppError } from '../../base/index.ts'
import type { TrackingEvent } from '../../storage/index.ts'
import type { EventType } from '../../tracking/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'

/** A place in an account's feed: a position for each of its buckets; `[]` is the beginning. */
export type FeedPlace = readonly number[]

export interface FeedPage {
  events: TrackingEvent[]
  /** Where the next page begins, also when this one is empty. */
  place: number[]
}

/**
 * The account's events after a place, oldest first, each once and none left out, whatever is written meanwhile. `types`: null for all. A page may
 * hold fewer than `limit` though more follow; it is empty only at the end, or after 2,000 events of other types.
 */
export async function read(
  deps: ServiceDeps,
  caller: Caller,
  after: FeedPlace,
  { types, limit }: { types: readonly EventType[] | null; limit: number },
): Promise<FeedPage> {
  requireScope(caller, 'events:read')
  const { events, cursor } = await deps.storage.events.read(caller.account, after, limit, types)
  return { events, place: cursor }
}

/** The end of the feed as it is now. */
export async function end(deps: ServiceDeps, caller: Caller): Promise<number[]> {
  requireScope(caller, 'events:read')
  return deps.storage.events.end(caller.account)
}

/** @throws not_found, the same for another account's as for what never existed */
export async function getEvent(deps: ServiceDeps, caller: Caller, id: string): Promise<TrackingEvent> {
  requireScope(caller, 'events:read')
  const event = await deps.storage.events.find(caller.account, id)
  if (!event) throw new AppError('not_found', { param: 'id' })
  return event
}

/** Events of one tracking after a sequence number, in its order; also of one that is deleted. @throws not_found when it has none at all */
export async function ofTracking(
  deps: ServiceDeps,
  caller: Caller,
  trackingId: string,
  { after, limit }: { after: number; limit: number },
): Promise<TrackingEvent[]> {
  requireScope(caller, 'events:read')
  const { events, trackings } = deps.storage
  const found = await events.ofTracking(caller.account, trackingId, after, limit)
  if (found.length > 0) return found
  const isKnown =
    (await trackings.findById(caller.account, trackingId)) !== null ||
    (await events.ofTracking(caller.account, trackingId, 0, 1)).length > 0
  if (!isKnown) throw new AppError('not_found', { param: 'id' })
  return []
}
