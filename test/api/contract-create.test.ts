import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Product } from '../support/product.ts'
import { startQuietProduct } from './operator.ts'
import { type Answer, firstOf, itemsOf, OK, type Wire, wireTo } from './wire.ts'

let product: Product
let wire: Wire
let last = 0

beforeAll(async () => {
  product = await startQuietProduct()
  wire = wireTo(product)
})
afterAll(() => product.stop())

const fresh = (): string => `CREATE${String(++last).padStart(6, '0')}`

function post(more: object): Promise<Answer> {
  return wire('POST', '/v1/trackings/post', { tracking_number: fresh(), carrier_code: 'dhl', ...more })
}

const CREATED_KEYS = [
  'id',
  'tracking_number',
  'carrier_code',
  'order_create_time',
  'status',
  'created_at',
  'customer_email',
  'customer_name',
  'customer_phone',
  'order_id',
  'comment',
  'title',
  'logistics_channel',
  'destination',
]

describe('POST /trackings/post', () => {
  test('answers 200, never 201, with the fourteen keys in their order, nulls, the number 0 and an empty destination', async () => {
    const { status, meta, data } = await post({})
    expect({ status, meta }).toEqual({ status: 200, meta: OK })
    expect(Object.keys(data as object)).toEqual(CREATED_KEYS)
    expect(data).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      tracking_number: expect.stringMatching(/^CREATE/),
      carrier_code: 'dhl',
      order_create_time: 0,
      status: 'pending',
      created_at: expect.stringMatching(/\+00:00$/),
      customer_email: null,
      customer_name: null,
      customer_phone: null,
      order_id: null,
      comment: null,
      title: null,
      logistics_channel: null,
      destination: '',
    })
  })

  test('keeps every documented parameter', async () => {
    const told = {
      title: 'a title',
      logistics_channel: '4PX挂号小包',
      customer_name: 'sandy',
      customer_email: 'sandy@example.com',
      customer_phone: '+86123456789',
      order_id: '986574521568',
      comment: 'a note',
    }
    const { data } = await post({
      ...told,
      destination_code: 'us',
      order_create_time: '2017/8/27 16:51',
      tracking_ship_date: '20170828',
      tracking_postal_code: '1012AB',
      tracking_account_number: 'ACC-1',
      tracking_destination_country: 'NL',
      lang: 'RU',
      auto_correct: 1,
    })
    expect(data).toMatchObject({ ...told, destination: 'US', order_create_time: 1_503_852_660 })
  })

  test('takes explicit nulls and empty strings for absent, and ignores keys it does not know', async () => {
    const names = [
      'title',
      'logistics_channel',
      'customer_name',
      'customer_email',
      'customer_phone',
      'order_id',
      'comment',
      'destination_code',
    ]
    const rest = [
      'order_create_time',
      'tracking_ship_date',
      'tracking_postal_code',
      'tracking_account_number',
      'tracking_destination_country',
      'specialNumberDestination',
      'lang',
      'auto_correct',
      'order',
    ]
    for (const empty of [null, '']) {
      const { meta, data } = await post({
        ...Object.fromEntries([...names, ...rest].map((name) => [name, empty])),
        destination: 'DE',
        nonsense: { deep: [1] },
      })
      expect(meta).toEqual(OK)
      expect(data).toMatchObject({ title: null, order_id: null, order_create_time: 0, destination: '' })
    }
    expect((await wire('POST', '/v1/trackings/post', { tracking_number: null, carrier_code: 'dhl' })).meta.code).toBe(4013)
    expect((await wire('POST', '/v1/trackings/post', { tracking_number: 'RA644000001RU', carrier_code: null })).data).toMatchObject({
      carrier_code: 'russian-post',
    })
  })

  test.each([0, 1, '0', '1'])('takes auto_correct %j', async (flag) => {
    expect((await post({ auto_correct: flag })).meta).toEqual(OK)
  })

  test('the older names order and specialNumberDestination are read like the newer ones', async () => {
    expect((await post({ order: 'OLD-1' })).data).toMatchObject({ order_id: 'OLD-1' })
    expect((await post({ order_id: 'NEW-1', order: 'OLD-2' })).data).toMatchObject({ order_id: 'NEW-1' })
    expect((await post({ specialNumberDestination: 'NL' })).meta).toEqual(OK)
    expect(await post({ specialNumberDestination: 'Nowhere' })).toMatchObject({
      meta: { code: 4012 },
      data: [],
      hint: expect.stringContaining('tracking_destination_country'),
    })
  })

  test('without a usable carrier_code the carrier is detected, or 4032', async () => {
    for (const carrier of ['', '  ', undefined]) {
      const number = { '': 'RA644000015RU', '  ': 'RA644000029RU' }[carrier ?? '-'] ?? 'RA644000032RU'
      expect((await wire('POST', '/v1/trackings/post', { tracking_number: number, carrier_code: carrier })).data).toMatchObject({
        carrier_code: 'russian-post',
      })
    }
    expect((await wire('POST', '/v1/trackings/post', { tracking_number: '_____' })).meta.code).toBe(4032)
  })

  test('a number may be a JSON number as long as no digit is lost', async () => {
    expect((await wire('POST', '/v1/trackings/post', { tracking_number: 300_403_513_351, carrier_code: '4px' })).data).toMatchObject({
      tracking_number: '300403513351',
    })
    expect(
      (await wire('POST', '/v1/trackings/post', '{"tracking_number":92001901755477000621998877,"carrier_code":"usps"}')).meta.code,
    ).toBe(4014)
  })
})

