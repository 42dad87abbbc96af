import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { SECRET_KEY } from '../support/product.ts'
import { type Program, type Ran, runProgram, startProgram } from '../support/program.ts'
import { idOf, type Received, type Receiver, startReceiver } from '../webhooks/receiver.ts'
import { until } from '../webhooks/stage.ts'
import { json, temporary } from './support.ts'

interface Shown {
  id: string
  secret: string
  form: string
  enabled: boolean
  types: string[]
  legacy_verify_email: string | null
  description: string
}

interface Delivery {
  event_id: string
  status: string
  body: string | null
  attempts: { outcome: string; http_status: number; answer: string }[]
}

const folder = temporary()
let database: FreshDatabase
let server: Program
let receiver: Receiver
let answer = 204
let env: Record<string, string> = {}

beforeAll(async () => {
  database = await freshDatabase()
  receiver = await startReceiver(() => answer)
  env = {
    DATABASE_URL: database.url,
    SECRET_KEY,
    DATA_DIR: folder.path,
    OUTBOUND_NETWORKS: '127.0.0.0/8',
    OUTBOUND_PORTS: '1024-65535',
  }
  server = await startProgram(env)
})
afterAll(async () => {
  server.child.kill('SIGTERM')
  await server.exited
  await receiver.close()
  await database.drop()
  folder.remove()
})

const run = (...args: string[]): Promise<Ran> => runProgram(['webhooks', ...args], env)

async function told<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
  return json<T>(stdout)
}

const create = (...args: string[]): Promise<Shown> => told<Shown>('create', receiver.url, ...args)
const of = (event: string): Received[] => receiver.received.filter((one) => idOf(one) === event)

async function happen(number: string, account: string): Promise<void> {
  expect(await runProgram(['track', number, '--carrier', 'sandbox', '--account', account], env)).toMatchObject({ code: 0 })
}

async function deliveries(id: string, account: string, status: string): Promise<Delivery[]> {
  return (await told<{ data: Delivery[] }>('deliveries', id, '--account', account, '--status', status)).data
}

test('an endpoint is made, shown, changed, disabled, enabled and deleted; its secret is told when asked for', async () => {
  const mine = ['--account', 'endpoints']
  const made = await create(...mine, '--form', 'trackru-v1', '--legacy-verify-email', 'owner@shop.example')
  expect(made).toMatchObject({ enabled: true, form: 'trackru-v1', legacy_verify_email: 'owner@shop.example' })
  expect(made.types).toEqual(['tracking.checkpoint_added', 'tracking.status_changed'])
  expect(made.secret).toMatch(/^whsec_/)

  for (const args of [['list'], ['show', made.id]]) {
    const { code, stdout } = await run(...args, ...mine)
    expect([code, stdout]).toEqual([0, expect.stringContaining(made.id)])
    expect(stdout).not.toContain(made.secret)
  }
  const changed = await told<Shown>(
    'update',
    made.id,
    ...mine,
    '--description',
    'till',
    '--legacy-verify-email',
    'none',
    '--types',
    'tracking.stale',
  )
  expect(changed).toMatchObject({ description: 'till', legacy_verify_email: null, types: ['tracking.stale'], form: 'trackru-v1' })
  expect(await told('disable', made.id, ...mine)).toMatchObject({ enabled: false, disabled_because: 'by_owner' })
  expect((await run('list', ...mine)).stdout).toContain('disabled (by_owner)')
  expect(await told('enable', made.id, ...mine)).toMatchObject({ enabled: true })

  const rotated = await run('rotate', made.id, ...mine)
  expect(rotated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^whsec_\S+\n$/), stderr: expect.stringContaining('until') })
  const secrets = await told<{ secret: string; old: { secret: string }[] }>('reveal', made.id, ...mine)
  expect([`${secrets.secret}\n`, secrets.old.map(({ secret }) => secret)]).toEqual([rotated.stdout, [made.secret]])

  expect(await told('delete', made.id, ...mine)).toEqual({ deleted: made.id })
  expect(await run('show', made.id, ...mine)).toMatchObject({ code: 4, stdout: '' })
}, 60_000)

