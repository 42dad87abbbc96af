import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Account, HealthCounts } from '../../src/storage/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const HOUR = Date.UTC(2026, 2, 10, 12)
const ROUNDS = 200

let database: FreshDatabase
let account: Account
beforeAll(async () => {
  database = await freshDatabase()
  account = await database.storage.accounts.ensure('shop', 'live', HOUR)
})
afterAll(() => database.drop())

const LOOK: HealthCounts = {
  looks: 1,
  answered: 1,
  empty: 0,
  failed: 0,
  drifted: 0,
  throttled: 0,
  refused: 0,
  lags: [0, 0, 0, 0, 0, 0, 0, 0],
  units: 0,
}

test('processes that count the same carriers in another order do not wait for each other in a ring', async () => {
  const carriers = Array.from({ length: 40 }, (_, i) => `carrier-${i}`)
  const add = async (order: string[]): Promise<void> => {
    for (let i = 0; i < ROUNDS; i++)
      await database.storage.carrierHealth.add(order.map((carrier) => ({ account, carrier, hour: HOUR, counts: LOOK })))
  }
  await Promise.all([add(carriers), add(carriers.toReversed())])
  const counted = await database.storage.carrierHealth.read(account, HOUR, HOUR + 1)
  expect(new Set([...counted.values()].map(({ looks }) => looks))).toEqual(new Set([2 * ROUNDS]))
}, 60_000)
