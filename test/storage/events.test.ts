import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Account, Claimed, Finish, TrackingEvent } from '../../src/storage/index.ts'
import { eventOf, type NewEvent } from '../../src/tracking/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { checkpoint, row, T0 } from './rows.ts'

let database: FreshDatabase
let account: Account
beforeAll(async () => {
  database = await freshDatabase()
  account = await database.storage.accounts.ensure('shop', 'live', T0)
})
afterAll(() => database.drop())

const key = (number: string, of = account) => ({ account: of, carrier: 'russian-post', number })
const statement = (text: string) => ({ name: '', text })

async function claim(number: string, of = account): Promise<Claimed> {
  const claimed = await database.storage.polling.claimOne(key(number, of), T0, T0 + 60_000)
  if (!claimed) throw new Error(`${number} was not claimed`)
  return claimed
}

function told(claimed: Claimed, types: NewEvent['type'][], withNews = true): Finish {
  const { tracking, freshness, leaseToken } = claimed
  const doc = eventOf('tracking.created', claimed).doc
  const change = { tracking, newCheckpoints: [checkpoint(`f${types.length}`, T0)] }
  return {
    bucket: tracking.bucket,
    trackingId: tracking.id,
    leaseToken,
    freshness,
    outcome: 'found',
    ...(withNews ? { change } : {}),
    told: { accountId: account.id, at: T0 + 5, events: types.map((type) => ({ type, doc })) },
  }
}

async function eventsOf(number: string, of = account): Promise<TrackingEvent[]> {
  const view = await database.storage.trackings.find(key(number, of))
  return database.storage.events.ofTracking(of, view?.tracking.id ?? '', 0, 100)
}

/** An endpoint that wants some types of events. */
async function endpoint(of: Account, types: string[], { form = 'modern', disabled = false } = {}): Promise<string> {
  const id = `00000000-0000-7000-8000-${String(Math.floor(performance.now() * 1_000)).padStart(12, '0')}`
  await database.pool.query(
    statement(`insert into webhook_endpoints (id, account_id, url, description, form, personal_data, types, sealed_secrets, created_at, updated_at, disabled_at)
     values ($1, $2, 'https://shop.example', '', $3, 'masked', $4, '', $5, $5, $6)`),
    [id, of.id, form, types, new Date(T0).toISOString(), disabled ? new Date(T0).toISOString() : null],
  )
  return id
}

async function deliveries(endpointId: string): Promise<{ type: string; status: string; due: boolean }[]> {
  return database.pool.query(
    statement(`select e.type, d.status, d.next_attempt_at is not null as due from webhook_deliveries d
      join events e on e.bucket = d.bucket and e.id = d.event_id where d.endpoint_id = $1 order by e.tracking_id, e.sequence`),
    [endpointId],
  )
}

const due = (type: string) => ({ type, status: 'pending', due: true })

describe('the sequence of a tracking', () => {
  test('has no gap over creation, looks with news, looks without, changes by hand and deletion', async () => {
    const { storage } = database
    await storage.trackings.insert(row(account, 'SEQ1'), account)
    await storage.polling.finish([told(await claim('SEQ1'), ['tracking.checkpoint_added', 'tracking.status_changed'])])
    await storage.polling.finish([told(await claim('SEQ1'), ['tracking.stale'], false)])
    const doc = eventOf('tracking.created', await claim('SEQ1')).doc
    await storage.trackings.update(key('SEQ1'), () => ({ archived: true, events: [{ type: 'tracking.archived', doc }] }), T0 + 9)
    const before = await eventsOf('SEQ1')
    expect(before.map(({ sequence, type }) => [sequence, type])).toEqual([
      [1, 'tracking.created'],
      [2, 'tracking.checkpoint_added'],
      [3, 'tracking.status_changed'],
      [4, 'tracking.stale'],
      [5, 'tracking.archived'],
    ])
    await storage.trackings.remove(key('SEQ1'), (view) => eventOf('tracking.deleted', view), T0 + 10)
    const after = await storage.events.ofTracking(account, before[0]?.trackingId ?? '', 5, 10)
    expect(after.map(({ sequence, type, occurredAt }) => [sequence, type, occurredAt])).toEqual([[6, 'tracking.deleted', T0 + 10]])
    expect(await storage.events.find(account, before[0]?.id ?? '')).toMatchObject({ type: 'tracking.created' })
  })

  test('one who lost his lease tells nothing', async () => {
    const { storage } = database
    await storage.trackings.insert(row(account, 'SEQ2'), account)
    const first = await claim('SEQ2')
    await storage.polling.finish([told(first, ['tracking.status_changed'])])
    await storage.polling.finish([told(first, ['tracking.status_changed'])])
    expect((await eventsOf('SEQ2')).map(({ sequence }) => sequence)).toEqual([1, 2])
  })
})

