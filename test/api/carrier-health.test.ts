import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAdmin } from '../../src/app/index.ts'
import { loadConfig } from '../../src/config/index.ts'
import { KEY, type Product, SECRET_KEY, startProduct } from '../support/product.ts'

interface Health {
  carrier: string
  credential: string
  looks: number
  success_rate: number | null
  empty_share: number | null
  budget: { requests: number; left: number; resets_at: string }[]
  alarm: string | null
}

let product: Product
beforeAll(async () => {
  product = await startProduct()
})
afterAll(() => product.stop())

async function health(
  key = KEY,
): Promise<{ status: number; type: string | null; body: { data?: Health[]; code?: string; status?: number } }> {
  const response = await fetch(`${product.url}/api/carriers/health`, { headers: { 'api-key': key } })
  return { status: response.status, type: response.headers.get('content-type'), body: (await response.json()) as never }
}

const of = async (carrier: string): Promise<Health | undefined> => (await health()).body.data?.find((one) => one.carrier === carrier)

test('a wrong key is a problem with its real status', async () => {
  const { status, type, body } = await health('trk_live_nobody')
  expect({ status, type }).toEqual({ status: 401, type: 'application/problem+json; charset=utf-8' })
  expect(body).toMatchObject({ code: 'invalid_key', status: 401, type: '/guide/errors' })
})

test('looks are counted at once: what was answered, what is left of the day', async () => {
  for (const number of ['RA644000001RU', 'RB100000017CN', 'RO300000012RU'])
    await product.call('POST', '/trackings/realtime', { tracking_number: number, carrier_code: 'russian-post' })
  product.lab.fault('cdek', { kind: 'serverError' })
  await product.call('POST', '/trackings/realtime', { tracking_number: '1100000001', carrier_code: 'cdek' })
  product.lab.fault('cdek', null)
  await product.call('POST', '/trackings/realtime', { tracking_number: 'SB-DELIVERED', carrier_code: 'sandbox' })
  expect((await of('russian-post'))?.looks).toBe(3)
  expect(await of('russian-post')).toMatchObject({ credential: 'shared', success_rate: 1, empty_share: 0, alarm: null })
  const budget = (await of('russian-post'))?.budget[0]
  expect(budget).toMatchObject({ requests: 100 })
  expect(budget?.left).toBeLessThanOrEqual(97)
  expect(await of('cdek')).toMatchObject({ looks: 1, success_rate: 0, budget: [] })
  expect(await of('sandbox')).toMatchObject({ credential: 'none' })

  const admin = await openAdmin(loadConfig({ DATABASE_URL: product.databaseUrl, SECRET_KEY, LAB_URL: product.lab.url }, 'none').config)
  expect((await admin.carrierHealth('default', 'live')).map(({ carrier }) => carrier).toSorted()).toEqual([
    'cdek',
    'russian-post',
    'sandbox',
  ])
  await admin.close()
})
