import { afterAll, beforeAll, expect, test } from 'vitest'
import { movableClock, type Product, startProduct } from '../support/product.ts'

const HOUR = 3_600_000

interface Seen {
  id: string
  carrier_code: string
  status: string
  origin_info: { carrier_code: string; trackinfo: { StatusDescription: string }[] | null }
  freshness: { courier: string; source: string | null; stale_because: string | null; last_checked_at: string; next_check_at: string | null }
}

const clock = movableClock()
let product: Product
beforeAll(async () => {
  product = await startProduct({}, clock)
})
afterAll(() => product.stop())

/** Registers a number without a carrier; answers the path under which it is read. */
async function register(number: string): Promise<string> {
  const { meta, data } = await product.call('POST', '/trackings/post', { tracking_number: number })
  expect(meta.code).toBe(200)
  return `/trackings/${(data as Seen).carrier_code}/${number}`
}

/** From now on the carrier knows the number: delivered an hour ago, by its word for that. */
function knownTo(carrier: string, number: string, code: string): void {
  product.lab.set(carrier, number, { offset: '+00:00', steps: [{ code, at: -3_600, text: { en: 'Delivered' } }] })
}

/** Hours pass until the tracking is as wanted; the worker looks by itself. */
async function whenHoursPass(hours: number, path: string, isThere: (seen: Seen) => boolean): Promise<Seen> {
  clock.move(hours * HOUR)
  return (await product.until(path, (one) => isThere(one as unknown as Seen))) as unknown as Seen
}

test('a silent first guess is left after six hours for the next, and the carrier that knows the number answers', async () => {
  // The shape fits GLS and CDEK better than Aramex, which alone knows it.
  const path = await register('90000000011')
  expect(path).toBe('/trackings/gls/90000000011')
  const first = await whenHoursPass(0, path, ({ status }) => status === 'notfound')
  expect(first.freshness).toMatchObject({ courier: 'gls', source: 'gls', stale_because: null })
  expect(product.lab.requests('cdek')).toEqual([])

  const second = await whenHoursPass(6.1, path, ({ freshness }) => freshness.source === 'cdek')
  expect(second).toMatchObject({ status: 'notfound', freshness: { stale_because: null } })
  expect(product.lab.requests('aramex')).toEqual([])

  const third = await whenHoursPass(6.1, path, ({ status }) => status === 'delivered')
  expect(third).toMatchObject({
    id: first.id,
    carrier_code: 'gls',
    freshness: { courier: 'aramex', source: 'aramex', stale_because: null },
    origin_info: { carrier_code: 'aramex' },
  })
  expect(third.origin_info.trackinfo).toHaveLength(9)
  const { data } = await product.call('GET', '/trackings/get?numbers=90000000011')
  expect(data).toMatchObject({ total: '1', items: [{ id: first.id, status: 'delivered' }] })
})

test("a first guess that calls it somebody else's parcel is left too", async () => {
  const path = await register('1100000004')
  const first = await whenHoursPass(0, path, ({ freshness }) => freshness.stale_because !== null)
  expect(first.freshness).toMatchObject({ courier: 'cdek', source: 'cdek', stale_because: 'forbidden' })
  expect(first.freshness.next_check_at).not.toBeNull()
  knownTo('aramex', '1100000004', 'SH005')
  const next = await whenHoursPass(6.1, path, ({ status }) => status === 'delivered')
  expect(next.freshness).toMatchObject({ courier: 'aramex', source: 'aramex', stale_because: null })
})

test('a first guess that nobody can be asked about gives way at once', async () => {
  // Of its check character DPD is the likeliest, and no adapter serves it; FedEx has this shape too.
  const number = '010000000000039'
  knownTo('fedex', number, 'DL')
  const path = await register(number)
  expect(path).toBe(`/trackings/dpd/${number}`)
  const seen = await whenHoursPass(0, path, ({ status }) => status === 'delivered')
  expect(seen.freshness).toMatchObject({ courier: 'fedex', source: 'fedex' })
})
