import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

interface Seen {
  status: string
  freshness: { stale_because: string | null; needs: string | null; next_check_at: string | null }
}

let product: Product
beforeAll(async () => {
  product = await startProduct()
})
afterAll(() => product.stop())

async function until(path: string, isThere: (seen: Seen) => boolean): Promise<Seen> {
  return (await product.until(path, (one) => isThere(one as unknown as Seen))) as unknown as Seen
}

test('a parcel that its carrier shows only with a phone says so, is asked for all the same, and is shown once it is given', async () => {
  const path = '/trackings/sf-express/SF0000000000902'
  await product.call('POST', '/trackings/post', { tracking_number: 'SF0000000000902', carrier_code: 'sf-express' })
  const before = await until(path, ({ freshness }) => freshness.needs !== null)
  expect(before).toMatchObject({ status: 'notfound', freshness: { stale_because: 'needs_input', needs: 'customer_phone' } })
  expect(before.freshness.next_check_at).not.toBeNull()
  await product.call('PUT', path, { customer_phone: '+86 130 0000 1234' })
  const after = await until(path, ({ status }) => status === 'pickup')
  expect(after.freshness).toMatchObject({ stale_because: null, needs: null })
})

test('a wrong phone is not asked for again', async () => {
  const path = '/trackings/zto/70000000000022'
  await product.call('POST', '/trackings/post', { tracking_number: '70000000000022', carrier_code: 'zto' })
  expect((await until(path, ({ freshness }) => freshness.needs !== null)).freshness.needs).toBe('customer_phone')
  await product.call('PUT', path, { customer_phone: '+86 130 0000 9999' })
  const { status, freshness } = await until(path, (one) => one.freshness.needs === null)
  expect({ status, because: freshness.stale_because }).toEqual({ status: 'notfound', because: null })
})
