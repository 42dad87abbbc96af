import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

let product: Product

beforeAll(async () => {
  product = await startProduct()
})
afterAll(() => product.stop())

interface Item {
  id: string
  tracking_number: string
  carrier_code: string
  status: string
  substatus: string | null
  title: string
  lastEvent: string
  lastUpdateTime: string
  itemTimeLength: number | null
  origin_info: Record<string, unknown> & {
    trackinfo: { Date: string; StatusDescription: string; Details: string; checkpoint_status: string }[] | null
  }
}

const BATCH = [
  { tracking_number: 'RA644000001RU', carrier_code: 'russian-post', title: 'Книга 📚 из Омска' },
  { tracking_number: '1100000002', carrier_code: 'cdek', order_id: 'A-1001' },
  { tracking_number: '770000000017', carrier_code: 'fedex', destination_code: 'us' },
  { tracking_number: '770000000039', carrier_code: 'fedex' },
  { tracking_number: '770000000028', carrier_code: 'fedex' },
]

describe('parcels of three carriers, registered in one call', () => {
  test('are all added, and within seconds hold the carriers’ own checkpoints, normalised', async () => {
    const { status, meta, data } = await product.call('POST', '/trackings/batch', BATCH)
    expect({ status, meta }).toEqual({
      status: 200,
      meta: { code: 201, type: 'Created', message: 'The request was successful and a resource was created.' },
    })
    expect(data).toMatchObject({ submitted: 5, added: 5, errors: [] })

    for (const { tracking_number: number, carrier_code: carrier } of BATCH) {
      const item = (await product.until(`/trackings/${carrier}/${number}`, (one) => one['lastEvent'] !== '')) as unknown as Item
      expect(item).toMatchObject({ tracking_number: number, carrier_code: carrier })
      expect(item.origin_info.trackinfo?.length).toBeGreaterThan(0)
      expect(item.origin_info['ItemReceived']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/)
      const newest = item.origin_info.trackinfo?.[0]
      expect(item.lastEvent).toBe([newest?.StatusDescription, newest?.Details, newest?.Date].join(','))
      expect(item.lastUpdateTime).toBe(newest?.Date)
    }
    const russian = (await product.until('/trackings/russian-post/RA644000001RU', () => true)) as unknown as Item
    expect(russian).toMatchObject({ status: 'delivered', title: 'Книга 📚 из Омска' })
  })

  test('can be listed by every filter', async () => {
    const total = async (query: string): Promise<number> => {
      const { meta, data } = await product.call('GET', `/trackings/get?${query}`)
      return meta.code === 4031 ? 0 : Number((data as { total: string }).total)
    }
    const soon = Math.floor(Date.now() / 1_000) + 60
    expect(await total('')).toBe(5)
    expect(await total('numbers=RA644000001RU,770000000017')).toBe(2)
    expect(await total('orders=A-1001')).toBe(1)
    expect(await total('archived=true')).toBe(0)
    expect(await total('archived=false')).toBe(5)
    expect(await total('status=Delivered&numbers=RA644000001RU')).toBe(1)
    expect(await total('status=4&numbers=RA644000001RU')).toBe(1)
    expect(await total(`created_at_min=${soon}`)).toBe(0)
    expect(await total(`created_at_max=${soon}`)).toBe(5)
    expect(await total(`update_time_min=${soon}`)).toBe(0)
    expect(await total(`update_time_max=${soon}`)).toBe(5)
    // Without an order time an item is not filtered out by one: clients send the maximum always.
    expect(await total(`order_created_time_max=${soon}`)).toBe(5)
    const { data } = await product.call('GET', '/trackings/get?limit=2&page=3')
    expect(data).toMatchObject({ page: 3, limit: 2, total: '5', count: 1 })
    expect((await product.call('POST', '/trackings/get', { numbers: '1100000002' })).data).toMatchObject({ total: '1' })
  })

  test('PUT answers the documented example to the letter, and 8 takes the manual status back', async () => {
    const before = (await product.until('/trackings/russian-post/RA644000001RU', () => true)) as unknown as Item
    const change = {
      title: 'new title',
      logistics_channel: '4PX挂号小包',
      customer_name: 'sandy',
      customer_email: 'sandy@example.com',
      customer_phone: '+86123456789',
      order_id: '986574521568',
      destination_code: 'CN',
      archived: 'true',
      status: 7,
    }
    const { text, meta, data } = await product.call('PUT', '/trackings/russian-post/RA644000001RU', change)
    expect(meta).toEqual({ code: 200, type: 'Success', message: 'Success' })
    const { id, created_at: createdAt, updated_at: updatedAt } = data as { id: string; created_at: string; updated_at: string }
    expect(text).toBe(
      JSON.stringify({
        meta: { code: 200, type: 'Success', message: 'Success' },
        data: {
          id,
          tracking_number: 'RA644000001RU',
          carrier_code: 'russian-post',
          created_at: createdAt,
          updated_at: updatedAt,
          customer_email: 'sandy@example.com',
          customer_name: 'sandy',
          order_id: '986574521568',
          title: 'new title',
          destination_code: 'CN',
          customer_phone: '+86123456789',
          archived: 'true',
          status: '7',
          logistics_channel: '4PX挂号小包',
        },
      }),
    )
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    const shown = (await product.until('/trackings/russian-post/RA644000001RU', () => true)) as unknown as Item
    expect(shown.status).toBe('exception')
    await product.call('PUT', '/trackings/russian-post/RA644000001RU', { status: '8', archived: false })
    expect(await product.until('/trackings/russian-post/RA644000001RU', () => true)).toMatchObject({
      status: before.status,
      archived: false,
    })
  })

  test('realtime answers at once, also for a number never registered, and registers it', async () => {
    const { meta, data } = await product.call('POST', '/trackings/realtime', {
      tracking_number: 'SB-DELIVERED',
      carrier_code: 'sandbox',
      order: 'R-7',
    })
    expect(meta.code).toBe(200)
    expect((data as { items: Item[] }).items[0]).toMatchObject({ status: 'delivered', tracking_number: 'SB-DELIVERED' })
    expect((await product.call('GET', '/trackings/get?orders=R-7')).data).toMatchObject({ total: '1' })
    expect(
      (await product.call('POST', '/trackings/realtime', { tracking_number: 'SB-DELIVERED', carrier_code: 'sandbox' })).meta.code,
    ).toBe(200)
  })

  test('DELETE removes the history too', async () => {
    expect((await product.call('DELETE', '/trackings/fedex/770000000028')).text).toBe(
      '{"meta":{"code":200,"type":"Success","message":"Success"},"data":[]}',
    )
    expect((await product.call('GET', '/trackings/fedex/770000000028')).meta.code).toBe(4031)
    expect((await product.call('DELETE', '/trackings/fedex/770000000028')).meta.code).toBe(4017)
  })
})

test('a carrier that is down is said to be down, and what was known stays', async () => {
  await product.call('POST', '/trackings/post', { tracking_number: '770000000039', carrier_code: 'fedex' })
  const known = (await product.until('/trackings/fedex/770000000039', (one) => one['lastEvent'] !== '')) as unknown as Item
  product.lab.fault('fedex', { kind: 'serverError' })
  try {
    const { meta, data } = await product.call('POST', '/trackings/realtime', { tracking_number: '770000000039', carrier_code: 'fedex' })
    expect(meta.code).toBe(200)
    const item = (data as { items: (Item & { freshness: Record<string, unknown> })[] }).items[0]
    expect(item?.status).toBe(known.status)
    expect(item?.freshness).toMatchObject({ stale_because: 'carrier_down' })
  } finally {
    product.lab.fault('fedex', null)
  }
})
