import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Product } from '../support/product.ts'
import { startQuietProduct } from './operator.ts'
import { type Answer, firstOf, itemsOf, NOTHING, OK, type Wire, wireTo } from './wire.ts'

let product: Product
let wire: Wire

beforeAll(async () => {
  product = await startQuietProduct()
  wire = wireTo(product)
})
afterAll(() => product.stop())

const realtime = (body: object): Promise<Answer> => wire('POST', '/v1/trackings/realtime', body)

describe('GET /trackings/{carrier_code}/{tracking_number}', () => {
  const DOCUMENTED = [
    'id',
    'tracking_number',
    'carrier_code',
    'status',
    'created_at',
    'updated_at',
    'order_create_time',
    'customer_email',
    'title',
    'order_id',
    'comment',
    'customer_name',
    'archived',
    'original_country',
    'destination_country',
    'itemTimeLength',
    'stayTimeLength',
    'origin_info',
    'service_code',
    'status_info',
    'substatus',
    'destination_info',
    'lastEvent',
    'lastUpdateTime',
  ]

  test('is an array of one on /v1 and an object on /v2, with the documented keys in their order and one of ours at the end', async () => {
    await realtime({ tracking_number: 'SB-DELIVERED-1', carrier_code: 'sandbox' })
    const one = firstOf(await wire('GET', '/v1/trackings/sandbox/SB-DELIVERED-1'))
    const two = (await wire('GET', '/v2/trackings/sandbox/SB-DELIVERED-1')).data as object
    for (const item of [one, two]) expect(Object.keys(item)).toEqual([...DOCUMENTED, 'freshness'])
    expect({ ...two, customer_email: '' }).toEqual(one)
  })

  test('the e-mail address is a string on /v1, empty without one, and an array on /v2', async () => {
    const get = async (base: string, number: string): Promise<unknown> => {
      const { data } = await wire('GET', `${base}/trackings/dhl/${number}`)
      return ((Array.isArray(data) ? data[0] : data) as { customer_email: unknown }).customer_email
    }
    await wire('POST', '/v1/trackings/post', { tracking_number: 'SINGLE0001', carrier_code: 'dhl', customer_email: 'sandy@example.com' })
    await wire('POST', '/v1/trackings/post', { tracking_number: 'SINGLE0002', carrier_code: 'dhl' })
    expect([await get('/v1', 'SINGLE0001'), await get('/v1', 'SINGLE0002')]).toEqual(['sandy@example.com', ''])
    expect([await get('/v2', 'SINGLE0001'), await get('/v2', 'SINGLE0002')]).toEqual([['sandy@example.com'], []])
  })

  test.each(['en', 'ru', 'RU', 'cn', 'zh-CN', 'english', '%20'])('takes the language %s as a third segment', async (lang) => {
    await wire('POST', '/v1/trackings/post', { tracking_number: 'SINGLE0003', carrier_code: 'dhl' })
    expect((await wire('GET', `/v1/trackings/dhl/SINGLE0003/${lang}`)).text).toBe((await wire('GET', '/v1/trackings/dhl/SINGLE0003')).text)
  })

  test('what was never registered is 4031, on PUT and DELETE 4017', async () => {
    for (const path of ['/v1/trackings/dhl/NEVER00001', '/v1/trackings/no-such-code/NEVER00001', '/v2/trackings/dhl/NEVER00001/ru']) {
      expect(await wire('GET', path)).toMatchObject({ status: 200, meta: NOTHING, data: [] })
    }
    for (const path of ['/v1/trackings/dhl/NEVER00001', '/v1/trackings/no-such-code/NEVER00001']) {
      for (const method of ['PUT', 'DELETE']) {
        expect(await wire(method, path, {})).toMatchObject({
          status: 200,
          meta: { code: 4017, type: 'Bad Request', message: 'Tracking does not exist.' },
          data: [],
        })
      }
    }
  })

  test('the words of the path that name endpoints never hide a carrier or a number', async () => {
    for (const word of ['post', 'get', 'batch', 'realtime', 'delete', 'update'])
      expect((await wire('GET', `/v1/trackings/${word}/${word.padEnd(5, '0')}`)).meta.code).toBe(4031)
  })
})

