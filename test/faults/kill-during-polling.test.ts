import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { createLab, type Lab } from '../../src/lab/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { KEY, SECRET_KEY } from '../support/product.ts'
import { type Program, startProgram } from '../support/program.ts'

const PARCELS = 24
const KILLS = 6
/** The lease that a claim takes. A killed process leaves it behind, so the tests let this much time pass in the database. */
const LEASE_SECONDS = 120
/** A parcel that the lab knows from the start. */
const OTHER = '1100000001'
const STEPS = ['CREATED', 'RECEIVED_AT_SHIPMENT_WAREHOUSE', 'TAKEN_BY_TRANSPORTER_FROM_SENDER_CITY']

const dataDir = mkdtempSync(join(tmpdir(), 'trackru-kill-poll-'))
const numbers = Array.from({ length: PARCELS }, (_, i) => String(1_500_000_000 + i))
let lab: Lab
let database: FreshDatabase
let program: Program

const start = async (): Promise<void> => {
  program = await startProgram({ DATABASE_URL: database.url, DATA_DIR: dataDir, SECRET_KEY, LAB_URL: lab.url, INITIAL_API_KEY: KEY })
}

beforeAll(async () => {
  lab = await createLab({ clock: systemClock })
  database = await freshDatabase()
  const steps = STEPS.map((code, i) => ({ code, at: -86_400 + i * 3_600, text: { ru: code } }))
  for (const number of numbers) lab.set('cdek', number, { steps })
})
afterAll(async () => {
  await lab.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

const rows = <Row extends object>(text: string): Promise<Row[]> => database.pool.query<Row>({ name: '', text })

async function count(text: string): Promise<number> {
  const [row] = await rows<{ n: number }>(`select count(*)::int as n from ${text}`)
  return row?.n ?? -1
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await condition()); await sleep(5)) {
    if (Date.now() > end) throw new Error('it never came to that')
  }
}

async function post(path: string, body: object): Promise<void> {
  const headers = { 'api-key': KEY, 'content-type': 'application/json' }
  await fetch(`${program.url}/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** Numbers that the carrier was asked about, in order. */
const asked = (): string[] => lab.requests('cdek').flatMap((request) => numbers.filter((number) => request.path.includes(number)))

test(`kill -9 at ${KILLS} moments of polling: the carrier is asked again, each checkpoint is stored once, no lease outlives its time`, async () => {
  await start()
  // The token of all rounds: whoever dies while it fetches one holds up the next process for 20 s.
  await post('/trackings/realtime', { tracking_number: OTHER, carrier_code: 'cdek' })
  lab.hold('cdek')
  await post(
    '/trackings/batch',
    numbers.map((number) => ({ tracking_number: number, carrier_code: 'cdek' })),
  )
  for (let kill = 1; kill <= KILLS; kill++) {
    const before = lab.requests('cdek').length
    await until(() => lab.requests('cdek').length > before)
    // The first two die while the carrier thinks, the others at later and later moments of reading and writing.
    if (kill > 2) lab.release('cdek')
    await sleep(kill > 2 ? (kill - 2) * 15 : 50)
    program.child.kill('SIGKILL')
    await program.exited
    lab.hold('cdek')
    // Times are compared in the database, whose sessions of the dead process may have to end first.
    await until(
      async () => (await count(`schedule where next_check_at > now() + interval '${LEASE_SECONDS} s' and lease_token is not null`)) === 0,
    )
    await rows(
      `update schedule set next_check_at = next_check_at - interval '${LEASE_SECONDS} s' where lease_token is not null returning 1`,
    )
    expect(await count('schedule where lease_token is not null and next_check_at > now()')).toBe(0)
    // Something is left to do in every round.
    if ((await count('schedule where lease_token is not null')) === 0) await rows('update schedule set next_check_at = now() returning 1')
    await start()
  }
  lab.release('cdek')
  await until(async () => (await count('schedule where lease_token is not null or last_checked_at is null')) === 0)
  program.child.kill('SIGTERM')
  expect(await program.exited).toBe(0)

  const stored = await rows<{ number: string; n: number; kinds: number; version: number }>(
    `select t.number, count(c.*)::int as n, count(distinct c.fingerprint)::int as kinds, t.version
       from trackings t left join checkpoints c on c.bucket = t.bucket and c.tracking_id = t.id
      where t.number <> '${OTHER}' group by t.bucket, t.id, t.number, t.version`,
  )
  expect(stored).toHaveLength(PARCELS)
  expect(stored.filter(({ n, kinds }) => n !== STEPS.length || kinds !== STEPS.length)).toEqual([])
  // One write of news each: whatever was asked again brought nothing new.
  expect(stored.filter(({ version }) => version !== 1)).toEqual([])
  expect(new Set(asked()).size).toBe(PARCELS)
  expect(asked().length).toBeGreaterThan(PARCELS)
}, 120_000)
