import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { launch, until } from '../process/launch.ts'
import { json, temporary } from './support.ts'

/** What `keys revoke` promises. */
const REVOKED_MS = 2_000

/** An operator's own text may begin like a generated key. */
const KEY = 'trk_live_an-operators-own-key-0000001'

const folder = temporary()
const env = { DATA_DIR: folder.path }
let server: Program

beforeAll(async () => {
  server = await startProgram({ ...env, INITIAL_API_KEY: KEY })
})
afterAll(async () => {
  server.child.kill('SIGTERM')
  await server.exited
  folder.remove()
})

async function codeOf(key: string): Promise<number> {
  const answer = await fetch(`${server.url}/v1/carriers`, { headers: { 'api-key': key } })
  return ((await answer.json()) as { meta: { code: number } }).meta.code
}

test('a key made beside the running server is good at once, and refused within 2 seconds after it is revoked', async () => {
  const made = await runProgram(['keys', 'create', '--label', 'beside', '--json'], env)
  expect(made).toMatchObject({ code: 0, stderr: '' })
  const { key, id } = json<{ key: string; id: string }>(made.stdout)
  expect(await codeOf(key)).toBe(200)

  expect((await runProgram(['keys', 'list'], env)).stdout).toContain('beside')
  expect(await runProgram(['keys', 'revoke', id], env)).toMatchObject({ code: 0 })
  const revokedAt = systemClock.now()
  let code = await codeOf(key)
  while (code === 200 && systemClock.now() - revokedAt < REVOKED_MS) {
    await systemClock.sleep(50)
    code = await codeOf(key)
  }
  expect(code).toBe(4002)
  expect(await codeOf(KEY)).toBe(200)
})

test('a second server on the same data ends with 75 and names the owner', async () => {
  const second = await runProgram(['serve'], { ...env, PORT: '0' })
  expect(second).toMatchObject({ code: 75, stdout: '' })
  expect(second.stderr).toContain(`pid ${server.child.pid}`)
  expect(await codeOf(KEY)).toBe(200)
})

test('a number tracked beside the server is in its list', async () => {
  const seen = await runProgram(['track', 'SB-DELIVERED-1', '--carrier', 'sandbox'], env)
  expect(seen).toMatchObject({ code: 0, stderr: '' })
  expect(seen.stdout).toMatch(/^SB-DELIVERED-1 \(sandbox\): delivered\n\ndate .*\n\d{4}-\d\d-\d\d \d\d:\d\d .*delivered/)
  const answer = await fetch(`${server.url}/v1/trackings/sandbox/SB-DELIVERED-1`, { headers: { 'api-key': KEY } })
  expect(await answer.json()).toMatchObject({ data: [{ status: 'delivered' }] })
})

test('doctor and accounts work beside the server', async () => {
  const doctor = await runProgram(['doctor'], env)
  expect(doctor).toMatchObject({ code: 0 })
  expect(doctor.stdout).toContain('owned by a running server')
  expect((await runProgram(['accounts', 'list'], env)).stdout).toContain('default')
})

test('the server keeps standard output empty and never writes a whole key that the operator gave', () => {
  expect(server.said()).toContain('ready at')
  expect(server.said()).not.toContain(KEY)
})

const create = (number: string): Promise<Response> =>
  fetch(`${server.url}/api/trackings`, {
    method: 'POST',
    headers: { 'api-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ number, carrier: 'dhl' }),
  })

test('events are listed, and told as they happen until Ctrl-C', { timeout: 60_000 }, async () => {
  expect((await create('LISTED001')).status).toBe(201)
  const listed = await runProgram(['events', 'list', '--types', 'tracking.created', '--json'], env)
  expect(listed).toMatchObject({ code: 0, stderr: '' })
  const { data, next_cursor: next } = json<{ data: { tracking: { number: string } }[]; next_cursor: string }>(listed.stdout)
  expect(data.at(-1)?.tracking.number).toBe('LISTED001')
  expect((await runProgram(['events', 'list', '--after', next], env)).stdout).toContain(`Go on with --after ${next}`)
  expect(await runProgram(['events', 'list', '--after', 'x'], env)).toMatchObject({ code: 2, stdout: '' })

  const tail = launch(['events', 'tail', '--types', 'tracking.created', '--json'], { ...env, LOG_LEVEL: 'warn' }, { stdout: 'pipe' })
  let told = ''
  tail.child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (told += chunk))
  await until(() => tail.said().includes('Waiting for events.'))
  expect((await create('TAILED001')).status).toBe(201)
  await until(() => told.includes('\n'))
  expect(json<{ tracking: { number: string } }>(told).tracking.number).toBe('TAILED001')
  tail.child.kill('SIGINT')
  expect((await tail.exited).code).toBe(0)
})