describe('POST /trackings/realtime', () => {
  test('answers an object with one item, with the documented keys in their order and one of ours at the end', async () => {
    const answer = await realtime({ tracking_number: 'SB-DELIVERED-2', carrier_code: 'sandbox' })
    expect({ status: answer.status, meta: answer.meta, keys: Object.keys(answer.data as object) }).toEqual({
      status: 200,
      meta: OK,
      keys: ['items'],
    })
    const items = itemsOf(answer)
    expect(items).toHaveLength(1)
    expect(Object.keys(items[0] ?? {})).toEqual([
      'id',
      'tracking_number',
      'carrier_code',
      'order_create_time',
      'status',
      'original_country',
      'destination_country',
      'itemTimeLength',
      'stayTimeLength',
      'service_code',
      'origin_info',
      'destination_info',
      'lastEvent',
      'lastUpdateTime',
      'freshness',
    ])
  })

  test('registers an unknown number, which stays; a known one is never 4016', async () => {
    const [first] = itemsOf(
      await realtime({ tracking_number: 'SB-TRANSIT-3', carrier_code: 'sandbox', order: 'RT-1', comment: 'kept', title: 'no effect' }),
    )
    const [second] = itemsOf(await realtime({ tracking_number: 'sb-transit-3', carrier_code: 'sandbox' }))
    expect(second?.['id']).toBe(first?.['id'])
    expect(firstOf(await wire('GET', '/v1/trackings/sandbox/SB-TRANSIT-3'))).toMatchObject({
      id: first?.['id'],
      order_id: 'RT-1',
      comment: 'kept',
      title: '',
    })
    expect((await wire('POST', '/v1/trackings/post', { tracking_number: 'SB-TRANSIT-3', carrier_code: 'sandbox' })).meta.code).toBe(4016)
    expect((await wire('PUT', '/v1/trackings/sandbox/SB-TRANSIT-3', { title: 'set by PUT' })).data).toMatchObject({ title: 'set by PUT' })
  })

  test('a carrier that no adapter serves is answered at once, with the reason', async () => {
    const [item] = itemsOf(await realtime({ tracking_number: 'REALTIME01', carrier_code: 'tea-post' }))
    expect(item).toMatchObject({ status: 'pending', freshness: { stale_because: 'unsupported' }, origin_info: { trackinfo: null } })
  })

  test('a carrier that is down is no error, and the number is registered', async () => {
    const [item] = itemsOf(await realtime({ tracking_number: 'SB-DOWN-1', carrier_code: 'sandbox' }))
    expect(item).toMatchObject({ status: 'pending', freshness: { stale_because: 'carrier_down' } })
    expect((await wire('GET', '/v1/trackings/sandbox/SB-DOWN-1')).meta).toEqual(OK)
  })

  test('without a carrier code it is detected; the errors are those of the single create', async () => {
    expect(itemsOf(await realtime({ tracking_number: 'RA644000015RU' }))[0]).toMatchObject({ carrier_code: 'russian-post' })
    expect((await realtime({ tracking_number: '_____' })).meta.code).toBe(4032)
    expect((await realtime({ carrier_code: 'dhl' })).meta.code).toBe(4013)
    expect((await realtime({ tracking_number: 'a b' })).meta.code).toBe(4014)
    expect((await realtime({ tracking_number: 'REALTIME02', carrier_code: 'nobody' })).meta.code).toBe(4015)
  })
})

