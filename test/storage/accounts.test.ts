import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, systemClock } from '../../src/base/index.ts'
import { createPool, createStorage } from '../../src/storage/index.ts'
import { type FreshDatabase, freshDatabase, silentLog } from '../support/database.ts'
import { countingRandom, T0 } from './rows.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())
const random = countingRandom()

const keyOf = (accountId: number, prefix: string) => ({
  id: newId(T0, random),
  hash: `hash of ${prefix} ${newId(T0, random)}`,
  accountId,
  label: 'shop',
  prefix,
  scopes: ['trackings:read'],
  createdAt: T0,
  revokedAt: null,
  lastUsedAt: null,
})

const numbered = (...numbers: string[]) => numbers.map((number) => ({ carrier: 'ups', number }))

describe('accounts', () => {
  test('an account is made once, also by many at once; live and test are two', async () => {
    const { accounts } = database.storage
    const made = await Promise.all(Array.from({ length: 8 }, () => accounts.ensure('shop', 'live', T0)))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(made[0]).toMatchObject({ name: 'shop', mode: 'live', spread: 1, settings: {}, createdAt: T0 })
    const sibling = await accounts.ensure('shop', 'test', T0 + 1)
    expect(sibling.id).not.toBe(made[0]?.id)
    expect(Number.isSafeInteger(sibling.id)).toBe(true)
    expect((await accounts.list()).map(({ mode }) => mode)).toEqual(['live', 'test'])
  })

  test('many processes that make the same accounts at the same time agree on them', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `race-${i}`)
    for (const name of names) {
      const made = await Promise.all(Array.from({ length: 8 }, () => database.storage.accounts.ensure(name, 'live', T0)))
      expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    }
  })

  test('settings are kept', async () => {
    const { accounts } = database.storage
    const { id } = await accounts.ensure('limited', 'live', T0)
    await accounts.changeSettings(id, () => ({ monthlyQuota: 10, limits: { list: 1 } }))
    expect((await accounts.ensure('limited', 'live', T0 + 9)).settings).toEqual({ monthlyQuota: 10, limits: { list: 1 } })
  })

  test('changes of settings at the same time are made one after the other; one that is refused changes nothing', async () => {
    const { accounts } = database.storage
    const { id } = await accounts.ensure('busy', 'live', T0)
    const add = () => accounts.changeSettings(id, ({ settings }) => ({ monthlyQuota: (settings.monthlyQuota ?? 0) + 1 }))
    await Promise.all(Array.from({ length: 20 }, add))
    const refused = accounts.changeSettings(id, () => Promise.reject(new Error('no')))
    await expect(refused).rejects.toThrow('no')
    expect((await accounts.find(id))?.settings).toEqual({ monthlyQuota: 20 })
    expect(await accounts.changeSettings(1, () => ({}))).toBeNull()
  })
})

describe('keys', () => {
  test('a key is found by its hash with its account, and by nothing else', async () => {
    const { accounts, keys } = database.storage
    const account = await accounts.ensure('keys', 'live', T0)
    const { hash, ...key } = keyOf(account.id, 'trk_live_aaaa')
    await keys.insert({ hash, ...key })
    expect(await keys.findByHash(hash)).toEqual({ key, account })
    expect(await keys.findByHash(`${hash}x`)).toBeNull()
  })

  test('its last use is written at most once a minute', async () => {
    const { accounts, keys } = database.storage
    const account = await accounts.ensure('used', 'live', T0)
    const key = keyOf(account.id, 'trk_live_used')
    await keys.insert(key)
    const used = async (): Promise<number | null | undefined> => (await keys.list(account.id))[0]?.lastUsedAt
    expect(await used()).toBeNull()
    for (const [now, seen] of [
      [T0, T0],
      [T0 + 59_999, T0],
      [T0 + 60_000, T0 + 60_000],
    ] as const) {
      await keys.touch({ id: key.id, account }, now)
      expect(await used()).toBe(seen)
    }
  })

  test('it is revoked by id, or by a prefix that names one key only', async () => {
    const { accounts, keys } = database.storage
    const { id } = await accounts.ensure('revoked', 'live', T0)
    const [one, two, twin] = [keyOf(id, 'trk_live_one1'), keyOf(id, 'trk_live_twin'), keyOf(id, 'trk_live_twin')]
    for (const key of [one, two, twin]) await keys.insert(key)
    expect(await keys.revoke('trk_live_twin', T0 + 1)).toBe(false)
    expect(await keys.revoke("' or true --", T0 + 1)).toBe(false)
    expect(await keys.revoke('trk_live_one1', T0 + 1)).toBe(true)
    expect(await keys.revoke(two.id, T0 + 2)).toBe(true)
    expect(await keys.revoke(two.id, T0 + 3)).toBe(true)
    expect((await keys.list(id)).map(({ id: keyId, revokedAt }) => [keyId, revokedAt])).toEqual([
      [one.id, T0 + 1],
      [two.id, T0 + 2],
      [twin.id, null],
    ])
    expect((await keys.list()).length).toBeGreaterThan(3)
  })
})

