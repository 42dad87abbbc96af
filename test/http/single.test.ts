import { expect, test } from 'vitest'
import { checkpoint, delivered } from './samples.ts'
import { alter, createServer, EMS, HEX, META_OK, register } from './server.ts'

const paths = [
  `/trackings/china-ems/${EMS}`,
  `/trackings/china-ems/${EMS}/`,
  `/trackings/China-EMS/${EMS.toLowerCase()}`,
  `/trackings/china-ems/${EMS}/ru`,
]

test.each(paths)('%s is an array of one on v1 and an object on v2', async (path) => {
  const server = createServer()
  await register(server)
  const one = await server.call('GET', `/v1${path}`)
  expect(one.body.meta).toEqual(META_OK)
  expect(one.body.data).toEqual([expect.objectContaining({ tracking_number: EMS })])
  const two = await server.call('GET', `/v2${path}`)
  expect(two.body.data).toMatchObject({ tracking_number: EMS })
})

/** Keys in the documented order. */
const DELIVERED_ITEM = {
  id: expect.stringMatching(HEX),
  tracking_number: EMS,
  carrier_code: 'china-ems',
  status: 'delivered',
  created_at: '2021-01-22T12:00:00+00:00',
  updated_at: '2021-01-19T11:33:00+00:00',
  order_create_time: '2018-04-01 10:08',
  customer_email: 'sandy@example.com',
  title: '',
  order_id: null,
  comment: null,
  customer_name: null,
  archived: false,
  original_country: 'China',
  destination_country: 'United States',
  itemTimeLength: 3,
  stayTimeLength: 3,
  origin_info: {
    ReferenceNumber: null,
    ItemReceived: '2021-01-15 13:28',
    ItemDispatched: null,
    DepartfromAirport: null,
    ArrivalfromAbroad: null,
    CustomsClearance: null,
    DestinationArrived: '2021-01-19 03:32',
    weblink: 'http://www.ems.com.cn/',
    phone: null,
    carrier_code: 'china-ems',
    trackinfo: [
      {
        Date: '2021-01-19 10:33',
        StatusDescription: 'DELIVERED',
        Details: 'LEIDEN,23xx,NL',
        checkpoint_status: 'delivered',
        substatus: 'delivered001',
      },
      {
        Date: '2021-01-15 13:28',
        StatusDescription: 'Origin Scan',
        Details: 'Bamberg,DE',
        checkpoint_status: 'transit',
        substatus: 'transit001',
        ItemNode: 'ItemReceived',
      },
    ],
  },
  service_code: null,
  status_info: null,
  substatus: 'delivered001',
  destination_info: {
    ItemReceived: null,
    ItemDispatched: null,
    DepartfromAirport: null,
    ArrivalfromAbroad: null,
    CustomsClearance: null,
    DestinationArrived: null,
    weblink: null,
    phone: null,
    carrier_code: null,
    trackinfo: null,
  },
  lastEvent: 'DELIVERED,LEIDEN,23xx,NL,2021-01-19 10:33',
  lastUpdateTime: '2021-01-19 10:33',
  freshness: {
    last_checked_at: '2021-01-19T11:33:00+00:00',
    last_changed_at: '2021-01-19T11:33:00+00:00',
    next_check_at: null,
    courier: 'china-ems',
    source: 'china-ems',
    check_reason: 'ended',
    stale_because: null,
    needs: null,
    status_reasons: [{ effect: 'decides', because: 'newest_event', event: 'DELIVERED' }],
  },
}

test('the whole item of a delivered parcel, in the documented order', async () => {
  const server = createServer()
  await register(server, EMS, { customer_email: 'sandy@example.com', order_create_time: '2018-04-01 10:08' })
  alter(server, delivered)
  const { body } = await server.call<object[]>('GET', `/v1/trackings/china-ems/${EMS}`)
  expect(body.data).toEqual([DELIVERED_ITEM])
  expect(Object.keys(body.data[0] ?? {})).toEqual(Object.keys(DELIVERED_ITEM))
})

