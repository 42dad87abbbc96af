import { expect, test } from 'vitest'
import { createStorage, type Pool } from '../../src/storage/index.ts'
import { receiver } from './receiver.ts'
import { callerOf, shop } from './stage.ts'

class Killed extends Error {}

/**
 * The pool of a process that dies at a statement: before it is sent, or after the server has done it. What was not committed is undone, as the
 * server does when a connection breaks.
 */
function dying(pool: Pool, at: { statement: number; after: boolean }): { pool: Pool; count: () => number } {
  let count = 0
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    count += 1
    const isHere = count === at.statement
    if (isHere && !at.after) throw new Killed()
    const value = await work()
    if (isHere) throw new Killed()
    return value
  }
  const dead: Pool = {
    ...pool,
    once: (statement, params) => step(() => pool.once(statement, params)),
    query: (statement, params) => step(() => pool.query(statement, params)),
    tx: (work) =>
      step(() =>
        pool.tx((session) =>
          work({
            query: (statement, params) => step(() => session.query(statement, params)),
            last: (...statement) => session.last(...statement),
          }),
        ),
      ),
  }
  return { pool: dead, count: () => count }
}

test('R-06: whatever statement a process dies at, every change has its event, and every event its deliveries, each matching endpoint one', async () => {
  const s = await shop()
  const r = await receiver()
  const types = ['tracking.created', 'tracking.checkpoint_added', 'tracking.archived', 'tracking.deleted']
  for (let i = 0; i < 3; i++) await s.services.webhooks.create(s.caller, { url: r.url, types })
  let points = 0
  for (const after of [false, true]) {
    for (let statement = 1; ; statement += 1) {
      const number = `KILL${statement}${after ? 'A' : 'B'}`
      const { pool, count } = dying(s.database.pool, { statement, after })
      const died = await live(pool, number)
      expect(await unplanned()).toBe(0)
      expect(await untold()).toEqual({ created: 0, checkpoints: 0, archived: 0, deleted: 0 })
      if (!died) {
        expect(count()).toBeLessThan(statement)
        break
      }
      points += 1
    }
  }
  expect(points).toBeGreaterThanOrEqual(24)
  const [told] = await rows<{ n: number }>('select count(*)::int as n from events')
  expect(told?.n).toBeGreaterThan(30)

  async function live(pool: Pool, number: string): Promise<boolean> {
    try {
      const dead = await shop({ database: s.database, storage: () => createStorage(pool) })
      await dead.register([number])
      await dead.happen(number, 'tracking.checkpoint_added')
      const key = { account: dead.account, carrier: 'russian-post', number }
      const event = (type: 'tracking.archived' | 'tracking.deleted') => ({ type, doc: { facts: FACTS } })
      await dead.storage.trackings.update(key, () => ({ archived: true, events: [event('tracking.archived')] }), Date.now())
      await dead.storage.trackings.remove(key, () => event('tracking.deleted'), Date.now())
      return false
    } catch (error) {
      if (error instanceof Killed) return true
      throw error
    }
  }

  /** Changes without their event, and events without their change. */
  async function untold(): Promise<object> {
    const [row] = await rows<object>(
      `select (select count(*)::int from trackings t where not ${has('created')}) as created,
              (select count(*)::int from trackings t
                where ${has('checkpoint_added')} <> exists (select 1 from checkpoints c where c.bucket = t.bucket and c.tracking_id = t.id))
                as checkpoints,
              (select count(*)::int from trackings t where t.archived <> ${has('archived')}) as archived,
              (select count(distinct c.tracking_id)::int from events c where c.type = 'tracking.created'
                and exists (select 1 from trackings t where t.bucket = c.bucket and t.id = c.tracking_id)
                  = exists (select 1 from events d where d.bucket = c.bucket and d.tracking_id = c.tracking_id and d.type = 'tracking.deleted'))
                as deleted`,
    )
    return row ?? {}
  }

  /** Pairs of an event and an endpoint that wants it without a delivery, and deliveries without such a pair. */
  async function unplanned(): Promise<number> {
    const [row] = await rows<{ n: number }>(
      `select (select count(*)::int from events e join webhook_endpoints w on w.account_id = e.account_id and e.type = any(w.types)
                where not exists (select 1 from webhook_deliveries d where d.bucket = e.bucket and d.event_id = e.id and d.endpoint_id = w.id))
            + (select count(*)::int from webhook_deliveries) - (select count(*)::int from webhook_deliveries d join events e
                on e.bucket = d.bucket and e.id = d.event_id) as n`,
    )
    return row?.n ?? -1
  }

  function rows<Row extends object>(text: string): Promise<Row[]> {
    return s.database.pool.query<Row>({ name: '', text })
  }
}, 60_000)

const FACTS = {
  number: 'n',
  carrier: 'russian-post',
  courier: 'russian-post',
  status: 'transit',
  sub: null,
  isManual: false,
  eta: null,
  archived: true,
  needs: null,
  stale: null,
} as const

test('two accounts with the same numbers see nothing of each other', async () => {
  const s = await shop()
  const [a, b] = [await receiver(), await receiver()]
  const other = await s.other('twin')
  await s.services.webhooks.create(s.caller, { url: a.url, types: ['tracking.created'] })
  const { endpoint } = await s.services.webhooks.create(other.caller, { url: b.url, types: ['tracking.created'] })
  await s.register(['SAME'])
  await s.register(['SAME'], other.account)
  await s.drain()
  expect([a.received.length, b.received.length]).toEqual([1, 1])
  const [theirs] = await s.services.webhooks.deliveries(other.caller, endpoint.id, { after: null, limit: 5, status: null })
  const key = { endpointId: endpoint.id, eventId: theirs?.eventId ?? '' }
  const stranger = callerOf(s.account)
  for (const attempt of [
    () => s.services.webhooks.delivery(stranger, key),
    () => s.services.webhooks.replay(stranger, key),
    () => s.services.webhooks.deliveries(stranger, endpoint.id, { after: null, limit: 5, status: null }),
    () => s.services.webhooks.recover(stranger, endpoint.id, Date.now() - 1_000),
    () => s.services.webhooks.rotateSecret(stranger, endpoint.id),
    () => s.services.webhooks.remove(stranger, endpoint.id),
    () => s.services.webhooks.update(stranger, endpoint.id, { enabled: false }),
    () => s.services.webhooks.sendTest(stranger, endpoint.id),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
})

/** Whether a tracking `t` has an event of a type. */
function has(type: string): string {
  return `exists (select 1 from events e where e.bucket = t.bucket and e.tracking_id = t.id and e.type = 'tracking.${type}')`
}
