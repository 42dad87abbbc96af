import { bucketOf, bucketsOf, type Instant, keyOfId, newEventId } from '../base/index.ts'
import type { NewEvent } from '../tracking/index.ts'
import type { Bell } from './bell.ts'
import { type EventRow, toEvent } from './event-row.ts'
import { createFeed } from './feed.ts'
import type { Storage } from './port.ts'
import { type Catalogue, MOST_ROWS } from './sql/catalogue.ts'
import type { Pool, Session } from './sql/pool.ts'
import { instant } from './sql/types.ts'

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
export function eventIdOf(pool: Pool, at: Instant, trackingId: string, sequence: number): string {
  return newEventId(at, pool.random, { key: keyOfId(trackingId), sequence })
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
          eventIdOf(pool, at, trackingId, sequence),
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
  const feed = createFeed(pool, sql)
  const find = sql.statement('find_event')
  const ofTracking = sql.statement('events_of_tracking')
  const sweep = sql.statement('sweep_events')
  return {
    ...feed,
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
