import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'
import { asOperator } from './operator.ts'

/** No adapter serves Estafeta; Ship24 of the lab knows the number. */
const NUMBER = 'S24LAB0000000002'
const PATH = `/trackings/estafeta/${NUMBER}`

interface Seen {
  status: string
  freshness: { source: string | null; stale_because: string | null; check_reason: string }
}

let product: Product
let neighbour: string
beforeAll(async () => {
  product = await startProduct()
  neighbour = await asOperator(product, async (admin) => (await admin.createKey({ account: 'neighbour', mode: 'live', label: '' })).text)
  for (const key of [undefined, neighbour])
    await product.call('POST', '/trackings/post', { tracking_number: NUMBER, carrier_code: 'estafeta' }, key === undefined ? {} : { key })
})
afterAll(() => product.stop())

const seen = (item: Record<string, never>): Seen => item as unknown as Seen

test('a courier without an adapter waits, and says that nobody asks it', async () => {
  const item = await product.until(PATH, (one) => seen(one).freshness.stale_because !== null)
  expect(seen(item)).toMatchObject({ status: 'pending', freshness: { stale_because: 'unsupported', source: null } })
  expect(product.lab.requests('ship24')).toEqual([])
})

test("the account's aggregator stands in as soon as its credential is there, and the answer names it", async () => {
  await asOperator(product, (admin) => admin.setCredential('default', 'ship24', { apiKey: 'lab' }))
  await product.until(PATH, (one) => seen(one).freshness.check_reason === 'pending')
  await product.later(120)
  const item = await product.until(PATH, (one) => one['status'] === 'delivered')
  expect(seen(item).freshness).toMatchObject({ source: 'ship24', stale_because: null })
})

test('a parcel of a carrier that can be asked itself is not paid for', async () => {
  const before = product.lab.requests('ship24').length
  await product.call('POST', '/trackings/post', { tracking_number: '1100000001', carrier_code: 'cdek' })
  const item = await product.until('/trackings/cdek/1100000001', (one) => one['lastEvent'] !== '')
  expect(seen(item).freshness.source).toBe('cdek')
  expect(product.lab.requests('ship24')).toHaveLength(before)
})

test('another account does not look through it', async () => {
  await product.call('POST', '/trackings/realtime', { tracking_number: NUMBER, carrier_code: 'estafeta' }, { key: neighbour })
  const { data } = await product.call('GET', PATH, undefined, { key: neighbour })
  expect(data).toMatchObject([{ status: 'pending', freshness: { stale_because: 'unsupported', source: null } }])
})