test('a credential is replaced, listed and removed', async () => {
  const { accounts, credentials } = database.storage
  const { id } = await accounts.ensure('credentials', 'live', T0)
  expect(await credentials.get(id, 'ups')).toBeNull()
  await credentials.put(id, 'ups', 'v1.one', T0)
  await credentials.put(id, 'ups', 'v1.two', T0)
  await credentials.put(id, 'dhl', 'v1.three', T0)
  expect(await credentials.get(id, 'ups')).toBe('v1.two')
  expect(await credentials.get(id + 1, 'ups')).toBeNull()
  expect(await credentials.listCarriers(id)).toEqual(['dhl', 'ups'])
  expect([await credentials.remove(id, 'ups'), await credentials.remove(id, 'ups')]).toEqual([true, false])
})

describe('quota', () => {
  test('a number counts once in a period, and what no longer fits is refused', async () => {
    const { accounts, quota } = database.storage
    const account = await accounts.ensure('quota', 'live', T0)
    expect(await quota.book(account, numbered('A', 'B', 'A'), '2026-01', 3)).toEqual([true, true, true])
    expect(await quota.book(account, numbered('C', 'D', 'A'), '2026-01', 3)).toEqual([true, false, true])
    expect(await quota.book(account, numbered('D'), '2026-01', 3)).toEqual([false])
    expect(await quota.book(account, numbered('D'), '2026-02', 3)).toEqual([true])
    expect(await quota.book(account, [{ carrier: 'dhl', number: 'A' }], '2026-01', 3)).toEqual([false])
  })

  test('under concurrency the limit holds to the unit', async () => {
    const { accounts, quota } = database.storage
    const account = await accounts.ensure('crowd', 'live', T0)
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => quota.book(account, numbered(`N${i}`, `M${i}`), '2026-01', 25)))
    expect(answers.flat().filter(Boolean)).toHaveLength(25)
  })
})

describe('the pool', () => {
  test('ping answers, and rejects within 3 s when nobody listens', async () => {
    await database.storage.ping()
    const away = createStorage(createPool('postgres://nobody@127.0.0.1:1/none', { clock: systemClock, log: silentLog }))
    const startedAt = performance.now()
    await expect(away.ping()).rejects.toThrow('ECONNREFUSED')
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    await away.close()
  })

  test('a database that is away is waited for, 15 s at most, then the call says when to come back', async () => {
    let now = T0
    const waits: number[] = []
    const clock = {
      now: () => now,
      sleep: (ms: number) => {
        waits.push(ms)
        now += ms
        return Promise.resolve()
      },
    }
    const away = createStorage(createPool('postgres://nobody@127.0.0.1:1/none', { clock, log: silentLog, random }))
    await expect(away.accounts.list()).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 })
    expect(now - T0).toBeGreaterThan(14_000)
    expect(now - T0).toBeLessThanOrEqual(15_000)
    expect([waits[0], Math.max(...waits)]).toEqual([37.5, 375])
    await away.close()
  })

  test('a connection that is killed in the middle is not noticed by callers', async () => {
    const { storage, pool } = database
    const kill = {
      name: '',
      text: 'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    }
    await Promise.all([
      ...Array.from({ length: 40 }, (_, i) => storage.accounts.ensure(`killed ${i}`, 'live', T0)),
      pool.query(kill),
      pool.query(kill),
    ])
    expect((await storage.accounts.list()).filter(({ name }) => name.startsWith('killed'))).toHaveLength(40)
  })

  test('a connection that is killed between two statements ends neither the process nor the work', async () => {
    const { pool } = database
    let attempts = 0
    const answer = await pool.tx(async (session) => {
      attempts += 1
      const [me] = await session.query<{ pid: number }>({ name: '', text: 'select pg_backend_pid() as pid' })
      if (attempts === 1) {
        await pool.query({ name: '', text: 'select pg_terminate_backend($1)' }, [me?.pid])
        await systemClock.sleep(100)
      }
      return session.query({ name: '', text: 'select 1 as one' })
    })
    expect([attempts, answer]).toEqual([2, [{ one: 1 }]])
  })

  test('a transaction that throws leaves nothing behind, and its connection is good', async () => {
    const { pool } = database
    const insert = { name: '', text: "insert into unknown_codes values ('a', 'b', 'c', 'd', 1, now(), now())" }
    const failing = pool.tx(async (session) => {
      await session.query(insert)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await pool.query({ name: '', text: 'select * from unknown_codes' })).toEqual([])
  })
})
