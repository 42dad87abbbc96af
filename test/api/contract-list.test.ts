import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Product } from '../support/product.ts'
import { startQuietProduct } from './operator.ts'
import { firstOf, itemsOf, NOTHING, OK, type Wire, wireTo } from './wire.ts'

let product: Product
let wire: Wire

/** In the order of their registration. */
const PARCELS = [
  ['SB-TRANSIT-1', 'transit'],
  ['SB-OUTFORDELIVERY-1', 'pickup'],
  ['SB-DELIVERED-1', 'delivered'],
  ['SB-EXPIRED-1', 'expired'],
  ['SB-FAILED-1', 'undelivered'],
  ['SB-EXCEPTION-1', 'exception'],
  ['SB-NOTFOUND-1', 'notfound'],
  ['SB-INFORECEIVED-1', 'notfound'],
] as const

const PENDING = 'LIST000001'
/** 2018-05-20 12:00 */
const ORDERED_AT = 1_526_817_600

beforeAll(async () => {
  product = await startQuietProduct()
  wire = wireTo(product)
  for (const [number] of PARCELS)
    await wire('POST', '/v1/trackings/realtime', { tracking_number: number, carrier_code: 'sandbox', order: `O-${number}` })
  await wire('POST', '/v1/trackings/post', {
    tracking_number: PENDING,
    carrier_code: 'dhl',
    order_create_time: ORDERED_AT,
    order_id: 'O, with a comma',
  })
})
afterAll(() => product.stop())

async function numbersOf(query: string): Promise<unknown[]> {
  const answer = await wire('GET', `/v1/trackings/get?${query}`)
  return answer.meta.code === 4031 ? [] : itemsOf(answer).map((item) => item['tracking_number'])
}

const everything = [...PARCELS.map(([number]) => number as string), PENDING].toReversed()

describe('the page', () => {
  test('has page, limit and count as numbers, total as a string, and 100 items by default', async () => {
    const answer = await wire('GET', '/v1/trackings/get')
    expect(answer.meta).toEqual(OK)
    expect(Object.keys(answer.data as object)).toEqual(['page', 'limit', 'total', 'count', 'items'])
    expect(answer.data).toMatchObject({ page: 1, limit: 100, total: '9', count: 9 })
  })

  test('newest created first, and the pages follow each other', async () => {
    expect(await numbersOf('')).toEqual(everything)
    expect([...(await numbersOf('limit=4')), ...(await numbersOf('limit=4&page=2')), ...(await numbersOf('limit=4&page=3'))]).toEqual(
      everything,
    )
    expect((await wire('GET', '/v1/trackings/get?limit=4&page=3')).data).toMatchObject({ page: 3, limit: 4, total: '9', count: 1 })
  })

  test.each(['page=4&limit=4', 'page=1000000000', 'numbers=NOBODY0001', 'orders=nothing', 'archived=true'])(
    'without an item it is 4031 and no empty page: %s',
    async (query) => {
      const { status, meta, data } = await wire('GET', `/v1/trackings/get?${query}`)
      expect({ status, meta, data }).toEqual({ status: 200, meta: NOTHING, data: [] })
    },
  )

  test.each([
    ['limit=1', 200],
    ['limit=2000', 200],
    ['limit=2001', 4012],
    ['limit=-1', 4012],
    ['limit=1.5', 4012],
    ['limit=ten', 4012],
    ['limit=0', 200],
    ['limit=', 200],
    ['page=0', 200],
    ['page=', 200],
    ['page=-1', 4012],
    ['page=1e3', 4012],
    ['page=99999999999999999999', 4012],
    ['page=1&page=2', 4012],
  ])('%s is %i', async (query, code) => {
    expect((await wire('GET', `/v1/trackings/get?${query}`)).meta.code).toBe(code)
  })

  test('an item has the recorded keys in their order', async () => {
    const [item = {}] = itemsOf(await wire('GET', '/v1/trackings/get?numbers=SB-DELIVERED-1'))
    expect(Object.keys(item)).toEqual([
      'id',
      'tracking_number',
      'carrier_code',
      'status',
      'track_update',
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
      'itemTimeLength',
      'stayTimeLength',
      'service_code',
      'status_info',
      'substatus',
      'origin_info',
      'destination_info',
      'lastEvent',
      'lastUpdateTime',
    ])
    const milestones = [
      'ItemReceived',
      'ItemDispatched',
      'DepartfromAirport',
      'ArrivalfromAbroad',
      'CustomsClearance',
      'DestinationArrived',
      'weblink',
      'phone',
      'carrier_code',
      'trackinfo',
    ]
    expect(Object.keys(item['origin_info'] as object)).toEqual(['ReferenceNumber', ...milestones])
    expect(item['destination_info']).toEqual(Object.fromEntries(milestones.map((name) => [name, null])))
    expect(item).toMatchObject({
      track_update: false,
      archived: false,
      status: 'delivered',
      customer_email: '',
      title: '',
      order_id: 'O-SB-DELIVERED-1',
    })
    const events = (item['origin_info'] as { trackinfo: { Date: string; StatusDescription: string; Details: string }[] }).trackinfo
    expect(events.map(({ Date: date }) => date)).toEqual(
      events
        .map(({ Date: date }) => date)
        .toSorted()
        .toReversed(),
    )
    expect(item['lastEvent']).toBe(`${events[0]?.StatusDescription},${events[0]?.Details},${events[0]?.Date}`)
    expect(item['lastUpdateTime']).toBe(events[0]?.Date)
  })

  test('before the first look: nulls, empty strings and objects', async () => {
    expect(itemsOf(await wire('GET', `/v1/trackings/get?numbers=${PENDING}`))[0]).toMatchObject({
      status: 'pending',
      updated_at: null,
      original_country: '',
      itemTimeLength: null,
      stayTimeLength: null,
      lastEvent: '',
      lastUpdateTime: '',
      origin_info: { trackinfo: null, ItemReceived: null },
      destination_info: { trackinfo: null },
    })
  })
})

