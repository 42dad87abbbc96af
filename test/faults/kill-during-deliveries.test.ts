import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { attachEmbedded, createPool, createStorage, type Pool } from '../../src/storage/index.ts'
import { freshDatabase, silentLog } from '../support/database.ts'
import { KEY } from '../support/product.ts'
import { startProgram } from '../support/program.ts'
import { type Answer, startReceiver } from '../webhooks/receiver.ts'
import { byDelivery, count, keyOf, killAgainAndAgain, plan, until, WEBHOOK_ENV } from './webhook-kills.ts'

const DELIVERIES = 3_000
const KILLS = 30
const IN_FLIGHT = 16

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'trackru-kill-hooks-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function embedded(dataDir: string): Promise<Pool> {
  const connection = await attachEmbedded({ dataDir })
  if (!connection) throw new Error('the server has no embedded database')
  return createPool(connection, { clock: systemClock, log: silentLog })
}

test(`R-02, R-30: ${KILLS} kills of the whole product during ${DELIVERIES} deliveries lose none`, async () => {
  const receiver = await startReceiver(() => (response) => void setTimeout(() => response.writeHead(204).end(), 60))
  onTestFinished(() => receiver.close())
  const env = { ...WEBHOOK_ENV, DATA_DIR: folder(), INITIAL_API_KEY: KEY }
  const first = await startProgram(env)
  const planner = await embedded(env.DATA_DIR)
  await plan(createStorage(planner), receiver.url, { endpoints: 4, trackings: DELIVERIES / 4 })
  await planner.end()
  first.child.kill('SIGKILL')
  await first.exited
  const program = await killAgainAndAgain(env, KILLS - 1)
  onTestFinished(() => void program.child.kill('SIGKILL'))
  const pool = await embedded(env.DATA_DIR)
  onTestFinished(() => pool.end())
  expect(await count(pool, 'webhook_deliveries')).toBe(DELIVERIES)
  await until(async () => (await count(pool, "webhook_deliveries where status <> 'delivered'")) === 0, 90_000)
  const told = byDelivery(receiver.received)
  expect(told.size).toBe(DELIVERIES)
  const extra = receiver.received.length - DELIVERIES
  expect(extra).toBeLessThanOrEqual(KILLS * IN_FLIGHT)
  for (const all of told.values()) expect(new Set(all.map(({ body }) => body)).size).toBe(1)
  // nothing was sent that does not stand in the table.
  expect(await count(pool, 'webhook_attempts')).toBeGreaterThanOrEqual(receiver.received.length)
  expect(await count(pool, 'webhook_deliveries where attempts <> 1')).toBe(0)
  program.child.kill('SIGTERM')
  expect(await program.exited).toBe(0)
}, 900_000)

test('R-04, R-05, R-30: 25 kills with every place taken use up no attempt, and all that the last one left is sent within 30 s', async () => {
  let isUp = false
  const receiver = await startReceiver((): Answer => (isUp ? 204 : () => {}))
  onTestFinished(() => receiver.close())
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const env = { ...WEBHOOK_ENV, DATABASE_URL: database.url, DATA_DIR: folder(), ROLE: 'worker' }
  // Endpoints that nobody knows yet have half of the places.
  await plan(database.storage, receiver.url, { endpoints: IN_FLIGHT, trackings: 1 })
  const atOnce = IN_FLIGHT / 2
  for (let kill = 1; kill <= 25; kill++) {
    const before = receiver.received.length
    const program = await startProgram(env)
    await until(() => receiver.received.length - before === atOnce, 30_000)
    program.child.kill('SIGKILL')
    await program.exited
    if (kill === 25) break
    // The lease of the dead is over: 20 s that nobody has to wait for here.
    await run(
      database.pool,
      "update webhook_deliveries set next_attempt_at = next_attempt_at - interval '20 s' where lease_token is not null",
    )
  }
  expect(await count(database.pool, 'webhook_deliveries where attempts = 0')).toBe(IN_FLIGHT)
  expect(await count(database.pool, 'webhook_attempts where ended_at is null')).toBe(25 * atOnce)
  // Those of the last: their leases run out by themselves.
  const orphans = receiver.received.slice(-atOnce).map(keyOf)
  const killedAt = Date.now()
  isUp = true
  const next = await startProgram(env)
  onTestFinished(() => void next.child.kill('SIGKILL'))
  const again = (): Set<string> => new Set(receiver.received.slice(25 * atOnce).map(keyOf))
  await until(() => orphans.every((orphan) => again().has(orphan)), 40_000)
  expect(Date.now() - killedAt).toBeLessThan(30_000)
  await until(async () => (await count(database.pool, "webhook_deliveries where status = 'delivered'")) === IN_FLIGHT, 10_000)
  expect(await count(database.pool, 'webhook_deliveries where attempts = 1')).toBe(IN_FLIGHT)
  expect(await count(database.pool, 'webhook_attempts')).toBe(receiver.received.length)
  next.child.kill('SIGTERM')
  expect(await next.exited).toBe(0)
}, 600_000)

test('R-07: deliveries whose leases are taken away by hand, under way and waiting, go out within 60 s', async () => {
  let isUp = false
  const receiver = await startReceiver((): Answer => (isUp ? 204 : () => {}))
  onTestFinished(() => receiver.close())
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  await plan(database.storage, receiver.url, { endpoints: 2, trackings: 200 })
  const program = await startProgram({ ...WEBHOOK_ENV, DATABASE_URL: database.url, DATA_DIR: folder(), ROLE: 'worker' })
  onTestFinished(() => void program.child.kill('SIGKILL'))
  await until(() => receiver.received.length === 2, 30_000)
  expect(await count(database.pool, 'webhook_deliveries where lease_token is not null')).toBe(2)
  // There is no queue beside the rows: what says that a process works on one is all that can be lost.
  await run(database.pool, 'update webhook_deliveries set lease_token = null')
  isUp = true
  const takenAt = Date.now()
  await until(async () => (await count(database.pool, "webhook_deliveries where status <> 'delivered'")) === 0, 90_000)
  expect(Date.now() - takenAt).toBeLessThan(60_000)
  expect(await count(database.pool, 'webhook_deliveries where attempts = 1')).toBe(400)
  program.child.kill('SIGTERM')
  expect(await program.exited).toBe(0)
}, 200_000)

async function run(pool: Pool, text: string): Promise<void> {
  await pool.query({ name: '', text })
}
