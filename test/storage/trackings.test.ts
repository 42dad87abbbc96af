import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { type Account, createPool, createStorage, type ListFilter, type TrackingView } from '../../src/storage/index.ts'
import { eventOf, type NewEvent } from '../../src/tracking/index.ts'
import { type FreshDatabase, freshDatabase, silentLog } from '../support/database.ts'
import { checkpoint, row, STATE, T0 } from './rows.ts'

let database: FreshDatabase
let account: Account
let other: Account
beforeAll(async () => {
  database = await freshDatabase()
  account = await database.storage.accounts.ensure('shop', 'live', T0)
  other = await database.storage.accounts.ensure('shop', 'test', T0)
})
afterAll(() => database.drop())

const key = (number: string, carrier = 'russian-post', of = account) => ({ account: of, carrier, number })

async function listed(filter: ListFilter, page = { offset: 0, limit: 100 }, of = account): Promise<{ total: number; numbers: string[] }> {
  const { total, views } = await database.storage.trackings.list(of, filter, page)
  const numbers: string[] = []
  for await (const chunk of views) numbers.push(...chunk.map(({ tracking }) => tracking.number))
  return { total, numbers }
}

test('recent carriers: those of the newest trackings that have known the number, each once, of one account', async () => {
  const { accounts, trackings } = database.storage
  const [mine, theirs] = [await accounts.ensure('recent', 'live', T0), await accounts.ensure('recent', 'test', T0)]
  const known = (number: string, carrier: string, at: number, of = mine) =>
    trackings.insert(row(of, number, { carrier, at, status: 'transit' }), of)
  await known('OLD1', 'dhl', T0)
  await trackings.insert(row(mine, 'NEW1', { carrier: 'ups', at: T0 + 1, status: 'pending' }), mine)
  await trackings.insert(row(mine, 'NEW2', { carrier: 'gls', at: T0 + 2, status: 'notfound' }), mine)
  await known('NEW3', 'fedex', T0 + 3)
  await known('NEW4', 'fedex', T0 + 4)
  await known('NEW5', 'cdek', T0 + 5)
  await known('THEIRS', 'sto', T0, theirs)
  expect(await trackings.recentCarriers(mine, 6)).toEqual(['cdek', 'dhl', 'fedex'])
  expect(await trackings.recentCarriers(mine, 5)).toEqual(['cdek', 'fedex'])
  expect(await trackings.recentCarriers(theirs, 5)).toEqual(['sto'])
})

describe('insert and find', () => {
  test('what was written is read back, key order and all', async () => {
    const { trackings } = database.storage
    const wanted = row(account, 'RA000000001RU', {
      details: { orderId: 'A-1', orderCreatedAt: T0 - 5, comment: 'line 1\nline 2 "quoted"' },
    })
    expect(await trackings.insert(wanted, account)).toBe(true)
    const found = await trackings.find(key('RA000000001RU'))
    expect(found).toEqual({ tracking: wanted.tracking, freshness: wanted.freshness, checkpoints: [] } satisfies TrackingView)
    expect(JSON.stringify(found?.tracking.state)).toBe(JSON.stringify(wanted.tracking.state))
  })

  test('a number is there once for an account and carrier', async () => {
    const { trackings } = database.storage
    expect(await trackings.insert(row(account, 'ONCE1'), account)).toBe(true)
    expect(await trackings.insert(row(account, 'ONCE1'), account)).toBe(false)
    expect(await trackings.insert(row(account, 'ONCE1', { carrier: 'dhl' }), account)).toBe(true)
    expect(await trackings.insert(row(other, 'ONCE1'), other)).toBe(true)
  })

  test('of concurrent creates of one number exactly one wins, and the others in the batch are not hindered', async () => {
    const { trackings } = database.storage
    const numbers = Array.from({ length: 300 }, (_, i) => `BATCH${Math.floor(i / 3)}`)
    const answers = await Promise.all(numbers.map((number) => trackings.insert(row(account, number), account)))
    expect(answers.filter(Boolean)).toHaveLength(100)
    expect(new Set(numbers.filter((_, i) => answers[i])).size).toBe(100)
  })

  test('one row that the database refuses fails alone', async () => {
    const { trackings } = database.storage
    const bad = row(account, 'BAD1')
    bad.tracking.version = 2 ** 40
    const answers = await Promise.allSettled([
      trackings.insert(row(account, 'GOOD1'), account),
      trackings.insert(bad, account),
      trackings.insert(row(account, 'GOOD2'), account),
    ])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await trackings.find(key('GOOD2'))).not.toBeNull()
  })

  test('hostile text is stored, not thrown', async () => {
    const { trackings } = database.storage
    const nasty = 'nul \0 half a pair \ud800 ‮ \u{1f4e6}'
    expect(await trackings.insert(row(account, 'NASTY1', { details: { title: nasty, orderId: nasty } }), account)).toBe(true)
    const found = await trackings.find(key('NASTY1'))
    expect(found?.tracking.details.title).toBe(nasty)
    expect(found?.tracking.details.orderId).toContain('nul  half a pair')
  })

  test('insertMany answers in order, across chunks', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => row(account, `MANY${i % 290}`))
    const answers = await database.storage.trackings.insertMany(rows, account)
    expect(answers.map((added, i) => added === i < 290)).toEqual(answers.map(() => true))
  })

  test('find and findMany answer null for what is not there or belongs to another account', async () => {
    const { trackings } = database.storage
    await trackings.insert(row(account, 'MINE1'), account)
    expect(await trackings.find(key('MINE1', 'russian-post', other))).toBeNull()
    const views = await trackings.findMany([key('MINE1'), key('NOBODY'), key('MINE1', 'ups'), key('MINE1')])
    expect(views.map((view) => view?.tracking.number ?? null)).toEqual(['MINE1', null, null, 'MINE1'])
    const alone = await Promise.all([key('MINE1'), key('NOBODY'), key('MINE1', 'russian-post', other)].map((one) => trackings.find(one)))
    expect(alone.map((view) => view?.tracking.number ?? null)).toEqual(['MINE1', null, null])
  })
})

