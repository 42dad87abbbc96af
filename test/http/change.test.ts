import { describe, expect, test } from 'vitest'
import { delivered } from './samples.ts'
import { alter, createServer, EMS, HEX, META_OK, register } from './server.ts'

describe('POST /trackings/realtime', () => {
  test('an unknown number is registered, a known one is not 4016, and the answer is an object with items', async () => {
    const server = createServer()
    server.carrier.look = delivered
    const ask = { tracking_number: EMS, carrier_code: 'china-ems', order: 'A-1', title: 'no effect', order_create_time: '2017/8/27 16:51' }
    for (let i = 0; i < 2; i++) {
      const { status, body } = await server.call('POST', '/v1/trackings/realtime', ask)
      expect(status).toBe(200)
      expect(body).toEqual({
        meta: META_OK,
        data: {
          items: [
            {
              id: expect.stringMatching(HEX),
              tracking_number: EMS,
              carrier_code: 'china-ems',
              order_create_time: '2017/8/27 16:51',
              status: 'delivered',
              original_country: 'China',
              destination_country: 'United States',
              itemTimeLength: 3,
              stayTimeLength: 3,
              service_code: null,
              origin_info: expect.objectContaining({ trackinfo: expect.any(Array) }),
              destination_info: expect.objectContaining({ trackinfo: null }),
              lastEvent: 'DELIVERED,LEIDEN,23xx,NL,2021-01-19 10:33',
              lastUpdateTime: '2021-01-19 10:33',
              freshness: expect.objectContaining({ check_reason: 'ended' }),
            },
          ],
        },
      })
    }
    expect(server.rows.get(`china-ems/${EMS}`)?.tracking.details).toMatchObject({ orderId: 'A-1', title: null })
  })

  test('the order time is echoed as sent, else from the item', async () => {
    const server = createServer()
    await register(server, EMS, { order_create_time: 1503852660 })
    const time = async (ask: object): Promise<unknown> =>
      (await server.call('POST', '/v1/trackings/realtime', { tracking_number: EMS, ...ask })).body.data
    expect(await time({ order_create_time: 1503852660 })).toMatchObject({ items: [{ order_create_time: 1503852660 }] })
    expect(await time({})).toMatchObject({ items: [{ order_create_time: '2017-08-27 16:51' }] })
  })
})

describe('PUT /trackings/{carrier_code}/{tracking_number}', () => {
  test('the documented example, byte for byte', async () => {
    const server = createServer({ timeZoneOffset: '+08:00' })
    server.time.now = Date.UTC(2018, 3, 18, 6, 34, 30)
    await server.call('POST', '/v1/trackings/post', { tracking_number: '402934299065', carrier_code: 'sto' })
    alter(
      server,
      (view) => ({
        ...view,
        tracking: { ...view.tracking, id: '3d300c6f-34a6-a971-1166-cc44e4cc096a' },
        freshness: { ...view.freshness, lastCheckedAt: Date.UTC(2018, 3, 18, 6, 32, 27) },
      }),
      'sto/402934299065',
    )
    const { text } = await server.call('PUT', '/v1/trackings/sto/402934299065', {
      title: 'new title',
      logistics_channel: '4PX挂号小包',
      customer_name: 'sandy',
      customer_email: 'sandy@example.com',
      customer_phone: '+86123456789',
      order_id: '986574521568',
      destination_code: 'CN',
      archived: 'true',
      status: 7,
    })
    expect(text).toBe(
      '{"meta":{"code":200,"type":"Success","message":"Success"},' +
        '"data":{"id":"3d300c6f34a6a9711166cc44e4cc096a","tracking_number":"402934299065","carrier_code":"sto",' +
        '"created_at":"2018-04-18T14:34:30+08:00","updated_at":"2018-04-18T14:32:27+08:00",' +
        '"customer_email":"sandy@example.com","customer_name":"sandy","order_id":"986574521568",' +
        '"title":"new title","destination_code":"CN","customer_phone":"+86123456789",' +
        '"archived":"true","status":"7","logistics_channel":"4PX挂号小包"}}',
    )
  })

  test('archived and status are echoed only when sent; else archived is absent and status is the name', async () => {
    const server = createServer()
    await register(server, EMS, { title: 'first', comment: 'kept' })
    const url = `/v1/trackings/china-ems/${EMS}`
    const put = async (body?: unknown): Promise<unknown> => (await server.call('PUT', url, body)).body.data
    expect(await put({ archived: true })).toMatchObject({ archived: 'true', status: 'pending', title: 'first' })
    expect(await put({ archived: 'false', status: '4' })).toMatchObject({ archived: 'false', status: '4' })
    const named = await put({ title: 'second' })
    expect(named).toMatchObject({ title: 'second', status: 'delivered' })
    expect(named).not.toHaveProperty('archived')
    expect(await put({ status: 8 })).toMatchObject({ status: '8' })
    expect(await put({ title: '' })).toMatchObject({ status: 'pending', title: '' })
    expect(server.rows.get(`china-ems/${EMS}`)?.tracking.details).toMatchObject({ title: null, comment: 'kept' })
  })

  test.each([
    ['no body', undefined],
    ['an empty text', ''],
    ['null', 'null'],
    ['an empty object', {}],
    ["PHP's empty array", []],
    ['nulls', { title: null, status: null, archived: null }],
  ])('%s changes nothing and is 200', async (_, sent) => {
    const server = createServer()
    await register(server, EMS, { title: 'kept' })
    const before = server.rows.get(`china-ems/${EMS}`)
    const { status, body } = await server.call('PUT', `/v1/trackings/china-ems/${EMS}`, sent)
    expect(status).toBe(200)
    expect(body.meta).toEqual(META_OK)
    expect(server.rows.get(`china-ems/${EMS}`)).toEqual(before)
  })

  test('a postcode that the carrier asks for can be given later', async () => {
    const server = createServer()
    await register(server)
    await server.call('PUT', `/v1/trackings/china-ems/${EMS}`, { tracking_postal_code: '2312AB' })
    expect(server.rows.get(`china-ems/${EMS}`)?.tracking.details.postalCode).toBe('2312AB')
  })

  test('what is not registered is 4017', async () => {
    const { status, body } = await createServer().call('PUT', `/v1/trackings/china-ems/${EMS}`, { title: 'x' })
    expect(status).toBe(200)
    expect(body).toEqual({ meta: { code: 4017, type: 'Bad Request', message: 'Tracking does not exist.' }, data: [] })
  })
})

describe('DELETE /trackings/{carrier_code}/{tracking_number}', () => {
  test('data is an empty array; a second time is 4017', async () => {
    const server = createServer()
    await register(server)
    const url = `/v1/trackings/china-ems/${EMS}`
    expect((await server.call('DELETE', url)).body).toEqual({ meta: META_OK, data: [] })
    expect(server.rows.size).toBe(0)
    expect((await server.call('DELETE', url)).body.meta.code).toBe(4017)
  })
})
