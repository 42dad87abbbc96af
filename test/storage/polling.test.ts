import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Account, Claimed, Finish } from '../../src/storage/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { checkpoint, row, T0 } from './rows.ts'

const LEASE = 60_000

let database: FreshDatabase
let account: Account
beforeAll(async () => {
  database = await freshDatabase()
  account = await database.storage.accounts.ensure('shop', 'live', T0)
})
afterAll(() => database.drop())

const key = (number: string) => ({ account, carrier: 'russian-post', number })

async function claim(number: string, now = T0): Promise<Claimed> {
  const claimed = await database.storage.polling.claimOne(key(number), now, now + LEASE)
  if (!claimed) throw new Error(`${number} was not claimed`)
  return claimed
}

function finish({ tracking, freshness, leaseToken }: Claimed, change?: Finish['change']): Finish {
  return {
    bucket: tracking.bucket,
    trackingId: tracking.id,
    leaseToken,
    outcome: 'found',
    freshness: { ...freshness, lastCheckedAt: T0 + 5, nextCheckAt: T0 + 1_000_000, checkReason: 'quiet', quietChecks: 1 },
    ...(change ? { change } : {}),
  }
}

const moved = (claimed: Claimed): Finish =>
  finish(claimed, { tracking: { ...claimed.tracking, state: { ...claimed.tracking.state, status: 'transit' } }, newCheckpoints: [] })