const deleted = (view: TrackingView): NewEvent => eventOf('tracking.deleted', view)

describe('what is read again', () => {
  test('is the same object until it changes, with its freshness of now', async () => {
    const { trackings, polling } = database.storage
    await trackings.insert(row(account, 'AGAIN1'), account)
    const first = await trackings.find(key('AGAIN1'))
    const claimed = await polling.claimOne(key('AGAIN1'), T0, T0 + 60_000)
    if (!claimed) throw new Error('not claimed')
    const { leaseToken, tracking } = claimed
    const freshness = { ...claimed.freshness, lastCheckedAt: T0 + 5, nextCheckAt: T0 + 900_000, checkReason: 'quiet' as const }
    await polling.finish([{ bucket: tracking.bucket, trackingId: tracking.id, leaseToken, outcome: 'found', freshness }])
    const second = await trackings.find(key('AGAIN1'))
    expect(second?.tracking).toBe(first?.tracking)
    expect(second?.freshness).toEqual(freshness)
  })

  test('shows what any process changed, at once', async () => {
    const { trackings } = database.storage
    const pool = createPool(database.url, { clock: systemClock, log: silentLog })
    const elsewhere = createStorage(pool)
    await trackings.insert(row(account, 'AGAIN2'), account)
    await trackings.find(key('AGAIN2'))
    await elsewhere.trackings.update(key('AGAIN2'), () => ({ details: { title: 'Changed' } }), T0 + 1)
    expect((await trackings.find(key('AGAIN2')))?.tracking.details.title).toBe('Changed')

    const claimed = await elsewhere.polling.claimOne(key('AGAIN2'), T0, T0 + 60_000)
    if (!claimed) throw new Error('not claimed')
    const { leaseToken, tracking, freshness } = claimed
    const change = { tracking, newCheckpoints: [checkpoint('f1', T0)] }
    await elsewhere.polling.finish([{ bucket: tracking.bucket, trackingId: tracking.id, leaseToken, outcome: 'found', freshness, change }])
    expect((await trackings.find(key('AGAIN2')))?.checkpoints.map(({ fingerprint }) => fingerprint)).toEqual(['f1'])

    await elsewhere.trackings.remove(key('AGAIN2'), deleted, T0)
    expect(await trackings.find(key('AGAIN2'))).toBeNull()
    await elsewhere.trackings.insert(row(account, 'AGAIN2', { details: { title: 'Another' } }), account)
    const views = await Promise.all([trackings.find(key('AGAIN2')), trackings.find(key('AGAIN1')), trackings.find(key('AGAIN2'))])
    expect(views.map((view) => view?.tracking.details.title)).toEqual(['Another', 'Blue cup', 'Another'])
    await elsewhere.close()
  })
})

