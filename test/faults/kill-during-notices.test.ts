import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { KEY, SECRET_KEY } from '../support/product.ts'
import { type Program, startProgram } from '../support/program.ts'
import { startMailServer } from '../support/smtp.ts'
import { count, until } from './webhook-kills.ts'

const PARCELS = 300
/** Numbers that one call takes. */
const BATCH = 40
const KILLS = 20
/** On one channel, by one process. */
const IN_FLIGHT = 8

const buyers = Array.from({ length: PARCELS }, (_, i) => `buyer${i}@shop.example`)

async function call(program: Program, method: string, path: string, body: object): Promise<unknown> {
  const headers = { 'api-key': KEY, 'content-type': 'application/json' }
  const response = await fetch(`${program.url}${path}`, { method, headers, body: JSON.stringify(body) })
  return response.json()
}

/** A shop with a name, and parcels that are out for delivery, each with a buyer of its own. */
async function register(program: Program): Promise<void> {
  await call(program, 'PATCH', '/api/notification-settings', { shop: { name: 'Lantern' } })
  const parcels = buyers.map((email, i) => ({ tracking_number: `SB-OUTFORDELIVERY-${i}`, carrier_code: 'sandbox', customer_email: email }))
  for (let from = 0; from < PARCELS; from += BATCH) {
    const batch = parcels.slice(from, from + BATCH)
    expect(await call(program, 'POST', '/v1/trackings/batch', batch)).toMatchObject({ data: { added: batch.length } })
  }
}

test(`${KILLS} kills of the whole product while it tells ${PARCELS} buyers: each is told, and who is told again gets the same message`, async () => {
  // Slow to answer: most processes die with messages that were taken, but are not written down as sent.
  const mail = await startMailServer({}, { answerAfterMs: 60 })
  onTestFinished(() => mail.close())
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-kill-notices-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const env = {
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    SECRET_KEY,
    INITIAL_API_KEY: KEY,
    SMTP_URL: mail.url,
    MAIL_FROM: 'mail@lantern.example',
  }
  const write = (text: string): Promise<unknown> => database.pool.query({ name: '', text })

  for (let kill = 0; kill < KILLS; kill++) {
    const program = await startProgram(env)
    if (kill === 0) await register(program)
    await sleep(50 + Math.random() * 900)
    program.child.kill('SIGKILL')
    await program.exited
    // The leases of the dead are over: two minutes that nobody has to wait for here.
    await write("update notices set due_at = due_at - interval '120 s' where lease_token is not null")
    await write("update schedule set next_check_at = next_check_at - interval '120 s' where lease_token is not null")
  }
  const survivors = await startProgram(env)
  onTestFinished(() => void survivors.child.kill('SIGKILL'))
  await until(async () => (await count(database.pool, 'notices')) === PARCELS, 30_000)
  await until(async () => (await count(database.pool, "notices where status <> 'sent' or due_at is not null")) === 0, 30_000)

  const idsOf = new Map<string, Set<string | undefined>>(buyers.map((email) => [email, new Set()]))
  for (const { to, mail: message } of mail.received) idsOf.get(to[0] ?? '')?.add(message.messageId)
  const told = [...idsOf.values()]
  expect(told.filter((ids) => ids.size !== 1)).toEqual([])
  expect(new Set(told.flatMap((ids) => [...ids])).size).toBe(PARCELS)
  const extra = mail.received.length - PARCELS
  expect(extra).toBeGreaterThan(0)
  expect(extra).toBeLessThanOrEqual(KILLS * IN_FLIGHT)
  expect(await count(database.pool, 'notices where attempts <> 1 or lease_token is not null')).toBe(0)
  survivors.child.kill('SIGTERM')
  expect(await survivors.exited).toBe(0)
}, 180_000)