test('before the first look: nulls, empty texts, empty strings, and objects where typed clients need them', async () => {
  const server = createServer()
  await register(server)
  const { body } = await server.call('GET', `/v1/trackings/china-ems/${EMS}`)
  expect(body.data).toEqual([
    expect.objectContaining({
      status: 'pending',
      substatus: null,
      updated_at: null,
      order_create_time: null,
      customer_email: '',
      title: '',
      original_country: '',
      destination_country: '',
      itemTimeLength: null,
      stayTimeLength: null,
      lastEvent: '',
      lastUpdateTime: '',
      origin_info: expect.objectContaining({ trackinfo: null }),
      destination_info: expect.objectContaining({ trackinfo: null, carrier_code: null }),
    }),
  ])
})

test('on v2 the e-mail address is an array, empty without one', async () => {
  const server = createServer()
  await register(server, EMS, { customer_email: 'sandy@example.com' })
  await register(server, 'LS000000000CN')
  expect((await server.call('GET', `/v2/trackings/china-ems/${EMS}`)).body.data).toMatchObject({ customer_email: ['sandy@example.com'] })
  expect((await server.call('GET', '/v2/trackings/china-ems/LS000000000CN')).body.data).toMatchObject({ customer_email: [] })
})

test('the setting v1Single gives v1 the object, with the e-mail address still a string', async () => {
  const server = createServer({ v1Single: 'object' })
  await register(server)
  expect((await server.call('GET', `/v1/trackings/china-ems/${EMS}`)).body.data).toMatchObject({
    tracking_number: EMS,
    customer_email: '',
  })
})

test('events of the carrier of the last mile stand in destination_info', async () => {
  const server = createServer()
  await register(server)
  alter(server, (view) => {
    const seen = delivered(view)
    const { state } = seen.tracking
    const handed = checkpoint({ local: '2021-01-18T09:00:00', text: 'Arrived at unit', source: 'usps' })
    return {
      ...seen,
      tracking: {
        ...seen.tracking,
        state: { ...state, facts: { ...state.facts, lastMile: { carrier: 'usps', number: EMS }, reference: 'REF-1', service: 'EMS' } },
      },
      checkpoints: seen.checkpoints.toSpliced(1, 0, handed),
    }
  })
  const { body } = await server.call('GET', `/v1/trackings/china-ems/${EMS}`)
  expect(body.data).toMatchObject([
    {
      service_code: 'EMS',
      origin_info: { ReferenceNumber: 'REF-1', trackinfo: [{ StatusDescription: 'DELIVERED' }, { StatusDescription: 'Origin Scan' }] },
      destination_info: {
        carrier_code: 'usps',
        weblink: 'https://www.usps.com/',
        phone: '1 800 275 8777',
        trackinfo: [{ Date: '2021-01-18 09:00', StatusDescription: 'Arrived at unit', Details: '' }],
      },
    },
  ])
})

test('what is not registered is 4031', async () => {
  const { status, body } = await createServer().call('GET', `/v1/trackings/china-ems/${EMS}`)
  expect(status).toBe(200)
  expect(body).toEqual({
    meta: { code: 4031, type: 'No Content', message: 'The request was successful but the response is empty.' },
    data: [],
  })
})

test('asked again it is written with the days and the freshness of now', async () => {
  const server = createServer()
  await register(server)
  alter(server, delivered)
  const path = `/v1/trackings/china-ems/${EMS}`
  const read = async (): Promise<unknown> => (await server.call<unknown[]>('GET', path)).body.data[0]
  expect(await read()).toMatchObject({ stayTimeLength: 3, updated_at: '2021-01-19T11:33:00+00:00' })
  server.time.now += 86_400_000
  expect(await read()).toMatchObject({ stayTimeLength: 4, updated_at: '2021-01-19T11:33:00+00:00' })
  alter(server, (view) => ({ ...view, freshness: { ...view.freshness, lastCheckedAt: server.time.now } }))
  expect(await read()).toMatchObject({ stayTimeLength: 4, updated_at: '2021-01-23T12:00:00+00:00' })
})