describe('claims', () => {
  test('eight claimers take each due row once, oldest first, and nothing of other lanes or of the future', async () => {
    const { storage } = database
    const due = Array.from({ length: 1_000 }, (_, i) => row(account, `C${i}`, { lane: 'lane-a', nextCheckAt: T0 - i }))
    const rest = [
      row(account, 'LATER', { lane: 'lane-a', nextCheckAt: T0 + 1 }),
      row(account, 'NEVER', { lane: 'lane-a', nextCheckAt: null }),
      row(account, 'ELSE', { lane: 'lane-b' }),
    ]
    await storage.trackings.insertMany([...due, ...rest], account)
    const first = await storage.polling.claimDue('lane-a', 5, T0, T0 + LEASE)
    expect(first.map(({ tracking }) => tracking.number).toSorted()).toEqual(['C995', 'C996', 'C997', 'C998', 'C999'])
    const claimers = Array.from({ length: 8 }, async () => {
      const mine: Claimed[] = []
      for (let batch = [...first]; batch.length > 0; mine.push(...batch))
        batch = await storage.polling.claimDue('lane-a', 17, T0, T0 + LEASE)
      return mine
    })
    const claimed = [...first, ...(await Promise.all(claimers)).flat()]
    expect(claimed).toHaveLength(1_000)
    expect(new Set(claimed.map(({ tracking }) => tracking.id)).size).toBe(1_000)
    expect(claimed[0]).toMatchObject({ account, attempts: 1, freshness: { nextCheckAt: expect.any(Number) } })
  })

  test('a lease that ran out makes the row due again, under another token', async () => {
    const { storage } = database
    await storage.trackings.insert(row(account, 'LEASE1', { lane: 'lane-c' }), account)
    const [first] = await storage.polling.claimDue('lane-c', 10, T0, T0 + LEASE)
    expect(await storage.polling.claimDue('lane-c', 10, T0 + LEASE - 1, T0 + 2 * LEASE)).toEqual([])
    const [second] = await storage.polling.claimDue('lane-c', 10, T0 + LEASE, T0 + 2 * LEASE)
    expect(second).toMatchObject({ attempts: 2, tracking: { number: 'LEASE1' } })
    expect(second?.leaseToken).not.toBe(first?.leaseToken)
  })

  test('one row can be had before it is due, but not from the holder of a live lease', async () => {
    const { storage } = database
    await storage.trackings.insert(row(account, 'ONE1', { nextCheckAt: T0 + 1_000_000 }), account)
    const claims = await Promise.all(Array.from({ length: 6 }, () => storage.polling.claimOne(key('ONE1'), T0, T0 + LEASE)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await storage.polling.claimOne(key('ONE1'), T0 + LEASE, T0 + 2 * LEASE)).toMatchObject({ attempts: 2 })
    expect(await storage.polling.claimOne(key('NOBODY'), T0, T0 + LEASE)).toBeNull()
  })

  test('dueLanes names every lane with a due row', async () => {
    const { storage } = database
    expect((await storage.polling.dueLanes(T0)).toSorted()).toEqual(['lane-b'])
    expect((await storage.polling.dueLanes(T0 + LEASE)).toSorted()).toEqual(['lane-a', 'lane-b'])
    expect((await storage.polling.dueLanes(T0 + 2 * LEASE)).toSorted()).toEqual(['lane-a', 'lane-b', 'lane-c', 'russian-post'])
    expect(await storage.polling.dueLanes(T0 - 5_000)).toEqual([])
  })
})

describe('finish', () => {
  test('news is written once, whatever is repeated, and read newest first', async () => {
    const { storage } = database
    await storage.trackings.insert(row(account, 'FIN1'), account)
    const claimed = await claim('FIN1')
    const state = { ...claimed.tracking.state, status: 'transit' as const, found: true }
    const news = [checkpoint('f-old', T0 - 10), checkpoint('f-new', T0 - 1, 'nul \0 and half \ud800'), checkpoint('f-mid', T0 - 5)]
    const change = { tracking: { ...claimed.tracking, state, pin: 'p1', changedAt: T0 + 5 }, newCheckpoints: news }
    expect(await storage.polling.finish([finish(claimed, change)])).toEqual(new Set([claimed.tracking.id]))
    const view = await storage.trackings.find(key('FIN1'))
    expect(view?.checkpoints.map(({ fingerprint }) => fingerprint)).toEqual(['f-new', 'f-mid', 'f-old'])
    expect(view?.checkpoints[0]).toEqual(news[1])
    expect(view?.tracking).toMatchObject({ state, pin: 'p1', changedAt: T0 + 5, version: 1 })
    expect(view?.freshness).toEqual(finish(claimed).freshness)

    const again = await claim('FIN1', T0 + 100)
    expect(await storage.polling.checkpoints([again])).toEqual(new Map([[again.tracking.id, view?.checkpoints]]))
    await storage.polling.finish([
      finish(again, { tracking: again.tracking, newCheckpoints: [checkpoint('f-old', T0 - 10, 'other words'), checkpoint('f-4', T0)] }),
    ])
    const after = await storage.trackings.find(key('FIN1'))
    expect(after?.checkpoints.map(({ fingerprint, text }) => [fingerprint, text])).toEqual([
      ['f-4', 'Arrived'],
      ['f-new', 'nul \0 and half \ud800'],
      ['f-mid', 'Arrived'],
      ['f-old', 'Arrived'],
    ])
  })

  test('a look without news touches only the schedule', async () => {
    const { storage } = database
    await storage.trackings.insert(row(account, 'FIN2'), account)
    const claimed = await claim('FIN2')
    expect((await storage.polling.finish([finish(claimed)])).size).toBe(1)
    expect(await storage.trackings.find(key('FIN2'))).toEqual({
      tracking: claimed.tracking,
      freshness: finish(claimed).freshness,
      checkpoints: [],
    })
  })
})

describe('finish, when things go wrong', () => {
  test('the fence: who lost the lease writes nothing, the others of the batch do', async () => {
    const { storage } = database
    await storage.trackings.insertMany([row(account, 'FEN1'), row(account, 'FEN2')], account)
    const late = await claim('FEN1')
    const good = await claim('FEN2')
    const holder = await claim('FEN1', T0 + LEASE)
    const written = await storage.polling.finish(
      [late, good].map((one) => finish(one, { tracking: { ...one.tracking, pin: 'late' }, newCheckpoints: [checkpoint('f', T0)] })),
    )
    expect(written).toEqual(new Set([good.tracking.id]))
    expect(await storage.trackings.find(key('FEN1'))).toMatchObject({ checkpoints: [], tracking: { pin: null, version: 0 } })
    expect((await storage.trackings.find(key('FEN2')))?.tracking.pin).toBe('late')
    expect((await storage.polling.finish([finish(holder)])).size).toBe(1)
    expect((await storage.polling.finish([finish(holder)])).size).toBe(0)
  })

  test('a change that reschedules takes the lease away; other changes leave it, and the carrier does not overwrite them', async () => {
    const { storage } = database
    await storage.trackings.insertMany([row(account, 'CHG1'), row(account, 'CHG2')], account)
    const one = await claim('CHG1')
    const two = await claim('CHG2')
    await storage.trackings.update(key('CHG1'), () => ({ archived: true, nextCheckAt: null }), T0)
    await storage.trackings.update(
      key('CHG2'),
      () => ({ details: { title: 'New' }, override: { status: 'delivered', at: T0 }, status: 'delivered' }),
      T0,
    )
    expect(await storage.polling.finish([moved(one), moved(two)])).toEqual(new Set([two.tracking.id]))
    expect((await storage.trackings.find(key('CHG1')))?.freshness.nextCheckAt).toBeNull()
    expect((await storage.trackings.find(key('CHG2')))?.tracking).toMatchObject({
      details: { title: 'New' },
      override: { status: 'delivered' },
      state: { status: 'transit' },
    })
    const { total } = await storage.trackings.list(account, { statuses: ['delivered'] }, { offset: 0, limit: 1 })
    expect(total).toBe(1)
  })

  test('one tracking whose data is refused does not hold back the batch', async () => {
    const { storage } = database
    await storage.trackings.insertMany([row(account, 'REF1'), row(account, 'REF2')], account)
    const [bad, good] = [await claim('REF1'), await claim('REF2')]
    const refused = { ...finish(bad), freshness: { ...finish(bad).freshness, quietChecks: 2 ** 40 } }
    expect(await storage.polling.finish([refused, finish(good)])).toEqual(new Set([good.tracking.id]))
  })

  test('a carrier that dates events outside of time is written down all the same', async () => {
    const { storage } = database
    await storage.trackings.insert(row(account, 'TIME1'), account)
    const claimed = await claim('TIME1')
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, -9e15, 8.64e15].map((at, i) => checkpoint(`odd${i}`, at))
    expect((await storage.polling.finish([finish(claimed, { tracking: claimed.tracking, newCheckpoints: odd })])).size).toBe(1)
    expect((await storage.trackings.find(key('TIME1')))?.checkpoints).toHaveLength(4)
  })

  test('a batch of hundreds of checkpoints fits', async () => {
    const { storage } = database
    const numbers = Array.from({ length: 30 }, (_, i) => `BIG${i}`)
    await storage.trackings.insertMany(
      numbers.map((number) => row(account, number)),
      account,
    )
    const claimed = await Promise.all(numbers.map((number) => claim(number)))
    const batch = claimed.map((one) =>
      finish(one, { tracking: one.tracking, newCheckpoints: Array.from({ length: 20 }, (_, i) => checkpoint(`f${i}`, T0 + i)) }),
    )
    expect((await storage.polling.finish(batch)).size).toBe(30)
    const known = await storage.polling.checkpoints(claimed)
    expect([...known.values()].map((list) => list.length)).toEqual(claimed.map(() => 20))
  })
})

