import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { SECRET_KEY } from '../support/product.ts'
import { runProgram } from '../support/program.ts'
import { json, MAIN, temporary } from './support.ts'

const folder = temporary()
const child = spawn(process.execPath, [MAIN, 'lab', '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
let database: FreshDatabase
let lab = ''
let said = ''
let env: Record<string, string> = {}

beforeAll(async () => {
  database = await freshDatabase()
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const [first] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  lab = json<{ url: string }>(first).url
  env = { DATABASE_URL: database.url, SECRET_KEY, DATA_DIR: folder.path, LAB_URL: lab }
})
afterAll(async () => {
  child.kill('SIGKILL')
  await database.drop()
  folder.remove()
})

test('the lab says where it is, and its carriers are asked by `track`', async () => {
  expect(lab).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const seen = await runProgram(['track', 'RA644000001RU', '--carrier', 'russian-post', '--json'], env)
  expect(seen.code).toBe(0)
  const tracked = json<{ checkpoints: { date: string }[] }>(seen.stdout)
  expect(tracked).toMatchObject({ number: 'RA644000001RU', carrier: 'russian-post', status: 'delivered', staleBecause: null })
  const dates = tracked.checkpoints.map(({ date }) => date)
  expect(dates.length).toBeGreaterThan(3)
  expect(dates).toEqual(dates.toSorted().toReversed())
})

test('`track` finds the carrier by the number', async () => {
  const seen = await runProgram(['track', 'RB100000017CN', '--carrier', 'russian-post'], env)
  expect(seen.stdout).toMatch(/^RB100000017CN \(russian-post\): transit\n/)
  const detected = await runProgram(['track', 'RA644000001RU', '--json'], env)
  expect(json<object>(detected.stdout)).toMatchObject({ carrier: 'russian-post' })
})

test('`track` tells a number that the carrier does not know from one that cannot be, and from a carrier that is down', async () => {
  const unknown = await runProgram(['track', 'RO300000012RU', '--carrier', 'russian-post'], env)
  expect(unknown).toMatchObject({ code: 0, stdout: expect.stringMatching(/: notfound\n$/) })
  expect(await runProgram(['track', '??', '--carrier', 'russian-post'], env)).toMatchObject({ code: 2, stdout: '' })
  expect(await runProgram(['track', '1100000001', '--carrier', 'nobody'], env)).toMatchObject({ code: 2, stdout: '' })
  const down = await runProgram(['track', 'SB-DOWN', '--carrier', 'sandbox'], env)
  expect(down.stdout).toContain('Not fresh: carrier_down.')
}, 60_000)

test('a second lab on the same port ends with 1 and a sentence', async () => {
  const second = await runProgram(['lab', '--port', new URL(lab).port], {})
  expect(second).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('another program listens there') })
})

test('the lab tells how to use it and ends with 0 when it is asked to', async () => {
  expect(said).toContain(`LAB_URL=${lab} npm start`)
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
  await expect(fetch(`${lab}/_lab`)).rejects.toThrow('fetch failed')
})
