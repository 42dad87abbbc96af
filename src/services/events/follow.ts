import { AppError, bucketOf, bucketsOf, keyOfId } from '../../base/index.ts'
import type { Account, TrackingEvent } from '../../storage/index.ts'
import type { EventType } from '../../tracking/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { type FeedPlace, read } from './read.ts'

/** How soon an event of another process is seen. One of this process is seen at once. */
const LOOK_MS = 400
const PAGE = 100
/** In one process. */
const MOST_STREAMS = 20
const RETRY_AFTER_SECONDS = 30

/** What one look at the feed brought. */
export interface FeedMoment {
  /** Each with the place behind it. */
  events: { event: TrackingEvent; place: number[] }[]
  place: number[]
  /** False: nothing new. Events of other types move the place as well. */
  hasMoved: boolean
}

export interface FollowOptions {
  after: FeedPlace
  types: readonly EventType[] | null
  /** Ends the stream. */
  signal: AbortSignal
}

/** Makes the verb that follows an account's feed: moments as they come, also such without news, until the signal. */
export function createFollow(deps: ServiceDeps): (caller: Caller, options: FollowOptions) => AsyncGenerator<FeedMoment, void> {
  const open = new Map<number, number>()
  const count = (accountId: number, step: 1 | -1): void => {
    const now = (open.get(accountId) ?? 0) + step
    if (now > 0) open.set(accountId, now)
    else open.delete(accountId)
  }

  return (caller, options) => {
    requireScope(caller, 'events:read')
    const { id } = caller.account
    if ((open.get(id) ?? 0) >= MOST_STREAMS) throw new AppError('too_many_streams', { retryAfterSeconds: RETRY_AFTER_SECONDS })
    count(id, 1)
    // By the signal, not by the end of the pages: a reader may go away before it asked for the first.
    options.signal.addEventListener('abort', () => count(id, -1), { once: true })
    return moments(deps, caller, options)
  }
}

async function* moments(deps: ServiceDeps, caller: Caller, { after, types, signal }: FollowOptions): AsyncGenerator<FeedMoment, void> {
  const bell = createWait(deps, caller.account.id, signal)
  try {
    for (let place = [...after]; !signal.aborted;) {
      bell.reset()
      const page = await read(deps, caller, place, { types, limit: PAGE })
      const hasMoved = page.place.some((position, i) => position !== (place[i] ?? 0))
      const events = withPlaces(caller.account, place, page.events)
      place = page.place
      yield { events, place, hasMoved }
      if (!hasMoved) await bell.wait()
    }
  } finally {
    bell.close()
  }
}

function withPlaces(account: Account, from: FeedPlace, events: TrackingEvent[]): FeedMoment['events'] {
  const buckets = bucketsOf(account)
  let place = buckets.map((_, i) => from[i] ?? 0)
  return events.map((event) => {
    const i = buckets.indexOf(bucketOf(account, keyOfId(event.id)))
    place = place.with(i, event.position ?? 0)
    return { event, place }
  })
}

/** Waits for the bell or the end, but not longer than until the next look. A ring between `reset` and `wait` is not lost. */
function createWait({ storage, clock }: ServiceDeps, accountId: number, ended: AbortSignal) {
  // One for each wait: a signal that lives as long as a stream would gather whatever was made of it.
  let rung = new AbortController()
  const ring = (): void => rung.abort()
  const silence = storage.events.onWritten(accountId, ring)
  ended.addEventListener('abort', ring, { once: true })
  return {
    close: () => {
      silence()
      ended.removeEventListener('abort', ring)
    },
    reset: () => {
      if (rung.signal.aborted) rung = new AbortController()
    },
    wait: () => clock.sleep(LOOK_MS, rung.signal),
  }
}
