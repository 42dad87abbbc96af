import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomBytes } from 'node:crypto'
import { createVault } from '../../src/services/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { type Program, type Ran, runProgram, startProgram } from '../support/program.ts'
import { temporary } from './support.ts'

const [OLD, NEW, OTHER] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string]
const API_KEY = 'an-operators-own-key-for-the-tests-0002'

const folder = temporary()
let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
  folder.remove()
})

const env = (SECRET_KEY: string) => ({ DATABASE_URL: database.url, DATA_DIR: folder.path, INITIAL_API_KEY: API_KEY, SECRET_KEY })
const run = (key: string, args: string[], input = ''): Promise<Ran> => runProgram(args, env(key), input)

/** What was sealed or made with the key, as the API and the command line tell it. */
interface Told {
  secret: string
  pushUrl: string
  recipients: string[]
  repeated: string
}

async function tell({ url }: Program, key: string, endpoint: string): Promise<Told> {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { 'api-key': API_KEY, 'idempotency-key': path, ...(body ? { 'content-type': 'application/json' } : {}) }
    const answer = await fetch(`${url}/api${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test says what it expects of it
    return (await answer.json()) as T
  }
  const { secret } = await call<{ secret: string }>('POST', `/webhook-endpoints/${endpoint}/reveal-secret`)
  await call('POST', '/suppressions', { channel: 'email', address: 'ann@buyer.example' })
  const { data } = await call<{ data: { recipient: string }[] }>('GET', '/suppressions')
  const { id } = await call<{ id: string }>('POST', '/trackings', { number: 'REPEAT0001', carrier: 'cdek' })
  expect(id).toMatch(/^trk_/)
  const pushUrl = (await run(key, ['carriers', 'push-url', 'cdek'])).stdout.trim()
  return { secret, pushUrl, recipients: data.map(({ recipient }) => recipient), repeated: id }
}

async function during<T>(key: string, work: (program: Program) => Promise<T>): Promise<T> {
  const program = await startProgram(env(key))
  const result = await work(program)
  program.child.kill('SIGTERM')
  expect(await program.exited).toBe(0)
  return result
}

test('S-02: a start with a wrong secret key is refused; rotation seals everything anew, and nothing that was given away changes', async () => {
  await run(OLD, ['carriers', 'credentials', 'set', 'cdek'], '{"clientId":"shop","clientSecret":"word"}')
  const created = await during(OLD, async (program) => {
    const answer = await fetch(`${program.url}/api/webhook-endpoints`, {
      method: 'POST',
      headers: { 'api-key': API_KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'https://shop.example/hook' }),
    })
    const { id } = (await answer.json()) as { id: string }
    return { id, told: await tell(program, OLD, id) }
  })
  expect(created.told.secret).toMatch(/^whsec_/)
  const answer = createVault(Buffer.from(OLD, 'hex'), { bytes: randomBytes, fraction: Math.random }).seal('an answer')
  const text = `insert into carrier_answers (bucket, tracking_id, at, source, outcome, status, sealed)
    select bucket, id, '2026-01-01 00:00:00.123+00', 'cdek', 'found', 200, $1 from trackings`
  await database.pool.query({ name: '', text }, [answer])
  // A credential that was sealed with a key from before all this.
  const lost = createVault(Buffer.from(OTHER, 'hex'), { bytes: randomBytes, fraction: Math.random }).seal('{}')
  const copy = `insert into carrier_credentials (account_id, carrier, sealed, updated_at)
    select account_id, 'ups', $1, updated_at from carrier_credentials`
  await database.pool.query({ name: '', text: copy }, [lost])

  for (const args of [['serve'], ['keys', 'list'], ['secret-key', 'rotate']])
    expect(await run(NEW, args)).toMatchObject({ code: 2, stdout: '' })
  expect((await run(NEW, ['serve'])).stderr).toContain("The secret key is not the one that this database's secrets were sealed with.")

  const both = { ...env(NEW), SECRET_KEY_OLD: OLD }
  const rotated = await runProgram(['--json', 'secret-key', 'rotate'], both)
  expect(JSON.parse(rotated.stdout)).toEqual([
    { place: 'carrier_credentials', seen: 2, changed: 1, unreadable: 1 },
    { place: 'channel_credentials', seen: 0, changed: 0, unreadable: 0 },
    { place: 'webhook_endpoints', seen: 1, changed: 1, unreadable: 0 },
    { place: 'carrier_answers', seen: 1, changed: 1, unreadable: 0 },
    { place: 'idempotency_keys', seen: 3, changed: 3, unreadable: 0 },
    { place: 'server_secrets', seen: 1, changed: 1, unreadable: 0 },
  ])
  expect((await runProgram(['--json', 'secret-key', 'rotate'], both)).stdout).not.toMatch(/"changed":[1-9]/)

  expect((await run(OLD, ['keys', 'list'])).code).toBe(2)
  expect(await during(NEW, (program) => tell(program, NEW, created.id))).toEqual(created.told)
  expect((await run(NEW, ['doctor'])).stdout).toContain('the secret key does not open ups of default')
}, 120_000)

test('a lost key: what it sealed is forgotten when the operator says so, and the server starts', async () => {
  expect(await run(OTHER, ['secret-key', 'reset'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Add --yes') })
  expect((await run(OTHER, ['secret-key', 'reset', '--yes'])).code).toBe(0)
  const credentials = await run(OTHER, ['carriers', 'credentials', 'list'])
  expect(credentials).toMatchObject({ code: 0, stdout: expect.not.stringContaining('cdek') })
  await during(OTHER, async ({ url }) => {
    const headers = { 'api-key': API_KEY }
    const list = (await (await fetch(`${url}/api/webhook-endpoints`, { headers })).json()) as { data: { id: string }[] }
    const revealed = await fetch(`${url}/api/webhook-endpoints/${list.data[0]?.id}/reveal-secret`, { method: 'POST', headers })
    expect(await revealed.json()).toMatchObject({ secret: expect.stringMatching(/^whsec_/), old: [] })
  })
}, 60_000)