describe('PUT', () => {
  const PATH = '/v1/trackings/dhl/CHANGE0001'
  const put = (body: unknown): Promise<Answer> => wire('PUT', PATH, body)
  const shown = async (): Promise<Record<string, unknown>> => firstOf(await wire('GET', PATH))

  beforeAll(() =>
    wire('POST', '/v1/trackings/post', {
      tracking_number: 'CHANGE0001',
      carrier_code: 'dhl',
      title: 'first',
      order_id: 'A-1',
      customer_name: 'sandy',
      comment: 'note',
    }),
  )

  test('changes what is sent, keeps what is absent or null, and "" removes', async () => {
    expect((await put({ title: 'second', order_id: null })).data).toMatchObject({
      title: 'second',
      order_id: 'A-1',
      customer_name: 'sandy',
    })
    expect((await put({ customer_name: '' })).data).toMatchObject({ title: 'second', customer_name: null })
    expect((await put({ destination_code: 'cn', customer_phone: '+86123456789', logistics_channel: '4PX挂号小包' })).data).toMatchObject({
      destination_code: 'CN',
      customer_phone: '+86123456789',
      logistics_channel: '4PX挂号小包',
    })
    expect(await shown()).toMatchObject({ title: 'second', order_id: 'A-1', comment: 'note', destination_country: 'China' })
  })

  test.each([
    ['true', 'true', true],
    ['false', 'false', false],
    [true, 'true', true],
    [false, 'false', false],
    ['TRUE', 'true', true],
    [' false ', 'false', false],
  ])('archived %j comes back as the string %s and is the boolean %j elsewhere', async (sent, echoed, kept) => {
    expect((await put({ archived: sent })).data).toMatchObject({ archived: echoed })
    expect((await shown())['archived']).toBe(kept)
    expect(itemsOf(await wire('GET', '/v1/trackings/get?numbers=CHANGE0001'))[0]?.['archived']).toBe(kept)
    expect((await put({})).data).not.toHaveProperty('archived')
    expect((await put({ archived: null })).data).not.toHaveProperty('archived')
  })

  test.each([
    [4, 'delivered'],
    ['4', 'delivered'],
    [7, 'exception'],
    ['7', 'exception'],
    [8, 'pending'],
    ['8', 'pending'],
  ])('status %j comes back as its digit and is %s elsewhere', async (sent, name) => {
    expect((await put({ status: sent })).data).toMatchObject({ status: String(sent) })
    expect((await shown())['status']).toBe(name)
    expect((await put({})).data).toMatchObject({ status: name })
  })

  test.each([0, 1, 2, 3, 5, 6, 9, '40', 'delivered', true, 4.5, [4], {}])('status %j is 4033 and nothing is written', async (sent) => {
    expect(await put({ status: sent, title: 'not written' })).toMatchObject({ status: 200, meta: { code: 4033 }, data: [] })
    expect((await shown())['title']).toBe('second')
  })

  test('does not touch updated_at, the time of the last look', async () => {
    await realtime({ tracking_number: 'SB-TRANSIT-4', carrier_code: 'sandbox' })
    const before = firstOf(await wire('GET', '/v1/trackings/sandbox/SB-TRANSIT-4'))
    const { data } = await wire('PUT', '/v1/trackings/sandbox/SB-TRANSIT-4', { title: 'later' })
    expect(data).toMatchObject({ updated_at: before['updated_at'], created_at: before['created_at'] })
  })
})

test('DELETE answers an empty array, takes the history with it and leaves other carriers alone', async () => {
  for (const carrier of ['dhl', 'ups']) await wire('POST', '/v1/trackings/post', { tracking_number: 'REMOVE0001', carrier_code: carrier })
  expect((await wire('DELETE', '/v1/trackings/dhl/remove0001')).text).toBe(
    '{"meta":{"code":200,"type":"Success","message":"Success"},"data":[]}',
  )
  expect((await wire('DELETE', '/v1/trackings/dhl/REMOVE0001')).meta.code).toBe(4017)
  expect((await wire('GET', '/v1/trackings/ups/REMOVE0001')).meta).toEqual(OK)
  expect((await wire('POST', '/v1/trackings/post', { tracking_number: 'REMOVE0001', carrier_code: 'dhl' })).meta).toEqual(OK)
})
