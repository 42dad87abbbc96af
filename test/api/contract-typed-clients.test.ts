import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Product } from '../support/product.ts'
import { goClient, phpEvents, tsClient } from './decoders.ts'
import { startQuietProduct } from './operator.ts'
import { type Answer, type Wire, wireTo } from './wire.ts'

let product: Product
let wire: Wire

/** As different as items get: full and bare, before and after the first look, without a carrier, on two carriers' halves. */
const NUMBERS = [
  'SB-DELIVERED-1',
  'SB-TRANSIT-1',
  'SB-NOTFOUND-1',
  'SB-DOWN-1',
  'SB-FAILED-1',
  'SB-EXCEPTION-1',
  'SB-EXPIRED-1',
  'SB-NOZONE-1',
  'SB-UNKNOWNCODE-1',
  'SB-NOTE-1',
  'SB-WITHDRAWN-1',
  'SB-RENUMBERED-1',
  'SB-AMBIGUOUS-1',
  'SB-PURGED-1',
]

const FULL = {
  title: 'a title',
  logistics_channel: '4PX挂号小包',
  customer_name: 'sandy',
  customer_email: 'sandy@example.com',
  customer_phone: '+86123456789',
  order_id: '986574521568',
  comment: 'a note',
  destination_code: 'CN',
  order_create_time: '2018-05-20 12:00',
}

beforeAll(async () => {
  product = await startQuietProduct()
  wire = wireTo(product)
  for (const number of NUMBERS) await wire('POST', '/v1/trackings/realtime', { tracking_number: number, carrier_code: 'sandbox' })
  await wire('POST', '/v1/trackings/post', { tracking_number: 'TYPED00001', carrier_code: 'dhl', ...FULL })
  await wire('POST', '/v1/trackings/post', { tracking_number: 'TYPED00002', carrier_code: 'dhl' })
  await wire('PUT', '/v1/trackings/dhl/TYPED00002', { archived: true, status: 4 })
})
afterAll(() => product.stop())

const whole = ({ meta, data }: Answer): unknown => ({ meta, data })

const paths = (): string[] => [
  ...NUMBERS.map((number) => `/v1/trackings/sandbox/${number}`),
  '/v1/trackings/dhl/TYPED00001',
  '/v1/trackings/dhl/TYPED00002',
]

test('the readers are strict: each refuses what its language would', () => {
  expect(() => goClient.list({ data: { total: 5 } })).toThrow('.data.total must be a Go string, is 5')
  expect(() => goClient.single({ data: {} })).toThrow('.data must be an array')
  expect(() => goClient.list({ data: { items: [{ origin_info: [] }] } })).toThrow('.data.items[0].origin_info must be an object')
  expect(() => goClient.list({ data: { items: [{ itemTimeLength: 1.5 }] } })).toThrow('itemTimeLength')
  expect(() => goClient.put({ data: { archived: 'true' } })).toThrow('.data.archived must be a Go bool')
  expect(() => tsClient.create({ meta: {}, data: {} })).toThrow('.meta.code must be there')
  expect(() => phpEvents({ data: { id: '1' } })).toThrow('as array')
})

