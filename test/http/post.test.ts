import { expect, test } from 'vitest'
import { createServer, EMS, HEX, META_OK, register } from './server.ts'

test('a bare number gives the documented item with its nulls, zero and empty destination', async () => {
  const server = createServer()
  const { status, headers, body, text } = await server.call('POST', '/v1/trackings/post', {
    tracking_number: '300403513351',
    carrier_code: 'sto',
  })
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  expect(body).toEqual({
    meta: META_OK,
    data: {
      id: expect.stringMatching(HEX),
      tracking_number: '300403513351',
      carrier_code: 'sto',
      order_create_time: 0,
      status: 'pending',
      created_at: '2021-01-22T12:00:00+00:00',
      customer_email: null,
      customer_name: null,
      customer_phone: null,
      order_id: null,
      comment: null,
      title: null,
      logistics_channel: null,
      destination: '',
    },
  })
  expect(text).toMatch(
    /"id":.*"tracking_number":.*"carrier_code":.*"order_create_time":.*"status":.*"created_at":.*"customer_email":.*"destination":/,
  )
})

test('every parameter arrives at the verb', async () => {
  const server = createServer({ timeZoneOffset: '+08:00' })
  const { body } = await server.call('POST', '/v1/trackings/post', {
    tracking_number: 'ls 912 989 618 cn',
    carrier_code: 'China-EMS',
    destination_code: 'us',
    title: ' Книга ',
    logistics_channel: '4PX挂号小包',
    customer_name: 'sandy',
    customer_email: 'sandy@example.com',
    customer_phone: '+86123456789',
    order_id: 986574521568,
    order_create_time: '2017/8/27 16:51',
    tracking_ship_date: '20170826',
    tracking_postal_code: '2312AB',
    tracking_account_number: 'A-1',
    tracking_destination_country: 'NL',
    lang: 'RU',
    auto_correct: '1',
    comment: 'note',
    destination: 'ignored',
  })
  expect(body.data).toMatchObject({
    tracking_number: 'ls912989618cn',
    carrier_code: 'china-ems',
    order_create_time: Date.UTC(2017, 7, 27, 8, 51) / 1000,
    created_at: '2021-01-22T20:00:00+08:00',
    destination: 'US',
    order_id: '986574521568',
    title: 'Книга',
  })
  expect(server.rows.get(`china-ems/${EMS}`)?.tracking.details).toEqual({
    title: 'Книга',
    guesses: [],
    destinationCountry: 'US',
    logisticsChannel: '4PX挂号小包',
    customerName: 'sandy',
    customerEmail: 'sandy@example.com',
    customerPhone: '+86123456789',
    orderId: '986574521568',
    orderCreatedAt: Date.UTC(2017, 7, 27, 8, 51),
    comment: 'note',
    shipDate: '20170826',
    postalCode: '2312AB',
    accountNumber: 'A-1',
    carrierDestinationCountry: 'NL',
    lang: 'ru',
    keepCarrier: true,
  })
})

test('older names of two parameters count, and null and blank are absent', async () => {
  const server = createServer()
  await register(server, EMS, {
    specialNumberDestination: 'nl',
    order: 'A-7',
    order_id: null,
    title: null,
    customer_email: '',
    order_create_time: 0,
    lang: '',
  })
  expect(server.rows.get(`china-ems/${EMS}`)?.tracking.details).toMatchObject({
    carrierDestinationCountry: 'NL',
    orderId: 'A-7',
    title: null,
    customerEmail: null,
    orderCreatedAt: null,
    lang: null,
  })
})

test('without a carrier it is detected, or 4032', async () => {
  const server = createServer()
  const found = await server.call('POST', '/v1/trackings/post', { tracking_number: EMS, carrier_code: '' })
  expect(found.body.data).toMatchObject({ carrier_code: 'china-ems' })
  const unknown = await server.call('POST', '/v1/trackings/post', { tracking_number: '99999999' })
  expect(unknown.status).toBe(200)
  expect(unknown.body).toEqual({ meta: { code: 4032, type: 'No Content', message: 'Cannot detect courier.' }, data: [] })
})

test('a second time is 4016 with an empty array and nothing else', async () => {
  const server = createServer()
  await register(server)
  const { status, body } = await server.call('POST', '/v1/trackings/post', {
    tracking_number: EMS.toLowerCase(),
    carrier_code: 'china-ems',
  })
  expect(status).toBe(200)
  expect(body).toEqual({ meta: { code: 4016, type: 'Bad Request', message: 'Tracking already exists.' }, data: [] })
})