test('a new database looks rows up by their whole key from the first row on', async () => {
  const young = await freshDatabase()
  // A session of its own: the server counts what a session read when it ends.
  const storage = createStorage(createPool(young.url, { clock: systemClock, log: silentLog, max: 1 }))
  const shop = await storage.accounts.ensure('young', 'live', T0)
  const numbers = Array.from({ length: 3_000 }, (_, i) => `Y${i}`)
  for (let i = 0; i < numbers.length; i += 50)
    await Promise.all(numbers.slice(i, i + 50).map((number) => storage.trackings.insert(row(shop, number), shop)))
  for (const number of numbers.slice(0, 300)) await storage.trackings.find(key(number, 'russian-post', shop))
  await storage.close()
  const entriesRead = async (): Promise<number> => {
    const text = 'select coalesce(sum(idx_tup_read), 0)::int as entries from pg_stat_user_indexes'
    return (await young.pool.query<{ entries: number }>({ name: '', text }))[0]?.entries ?? 0
  }
  await expect.poll(entriesRead, { timeout: 5_000 }).toBeGreaterThan(numbers.length)
  // One for each foreign key and a few for each find; by bucket alone it would be millions.
  expect(await entriesRead()).toBeLessThan(10_000)
  await young.drop()
})

describe('update and remove', () => {
  test('the change sees the current row, and touches only what it names', async () => {
    const { trackings } = database.storage
    await trackings.insert(row(account, 'UPD1', { details: { orderId: 'A-2' } }), account)
    const updated = await trackings.update(
      key('UPD1'),
      (current) => ({ details: { title: `${current.tracking.details.title} (2)` }, archived: true, nextCheckAt: null }),
      T0 + 1_000,
    )
    expect(updated?.tracking).toMatchObject({
      archived: true,
      version: 1,
      changedAt: T0 + 1_000,
      details: { title: 'Blue cup (2)', orderId: 'A-2' },
    })
    expect(updated?.freshness.nextCheckAt).toBeNull()
    expect(await trackings.find(key('UPD1'))).toEqual(updated)
    expect(await trackings.update(key('UPD1'), () => null, T0 + 2_000)).toEqual(updated)
    expect(await trackings.update(key('NOBODY'), () => ({}), T0)).toBeNull()
  })

  test('no concurrent change is lost', async () => {
    const { trackings } = database.storage
    await trackings.insert(row(account, 'UPD2', { details: { comment: '' } }), account)
    await Promise.all(
      Array.from({ length: 20 }, () =>
        trackings.update(key('UPD2'), ({ tracking }) => ({ details: { comment: `${tracking.details.comment}x` } }), T0),
      ),
    )
    expect((await trackings.find(key('UPD2')))?.tracking).toMatchObject({ version: 20, details: { comment: 'x'.repeat(20) } })
  })

  test('a manual status is what the list filters by, until it is taken back', async () => {
    const { trackings } = database.storage
    await trackings.insert(row(account, 'UPD3'), account)
    await trackings.update(key('UPD3'), () => ({ override: { status: 'exception', at: T0 }, status: 'exception' }), T0)
    expect((await listed({ statuses: ['exception'] })).numbers).toEqual(['UPD3'])
    await trackings.update(key('UPD3'), () => ({ override: null, status: 'pending' }), T0)
    expect((await listed({ statuses: ['exception'] })).total).toBe(0)
    expect((await trackings.find(key('UPD3')))?.tracking.override).toBeNull()
  })

  test('remove takes the history along, once', async () => {
    const { storage, pool } = database
    await storage.trackings.insert(row(account, 'DEL1'), account)
    const claimed = await storage.polling.claimOne(key('DEL1'), T0, T0 + 1_000)
    if (!claimed) throw new Error('not claimed')
    const change = { tracking: claimed.tracking, newCheckpoints: [checkpoint('f1', T0)] }
    await storage.polling.finish([
      {
        bucket: claimed.tracking.bucket,
        trackingId: claimed.tracking.id,
        leaseToken: claimed.leaseToken,
        freshness: claimed.freshness,
        outcome: 'found',
        change,
      },
    ])
    expect((await storage.trackings.find(key('DEL1')))?.checkpoints).toHaveLength(1)
    expect(await storage.trackings.remove(key('DEL1'), deleted, T0)).toBe(true)
    expect(await storage.trackings.remove(key('DEL1'), deleted, T0)).toBe(false)
    const left = await pool.query(
      { name: '', text: 'select from checkpoints where tracking_id = $1 union all select from schedule where tracking_id = $1' },
      [claimed.tracking.id],
    )
    expect(left).toEqual([])
  })
})

