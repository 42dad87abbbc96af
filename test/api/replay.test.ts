import { afterAll, beforeAll, expect, test } from 'vitest'
import { Client } from 'pg'
import { type Admin, openAdmin } from '../../src/app/index.ts'
import { loadConfig } from '../../src/config/index.ts'
import { type Product, SECRET_KEY, startProduct } from '../support/product.ts'

let product: Product
let admin: Admin
let client: Client
beforeAll(async () => {
  product = await startProduct()
  admin = await openAdmin(loadConfig({ DATABASE_URL: product.databaseUrl, SECRET_KEY, LAB_URL: product.lab.url }, 'none').config)
  client = new Client({ connectionString: product.databaseUrl })
  await client.connect()
  for (const [carrier_code, tracking_number] of [
    ['cdek', '1100000001'],
    ['russian-post', 'RA644000001RU'],
  ])
    await product.call('POST', '/trackings/post', { tracking_number, carrier_code })
  for (const path of ['cdek/1100000001', 'russian-post/RA644000001RU'])
    await product.until(`/trackings/${path}`, ({ status }) => status === 'delivered')
})
afterAll(async () => {
  await client.end()
  await admin.close()
  await product.stop()
})

const since = Date.now() - 86_400_000

test('what was kept is sealed, and holds neither people nor credentials', async () => {
  const { rows } = await client.query<{ source: string; outcome: string; sealed: string }>(
    'select source, outcome, sealed from carrier_answers',
  )
  expect(rows.map(({ source, outcome }) => `${source} ${outcome}`).toSorted()).toEqual(['cdek found', 'russian-post found'])
  for (const { sealed } of rows) expect(sealed).toMatch(/^v1\.[\w-]+$/)
})

test('an event that an adapter had missed is found by the mended one, shown first, stored when told', async () => {
  await client.query("delete from checkpoints where doc ->> 'code' = 'DELIVERED'")
  const shown = await admin.replay('default', { source: 'cdek', since, write: false })
  expect(shown).toEqual([
    expect.objectContaining({ carrier: 'cdek', number: '1100000001', before: 'found', now: 'found', newCheckpoints: 1 }),
  ])
  const count = async (): Promise<number> =>
    Number((await client.query<{ n: string }>("select count(*) as n from checkpoints where doc ->> 'code' = 'DELIVERED'")).rows[0]?.n)
  expect(await count()).toBe(0)
  await admin.replay('default', { source: 'cdek', since, write: true })
  expect(await count()).toBe(1)
  expect(await admin.replay('default', { source: 'cdek', since, write: true })).toEqual([expect.objectContaining({ newCheckpoints: 0 })])
  await product.until('/trackings/cdek/1100000001', ({ status }) => status === 'delivered')
})

test('words that were masked when they were kept do not replace those that are stored', async () => {
  await admin.setCredential('default', 'ship24', { apiKey: 'lab' })
  await product.call('POST', '/trackings/post', { tracking_number: 'S24LAB0000000001', carrier_code: 'estafeta' })
  const path = '/trackings/estafeta/S24LAB0000000001'
  await product.until(path, (one) => JSON.stringify(one).includes('"check_reason":"pending"'))
  await product.later(120)
  const before = await product.until(path, ({ status }) => status === 'transit')
  await client.query("delete from checkpoints where doc ->> 'code' = 'transit_handover'")
  await admin.replay('default', { source: 'ship24', since, write: true })
  const after = await product.until(path, () => true)
  expect(after['lastEvent']).toBe(before['lastEvent'])
  expect(JSON.stringify(after)).toContain('"StatusDescription":"Arrived at regional facility"')
  // Its words are gone with it.
  expect(JSON.stringify(after)).toContain('"StatusDescription":"transit_handover"')
})

test('another account has nothing to read again', async () => {
  expect(await admin.replay('another', { source: 'cdek', since, write: true })).toEqual([])
})
