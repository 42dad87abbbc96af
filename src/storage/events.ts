import { bucketOf, bucketsOf, type Instant, keyOfId, newTrackingId } from '../base/index.ts'
import type { EventDoc, EventType, NewEvent } from '../tracking/index.ts'
import type { Bell } from './bell.ts'
import type { Storage, TrackingEvent } from './port.ts'
import { type Catalogue, MOST_ROWS } from './sql/catalogue.ts'
import type { Pool, Session } from './sql/pool.ts'
import { instant } from './sql/types.ts'

/** Positions that one reader gives at a time. */
const MOST_POSITIONS = 1_000
/** Where some types are wanted, others are passed over so many at a time, and so many in one call. */
const TYPED_CHUNK = 200
const MOST_LOOKED_AT = 2_000

interface EventRow {
  id: string
  tracking_id: string
  sequence: number
  type: EventType
  occurred_at: Instant
  position: number | null
  doc: EventDoc
}

type FeedRow = { is_pending: boolean } & (EventRow | { id: null })

/** What happened to one tracking in one change. */
export interface Happening {
  bucket: number
  accountId: number
  trackingId: string
  events: NewEvent[]
  at: Instant
  /** Sequence of the last of them. */
  last: number
}

/** An event's id ends as its tracking's does, so that it alone leads to its bucket. */
export function newEventId(pool: Pool, at: Instant, trackingId: string): string {
  return newTrackingId(at, pool.random, keyOfId(trackingId))
}

/** Writes events with the deliveries that are due of them, inside the transaction of the change. */
export function createEventWriter(pool: Pool, sql: Catalogue): (session: Session, happenings: Happening[]) => Promise<void> {
  const insert = sql.rows('insert_events')
  return async (session, happenings) => {
    const rows = happenings.flatMap(({ bucket, accountId, trackingId, events, at, last }) =>
      events.map(({ type, doc }, i) => {
        const earlier = events.slice(0, i).map((event) => event.type)
        const sequence = last - events.length + 1 + i
        return [
          bucket,
          newEventId(pool, at, trackingId),
          accountId,
          trackingId,
          sequence,
          type,
          earlier.join(),
          instant(at),
          JSON.stringify(doc),
        ]
      }),
    )
    for (let i = 0; i < rows.length; i += MOST_ROWS) {
      const { statement, params } = insert.padded(rows.slice(i, i + MOST_ROWS))
      await session.query(statement, params)
    }
  }
}

export function createEvents(pool: Pool, sql: Catalogue, bell: Bell): Storage['events'] {
  const lock = sql.statement('lock_positions')
  const give = sql.statement('give_positions')
  const setLast = sql.statement('set_last_position')
  const read = sql.statement('read_events')
  const lastPosition = sql.statement('last_position')
  const find = sql.statement('find_event')
  const ofTracking = sql.statement('events_of_tracking')
  const sweep = sql.statement('sweep_events')

  const givePositions = (place: [number, number]): Promise<void> =>
    pool.tx(async (session) => {
      const [row] = await session.query<{ last: number }>(lock, place)
      const last = row?.last ?? 0
      const given = await session.query(give, [...place, last, MOST_POSITIONS])
      if (given.length > 0) await session.query(setLast, [...place, last + given.length])
    })

  async function look(place: [number, number], after: number, limit: number): Promise<{ events: TrackingEvent[]; isPending: boolean }> {
    const rows = await pool.query<FeedRow>(read, [...place, after, limit])
    // The first row tells it also when there is no event.
    return { events: rows.flatMap((row) => (row.id === null ? [] : [toEvent(row)])), isPending: rows[0]?.is_pending ?? false }
  }

  /** Numbers whatever is there, and answers the last position. */
  async function endOf(place: [number, number]): Promise<number> {
    while ((await look(place, Number.MAX_SAFE_INTEGER, 1)).isPending) await givePositions(place)
    const [row] = await pool.query<{ last: number }>(lastPosition, place)
    return row?.last ?? 0
  }

  async function readBucket(place: [number, number], after: number, limit: number): Promise<TrackingEvent[]> {
    const first = await look(place, after, limit)
    if (first.events.length === limit || !first.isPending) return first.events
    await givePositions(place)
    return (await look(place, after, limit)).events
  }

  /** Events of the wanted types, and the last position that was looked at: never one behind an event that found no room. */
  async function readTypes(
    place: [number, number],
    after: number,
    { limit, wanted, budget }: { limit: number; wanted: ReadonlySet<EventType>; budget: number },
  ): Promise<{ events: TrackingEvent[]; position: number; looked: number }> {
    const events: TrackingEvent[] = []
    let position = after
    let looked = 0
    for (let more = true; more && looked < budget;) {
      const chunk = await readBucket(place, position, TYPED_CHUNK)
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

  const readAll = async (place: [number, number], after: number, limit: number): ReturnType<typeof readTypes> => {
    const events = await readBucket(place, after, limit)
    return { events, position: events.at(-1)?.position ?? after, looked: events.length }
  }

  return {
    read: async (account, after, limit, types = null) => {
      const wanted = types && new Set(types)
      const buckets = bucketsOf(account)
      const cursor = buckets.map((_, i) => after[i] ?? 0)
      const events: TrackingEvent[] = []
      let budget = MOST_LOOKED_AT
      for (const [i, bucket] of buckets.entries()) {
        const from = cursor[i] ?? 0
        const limitHere = limit - events.length
        const found = wanted
          ? await readTypes([bucket, account.id], from, { limit: limitHere, wanted, budget })
          : await readAll([bucket, account.id], from, limitHere)
        cursor[i] = found.position
        events.push(...found.events)
        budget -= found.looked
        if (events.length === limit || budget <= 0) break
      }
      return { events, cursor }
    },
    end: (account) => Promise.all(bucketsOf(account).map((bucket) => endOf([bucket, account.id]))),
    onWritten: (accountId, listener) => bell.listen(accountId, listener),
    find: async (account, id) => {
      const [row] = await pool.query<EventRow>(find, [bucketOf(account, keyOfId(id)), id, account.id])
      return row ? toEvent(row) : null
    },
    ofTracking: async (account, trackingId, after, limit) => {
      const rows = await pool.query<EventRow>(ofTracking, [bucketOf(account, keyOfId(trackingId)), trackingId, account.id, after, limit])
      return rows.map(toEvent)
    },
    sweep: async (account, before, limit) => {
      const counts = await Promise.all(
        bucketsOf(account).map(async (bucket) => (await pool.query(sweep, [bucket, instant(before), limit])).length),
      )
      return counts.reduce((sum, count) => sum + count, 0)
    },
  }
}

function toEvent(row: EventRow): TrackingEvent {
  return {
    id: row.id,
    trackingId: row.tracking_id,
    sequence: row.sequence,
    type: row.type,
    occurredAt: row.occurred_at,
    position: row.position,
    doc: row.doc,
  }
}