const by = (...statuses: string[]): string[] =>
  everything.filter((number) => statuses.includes(PARCELS.find(([one]) => one === number)?.[1] ?? 'pending'))

const namesOf = (length: number): string => Array.from({ length }, (_, i) => `NOBODY${1000 + i}`).join(',')

describe('filters', () => {
  test.each([
    ['0', 'pending'],
    ['1', 'notfound'],
    ['2', 'transit'],
    ['3', 'pickup'],
    ['4', 'delivered'],
    ['5', 'expired'],
    ['6', 'undelivered'],
    ['7', 'exception'],
  ])('status %s is %s, in any letter case, and the items say so themselves', async (number, name) => {
    for (const word of [number, name, name.toUpperCase(), `${name.charAt(0).toUpperCase()}${name.slice(1)}`]) {
      expect(await numbersOf(`status=${word}`)).toEqual(by(name))
      expect(itemsOf(await wire('POST', '/v1/trackings/get', { status: word })).every((item) => item['status'] === name)).toBe(true)
    }
    expect(itemsOf(await wire('POST', '/v1/trackings/get', { status: Number(number) }))).toHaveLength(by(name).length)
  })

  test('several statuses, none, and one that does not exist', async () => {
    expect(await numbersOf('status=delivered,2')).toEqual(by('delivered', 'transit'))
    expect(await numbersOf('status=')).toEqual(everything)
    expect((await wire('GET', '/v1/trackings/get?status=lost')).meta.code).toBe(4033)
    expect((await wire('GET', '/v1/trackings/get?status=8')).meta.code).toBe(4033)
  })

  const soon = Math.floor(Date.now() / 1_000) + 3_600
  test.each([
    [`created_at_min=1`, 9],
    [`created_at_min=${soon}`, 0],
    [`created_at_max=${soon}`, 9],
    [`created_at_max=1`, 0],
    [`update_time_min=1`, 8],
    [`update_time_max=${soon}`, 8],
    [`update_time_max=1`, 0],
    [`order_created_time_min=${ORDERED_AT}&order_created_time_max=${ORDERED_AT}&numbers=${PENDING}`, 1],
    [`order_created_time_min=${ORDERED_AT + 1}&numbers=${PENDING}`, 0],
    [`order_created_time_max=${ORDERED_AT - 1}&numbers=${PENDING}`, 0],
    // Clients always send the maximum: without an order time an item passes.
    [`order_created_time_max=${soon}`, 9],
    ['lang=ru', 9],
  ])('%s finds %i, and the same as numeric strings in a body', async (query, count) => {
    const body = Object.fromEntries(new URLSearchParams(query))
    const asNumbers = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value]))
    for (const answer of [
      await wire('GET', `/v1/trackings/get?${query}`),
      await wire('POST', '/v1/trackings/get', body),
      await wire('POST', '/v1/trackings/get', asNumbers),
    ]) {
      expect(answer.meta.code === 4031 ? 0 : itemsOf(answer).length).toBe(count)
    }
  })

  test('0, "" and null are not set', async () => {
    const names = [
      'page',
      'limit',
      'created_at_min',
      'created_at_max',
      'update_time_min',
      'update_time_max',
      'order_created_time_min',
      'order_created_time_max',
      'lang',
      'numbers',
      'orders',
      'archived',
    ]
    for (const empty of [0, '0', '', null]) {
      const answer = await wire('POST', '/v1/trackings/get', Object.fromEntries(names.map((name) => [name, empty])))
      expect(answer.data).toMatchObject({ total: '9', page: 1, limit: 100 })
    }
  })

  test('numbers and orders are lists with commas of 40 at most', async () => {
    expect(await numbersOf('numbers=SB-TRANSIT-1,sb-delivered-1,,NOBODY0001')).toEqual(['SB-DELIVERED-1', 'SB-TRANSIT-1'])
    expect(await numbersOf('orders=O-SB-TRANSIT-1,O-SB-DELIVERED-1')).toEqual(['SB-DELIVERED-1', 'SB-TRANSIT-1'])
    for (const name of ['numbers', 'orders']) {
      expect((await wire('GET', `/v1/trackings/get?${name}=${namesOf(40)}`)).meta.code).toBe(4031)
      expect((await wire('GET', `/v1/trackings/get?${name}=${namesOf(41)}`)).meta.code).toBe(4020)
    }
  })

  test('archived is a word or a boolean; anything else asks for both', async () => {
    await wire('PUT', '/v1/trackings/sandbox/SB-TRANSIT-1', { archived: 'true' })
    const rest = everything.filter((number) => number !== 'SB-TRANSIT-1')
    for (const yes of ['true', 'TRUE']) expect(await numbersOf(`archived=${yes}`)).toEqual(['SB-TRANSIT-1'])
    expect(itemsOf(await wire('POST', '/v1/trackings/get', { archived: true }))).toHaveLength(1)
    for (const no of ['false', 'False']) expect(await numbersOf(`archived=${no}`)).toEqual(rest)
    expect(itemsOf(await wire('POST', '/v1/trackings/get', { archived: false }))).toHaveLength(8)
    for (const both of ['', 'both', 'null']) expect(await numbersOf(`archived=${both}`)).toEqual(everything)
    expect(firstOf(await wire('GET', '/v1/trackings/sandbox/SB-TRANSIT-1'))['archived']).toBe(true)
  })
})