describe('the three forms of order_create_time', () => {
  test.each([
    ['2017/8/27 16:51', 1_503_852_660, '2017-08-27 16:51'],
    ['2018-05-20 12:00', 1_526_817_600, '2018-05-20 12:00'],
    [1_526_817_600, 1_526_817_600, '2018-05-20 12:00'],
    ['1526817600', 1_526_817_600, '2018-05-20 12:00'],
  ])('%j is seconds in create and batch, a wall clock in list and single, and as sent in realtime', async (sent, seconds, wall) => {
    const number = `SB-TRANSIT-${++last}`
    const item = { tracking_number: number, carrier_code: 'sandbox', order_create_time: sent }
    expect((await wire('POST', '/v1/trackings/post', item)).data).toMatchObject({ order_create_time: seconds })
    expect((await wire('POST', '/v1/trackings/batch', [{ ...item, tracking_number: `${number}0` }])).data).toMatchObject({
      trackings: [{ order_create_time: seconds }],
    })
    expect(itemsOf(await wire('GET', `/v1/trackings/get?numbers=${number}`))[0]).toMatchObject({ order_create_time: wall })
    expect(firstOf(await wire('GET', `/v1/trackings/sandbox/${number}`))).toMatchObject({ order_create_time: wall })
    expect(itemsOf(await wire('POST', '/v1/trackings/realtime', item))[0]).toMatchObject({ order_create_time: sent })
    expect(itemsOf(await wire('POST', '/v1/trackings/realtime', { ...item, order_create_time: null }))[0]).toMatchObject({
      order_create_time: wall,
    })
    expect((await wire('PUT', `/v1/trackings/sandbox/${number}`, {})).data).not.toHaveProperty('order_create_time')
  })

  test('absent is 0 in create and null elsewhere', async () => {
    const number = `SB-TRANSIT-${++last}`
    const item = { tracking_number: number, carrier_code: 'sandbox' }
    expect((await wire('POST', '/v1/trackings/post', item)).data).toMatchObject({ order_create_time: 0 })
    expect(itemsOf(await wire('GET', `/v1/trackings/get?numbers=${number}`))[0]).toMatchObject({ order_create_time: null })
    expect(firstOf(await wire('GET', `/v1/trackings/sandbox/${number}`))).toMatchObject({ order_create_time: null })
    expect(itemsOf(await wire('POST', '/v1/trackings/realtime', item))[0]).toMatchObject({ order_create_time: null })
  })

  test.each(['20.05.2018', '2018-02-30 10:00', 'tomorrow', -1, true])('%j is 4012', async (sent) => {
    expect((await post({ order_create_time: sent })).meta.code).toBe(4012)
  })
})

