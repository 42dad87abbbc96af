import { bucketsOf } from '../base/index.ts'
import type { EventType } from '../tracking/index.ts'
import { type EventRow, toEvent } from './event-row.ts'
import type { Storage, TrackingEvent } from './port.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'

/** Positions that one reader gives at a time. */
const MOST_POSITIONS = 5_000
/** Where some types are wanted, others are passed over so many at a time, and so many in one call. */
const TYPED_CHUNK = 200
const MOST_LOOKED_AT = 2_000

/** Bucket and account. */
type Place = [bucket: number, accountId: number]
type FeedRow = { is_pending: boolean } & (EventRow | { id: null })

interface Found {
  events: TrackingEvent[]
  /** The last that was looked at: never one behind an event that found no room. */
  position: number
  looked: number
}

/** One bucket of a feed. */
interface BucketReader {
  read(place: Place, after: number, limit: number): Promise<TrackingEvent[]>
  /** Numbers whatever is there, and answers the last position. */
  end(place: Place): Promise<number>
}

function createBucketReader(pool: Pool, sql: Catalogue): BucketReader {
  const lock = sql.statement('lock_positions')
  const give = sql.statement('give_positions')
  const setLast = sql.statement('set_last_position')
  const read = sql.statement('read_events')
  const lastPosition = sql.statement('last_position')

  const givePositions = (place: Place): Promise<void> =>
    pool.tx(async (session) => {
      const [row] = await session.query<{ last: number }>(lock, place)
      const last = row?.last ?? 0
      const given = await session.query(give, [...place, last, MOST_POSITIONS])
      if (given.length > 0) await session.query(setLast, [...place, last + given.length])
    })

  async function look(place: Place, after: number, limit: number): Promise<{ events: TrackingEvent[]; isPending: boolean }> {
    const rows = await pool.query<FeedRow>(read, [...place, after, limit])
    // The first row tells it also when there is no event.
    return { events: rows.flatMap((row) => (row.id === null ? [] : [toEvent(row)])), isPending: rows[0]?.is_pending ?? false }
  }

  return {
    read: async (place, after, limit) => {
      const first = await look(place, after, limit)
      if (first.events.length === limit || !first.isPending) return first.events
      await givePositions(place)
      return (await look(place, after, limit)).events
    },
    end: async (place) => {
      while ((await look(place, Number.MAX_SAFE_INTEGER, 1)).isPending) await givePositions(place)
      const [row] = await pool.query<{ last: number }>(lastPosition, place)
      return row?.last ?? 0
    },
  }
}

/** The gap-free feed of an account: positions are given when it is read, and only to what is committed. */
export function createFeed(pool: Pool, sql: Catalogue): Pick<Storage['events'], 'read' | 'end'> {
  const bucket = createBucketReader(pool, sql)

  const readAll = async (place: Place, after: number, limit: number): Promise<Found> => {
    const events = await bucket.read(place, after, limit)
    return { events, position: events.at(-1)?.position ?? after, looked: 0 }
  }

  async function readTypes(
    place: Place,
    after: number,
    { limit, wanted, budget }: { limit: number; wanted: ReadonlySet<EventType>; budget: number },
  ): Promise<Found> {
    const events: TrackingEvent[] = []
    let position = after
    let looked = 0
    for (let more = true; more && looked < budget;) {
      const chunk = await bucket.read(place, position, TYPED_CHUNK)
      for (const event of chunk) {
        looked += 1
        position = event.position ?? position
        if (wanted.has(event.type)) events.push(event)
        if (events.length === limit) return { events, position, looked }
      }
      more = chunk.length === TYPED_CHUNK
    }
    return { events, position, looked }
  }

  return {
    read: async (account, after, limit, types = null) => {
      const wanted = types && new Set(types)
      const buckets = bucketsOf(account)
      const cursor = buckets.map((_, i) => after[i] ?? 0)
      const events: TrackingEvent[] = []
      let budget = MOST_LOOKED_AT
      for (const [i, each] of buckets.entries()) {
        const place: Place = [each, account.id]
        const room = limit - events.length
        const from = cursor[i] ?? 0
        const found = wanted ? await readTypes(place, from, { limit: room, wanted, budget }) : await readAll(place, from, room)
        cursor[i] = found.position
        events.push(...found.events)
        budget -= found.looked
        if (events.length === limit || budget <= 0) break
      }
      return { events, cursor }
    },
    end: (account) => Promise.all(bucketsOf(account).map((each) => bucket.end([each, account.id]))),
  }
}
