import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { createLab, type Lab } from '../../src/lab/index.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { SECRET_KEY } from '../support/product.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { until } from './launch.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'trackru-logs-'))
let lab: Lab
let database: FreshDatabase

beforeAll(async () => {
  lab = await createLab({ clock: systemClock })
  database = await freshDatabase()
})
afterAll(async () => {
  await lab.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Nobody may find any of these in the log. */
const CANARY = {
  key: 'canary-key-4d1c9e7b20f84a3c95d6e1f0',
  email: 'canary.person@canary.example',
  phone: '+79261234507',
  name: 'Canary Person-Surname',
  number: '770000000999',
  credential: 'canary-client-secret',
  endpointUser: 'canary-endpoint-user',
  databaseWord: 'canary-database-word',
  urlKey: 'canary-key-in-url',
} as const

test('at the level debug no key, address, phone, name, number, credential or URL secret is logged, and a value is never two lines', async () => {
  const databaseUrl = new URL(database.url)
  databaseUrl.password = CANARY.databaseWord
  const env = {
    DATABASE_URL: databaseUrl.href,
    DATA_DIR: dataDir,
    SECRET_KEY,
    LAB_URL: lab.url,
    CARRIER_ENDPOINTS: `fedex=${lab.endpoint('fedex').replace('//', `//${CANARY.endpointUser}:word@`)}`,
    INITIAL_API_KEY: CANARY.key,
    LOG_LEVEL: 'debug',
  }
  // A text that would be a line of its own, under a code that no table holds.
  lab.set('cdek', '1700000001', { steps: [{ code: 'NEWS_OF_TOMORROW', at: -60, text: { ru: 'first\n{"level":60,"msg":"forged"}' } }] })
  const program = await startProgram(env)
  const send = (method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<string> =>
    fetch(program.url + path, {
      method,
      headers: { 'api-key': CANARY.key, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    }).then((response) => response.text())
  const person = { customer_name: CANARY.name, customer_email: CANARY.email, customer_phone: CANARY.phone }
  const parcel = { tracking_number: CANARY.number, carrier_code: 'fedex', ...person }

  await send('POST', '/v1/trackings/post', JSON.stringify(parcel))
  await send('POST', '/v1/trackings/post', JSON.stringify({ tracking_number: '1700000001', carrier_code: 'cdek' }))
  await send('PUT', `/v1/trackings/fedex/${CANARY.number}`, JSON.stringify(person))
  await send('POST', '/v1/trackings/realtime', JSON.stringify(parcel))
  await send('POST', '/v1/trackings/post', `{"broken":"${CANARY.email}`)
  await send('POST', '/v1/trackings/post', `tracking_number=${CANARY.number}&customer_email=${CANARY.email}`, {
    'content-type': 'application/x-www-form-urlencoded',
  })
  await send('POST', '/v1/trackings/post', 'x', { 'content-type': `text/${CANARY.name.replaceAll(' ', '')}` })
  await send('GET', `/v1/trackings/get?api-key=${CANARY.urlKey}&numbers=${CANARY.number}`)
  await send('GET', `/v1/trackings/get?key=${CANARY.urlKey}`, undefined, { 'api-key': '' })
  await send('GET', `/no/such/path/${CANARY.number}?email=${CANARY.email}`)
  await send('GET', '/v1/trackings/get', undefined, { 'api-key': `${CANARY.urlKey}-${'0'.repeat(30)}` })
  const fields = JSON.stringify({ clientId: 'canary', clientSecret: CANARY.credential })
  const stored = await runProgram(['carriers', 'credentials', 'set', 'fedex'], env, fields)
  expect({ code: stored.code, stderr: stored.stderr }).toMatchObject({ code: 0 })
  await systemClock.sleep(1_200)
  await send('POST', '/v1/trackings/realtime', JSON.stringify(parcel))
  // Sessions that the database throws out are logged with the driver's error.
  await database.pool.query({
    name: '',
    text: "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name = 'trackru'",
  })
  await send('DELETE', `/v1/trackings/fedex/${CANARY.number}`)
  await until(() => program.said().includes('NEWS_OF_TOMORROW'))
  program.child.kill('SIGTERM')
  expect(await program.exited).toBe(0)

  const said = program.said() + stored.stderr
  const hits = Object.entries(CANARY).filter(([, secret]) => said.includes(secret) || said.includes(encodeURIComponent(secret)))
  expect(hits).toEqual([])
  const lines = said.split('\n').filter((line) => line !== '' && !line.startsWith('Trackru is ready at '))
  for (const line of lines) expect(JSON.parse(line)).not.toHaveProperty('msg', 'forged')
  // What was asked for is there: the log was not empty.
  expect(lines.filter((line) => line.includes('"route":"/v1/trackings/')).length).toBeGreaterThan(8)
  expect(said).toContain('asked the outside')
}, 60_000)
