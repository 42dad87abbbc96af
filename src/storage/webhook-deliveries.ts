import { bucketOf, bucketsOf, type Instant, keyOfId } from '../base/index.ts'
import type { Groups } from './groups.ts'
import type { Account, TrackingEvent } from './port.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { instant } from './sql/types.ts'
import type { DeliveryAttempt, ListedDelivery, WebhookStorage } from './webhook-port.ts'
import { type AttemptRow, type DeliveryRow, toAttempt, toDelivery } from './webhook-rows.ts'
import { createTurn } from './webhook-turn.ts'

type Deliveries = WebhookStorage['deliveries']

interface ListedRow extends DeliveryRow {
  type: TrackingEvent['type']
  tracking_id: string
  sequence: number
  occurred_at: Instant
}

interface Undelivered {
  event_id: string
  occurred_at: Instant
  tracking_id: string
  sequence: number
}

/** Deliveries that one call recovers. */
const MOST_RECOVERED = 50_000
const RECOVER_CHUNK = 1_000

export function createDeliveries(pool: Pool, sql: Catalogue, groups: Groups): Deliveries {
  const due = sql.statement('due_endpoints')
  const dueInOrder = sql.statement('due_endpoints_in_order')
  const replay = sql.statement('replay_delivery')
  return {
    due: async (now) => {
      const ask = (statement: typeof due, inOrder: boolean): Promise<{ endpointId: string; inOrder: boolean }[]> =>
        groups.with(async (all) => {
          const rows = await Promise.all(all.map((group) => pool.query<{ endpoint_id: string }>(statement, [group, instant(now)])))
          return [...new Set(rows.flat().map((row) => row.endpoint_id))].map((endpointId) => ({ endpointId, inOrder }))
        })
      return (await Promise.all([ask(due, false), ask(dueInOrder, true)])).flat()
    },
    turn: createTurn(pool, sql, groups),
    replay: async (account, { endpointId, eventId }, now) => {
      const place = [bucketOf(account, keyOfId(eventId)), endpointId, eventId, account.id]
      return (await pool.query(replay, [...place, instant(now)])).length > 0
    },
    recover: createRecover(pool, sql),
    ...createReads(pool, sql),
  }
}

function createReads(pool: Pool, sql: Catalogue): Pick<Deliveries, 'list' | 'find'> {
  const list = sql.statement('list_deliveries')
  const find = sql.statement('find_delivery')
  const attempts = sql.statement('attempts_of')

  async function attemptsOf(bucket: number, endpointId: string, eventIds: string[]): Promise<Map<string, DeliveryAttempt[]>> {
    const rows = eventIds.length === 0 ? [] : await pool.query<AttemptRow>(attempts, [bucket, endpointId, eventIds])
    const byEvent = new Map<string, DeliveryAttempt[]>(eventIds.map((id) => [id, []]))
    for (const row of rows) byEvent.get(row.event_id)?.push(toAttempt(row))
    return byEvent
  }

  return {
    list: async (account, endpointId, { after, limit, status }) => {
      const pages = await Promise.all(
        bucketsOf(account).map(async (bucket) => {
          const rows = await pool.query<ListedRow>(list, [bucket, endpointId, account.id, after, status, limit])
          const tries = await attemptsOf(
            bucket,
            endpointId,
            rows.map((row) => row.event_id),
          )
          return rows.map((row) => toListed(row, tries.get(row.event_id) ?? []))
        }),
      )
      return pages
        .flat()
        .toSorted((a, b) => (a.eventId < b.eventId ? 1 : -1))
        .slice(0, limit)
    },
    find: async (account, { endpointId, eventId }) => {
      const bucket = bucketOf(account, keyOfId(eventId))
      const [row] = await pool.query<ListedRow & { body: string | null }>(find, [bucket, endpointId, eventId, account.id])
      if (!row) return null
      const tries = await attemptsOf(bucket, endpointId, [eventId])
      return { ...toListed(row, tries.get(eventId) ?? []), body: row.body }
    },
  }
}

function toListed(row: ListedRow, tries: DeliveryAttempt[]): ListedDelivery {
  return {
    ...toDelivery(row),
    event: { type: row.type, trackingId: row.tracking_id, sequence: row.sequence, occurredAt: row.occurred_at },
    tries,
  }
}

function createRecover(pool: Pool, sql: Catalogue): Deliveries['recover'] {
  const read = sql.statement('undelivered')
  const recover = sql.statement('recover_deliveries')

  async function undelivered(account: Account, endpointId: string, since: Instant): Promise<(Undelivered & { bucket: number })[]> {
    const found = await Promise.all(
      bucketsOf(account).map(async (bucket) => {
        const rows = await pool.query<Undelivered>(read, [bucket, endpointId, account.id, instant(since), MOST_RECOVERED])
        return rows.map((row) => ({ ...row, bucket }))
      }),
    )
    const all = found.flat()
    return found.length === 1 ? all : all.toSorted((a, b) => a.occurred_at - b.occurred_at || a.sequence - b.sequence)
  }

  return async (account, endpointId, since, now) => {
    const rows = (await undelivered(account, endpointId, since)).slice(0, MOST_RECOVERED)
    let count = 0
    for (let i = 0; i < rows.length; i += RECOVER_CHUNK) {
      const chunk = rows.slice(i, i + RECOVER_CHUNK)
      const recovered = await pool.query(recover, [
        chunk.map(({ bucket }) => bucket),
        chunk.map((row) => row.event_id),
        // A millisecond apart: the due time keeps the order.
        chunk.map((_, place) => instant(now + i + place)),
        endpointId,
      ])
      count += recovered.length
    }
    return count
  }
}
