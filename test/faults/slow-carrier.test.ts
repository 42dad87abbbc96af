import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { type Product, startProduct } from '../support/product.ts'

interface Item {
  status: string
  lastEvent: string
  freshness: { stale_because: string | null; last_checked_at: string | null }
}

let product: Product

beforeAll(async () => {
  product = await startProduct()
})
beforeEach(() => product.lab.reset())
afterAll(() => product.stop())

const look = async (number: string): Promise<{ code: number; item: Item | undefined; ms: number }> => {
  const startedAt = Date.now()
  const { meta, data } = await product.call('POST', '/trackings/realtime', { tracking_number: number, carrier_code: 'fedex' })
  return { code: meta.code, item: (data as { items: Item[] }).items[0], ms: Date.now() - startedAt }
}

const timesAsked = (number: string): number => product.lab.requests('fedex').filter(({ numbers }) => numbers.includes(number)).length

test('a carrier that hangs: the realtime answer comes within 30 s and says why it is not fresher', async () => {
  product.lab.hold('fedex')
  // A new number, and one that the worker is asking about already.
  await product.call('POST', '/trackings/post', { tracking_number: '770000000028', carrier_code: 'fedex' })
  await expect.poll(() => product.lab.requests('fedex').length, { timeout: 10_000 }).toBeGreaterThan(0)
  const answers = await Promise.all([look('770000000017'), look('770000000028')])
  for (const { code, item, ms } of answers) {
    expect({ code, stale: item?.freshness.stale_because, checked: item?.freshness.last_checked_at }).toEqual({
      code: 200,
      stale: 'carrier_down',
      checked: null,
    })
    expect(ms).toBeLessThan(30_000)
  }
}, 60_000)

test('a look under way is waited for: of many callers one asks the carrier', async () => {
  product.lab.hold('fedex')
  const looks = Array.from({ length: 6 }, () => look('770000000039'))
  await expect.poll(() => product.lab.requests('fedex').length, { timeout: 10_000 }).toBeGreaterThan(0)
  // Also those who come while the carrier thinks.
  await systemClock.sleep(300)
  looks.push(look('770000000039'), look('770000000039'))
  await systemClock.sleep(300)
  product.lab.release('fedex')
  for (const { code, item } of await Promise.all(looks)) {
    expect(code).toBe(200)
    expect(item).toMatchObject({ status: 'delivered', freshness: { stale_because: null } })
  }
  expect(timesAsked('770000000039')).toBe(1)
}, 60_000)

test('a new number is asked for once, by the caller who waits', async () => {
  const answers = await Promise.all(['770000000040', '770000000061'].map(look))
  expect(answers.map(({ code }) => code)).toEqual([200, 200])
  expect(timesAsked('770000000040')).toBe(1)
})
