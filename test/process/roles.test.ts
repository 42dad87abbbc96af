import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { createLab, type Lab } from '../../src/lab/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { KEY, SECRET_KEY } from '../support/product.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { until } from './launch.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'trackru-roles-'))
let lab: Lab
let database: FreshDatabase
let env: Record<string, string>
let api: Program
let workers: Program[]

beforeAll(async () => {
  lab = await createLab({ clock: systemClock })
  database = await freshDatabase()
  env = { DATABASE_URL: database.url, DATA_DIR: dataDir, SECRET_KEY, LAB_URL: lab.url, INITIAL_API_KEY: KEY }
  ;[api, ...workers] = await Promise.all([
    startProgram({ ...env, ROLE: 'api' }),
    startProgram({ ...env, ROLE: 'worker' }),
    startProgram({ ...env, ROLE: 'worker' }),
  ])
})
afterAll(async () => {
  for (const { child, exited } of [api, ...workers]) {
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  }
  await lab.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

interface Reply {
  status: number
  meta: { code: number }
  data: unknown
}

async function call(path: string, body?: object, key = KEY): Promise<Reply> {
  const response = await fetch(`${api.url}/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, ...((await response.json()) as Omit<Reply, 'status'>) }
}

test('what one process registers, two others poll, and no parcel twice', async () => {
  const numbers = Array.from({ length: 80 }, (_, i) => String(1_600_000_000 + i))
  for (const number of numbers) lab.set('cdek', number, { steps: [{ code: 'CREATED', at: -3_600, text: { ru: 'Создан' } }] })
  for (let i = 0; i < numbers.length; i += 40) {
    const items = numbers.slice(i, i + 40).map((number) => ({ tracking_number: number, carrier_code: 'cdek' }))
    expect((await call('/trackings/batch', items)).data).toMatchObject({ added: 40 })
  }
  const text = 'select count(*)::int as n from schedule where last_checked_at is not null and lease_token is null'
  await until(async () => (await database.pool.query<{ n: number }>({ name: '', text }))[0]?.n === numbers.length)
  const asked = lab.requests('cdek').flatMap((request) => numbers.filter((number) => request.path.includes(number)))
  expect(asked.toSorted()).toEqual(numbers)
  expect((await call(`/trackings/cdek/${numbers[0]}`)).data).toMatchObject([{ lastEvent: expect.stringContaining('Создан') }])
}, 60_000)

test('a worker tells its health, and nothing else', async () => {
  for (const { url } of workers) {
    const live = await fetch(`${url}/health/live`)
    expect(live.status).toBe(200)
    expect(await live.json()).toMatchObject({ ok: true, checks: { polling: { ok: true } } })
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
    expect((await fetch(`${url}/v1/trackings/get`, { headers: { 'api-key': KEY } })).status).toBe(404)
  }
  expect(await (await fetch(`${api.url}/health/live`)).json()).not.toHaveProperty('checks.polling')
})

test('a key that another process revokes is refused within 2 seconds', async () => {
  const made = await runProgram(['--json', 'keys', 'create', '--label', 'short-lived'], env)
  expect(made.stderr).toBe('')
  const { key, id } = JSON.parse(made.stdout) as { key: string; id: string }
  expect((await call('/carriers', undefined, key)).meta.code).toBe(200)
  let lastAccepted = 0
  let refusedAt = 0
  const calling = (async () => {
    while (refusedAt === 0) {
      const { meta } = await call('/carriers', undefined, key)
      if (meta.code === 200) lastAccepted = Date.now()
      else {
        expect(meta.code).toBe(4002)
        refusedAt = Date.now()
      }
      await systemClock.sleep(20)
    }
  })()
  expect((await runProgram(['keys', 'revoke', id], env)).code).toBe(0)
  const revokedAt = Date.now()
  await calling
  expect(lastAccepted - revokedAt).toBeLessThan(2_000)
}, 60_000)