const batch = (items: unknown[]): Promise<Answer> => wire('POST', '/v1/trackings/batch', items)

const item = (number = fresh()): { tracking_number: string; carrier_code: string } => ({ tracking_number: number, carrier_code: 'dhl' })

describe('POST /trackings/batch', () => {
  test('is 201 with HTTP 200, and its items are those of the single create', async () => {
    const { status, meta, data } = await batch([item()])
    expect({ status, meta }).toEqual({
      status: 200,
      meta: { code: 201, type: 'Created', message: 'The request was successful and a resource was created.' },
    })
    expect(Object.keys(data as object)).toEqual(['submitted', 'added', 'trackings', 'errors'])
    expect(Object.keys((data as { trackings: object[] }).trackings[0] ?? {})).toEqual(CREATED_KEYS)
  })

  test('submitted is the length, added the registered, and the rest are errors with the number as sent', async () => {
    const known = item()
    await batch([known])
    const double = item()
    const { data } = await batch([
      item(),
      known,
      double,
      double,
      { tracking_number: 'x' },
      { carrier_code: 'dhl' },
      { ...item(), carrier_code: 'nobody' },
      null,
      7,
      {},
    ])
    expect(data).toMatchObject({ submitted: 10, added: 2, trackings: [{}, { tracking_number: double.tracking_number }] })
    expect((data as { errors: unknown[] }).errors).toEqual([
      { ...known, code: 4016, message: 'Tracking already exists.' },
      { ...double, code: 4016, message: 'Tracking already exists.' },
      { tracking_number: 'x', carrier_code: '', code: 4014, message: 'The value of `tracking_number` is invalid.' },
      { tracking_number: '', carrier_code: 'dhl', code: 4013, message: 'Tracking_number is required.' },
      { tracking_number: expect.any(String), carrier_code: 'nobody', code: 4015, message: 'The value of `carrier_code` is invalid.' },
      { tracking_number: '', carrier_code: '', code: 4012, message: expect.any(String) },
      { tracking_number: '', carrier_code: '', code: 4012, message: expect.any(String) },
      { tracking_number: '', carrier_code: '', code: 4013, message: 'Tracking_number is required.' },
    ])
  })

  test('when all are refused it is 201 still, with nothing added', async () => {
    const { meta, data } = await batch([{ tracking_number: '!' }, {}])
    expect(meta.code).toBe(201)
    expect(data).toMatchObject({ submitted: 2, added: 0, trackings: [], errors: [{}, {}] })
  })

  test('40 are taken, 41 are 4020 and none of them is registered, no item at all is 4012', async () => {
    expect((await batch(Array.from({ length: 40 }, () => item()))).data).toMatchObject({ submitted: 40, added: 40, errors: [] })
    const many = Array.from({ length: 41 }, () => item())
    expect(await batch(many)).toMatchObject({ status: 200, meta: { code: 4020, message: 'Up to 200 at a time' }, data: [] })
    expect((await wire('GET', `/v1/trackings/dhl/${many[0]?.tracking_number}`)).meta.code).toBe(4031)
    expect((await batch([])).meta.code).toBe(4012)
  })

  test('knows the older names too', async () => {
    const { data } = await batch([
      { ...item(), order: 'OLD-3', specialNumberDestination: 'NL' },
      { ...item(), specialNumberDestination: 'Nowhere' },
    ])
    expect(data).toMatchObject({ added: 1, trackings: [{ order_id: 'OLD-3' }], errors: [{ code: 4012 }] })
  })

  test('a thousand equal items in parallel calls are one tracking', async () => {
    const same = item()
    const answers = await Promise.all(Array.from({ length: 25 }, () => batch(Array.from({ length: 40 }, () => same))))
    expect(answers.reduce((sum, { data }) => sum + (data as { added: number }).added, 0)).toBe(1)
  })
})