describe('wake and unknown codes', () => {
  test('wake makes due what waits for this reason, in this lane, of this account', async () => {
    const { storage } = database
    const waiting = { ...row(account, 'WAKE1', { lane: 'lane-w', nextCheckAt: null }) }
    waiting.freshness.staleBecause = 'no_credentials'
    const elsewhere = row(account, 'WAKE2', { lane: 'lane-v', nextCheckAt: null })
    elsewhere.freshness.staleBecause = 'no_credentials'
    const another = row(account, 'WAKE3', { lane: 'lane-w', nextCheckAt: null })
    another.freshness.staleBecause = 'invalid_number'
    await storage.trackings.insertMany([waiting, elsewhere, another], account)
    expect(await storage.polling.wake(account, { source: 'lane-w', reasons: ['no_credentials', 'forbidden'] }, T0)).toBe(1)
    expect((await storage.polling.claimDue('lane-w', 10, T0, T0 + LEASE)).map(({ tracking }) => tracking.number)).toEqual(['WAKE1'])
  })

  test('wake makes due what may belong to a courier that now can be asked, unless it is known whose it is', async () => {
    const { storage } = database
    const waiting = (number: string): ReturnType<typeof row> => {
      const one = row(account, number, { lane: 'lane-g', nextCheckAt: null })
      one.freshness.staleBecause = 'unsupported'
      return one
    }
    const guessed = waiting('WAKE4')
    guessed.tracking.details.guesses = ['ups', 'gls-de']
    const other = waiting('WAKE5')
    other.tracking.details.guesses = ['ups']
    const ended = waiting('WAKE6')
    ended.tracking.details.guesses = ['gls-de']
    ended.freshness.staleBecause = null
    await storage.trackings.insertMany([guessed, other, ended, waiting('WAKE7')], account)
    expect(await storage.polling.wake(account, { source: 'gls', reasons: ['no_credentials'], couriers: ['gls', 'gls-de'] }, T0)).toBe(1)
    expect((await storage.polling.claimDue('lane-g', 10, T0, T0 + LEASE)).map(({ tracking }) => tracking.number)).toEqual(['WAKE4'])
  })

  test('a code is new once, and a carrier that makes codes up does not fill the table', async () => {
    const { storage, pool } = database
    const code = { carrier: 'ups', code: 'X1', attr: null, text: 'what is this' }
    expect(await storage.polling.countUnknownCodes([code, code, { ...code, attr: '2' }], T0)).toEqual([code, { ...code, attr: '2' }])
    expect(await storage.polling.countUnknownCodes([code], T0 + 1)).toEqual([])
    expect(await storage.polling.countUnknownCodes([], T0)).toEqual([])
    expect(await pool.query({ name: '', text: "select seen, last_seen_at from unknown_codes where attr = ''" })).toEqual([
      { seen: 3, last_seen_at: T0 + 1 },
    ])
    for (let i = 0; i < 12; i += 1) {
      await storage.polling.countUnknownCodes(
        Array.from({ length: 128 }, (_, j) => ({ ...code, code: `made-up-${i}-${j}\0${'x'.repeat(9_000)}` })),
        T0,
      )
    }
    const [counted] = await pool.query<{ n: number }>({ name: '', text: 'select count(*) as n from unknown_codes' })
    expect(counted?.n).toBeLessThan(1_200)
  })
})

