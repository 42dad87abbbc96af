import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Product } from '../support/product.ts'
import { startQuietProduct } from './operator.ts'
import { itemsOf, OK, type Wire, wireTo } from './wire.ts'

let product: Product
let wire: Wire

beforeAll(async () => {
  product = await startQuietProduct()
  wire = wireTo(product)
})
afterAll(() => product.stop())

describe('statuses and substatuses', () => {
  test.each([
    ['SB-INFORECEIVED', 'notfound', 'notfound001', 'notfound001'],
    ['SB-NOTFOUND', 'notfound', 'notfound002', 'notfound002'],
    ['SB-TRANSIT', 'transit', 'transit001', 'transit001'],
    ['SB-ARRIVED-HUB', 'transit', 'transit002', 'transit002'],
    ['SB-ARRIVED-DESTINATION', 'transit', 'transit003', 'transit003'],
    ['SB-ARRIVED-DESTINATION-COUNTRY', 'transit', 'transit004', 'transit004'],
    ['SB-CUSTOMS-CLEARED', 'transit', 'transit005', 'transit005'],
    ['SB-OUTFORDELIVERY', 'pickup', 'pickup001', 'pickup001'],
    ['SB-DELIVERED', 'delivered', 'delivered001', 'delivered001'],
    ['SB-DELIVERED-COLLECTED', 'delivered', 'delivered002', 'delivered002'],
    ['SB-DELIVERED-SIGNED', 'delivered', 'delivered003', 'delivered003'],
    ['SB-DELIVERED-OTHER', 'delivered', 'delivered004', 'delivered004'],
    ['SB-FAILED', 'undelivered', null, null],
    ['SB-UNCLAIMED', 'exception', 'exception004', 'exception004'],
    ['SB-RETURNED', 'exception', 'exception005', 'exception010'],
    ['SB-RETURNING', 'exception', 'exception005', 'exception011'],
    ['SB-CUSTOMS-HELD', 'exception', 'exception006', 'exception006'],
    ['SB-LOST', 'exception', 'exception007', 'exception007'],
    ['SB-DAMAGED', 'exception', 'exception007', 'exception007'],
    ['SB-CANCELLED', 'exception', 'exception008', 'exception008'],
    ['SB-REJECTED', 'exception', null, 'exception009'],
    ['SB-EXCEPTION', 'exception', null, 'exception005'],
  ])('%s is %s, substatus %s on /v1 and %s on /v2', async (number, status, one, two) => {
    expect(itemsOf(await wire('POST', '/v1/trackings/realtime', { tracking_number: number, carrier_code: 'sandbox' }))[0]?.['status']).toBe(
      status,
    )
    for (const [base, substatus] of [
      ['/v1', one],
      ['/v2', two],
    ]) {
      const [item = {}] = itemsOf(await wire('GET', `${base}/trackings/get?numbers=${number}`))
      expect(item).toMatchObject({ status, substatus })
      const events = (item['origin_info'] as { trackinfo: { checkpoint_status: string; substatus: string | null }[] | null }).trackinfo
      if (events !== null) expect(events[0]).toMatchObject({ checkpoint_status: status, substatus })
    }
  })

  test('a silent parcel is expired, a number nobody looked at pending', async () => {
    await wire('POST', '/v1/trackings/realtime', { tracking_number: 'SB-EXPIRED', carrier_code: 'sandbox' })
    expect(itemsOf(await wire('GET', '/v1/trackings/get?numbers=SB-EXPIRED'))[0]).toMatchObject({ status: 'expired', substatus: null })
    expect((await wire('POST', '/v1/trackings/post', { tracking_number: 'SB-DELIVERED-9', carrier_code: 'sandbox' })).data).toMatchObject({
      status: 'pending',
    })
  })

  test('milestones are naive times on the event of that name', async () => {
    await wire('POST', '/v1/trackings/realtime', { tracking_number: 'SB-DELIVERED-8', carrier_code: 'sandbox' })
    const [item] = itemsOf(await wire('GET', '/v1/trackings/get?numbers=SB-DELIVERED-8'))
    const origin = item?.['origin_info'] as Record<string, string | null> & { trackinfo: never }
    const events = origin.trackinfo as { Date: string; ItemNode?: string }[]
    const names = ['ItemReceived', 'ItemDispatched', 'DepartfromAirport', 'ArrivalfromAbroad', 'CustomsClearance', 'DestinationArrived']
    expect(events.filter(({ ItemNode: node }) => node !== undefined).length).toBeGreaterThan(3)
    for (const { ItemNode: node, Date: date } of events) {
      if (node === undefined) continue
      expect(names).toContain(node)
      expect(origin[node]).toBe(date)
      expect(date).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?$/)
    }
  })
})

