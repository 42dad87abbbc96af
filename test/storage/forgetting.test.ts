import { afterEach, beforeEach, expect, test } from 'vitest'
import { createWorld, HOUR, MINUTE, type World } from '../notices/world.ts'

const DAY = 24 * HOUR

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

test('events are kept for 30 days, what buyers were told for 180, and counts of SMS as long as a limit looks back', async () => {
  const { storage, account, services } = world
  await world.post('ITOD-3-1')
  await world.pass(12 * MINUTE, 15_000)
  const tracking = (await world.ledger())[0]?.trackingId ?? ''
  const booking = { id: tracking, trackingId: tracking, phoneHash: 'x', prefix: '+79161', day: '2026-02-02', cost: 1 }
  const limits = { perTrackingDay: 4, perPhoneDay: 8, perPrefixHour: 30, spendPerDay: null, pauseAfterRefusals: 100, pauseMs: DAY }
  await storage.smsCounts.reserve(account, booking, limits, world.clock.at)
  const kept = async (): Promise<object> => ({
    events: (await storage.events.ofTracking(account, tracking, 0, 100)).length > 0,
    notices: (await world.ledger()).length,
    sms: (await world.database.pool.query({ name: '', text: 'select 1 from sms_counts' })).length,
  })

  const began = world.clock.at
  const after = async (days: number): Promise<object> => {
    world.clock.at = began + days * DAY
    await services.forgetOld()
    return kept()
  }
  expect(await after(1)).toEqual({ events: true, notices: 3, sms: 1 })
  expect(await after(3)).toEqual({ events: true, notices: 3, sms: 0 })
  expect(await after(31)).toEqual({ events: false, notices: 3, sms: 0 })
  expect(await after(179)).toEqual({ events: false, notices: 3, sms: 0 })
  expect(await after(181)).toEqual({ events: false, notices: 0, sms: 0 })
})
