import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAdmin } from '../../src/app/index.ts'
import { loadConfig } from '../../src/config/index.ts'
import { type Product, SECRET_KEY, startProduct } from '../support/product.ts'

const NUMBER = 'RU900000777'
const STEPS = [
  { code: 'OnTerminalPickup', at: -90_000, text: { ru: 'На терминале приёма' } },
  { code: 'OnRoad', at: -80_000, text: { ru: 'В пути' } },
]

let product: Product
beforeAll(async () => {
  product = await startProduct()
  product.lab.set('dpd-ru', NUMBER, { steps: STEPS })
  await product.call('POST', '/trackings/post', { tracking_number: NUMBER, carrier_code: 'dpd-ru' })
  await product.until(`/trackings/dpd-ru/${NUMBER}`, ({ status }) => status === 'transit')
})
afterAll(() => product.stop())

const feed = (operation: string): number =>
  product.lab.requests('dpd-ru').filter(({ path, body }) => path === '/services/tracing' && body.includes(`:${operation}`)).length

test('what DPD’s change feed names is asked for at once, and the feed is confirmed after that', { timeout: 60_000 }, async () => {
  expect(feed('getStatesByClient')).toBe(0)
  product.lab.set('dpd-ru', NUMBER, { steps: [...STEPS, { code: 'Delivered', at: -60, text: { ru: 'Доставлен' } }] })
  // A feed belongs to an account's own contract.
  const admin = await openAdmin(loadConfig({ DATABASE_URL: product.databaseUrl, SECRET_KEY, LAB_URL: product.lab.url }, 'none').config)
  await admin.setCredential('default', 'dpd-ru', { clientNumber: 'lab', clientKey: 'lab' })
  await admin.close()
  await expect
    .poll(async () => ((await product.call('GET', `/trackings/dpd-ru/${NUMBER}`)).data as { status: string }[])[0]?.status, {
      timeout: 40_000,
    })
    .toBe('delivered')
  await expect.poll(() => feed('confirm'), { timeout: 10_000 }).toBe(1)
  expect(feed('getStatesByClient')).toBe(1)
})
