import { get, type IncomingMessage } from 'node:http'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KEY, type Product } from '../support/product.ts'
import { startQuietProduct } from './operator.ts'
import { itemsOf, type Wire, wireTo } from './wire.ts'

const COUNT = 2_000
const BATCH = 40
/** 500 characters of 4 bytes in three fields that the list shows: 2,000 items are 14 MB, more than the sockets of both sides hold. */
const LONG = '📦'.repeat(500)

let product: Product
let wire: Wire

beforeAll(async () => {
  product = await startQuietProduct()
  wire = wireTo(product)
  for (let first = 0; first < COUNT; first += BATCH) {
    const items = Array.from({ length: BATCH }, (_, i) => ({
      tracking_number: `LONG${String(first + i).padStart(6, '0')}`,
      carrier_code: 'dhl',
      title: LONG,
      comment: LONG,
      customer_name: LONG,
    }))
    await wire('POST', '/v1/trackings/batch', items)
  }
}, 120_000)
afterAll(() => product.stop())

const names = (items: Record<string, unknown>[]): unknown[] => items.map((item) => item['tracking_number'])

test('2,000 items are one page, the same as by hundreds, newest first, each once', async () => {
  const whole = await wire('GET', `/v1/trackings/get?limit=${COUNT}`)
  expect(whole.data).toMatchObject({ page: 1, limit: COUNT, total: String(COUNT), count: COUNT })
  const all = itemsOf(whole)
  expect(all).toHaveLength(COUNT)
  const paged: Record<string, unknown>[] = []
  for (let page = 1; page <= COUNT / 100; page++) paged.push(...itemsOf(await wire('GET', `/v1/trackings/get?page=${page}`)))
  expect(names(paged)).toEqual(names(all))
  expect(new Set(names(all)).size).toBe(COUNT)
  expect(names(itemsOf(await wire('GET', `/v1/trackings/get?limit=${COUNT}`)))).toEqual(names(all))
  const times = all.map((item) => String(item['created_at']))
  expect(times).toEqual(times.toSorted().toReversed())
  expect(paged.map(({ stayTimeLength: _days, ...item }) => item)).toEqual(all.map(({ stayTimeLength: _days, ...item }) => item))
  expect((await wire('GET', `/v1/trackings/get?limit=${COUNT}&page=2`)).meta.code).toBe(4031)
})

test('the first items arrive while the last are not read yet: they are read as the caller takes them', async () => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${product.url}/v1/trackings/get?limit=${COUNT}`, { headers: { 'Api-Key': KEY } }, resolve).on('error', reject)
  })
  // Until the first look at `data` the caller takes nothing, so that the server has to stop where the sockets are full.
  const blocker = new Client({ connectionString: product.databaseUrl })
  await blocker.connect()
  await blocker.query('begin')
  await blocker.query('lock table trackings in access exclusive mode')
  let size = 0
  let ended = false
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
  })
  response.on('end', () => {
    ended = true
  })
  // The server waits for the table: it has more to read, and the caller has what was read before.
  await expect.poll(async () => (await blocker.query('select from pg_locks where not granted')).rowCount).toBe(1)
  await expect.poll(() => size).toBeGreaterThan(0)
  const before = size
  expect(ended).toBe(false)
  await blocker.query('rollback')
  await blocker.end()
  await expect.poll(() => ended, { timeout: 10_000 }).toBe(true)
  expect(before).toBeLessThan(size)
  expect(size).toBeGreaterThan(12_000_000)
})
