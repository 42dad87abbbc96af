import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { startReceiver } from '../webhooks/receiver.ts'
import { byDelivery, count, killAgainAndAgain, plan, until, WEBHOOK_ENV } from './webhook-kills.ts'

const DELIVERIES = 10_000
const KILLS = 100
const IN_FLIGHT = 16

test(`R-01, R-30: ${KILLS} kills of the worker during ${DELIVERIES} deliveries lose none`, async () => {
  const receiver = await startReceiver(() => (response) => void setTimeout(() => response.writeHead(204).end(), 60))
  onTestFinished(() => receiver.close())
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-many-kills-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  await plan(database.storage, receiver.url, { endpoints: 4, trackings: DELIVERIES / 4 })
  const startedAt = Date.now()
  const program = await killAgainAndAgain({ ...WEBHOOK_ENV, DATABASE_URL: database.url, DATA_DIR: dataDir, ROLE: 'worker' }, KILLS)
  onTestFinished(() => void program.child.kill('SIGKILL'))
  const left = await count(database.pool, "webhook_deliveries where status <> 'delivered'")
  await until(async () => (await count(database.pool, "webhook_deliveries where status <> 'delivered'")) === 0, 300_000)
  const told = byDelivery(receiver.received)
  const extra = receiver.received.length - DELIVERIES
  const seconds = Math.round((Date.now() - startedAt) / 1_000)
  process.stdout.write(`R-01: ${told.size} told, ${extra} twice or more, ${left} left after the last kill, ${seconds} s\n`)
  // Each kill met work.
  expect(left).toBeGreaterThan(0)
  expect(told.size).toBe(DELIVERIES)
  expect(seconds).toBeLessThanOrEqual(300)
  expect(extra).toBeLessThanOrEqual(KILLS * IN_FLIGHT)
  // The same webhook-id is how they are told apart above; the same words go with it.
  for (const all of told.values()) expect(new Set(all.map(({ body }) => body)).size).toBe(1)
  expect(await count(database.pool, 'webhook_deliveries where attempts <> 1')).toBe(0)
  // nothing was sent that does not stand in the table.
  expect(await count(database.pool, 'webhook_attempts')).toBeGreaterThanOrEqual(receiver.received.length)
  program.child.kill('SIGTERM')
  expect(await program.exited).toBe(0)
}, 2_400_000)