test('a delivery is listed, read with its attempts and its body, replayed, and recovered after a break', async () => {
  const mine = ['--account', 'deliveries']
  const { id } = await create(...mine, '--types', 'tracking.status_changed')
  await happen('SB-DELIVERED-1', 'deliveries')
  await until(async () => (await deliveries(id, 'deliveries', 'delivered')).length === 1)
  const [{ event_id: event } = { event_id: '' }] = await deliveries(id, 'deliveries', 'delivered')
  const whole = await told<Delivery>('attempts', id, event, ...mine)
  expect(whole).toMatchObject({ status: 'delivered', body: of(event)[0]?.body, attempts: [{ outcome: 'ok', http_status: 204 }] })
  expect((await run('attempts', id, event, ...mine)).stdout).toMatch(/status_changed: delivered\n\nstarted .*\n.* ms +ok \(204\)/)
  expect((await run('attempts', id, event, ...mine, '--body')).stdout).toBe(`${of(event)[0]?.body}\n`)

  const shown = await runProgram(['events', 'show', event, ...mine, '--json'], env)
  expect(json(shown.stdout)).toMatchObject({ id: event, type: 'tracking.status_changed', tracking: { number: 'SB-DELIVERED-1' } })
  expect(await runProgram(['events', 'show', event, '--account', 'testing'], env)).toMatchObject({ code: 4, stdout: '' })

  expect(await told('replay', id, event, ...mine)).toEqual({ replayed: event })
  await until(() => of(event).length === 2)

  await told('disable', id, ...mine)
  expect(await run('replay', id, event, ...mine)).toMatchObject({ code: 1, stderr: expect.stringContaining('Enable it first') })
  await happen('SB-EXCEPTION-1', 'deliveries')
  await until(async () => (await deliveries(id, 'deliveries', 'held')).length === 1)
  await told('enable', id, ...mine)
  expect(await told('recover', id, '--since', '1h', ...mine)).toEqual({ recovered: 1 })
  await until(async () => (await deliveries(id, 'deliveries', 'delivered')).length === 2)

  const page = await told<{ data: Delivery[]; next_cursor: string }>('deliveries', id, ...mine, '--limit', '1')
  expect(page.data).toHaveLength(1)
  const next = await told<{ data: Delivery[] }>('deliveries', id, ...mine, '--limit', '1', '--after', page.next_cursor)
  expect(next.data.map((one) => one.event_id)).toEqual([event])
}, 60_000)

test('test tells what the receiver answers and ends with 1 unless it was 2xx', async () => {
  const mine = ['--account', 'testing']
  const { id } = await create(...mine)
  expect(await run('test', id, ...mine)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok \(204\) in \d+ ms, as evt_/) })
  expect(JSON.parse(receiver.received.at(-1)?.body ?? '')).toMatchObject({ type: 'endpoint.test' })
  answer = 500
  try {
    expect(await run('test', id, ...mine)).toMatchObject({ code: 1, stdout: expect.stringContaining('http_error (500)') })
  } finally {
    answer = 204
  }
}, 60_000)

test('debug names each mistake of a receiver', async () => {
  const mine = ['--account', 'debugging']
  const [one, other] = [await create(...mine), await create(...mine)]
  await run('test', one.id, ...mine)
  const got = receiver.received.at(-1)
  if (!got) throw new Error('nothing came')
  const file = join(folder.path, 'body.json')
  writeFileSync(file, got.body)
  const headers = (change: Record<string, string> = {}): string[] =>
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].flatMap((name) => [
      '--header',
      `${name}: ${change[name] ?? String(got.headers[name])}`,
    ])
  const debug = (id: string, from: string, args: string[]): Promise<Ran> => run('debug', id, from, ...mine, ...args)

  expect(await debug(one.id, file, headers())).toMatchObject({ code: 0, stdout: expect.stringContaining('The signature is right') })
  expect(await debug(other.id, file, headers())).toMatchObject({ code: 1, stdout: expect.stringContaining(one.id) })
  expect(await debug(one.id, file, headers().slice(2))).toMatchObject({ code: 1, stdout: expect.stringContaining('without webhook-id') })
  const late = await debug(one.id, file, [...headers(), '--received-at', new Date(Date.now() + 900_000).toISOString()])
  expect(late).toMatchObject({ code: 1, stdout: expect.stringMatching(/^It is \d+ s old/) })
  const early = await debug(one.id, file, [...headers(), '--received-at', '1h'])
  expect(early).toMatchObject({ code: 1, stdout: expect.stringMatching(/^It is \d+ s ahead/) })
  expect(await debug(one.id, file, headers({ 'webhook-timestamp': 'now' }))).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('not a number'),
  })
  expect(await debug(one.id, file, headers({ 'webhook-signature': 'v1,AAAA' }))).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('Nothing was delivered to this endpoint under that webhook-id'),
  })
}, 60_000)

test.concurrent.each([
  ['an address that is not allowed', ['create', 'ftp://shop.example'], 2],
  ['an event that is none', ['create', 'https://shop.example', '--types', 'tracking.sold'], 2],
  ['an address that is none', ['create', 'https://shop.example', '--legacy-verify-email', 'nobody'], 2],
  ['an id that is none', ['show', 'whe_1'], 4],
  ['an id of nobody', ['delete', `whe_${'0'.repeat(32)}`], 4],
  ['a time that is none', ['recover', `whe_${'0'.repeat(32)}`, '--since', 'yesterday'], 2],
  ['no time', ['recover', `whe_${'0'.repeat(32)}`], 2],
  ['more than 30 days', ['recover', `whe_${'0'.repeat(32)}`, '--since', '31d'], 2],
  ['a header without a colon', ['debug', `whe_${'0'.repeat(32)}`, '-', '--header', 'webhook-id'], 2],
  ['a cursor that is none', ['deliveries', `whe_${'0'.repeat(32)}`, '--after', 'x'], 2],
  ['too long a page', ['deliveries', `whe_${'0'.repeat(32)}`, '--limit', '201'], 2],
] as const)('%s is told on standard error', async (_, args, expected) => {
  const { code, stdout, stderr } = await run(...args)
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
  expect(stderr).toMatch(/\S/)
  expect(stderr).not.toMatch(/\bat .*\.js:\d/)
})