describe('claims of one account', () => {
  test("one account's due rows are claimed oldest first, thousands at once, and nobody else's", async () => {
    const { storage } = database
    // In the same bucket.
    const other = { ...(await storage.accounts.ensure('neighbour', 'live', T0)), base: account.base, spread: account.spread }
    const due = Array.from({ length: 2_500 }, (_, i) => row(account, `O${i}`, { lane: 'lane-o', nextCheckAt: T0 - i }))
    await storage.trackings.insertMany([...due, row(account, 'O-LATER', { lane: 'lane-o', nextCheckAt: T0 + 1 })], account)
    await storage.trackings.insertMany([row(other, 'THEIRS', { lane: 'lane-o', nextCheckAt: T0 - 9_000 })], other)
    const claimed = await storage.polling.claimDue('lane-o', 2_400, T0, T0 + LEASE, account)
    expect(claimed).toHaveLength(2_400)
    expect(claimed.some(({ tracking }) => tracking.number === 'O0' || tracking.number === 'THEIRS')).toBe(false)
    const rest = await storage.polling.claimDue('lane-o', 3_000, T0, T0 + LEASE, account)
    expect(rest).toHaveLength(100)
    expect((await storage.polling.claimDue('lane-o', 10, T0, T0 + LEASE)).map(({ tracking }) => tracking.number)).toEqual(['THEIRS'])
  }, 60_000)
})
