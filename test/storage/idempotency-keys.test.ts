import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Clock } from '../../src/base/index.ts'
import { createIdempotency, type Idempotency } from '../../src/services/idempotency/begin.ts'
import type { Account } from '../../src/storage/index.ts'
import { createVault, type ServiceDeps } from '../../src/services/index.ts'
import { createChores } from '../../src/worker/index.ts'
import { type FreshDatabase, freshDatabase, silentLog } from '../support/database.ts'
import { T0 } from './rows.ts'

const HOUR_MS = 3_600_000
const time = { now: T0 }
/** Sleeps end when the test moves the clock far enough. */
const sleepers: { until: number; wake: () => void }[] = []
const clock: Clock = {
  now: () => time.now,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      sleepers.push({ until: time.now + ms, wake: resolve })
      signal?.addEventListener('abort', () => resolve())
    }),
}

let database: FreshDatabase
let account: Account
let idempotency: Idempotency
beforeAll(async () => {
  database = await freshDatabase()
  account = await database.storage.accounts.ensure('shop', 'live', T0)
  let seed = 0
  const random = { bytes: (size: number) => new Uint8Array(size).map(() => (seed += 7) % 251), fraction: () => 0.5 }
  // The verb needs no more of what verbs share.
  const deps = { storage: database.storage, clock, random, log: silentLog, vault: createVault(new Uint8Array(32), random) }
  idempotency = createIdempotency(deps as unknown as ServiceDeps)
})
afterAll(() => database.drop())

async function pass(ms: number): Promise<void> {
  time.now += ms
  for (const sleeper of sleepers.splice(0)) (sleeper.until <= time.now ? sleeper.wake : () => sleepers.push(sleeper))()
  await database.storage.ping()
}

const begin = (key: string, body: object = {}) =>
  idempotency.begin({ account, scopes: new Set() }, { key, method: 'POST', path: '/api/trackings', body })
const ANSWER = { status: 201, contentType: 'application/json', body: '{"customer_name":"Sandy Shore"}' }

async function attempt(key: string, body?: object) {
  const begun = await begin(key, body)
  if (!('attempt' in begun)) throw new Error('it was answered')
  return begun.attempt
}

test('a worker that died is replaced after five seconds, under the same creation id, and cannot write any more', async () => {
  const dead = await attempt('dies')
  await expect(begin('dies')).rejects.toMatchObject({ code: 'idempotency_in_progress', retryAfterSeconds: 1 })
  // Not by `pass`: a process that is killed does not extend its lease.
  time.now += 5_001
  const heir = await attempt('dies')
  expect(heir.creation).toEqual({ id: dead.creation.id, isRepeat: true })
  await heir.finish(ANSWER)
  expect(await dead.finish({ ...ANSWER, status: 200 })).toEqual(ANSWER)
  expect(await begin('dies')).toEqual({ answered: ANSWER })
})

test('one that lives keeps its key however long it takes', async () => {
  const slow = await attempt('slow')
  const read = { name: '', text: "select lease_until from idempotency_keys where key = 'slow'" }
  for (let i = 0; i < 10; i++) {
    await pass(2_000)
    // Extended, and asleep again.
    await expect.poll(() => database.pool.query(read)).toEqual([{ lease_until: time.now + 5_000 }])
    await expect.poll(() => sleepers.some(({ until }) => until === time.now + 2_000)).toBe(true)
    await expect(begin('slow')).rejects.toMatchObject({ code: 'idempotency_in_progress' })
  }
  await slow.finish(ANSWER)
  expect(await begin('slow')).toEqual({ answered: ANSWER })
})

test('after a failure of ours the next attempt begins at once', async () => {
  const failed = await attempt('fails')
  await failed.release()
  expect((await attempt('fails')).creation).toEqual({ id: failed.creation.id, isRepeat: true })
})

test('another body does not take over, also when the first worker is gone', async () => {
  await attempt('differs', { number: '1', customer: { name: 'a' } })
  time.now += 60_000
  await expect(begin('differs', { number: '1', customer: { name: 'b' } })).rejects.toMatchObject({
    code: 'idempotency_mismatch',
    param: 'customer',
  })
})

test('neither what was sent nor what was answered can be read in the table', async () => {
  await (await attempt('sealed', { customer_name: 'Sandy Shore' })).finish(ANSWER)
  const rows = await database.pool.query({ name: '', text: 'select * from idempotency_keys' })
  expect(JSON.stringify(rows)).not.toContain('Sandy')
})

test('answers are kept for a day and forgotten after two', async () => {
  await (await attempt('old')).finish(ANSWER)
  const chores = createChores({ chores: [{ name: 'sweep', everyMs: HOUR_MS, run: () => idempotency.sweep() }], clock, log: silentLog })
  chores.start()
  await pass(24 * HOUR_MS)
  await pass(20_000)
  expect(await begin('old')).toEqual({ answered: ANSWER })
  await expect
    .poll(async () => {
      await pass(24 * HOUR_MS)
      return database.pool.query({ name: '', text: "select key from idempotency_keys where key = 'old'" })
    })
    .toEqual([])
  await chores.stop()
})