describe('planning', () => {
  test('every event is due for every endpoint of its account that wants it, and for no other', async () => {
    const { storage } = database
    const mine = await storage.accounts.ensure('planner', 'live', T0)
    const other = await storage.accounts.ensure('neighbour', 'live', T0)
    const all = await endpoint(mine, ['tracking.created', 'tracking.checkpoint_added', 'tracking.status_changed'])
    const some = await endpoint(mine, ['tracking.status_changed'])
    const off = await endpoint(mine, ['tracking.status_changed'], { disabled: true })
    const v1 = await endpoint(mine, ['tracking.checkpoint_added', 'tracking.status_changed'], { form: 'trackru-v1' })
    const theirs = await endpoint(other, ['tracking.created'])
    await storage.trackings.insertMany([row(mine, 'PLAN1'), row(mine, 'PLAN2')], mine)
    const claimed = await claim('PLAN1', mine)
    await storage.polling.finish(
      [told({ ...claimed, tracking: claimed.tracking }, ['tracking.checkpoint_added', 'tracking.status_changed'])].map((finish) => ({
        ...finish,
        told: { accountId: mine.id, at: T0, events: finish.told?.events ?? [] },
      })),
    )
    expect((await deliveries(all)).map(({ type }) => type).toSorted()).toEqual([
      'tracking.checkpoint_added',
      'tracking.created',
      'tracking.created',
      'tracking.status_changed',
    ])
    expect(await deliveries(some)).toEqual([due('tracking.status_changed')])
    expect(await deliveries(off)).toEqual([{ type: 'tracking.status_changed', status: 'held', due: false }])
    // Of one change the v1 form is told once: it gets the whole tracking.
    expect(await deliveries(v1)).toEqual([due('tracking.checkpoint_added')])
    expect(await deliveries(theirs)).toEqual([])
  })
})

describe('the feed', () => {
  test('brings each event once, in order of commitment, whatever readers and writers do at the same time', async () => {
    const { storage } = database
    const shop = await storage.accounts.ensure('feed', 'live', T0)
    const numbers = Array.from({ length: 600 }, (_, i) => `FEED${i}`)
    const write = async (): Promise<void> => {
      for (let i = 0; i < numbers.length; i += 20)
        await Promise.all(numbers.slice(i, i + 20).map((number) => storage.trackings.insert(row(shop, number), shop)))
    }
    let done = false
    const read = async (): Promise<string[]> => {
      const seen: string[] = []
      let cursor: number[] = []
      for (;;) {
        const isLast = done
        const page = await storage.events.read(shop, cursor, 50)
        seen.push(...page.events.map(({ id }) => id))
        cursor = page.cursor
        if (isLast && page.events.length === 0) return seen
      }
    }
    const readers = [read(), read(), read()]
    await write()
    done = true
    const [one = [], two, three] = await Promise.all(readers)
    expect(new Set(one).size).toBe(600)
    expect(one).toHaveLength(600)
    expect(two).toEqual(one)
    expect(three).toEqual(one)
  })

  test('of an account that is spread over buckets is whole as well', async () => {
    const { storage, pool } = database
    const { id } = await storage.accounts.ensure('wide', 'live', T0)
    await pool.query(statement('update accounts set spread = 4 where id = $1'), [id])
    const wide = await storage.accounts.find(id)
    if (!wide) throw new Error('no account')
    await storage.trackings.insertMany(
      Array.from({ length: 30 }, (_, i) => row(wide, `WIDE${i}`)),
      wide,
    )
    const first = await storage.events.read(wide, [], 20)
    const second = await storage.events.read(wide, first.cursor, 20)
    expect(new Set([...first.events, ...second.events].map(({ id: event }) => event)).size).toBe(30)
    expect((await storage.events.read(wide, second.cursor, 20)).events).toEqual([])
  })

  test('what is old is forgotten, but not while it is still to be delivered', async () => {
    const { storage } = database
    const shop = await storage.accounts.ensure('sweeper', 'live', T0)
    await storage.trackings.insert(row(shop, 'OLD1'), shop)
    await endpoint(shop, ['tracking.created'])
    await storage.trackings.insert(row(shop, 'OLD2'), shop)
    expect(await storage.events.sweep(shop, T0 + 1, 100)).toBe(1)
    expect((await eventsOf('OLD1', shop)).length).toBe(0)
    expect((await eventsOf('OLD2', shop)).length).toBe(1)
  })
})
