import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { createLab, type Lab } from '../../src/lab/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { KEY, SECRET_KEY } from '../support/product.ts'
import { type Program, startProgram } from '../support/program.ts'
import { isAlive, launch, postmasterOf, until } from './launch.ts'

const home = mkdtempSync(join(tmpdir(), 'trackru-stop-'))
let lab: Lab

beforeAll(async () => {
  lab = await createLab({ clock: systemClock })
})
beforeEach(() => lab.reset())
afterAll(async () => {
  await lab.close()
  rmSync(home, { recursive: true, force: true })
})

interface Answer {
  status: number
  meta: { code: number }
  data: { items: { status: string; freshness: { stale_because: string | null } }[] }
}

async function realtime({ url }: Program, number = '770000000039'): Promise<Answer> {
  const response = await fetch(`${url}/v1/trackings/realtime`, {
    method: 'POST',
    headers: { 'api-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ tracking_number: number, carrier_code: 'fedex' }),
  })
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) }
}

/** A server in the middle of a realtime look that the carrier does not answer. */
async function heldUp(dataDir: string): Promise<{ program: Program; look: Promise<Answer>; postmaster: number | null }> {
  const program = await startProgram({ DATA_DIR: dataDir, LAB_URL: lab.url, INITIAL_API_KEY: KEY })
  lab.hold('fedex')
  const look = realtime(program)
  look.catch(() => undefined)
  await until(() => lab.requests('fedex').length > 0)
  return { program, look, postmaster: postmasterOf(dataDir) }
}

const isRefused = ({ url }: Program): Promise<boolean> =>
  fetch(`${url}/health/live`).then(
    () => false,
    () => true,
  )

