import { afterEach, expect, test } from 'vitest'
import { DEFAULT_CADENCE } from '../../src/tracking/index.ts'
import { problemsOf } from '../simulation/judge.ts'
import { HOUR_MS, MINUTE_MS } from '../simulation/journeys.ts'
import { simulateMonth } from '../simulation/month.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const { near, young } = DEFAULT_CADENCE
/** A fifth of the looks: what takes the time is the database. */
const CALM = {
  ...DEFAULT_CADENCE,
  young: { ...young, everyMs: 6 * HOUR_MS },
  near: { ...near, everyMs: 4 * HOUR_MS, outForDeliveryEveryMs: 2 * HOUR_MS },
  steps: { express: [24 * HOUR_MS], globalpost: [24 * HOUR_MS] },
}

let database: FreshDatabase
afterEach(() => database.drop())

// All at once, so that limits are met. The whole size is `npm run bench -- month`.
test('over a month every parcel is looked at in time, no limit of a carrier is exceeded, and each ends as its journey says', async () => {
  database = await freshDatabase()
  const month = await simulateMonth({
    target: database.url,
    parcels: 120,
    cadence: CALM,
    roundMs: 10 * MINUTE_MS,
    registerDays: 1,
    slotMs: 24 * HOUR_MS,
  })
  expect(problemsOf(month)).toEqual([])
  expect(month.ending.statuses.get('delivered')).toBeGreaterThan(80)
}, 180_000)
