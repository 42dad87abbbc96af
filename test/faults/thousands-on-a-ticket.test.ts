import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Clock, type Random, systemClock } from '../../src/base/index.ts'
import { CARRIERS, carrierByCode } from '../../src/carriers/index.ts'
import { createLab, type Lab } from '../../src/lab/index.ts'
import { createTransport } from '../../src/net/index.ts'
import { createEngine } from '../../src/polling/index.ts'
import { createServices, createVault, type InnerServices } from '../../src/services/index.ts'
import type { Account, Storage } from '../../src/storage/index.ts'
import { DEFAULT_CADENCE } from '../../src/tracking/index.ts'
import { row } from '../storage/rows.ts'
import { NOBODY_IS_TOLD } from '../support/nobody-is-told.ts'
import { type FreshDatabase, freshDatabase, silentLog } from '../support/database.ts'

/** Russian Post's batch service with as many numbers as it takes, over its carrier of the lab and a real database. */

const LANE = 'russian-post'
const MINUTE_MS = 60_000
const COUNT = 3_000
const numbers = Array.from({ length: COUNT }, (_, i) => String(80_100_000_000_000 + i))
/** Ten operations each: an answer of 4 MB. */
const STEPS = Array.from({ length: 10 }, (_, i) => ({
  code: i === 9 ? '2' : '8',
  attr: '1',
  at: `-${12 - i}d 10:00`,
  text: { ru: 'Обработка' },
}))
const JOURNEY = { to: { city: 'Омск', postalCode: '644008', country: 'RU' }, steps: STEPS }

/** Real time, and what was skipped of it. */
let ahead = 0
const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead }
const random: Random = { bytes: randomBytes, fraction: Math.random }

let database: FreshDatabase
let account: Account
let lab: Lab
const ends: (() => Promise<void>)[] = []
beforeEach(async () => {
  database = await freshDatabase({ clock })
  account = await database.storage.accounts.ensure('shop', 'live', clock.now())
  lab = await createLab({ clock })
  for (const number of numbers) lab.set(LANE, number, JOURNEY)
  await launch().credentials.put(account, LANE, { login: 'lab', password: 'lab', service: 'batch' })
  const now = clock.now()
  const rows = numbers.map((number) => row(account, number, { lane: LANE, nextCheckAt: now, at: now }))
  await database.storage.trackings.insertMany(rows, account)
})
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  await lab.close()
  await database.drop()
})

/** The services of one process. One that dies is just never heard of again: nothing of it but the database is shared. */
function launch(storage: Storage = database.storage): InnerServices {
  const transport = createTransport({ clock, log: silentLog, trustedOrigins: [lab.url] })
  const engine = createEngine({
    transport,
    clock,
    random,
    log: silentLog,
    carriers: carrierByCode,
    endpointFor: ({ code }) => lab.endpoint(code),
  })
  ends.push(
    () => engine.close(),
    () => transport.close(),
  )
  const vault = createVault(Buffer.alloc(32, 1), random)
  const carriers = { adapter: carrierByCode, adapters: CARRIERS, courier: () => null, couriers: [], sharedCredential: () => null }
  const well = { ok: true, checks: {} }
  return createServices(
    {
      storage,
      engine,
      vault,
      clock,
      random,
      log: silentLog,
      carriers,
      ...NOBODY_IS_TOLD,
      cadence: DEFAULT_CADENCE,
      expireAfterDays: { express: 30, globalpost: 60 },
    },
    { live: () => well, ready: () => Promise.resolve(well) },
  )
}

const asked = (): number[] => lab.requests(LANE).map((request) => request.numbers.length)
const look = (services: InnerServices): Promise<{ polled: number }> => services.polling.pollDue(LANE)

async function count(condition: string): Promise<number> {
  const [found] = await database.pool.query<{ n: string }>(
    { name: '', text: `select count(*) as n from trackings t join schedule s on s.tracking_id = t.id where ${condition}` },
    [],
  )
  return Number(found?.n)
}

test('3,000 due trackings are one ticket, which is asked for its answer after 15 minutes, by whatever process then lives', async () => {
  expect(await look(launch())).toMatchObject({ polled: COUNT })
  expect(asked()).toEqual([COUNT])
  expect(await count("s.last_outcome = 'pending' and s.ticket is not null and s.lease_token is null")).toBe(COUNT)

  ahead += 14.5 * MINUTE_MS
  expect(await look(launch())).toMatchObject({ polled: 0 })
  ahead += MINUTE_MS
  const startedAt = performance.now()
  expect(await look(launch())).toMatchObject({ polled: COUNT })
  process.stdout.write(`3,000 numbers of one answer read and written in ${Math.round(performance.now() - startedAt)} ms\n`)
  expect(asked()).toEqual([COUNT, COUNT])
  expect(await count("t.status = 'delivered' and s.ticket is null")).toBe(COUNT)
  expect(await count('(select count(*) from checkpoints c where c.bucket = t.bucket and c.tracking_id = t.id) = 10')).toBe(COUNT)
  // 4 MB for each of 3,000 parcels.
  expect(await count('exists (select from carrier_answers a where a.bucket = t.bucket and a.tracking_id = t.id)')).toBe(0)
}, 120_000)

test('a process that dies before it wrote the ticket down, or half of the answer, loses nothing', async () => {
  const { polling } = database.storage
  expect(await polling.claimDue(LANE, 3_000, clock.now(), clock.now() + 2 * MINUTE_MS)).toHaveLength(COUNT)
  expect(await look(launch())).toMatchObject({ polled: 0 })
  ahead += 2 * MINUTE_MS
  expect(await look(launch())).toMatchObject({ polled: COUNT })

  ahead += 15.5 * MINUTE_MS
  let left = 12
  const dying: Storage = {
    ...database.storage,
    polling: { ...polling, finish: (batch) => (left-- > 0 ? polling.finish(batch) : Promise.reject(new Error('killed'))) },
  }
  await expect(look(launch(dying))).rejects.toThrow('killed')
  expect(await count("t.status = 'delivered'")).toBe(1_200)

  ahead += 2 * MINUTE_MS
  expect(await look(launch())).toMatchObject({ polled: COUNT - 1_200 })
  expect(await count("t.status = 'delivered' and s.ticket is null")).toBe(COUNT)
  // One ticket, and its answer twice.
  expect(asked()).toEqual([COUNT, COUNT, COUNT])
}, 120_000)