describe('a client in Go', () => {
  test('reads list, single, realtime, batch, carriers and detect', async () => {
    goClient.list(whole(await wire('GET', '/v1/trackings/get')))
    for (const path of paths()) goClient.single(whole(await wire('GET', path)))
    for (const number of NUMBERS)
      goClient.realtime(whole(await wire('POST', '/v1/trackings/realtime', { tracking_number: number, carrier_code: 'sandbox' })))
    goClient.batch(
      whole(
        await wire('POST', '/v1/trackings/batch', [
          { tracking_number: 'TYPED00003', carrier_code: 'dhl', ...FULL },
          { tracking_number: 'TYPED00003', carrier_code: 'dhl' },
          7,
        ]),
      ),
    )
    goClient.carriers(whole(await wire('GET', '/v1/carriers')))
    goClient.detect(whole(await wire('POST', '/v1/carriers/detect', { tracking_number: 'RA644000001RU' })))
  })

  test('reads the answer to a PUT of a title, and its way from realtime over the title to the end', async () => {
    const number = { tracking_number: 'SB-TRANSIT-77', carrier_code: 'sandbox' }
    goClient.realtime(whole(await wire('POST', '/v1/trackings/realtime', { ...number, auto_correct: '1' })))
    goClient.put(whole(await wire('PUT', '/v1/trackings/sandbox/SB-TRANSIT-77', { title: 'titled' })))
    goClient.remove(whole(await wire('DELETE', '/v1/trackings/sandbox/SB-TRANSIT-77')))
  })

  test('knows an error by data that does not decode, at HTTP 200', async () => {
    const errors: [keyof typeof goClient, Answer][] = [
      ['list', await wire('GET', '/v1/trackings/get?numbers=NOBODY0001')],
      ['list', await wire('GET', '/v1/trackings/get?limit=9999')],
      ['realtime', await wire('POST', '/v1/trackings/realtime', { tracking_number: 'RT00000001', carrier_code: 'nobody' })],
      ['realtime', await wire('POST', '/v1/trackings/realtime', {})],
      ['batch', await wire('POST', '/v1/trackings/batch', [])],
      ['put', await wire('PUT', '/v1/trackings/dhl/NOBODY0001', { title: 'x' })],
    ]
    for (const [name, answer] of errors) {
      expect(answer.status).toBe(200)
      expect(() => goClient[name](whole(answer))).toThrow('.data must be an object, is []')
    }
    // Where data is an array anyway, the empty one decodes and holds nothing.
    for (const answer of [await wire('GET', '/v1/trackings/dhl/NOBODY0001'), await wire('DELETE', '/v1/trackings/dhl/NOBODY0001')]) {
      goClient.single(whole(answer))
      expect(answer.data).toEqual([])
    }
  })
})

describe('a client in TypeScript', () => {
  test('finds every documented key with its type', async () => {
    for (const more of [FULL, {}])
      tsClient.create(
        whole(
          await wire('POST', '/v1/trackings/post', {
            tracking_number: `TYPED1000${Object.keys(more).length}`,
            carrier_code: 'dhl',
            ...more,
          }),
        ),
      )
    tsClient.batch(
      whole(
        await wire('POST', '/v1/trackings/batch', [{ tracking_number: 'TYPED00009', carrier_code: 'dhl' }, { tracking_number: 'x' }, null]),
      ),
    )
    tsClient.list(whole(await wire('GET', '/v1/trackings/get')))
    tsClient.list(whole(await wire('GET', '/v2/trackings/get')))
    for (const path of paths()) tsClient.single(whole(await wire('GET', path)))
    for (const number of NUMBERS)
      tsClient.realtime(whole(await wire('POST', '/v1/trackings/realtime', { tracking_number: number, carrier_code: 'sandbox' })))
    for (const body of [{}, { title: 'x' }, { archived: true, status: 7 }]) {
      for (const path of paths()) tsClient.put(whole(await wire('PUT', path, body)))
    }
  })
})

describe('a client in PHP', () => {
  test('reads both halves of data[0] without a look at meta', async () => {
    expect(phpEvents(await wire('GET', '/v1/trackings/sandbox/SB-DELIVERED-1', '{"countryCode":"RU"}')).length).toBeGreaterThan(3)
    for (const path of paths()) phpEvents(await wire('GET', path, '{"countryCode":"RU"}'))
  })

  test('finds no events in any error', async () => {
    for (const key of [null, 'wrong', undefined]) {
      expect(phpEvents(await wire('GET', '/v1/trackings/dhl/NOBODY0001', undefined, key === undefined ? {} : { key }))).toEqual([])
    }
    expect(phpEvents(await wire('GET', '/v1/nowhere'))).toEqual([])
  })

  test('takes the first detected carrier', async () => {
    const { data } = await wire('POST', '/v1/carriers/detect', { tracking_number: 'RA644000001RU' })
    expect((data as { code: string }[])[0]?.code).toBe('russian-post')
  })
})