describe('a signal to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s: no new callers, the request under way is answered, nothing is left',
    async (signal) => {
      const dataDir = join(home, signal)
      const { program, look, postmaster } = await heldUp(dataDir)
      expect(isAlive(postmaster)).toBe(true)
      program.child.kill(signal)
      await until(() => isRefused(program))
      expect(program.child.exitCode).toBeNull()
      const releasedAt = Date.now()
      lab.release('fedex')
      expect(await look).toMatchObject({ status: 200, meta: { code: 200 }, data: { items: [{ status: 'delivered' }] } })
      expect(await program.exited).toBe(0)
      // Its connection is kept alive for 72 s, and must not hold the process.
      expect(Date.now() - releasedAt).toBeLessThan(10_000)
      expect(isAlive(postmaster)).toBe(false)
      expect(postmasterOf(dataDir)).toBeNull()
    },
    60_000,
  )

  test('a carrier that never answers does not hold it longer than 25 s, and the caller is told', async () => {
    const { program, look } = await heldUp(join(home, 'held'))
    const stoppedAt = Date.now()
    program.child.kill('SIGTERM')
    expect(await look).toMatchObject({ status: 200, data: { items: [{ freshness: { stale_because: 'carrier_down' } }] } })
    expect(await program.exited).toBe(0)
    expect(Date.now() - stoppedAt).toBeLessThan(25_000)
  }, 60_000)

  test('the second one ends it at once', async () => {
    const dataDir = join(home, 'twice')
    const { program, postmaster } = await heldUp(dataDir)
    program.child.kill('SIGTERM')
    await until(() => isRefused(program))
    const secondAt = Date.now()
    program.child.kill('SIGTERM')
    expect(await program.exited).toBe(1)
    expect(Date.now() - secondAt).toBeLessThan(2_000)
    // The database goes on by itself; the next start takes it over and ends it.
    const next = await startProgram({ DATA_DIR: dataDir })
    expect(postmasterOf(dataDir)).toBe(postmaster)
    next.child.kill('SIGTERM')
    expect(await next.exited).toBe(0)
    expect(isAlive(postmaster)).toBe(false)
  }, 60_000)

  test('under load: every answer is whole, every acknowledged create is kept', async () => {
    const dataDir = join(home, 'load')
    const env = { DATA_DIR: dataDir, INITIAL_API_KEY: KEY }
    const program = await startProgram(env)
    const statuses = new Set<number>()
    const kept: string[] = []
    const stopping = new AbortController()
    const post = async (number: string): Promise<void> => {
      const response = await fetch(`${program.url}/v1/trackings/post`, {
        method: 'POST',
        headers: { 'api-key': KEY, 'content-type': 'application/json' },
        body: JSON.stringify({ tracking_number: number, carrier_code: 'spsr' }),
      })
      const { meta } = (await response.json()) as { meta: { code: number } }
      statuses.add(response.status)
      if (meta.code === 200) kept.push(number)
    }
    const load = Array.from({ length: 8 }, async (_, worker) => {
      for (let i = 0; !stopping.signal.aborted; i++) await post(`STOP${worker}X${i}`).catch(() => systemClock.sleep(5))
    })
    await until(() => kept.length > 100)
    program.child.kill('SIGTERM')
    expect(await program.exited).toBe(0)
    stopping.abort()
    await Promise.all(load)
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([])
    const again = await startProgram(env)
    const response = await fetch(`${again.url}/v1/trackings/get?limit=1`, { headers: { 'api-key': KEY } })
    const { data } = (await response.json()) as { data: { total: string } }
    expect(Number(data.total)).toBeGreaterThanOrEqual(kept.length)
    again.child.kill('SIGTERM')
    expect(await again.exited).toBe(0)
  }, 60_000)

  test('at any moment of a start leaves no process and no lock', async () => {
    const dataDir = join(home, 'early')
    const pids = new Set<number>()
    for (const delay of [150, 400, 700, 1_000, 1_500]) {
      const { child, exited } = launch(['serve'], { DATA_DIR: dataDir })
      const end = Date.now() + delay
      while (Date.now() < end) {
        pids.add(postmasterOf(dataDir) ?? 0)
        await systemClock.sleep(5)
      }
      child.kill('SIGTERM')
      // Before it listens for signals the default ends it.
      expect([0, null]).toContain((await exited).code)
      expect(postmasterOf(dataDir)).toBeNull()
    }
    pids.delete(0)
    expect([...pids].filter(isAlive)).toEqual([])
    const program = await startProgram({ DATA_DIR: dataDir })
    program.child.kill('SIGTERM')
    expect(await program.exited).toBe(0)
  }, 90_000)

  test('what it was asking a carrier about is due again at once', async () => {
    const database: FreshDatabase = await freshDatabase()
    const env = { DATABASE_URL: database.url, DATA_DIR: join(home, 'due'), SECRET_KEY, LAB_URL: lab.url, INITIAL_API_KEY: KEY }
    const program = await startProgram(env)
    lab.hold('cdek')
    await fetch(`${program.url}/v1/trackings/post`, {
      method: 'POST',
      headers: { 'api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ tracking_number: '1100000001', carrier_code: 'cdek' }),
    })
    await until(() => lab.requests('cdek').length > 0)
    program.child.kill('SIGTERM')
    expect(await program.exited).toBe(0)
    const text = 'select lease_token as lease, next_check_at <= now() as due, stale_because as stale from schedule'
    expect(await database.pool.query({ name: '', text })).toEqual([{ lease: null, due: true, stale: null }])
    await database.drop()
  }, 60_000)
})

describe('a start that fails', () => {
  test('because the port is taken: says which and how to change it, and stops PostgreSQL', async () => {
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    const { port } = holder.address() as AddressInfo
    const dataDir = join(home, 'port')
    const { said, exited } = launch(['serve'], { DATA_DIR: dataDir, PORT: String(port) })
    let postmaster: number | null = null
    await until(() => (postmaster = postmasterOf(dataDir)) !== null)
    expect((await exited).code).toBe(1)
    expect(said()).toMatch(new RegExp(`port ${port} of 127\\.0\\.0\\.1.*another program.*PORT`))
    expect(isAlive(postmaster)).toBe(false)
    expect(postmasterOf(dataDir)).toBeNull()
    holder.close()
  }, 60_000)

  test('because the database does not answer: names the setting and the reason, but not the password', async () => {
    const { said, exited } = launch(['serve'], { DATABASE_URL: 'postgres://u:hidden-word@127.0.0.1:1/db', DATA_DIR: join(home, 'nodb') })
    expect((await exited).code).toBe(1)
    expect(said()).toMatch(/DATABASE_URL does not answer \(.*ECONNREFUSED/)
    expect(said()).not.toContain('hidden-word')
  }, 60_000)
})
