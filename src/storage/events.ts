import { bucketOf, bucketsOf, type Instant, newTrackingId } from '../base/index.ts'
import type { EventDoc, EventType, NewEvent } from '../tracking/index.ts'
import type { Storage, TrackingEvent } from './port.ts'
import type { Signal } from './signal.ts'
import { type Catalogue, MOST_ROWS } from './sql/catalogue.ts'
import type { Pool, Session } from './sql/pool.ts'
import { instant } from './sql/types.ts'

/** Positions that one reader gives at a time. */
const MOST_POSITIONS = 1_000

export interface EventRow {
  id: string
  tracking_id: string
  sequence: number
  type: EventType
  occurred_at: Instant
  position: number | null
  doc: EventDoc
}

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
  return newTrackingId(at, pool.random, bucketKeyOf(trackingId))
}

/** The number's hash that an event's id, like its tracking's, ends with. */
export function bucketKeyOf(id: string): number {
  return Number.parseInt(id.slice(-4), 16)
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

export function createEvents(pool: Pool, sql: Catalogue, written: Signal): Storage['events'] {
  const lock = sql.statement('lock_positions')
  const give = sql.statement('give_positions')
  const setLast = sql.statement('set_last_position')
  const read = sql.statement('read_events')
  const find = sql.statement('find_event')
  const ofTracking = sql.statement('events_of_tracking')
  const sweep = sql.statement('sweep_events')

  /** Answers the last position that was given, by us or by another reader meanwhile. */
  const givePositions = (place: [number, number]): Promise<number> =>
    pool.tx(async (session) => {
      const [row] = await session.query<{ last: number }>(lock, place)
      const last = row?.last ?? 0
      const given = await session.query(give, [...place, last, MOST_POSITIONS])
      if (given.length > 0) await session.query(setLast, [...place, last + given.length])
      return last + given.length
    })

  async function readBucket(place: [number, number], after: number, limit: number): Promise<TrackingEvent[]> {
    const rows = await pool.query<EventRow>(read, [...place, after, limit])
    if (rows.length === limit || (await givePositions(place)) <= (rows.at(-1)?.position ?? after)) return rows.map(toEvent)
    return (await pool.query<EventRow>(read, [...place, after, limit])).map(toEvent)
  }

  return {
    watch: (listener) => written.watch(listener),
    read: async (account, after, limit) => {
      const buckets = bucketsOf(account)
      const cursor = buckets.map((_, i) => after[i] ?? 0)
      const events: TrackingEvent[] = []
      for (const [i, bucket] of buckets.entries()) {
        const found = await readBucket([bucket, account.id], cursor[i] ?? 0, limit - events.length)
        cursor[i] = found.at(-1)?.position ?? cursor[i] ?? 0
        events.push(...found)
        if (events.length === limit) break
      }
      return { events, cursor }
    },
    find: async (account, id) => {
      const [row] = await pool.query<EventRow>(find, [bucketOf(account, bucketKeyOf(id)), id, account.id])
      return row ? toEvent(row) : null
    },
    ofTracking: async (account, trackingId, after, limit) => {
      const rows = await pool.query<EventRow>(ofTracking, [
        bucketOf(account, bucketKeyOf(trackingId)),
        trackingId,
        account.id,
        after,
        limit,
      ])
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

export function toEvent(row: EventRow): TrackingEvent {
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
