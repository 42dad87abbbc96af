import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAdmin } from '../../src/app/index.ts'
import { loadConfig } from '../../src/config/index.ts'
import { type Product, SECRET_KEY, startProduct } from '../support/product.ts'

const NUMBER = '1100000777'
const STEPS = [
  { code: 'CREATED', at: -90_000, text: { ru: 'Создан' } },
  { code: 'RECEIVED_AT_SHIPMENT_WAREHOUSE', at: -80_000, text: { ru: 'Принят на склад отправителя' } },
]

let product: Product
/** Where CDEK calls for the default account, and for another one. */
let address: string
let elsewhere: string
beforeAll(async () => {
  product = await startProduct()
  const env = { DATABASE_URL: product.databaseUrl, SECRET_KEY, PUBLIC_URL: product.url }
  const admin = await openAdmin(loadConfig(env, 'none').config)
  address = await admin.pushUrl('default', 'cdek')
  elsewhere = await admin.pushUrl('another', 'cdek')
  await expect(admin.pushUrl('default', 'fedex')).rejects.toMatchObject({ code: 'carrier_invalid' })
  await admin.close()
  product.lab.set('cdek', NUMBER, { steps: STEPS })
  await product.call('POST', '/trackings/post', { tracking_number: NUMBER, carrier_code: 'cdek' })
  await product.until(`/trackings/cdek/${NUMBER}`, ({ status }) => status === 'transit')
})
afterAll(() => product.stop())

const webhook = JSON.stringify({ type: 'ORDER_STATUS', attributes: { cdek_number: NUMBER, code: 'DELIVERED' } })

async function push(url: string, body = webhook, type = 'application/json'): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })
  return { status: response.status, text: await response.text() }
}

test('a call to a wrong address, or to another account, moves nothing', async () => {
  const before = product.lab.requests('cdek').length
  for (const wrong of [`${address}x`, address.slice(0, -1), address.replace('/cdek/', '/fedex/'), address.replace('/cdek/', '/nobody/')])
    expect((await push(wrong)).status, wrong).toBe(404)
  expect(await push(elsewhere)).toEqual({ status: 200, text: '{"received":0}' })
  expect(await push(address, 'not about a parcel', 'text/plain')).toEqual({ status: 200, text: '{"received":0}' })
  expect(product.lab.requests('cdek').length).toBe(before)
})

test('a forged call only makes the carrier asked; its own word counts, and from then on it is asked less', async () => {
  expect(await push(address)).toEqual({ status: 200, text: '{"received":1}' })
  const item = await product.until(
    `/trackings/cdek/${NUMBER}`,
    (one) => (one as { freshness?: { check_reason: string } }).freshness?.check_reason === 'pushed',
  )
  expect(item).toMatchObject({ status: 'transit' })
})

test('what the carrier calls about is there at once', async () => {
  product.lab.set('cdek', NUMBER, { steps: [...STEPS, { code: 'DELIVERED', at: -60, text: { ru: 'Вручен' } }] })
  await push(address)
  await product.until(`/trackings/cdek/${NUMBER}`, ({ status }) => status === 'delivered')
})
