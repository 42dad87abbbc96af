import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { type Caller, SCOPES } from '../../src/services/index.ts'
import { NO_DETAILS } from '../../src/tracking/index.ts'
import { createNotifier } from '../../src/worker/index.ts'
import { silentLog } from '../support/database.ts'
import { startMailServer } from '../support/smtp.ts'
import { createWorld, type World } from './world.ts'

const MOST_WAIT_MS = 2_000
const CHUNK = 500

async function until(condition: () => boolean, withinMs = 20_000): Promise<void> {
  for (const end = Date.now() + withinMs; !condition(); await sleep(5)) {
    if (Date.now() > end) throw new Error('it never came to that')
  }
}

/** A shop besides the world's own. */
async function otherShop({ storage, clock }: World, name: string): Promise<Caller> {
  const { id } = await storage.accounts.ensure(name, 'live', clock.at)
  await storage.accounts.changeSettings(id, () => ({ shop: { name } }))
  const account = await storage.accounts.find(id)
  if (!account) throw new Error('no account')
  return { account, scopes: new Set(SCOPES) }
}

/** Parcels that are on their way, so that the buyer of each is to be told; not yet told. */
async function plan(world: World, caller: Caller, count: number, email: string): Promise<void> {
  for (let from = 0; from < count; from += CHUNK) {
    const inputs = Array.from({ length: Math.min(CHUNK, count - from) }, (_, i) => ({
      number: `SB-TRANSIT-${from + i}`,
      carrier: 'test-post',
      details: { ...NO_DETAILS, keepCarrier: true, customerEmail: email.replace('@', `${from + i}@`) },
    }))
    await world.services.trackings.createMany(caller, inputs)
  }
  for (let lanes = await world.services.polling.dueLanes(); lanes.length > 0; lanes = await world.services.polling.dueLanes())
    for (const lane of lanes) await world.services.polling.pollDue(lane)
}

async function inWorld(): Promise<World> {
  const world = await createWorld()
  onTestFinished(() => world.close())
  return world
}

/** The loop in real time. It is stopped with the test. */
function startNotifier({ services: { notices } }: World, clock = systemClock): ReturnType<typeof createNotifier> {
  const notifier = createNotifier({ notices, clock, log: silentLog })
  onTestFinished(() => notifier.stop())
  notifier.start()
  return notifier
}

/** How long a shop's notice takes from its plan to its buyer. */
async function waitOf(world: World, caller: Caller, email: string): Promise<number> {
  const plannedAt = Date.now()
  await plan(world, caller, 1, email)
  const address = email.replace('@', '0@')
  await until(() => world.mail.received.some(({ to }) => to[0] === address), 60_000)
  return Date.now() - plannedAt
}

test('a shop whose own mail server hangs with 1,000 waiting does not delay another shop', async () => {
  const world = await inWorld()
  let asked = 0
  const hanging = await startMailServer({ onData: () => void (asked += 1) })
  const slow = await otherShop(world, 'slow')
  await world.services.notices.credentials.putMail(slow, { url: hanging.url, from: 'slow@shop.example' })
  await plan(world, slow, 1_000, 'slow@buyer.example')
  startNotifier(world)
  // Breaks what hangs, so that the loop need not wait for it when it is stopped.
  onTestFinished(() => hanging.close())
  await until(() => asked > 0)
  expect(await waitOf(world, await otherShop(world, 'quick'), 'quick@buyer.example')).toBeLessThan(MOST_WAIT_MS)
  expect(world.mail.received).toHaveLength(1)
  // Unproven, it has one place.
  expect(asked).toBe(1)
}, 90_000)

test('a shop with 5,000 waiting does not delay another shop', async () => {
  const world = await inWorld()
  await plan(world, await otherShop(world, 'big'), 5_000, 'big@buyer.example')
  const small = await otherShop(world, 'small')
  startNotifier(world)
  await until(() => world.mail.received.length > 0)
  expect(await waitOf(world, small, 'small@buyer.example')).toBeLessThan(MOST_WAIT_MS)
  expect(world.mail.received.length).toBeLessThan(2_500)
}, 120_000)

test('a stop waits 15 s for what is being handed over; what hangs is cut and stays planned', async () => {
  const world = await inWorld()
  let asked = 0
  const hanging = await startMailServer({ onData: () => void (asked += 1) })
  onTestFinished(() => hanging.close())
  await world.services.notices.credentials.putMail(await world.caller(), { url: hanging.url, from: 'slow@shop.example' })
  await plan(world, await world.caller(), 3, 'slow@buyer.example')
  const slept: number[] = []
  const notifier = startNotifier(world, {
    now: () => systemClock.now(),
    sleep: (ms, signal) => {
      slept.push(ms)
      return systemClock.sleep(ms / 20, signal)
    },
  })
  await until(() => asked > 0)
  const stoppedAt = Date.now()
  await notifier.stop()
  expect(slept.at(-1)).toBe(15_000)
  expect(Date.now() - stoppedAt).toBeGreaterThan(700)
  expect(Date.now() - stoppedAt).toBeLessThan(3_000)
  expect((await world.ledger()).map(({ status }) => status)).toEqual(['planned', 'planned', 'planned'])
  expect(asked).toBe(1)
})