describe('list', () => {
  let shop: Account
  beforeAll(async () => {
    shop = await database.storage.accounts.ensure('lister', 'live', T0)
    const rows = Array.from({ length: 450 }, (_, i) => row(shop, `L${String(i).padStart(3, '0')}`, { at: T0 + i * 1_000 }))
    await database.storage.trackings.insertMany(rows, shop)
  })

  test('newest first, in chunks of 200, pages meet without a gap', async () => {
    const { total, views } = await database.storage.trackings.list(shop, {}, { offset: 0, limit: 1_000 })
    const sizes: number[] = []
    for await (const chunk of views) sizes.push(chunk.length)
    expect([total, sizes]).toEqual([450, [200, 200, 50]])
    const pages = await Promise.all([0, 1, 2, 3].map((i) => listed({}, { offset: i * 150, limit: 150 }, shop)))
    expect(pages.flatMap(({ numbers }) => numbers)).toEqual(Array.from({ length: 450 }, (_, i) => `L${String(449 - i).padStart(3, '0')}`))
    expect(pages[3]).toEqual({ total: 450, numbers: [] })
  })

  test('rows that were created in the same millisecond are neither lost nor doubled between chunks', async () => {
    const twin = await database.storage.accounts.ensure('twins', 'live', T0)
    await database.storage.trackings.insertMany(
      Array.from({ length: 401 }, (_, i) => row(twin, `TWIN${i}`)),
      twin,
    )
    const { total, numbers } = await listed({}, { offset: 0, limit: 1_000 }, twin)
    expect([total, new Set(numbers).size]).toEqual([401, 401])
  })

  test('a row that is created while a page is read shifts nothing', async () => {
    const { views } = await database.storage.trackings.list(shop, {}, { offset: 0, limit: 450 })
    const seen: string[] = []
    for await (const chunk of views) {
      seen.push(...chunk.map(({ tracking }) => tracking.number))
      await database.storage.trackings.insert(row(shop, `LATE${seen.length}`, { at: T0 + 10_000_000 }), shop)
    }
    expect(new Set(seen).size).toBe(450)
    for (const late of await Promise.all(
      (await listed({ createdFrom: T0 + 9_000_000 }, undefined, shop)).numbers.map((number) =>
        database.storage.trackings.remove(key(number, 'russian-post', shop), deleted, T0),
      ),
    ))
      expect(late).toBe(true)
  })
})

describe('list filters', () => {
  let shop: Account
  beforeAll(async () => {
    shop = await database.storage.accounts.ensure('lister', 'live', T0)
  })

  test.each<[string, ListFilter, number]>([
    ['status', { statuses: ['pending', 'transit'] }, 450],
    ['another status', { statuses: ['delivered'] }, 0],
    ['created, both ends included', { createdFrom: T0 + 10_000, createdTo: T0 + 12_000 }, 3],
    ['numbers', { numbers: ['L001', 'L002', 'NOBODY'] }, 2],
    ['never checked', { checkedFrom: 0 }, 0],
    ['archived', { archived: true }, 0],
    ['not archived', { archived: false }, 450],
  ])('filter by %s', async (_, filter, total) => {
    expect((await listed(filter, undefined, shop)).total).toBe(total)
  })

  test('filter by order and by times of order and check', async () => {
    const few = await database.storage.accounts.ensure('orders', 'live', T0)
    await database.storage.trackings.insertMany(
      [
        row(few, 'O1', { details: { orderId: 'A', orderCreatedAt: T0 }, at: T0 + 1 }),
        row(few, 'O2', { details: { orderId: 'B', orderCreatedAt: T0 + 100 }, lastCheckedAt: T0 + 7 }),
        row(few, 'O3', { at: T0 - 1 }),
      ],
      few,
    )
    const numbers = async (filter: ListFilter) => (await listed(filter, undefined, few)).numbers
    expect(await numbers({ orders: ['A', 'C'] })).toEqual(['O1'])
    expect(await numbers({ orderCreatedFrom: T0 + 50 })).toEqual(['O2', 'O3'])
    expect(await numbers({ orderCreatedTo: T0 + 50 })).toEqual(['O1', 'O3'])
    expect(await numbers({ checkedFrom: T0 + 7, checkedTo: T0 + 7 })).toEqual(['O2'])
    expect(await numbers({ checkedTo: T0 + 6 })).toEqual([])
  })

  test('an account that is spread over buckets is listed as one', async () => {
    const wide: Account = { ...(await database.storage.accounts.ensure('whale', 'live', T0)), spread: 8 }
    const rows = Array.from({ length: 60 }, (_, i) => row(wide, `W${i}`))
    await database.storage.trackings.insertMany(rows, wide)
    expect(new Set(rows.map(({ tracking }) => tracking.bucket)).size).toBeGreaterThan(4)
    expect((await listed({}, undefined, wide)).total).toBe(60)
    expect(await database.storage.trackings.find(key('W7', 'russian-post', wide))).toMatchObject({ tracking: { state: STATE } })
  })
})