const fetchCarriers = async (path = '/v1/carriers', headers = {}): Promise<Record<string, unknown>[]> => {
  const { meta, data } = await wire('GET', path, undefined, { headers })
  expect(meta).toEqual({ code: 200 })
  return data as Record<string, unknown>[]
}

describe('GET /carriers', () => {
  test('meta has code only; every item has six keys, texts without a null, and one of two types', async () => {
    const carriers = await fetchCarriers()
    expect(carriers.length).toBeGreaterThan(600)
    for (const item of carriers) {
      expect(Object.keys(item)).toEqual(['name', 'code', 'phone', 'homepage', 'type', 'picture'])
      for (const value of Object.values(item)) expect(typeof value).toBe('string')
      expect(item['code']).toMatch(/^[0-9a-z-]{2,64}$/)
      expect(['express', 'globalpost']).toContain(item['type'])
      expect(item['name']).not.toBe('')
    }
    expect(new Set(carriers.map(({ code }) => code)).size).toBe(carriers.length)
    expect(await fetchCarriers('/v1/carriers/')).toEqual(carriers)
  })

  test.each([
    'russian-post',
    'cdek',
    'china-ems',
    'china-post',
    'dhl',
    'dhl-germany',
    'deutsche-post',
    'ups',
    'usps',
    'fedex',
    '4px',
    'sto',
    'yanwen',
    'belpochta',
    'kazpost',
    '8256ru',
    '007ex',
  ])('knows the code %s, which can be registered', async (code) => {
    expect(await fetchCarriers()).toContainEqual(expect.objectContaining({ code }))
    expect((await wire('POST', '/v1/trackings/post', { tracking_number: 'CARRIER001', carrier_code: code })).meta).toEqual(OK)
  })

  test('Lang: ru gives Russian names where they are known, in items of the same form', async () => {
    const [english, russian] = [await fetchCarriers(), await fetchCarriers('/v1/carriers', { Lang: 'ru' })]
    expect(russian).toEqual(english.map((item) => ({ ...item, name: expect.stringMatching(/./) as string })))
    expect(russian).toContainEqual(expect.objectContaining({ code: 'russian-post', name: 'Почта России' }))
    expect(russian).toContainEqual(expect.objectContaining({ code: 'sandbox', name: 'Песочница' }))
    expect(russian).toContainEqual(expect.objectContaining({ code: 'fedex', name: 'Fedex' }))
  })

  test('Lang: cn gives Chinese names where they are known; other languages the English ones', async () => {
    const [english, chinese] = [await fetchCarriers(), await fetchCarriers('/v1/carriers', { Lang: 'cn' })]
    for (const lang of ['en', 'it', 'es', 'xx', '']) expect(await fetchCarriers('/v1/carriers', { Lang: lang })).toEqual(english)
    expect(chinese.map(({ code }) => code)).toEqual(english.map(({ code }) => code))
    expect(chinese.filter(({ name }) => /\p{Script=Han}/u.test(String(name))).length).toBeGreaterThan(5)
    expect(chinese.every((item) => typeof item['name_cn'] === 'string' && item['name'] !== '')).toBe(true)
  })
})

const detect = async (number: unknown): Promise<unknown> =>
  (await wire('POST', '/v1/carriers/detect', { tracking_number: number, lang: 'en' })).data

describe('POST /carriers/detect', () => {
  test.each([
    ['EA152563254CN', ['china-ems', 'china-post']],
    ['RA644000001RU', ['russian-post']],
    ['1Z999AA10123456784', ['ups']],
    ['LY123456789BY', ['belpochta']],
  ])('%s: name and code of each candidate, the best first', async (number, codes) => {
    const found = (await detect(number)) as { name: string; code: string }[]
    expect(codes).toContain(found[0]?.code)
    for (const item of found) expect(Object.keys(item)).toEqual(['name', 'code'])
    const { data } = await wire('POST', '/v1/trackings/post', { tracking_number: number })
    expect((data as { carrier_code: string }).carrier_code).toBe(found[0]?.code)
  })

  test.each([
    ['_____', 4032],
    ['', 4013],
    [null, 4013],
    [undefined, 4013],
    ['abc', 4014],
    [['EA152563254CN'], 4014],
  ])('%j is %i with an empty array', async (number, code) => {
    expect(await wire('POST', '/v1/carriers/detect', { tracking_number: number })).toMatchObject({ status: 200, meta: { code }, data: [] })
  })
})
