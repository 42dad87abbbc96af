import { Agent } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEY, type Product } from '../support/product.ts'
import { startQuietProduct } from './operator.ts'
import { firstOf, itemsOf, NOTHING, OK, type Wire, wireTo } from './wire.ts'

let product: Product
let wire: Wire

beforeAll(async () => {
  product = await startQuietProduct()
  wire = wireTo(product)
  for (const [tracking_number, order_id] of [
    ['RULES00001', 'O-1'],
    ['RULES00002', 'O-2'],
    ['RULES00003', 'O-3'],
  ]) {
    await wire('POST', '/v1/trackings/post', { tracking_number, carrier_code: 'dpd-de', order_id })
  }
})
afterAll(() => product.stop())

const ONE = '/v1/trackings/dpd-de/RULES00001'

describe('the key', () => {
  test.each([
    'Api-Key',
    'api-key',
    'API-KEY',
    'aPi-KeY',
    'Tracktry-Api-Key',
    'tracktry-api-key',
    'TRACKTRY-API-KEY',
    'Trackingmore-Api-Key',
    'TrackingMore-API-Key',
    'trackingmore-api-key',
    'Tracking-Api-Key',
    'TRACKING-API-KEY',
    'tracking-api-key',
  ])('in the header %s opens /v1 and /v2', async (header) => {
    for (const base of ['/v1', '/v2']) {
      expect((await wire('GET', `${base}/trackings/get`, undefined, { key: null, headers: { [header]: KEY } })).meta).toEqual(OK)
    }
  })

  test.each([
    ['none', {}],
    ['an empty one', { 'Api-Key': '' }],
    ['a malformed one', { 'Api-Key': 'hunter2' }],
    ['an unknown one', { 'Api-Key': 'a-key-that-nobody-ever-made-0000000001' }],
    ['one with a scheme', { Authorization: `Bearer ${KEY}` }],
  ])('%s is 4001 with an empty array', async (_, headers) => {
    const { status, meta, data } = await wire('GET', ONE, undefined, { key: null, headers })
    expect({ status, meta, data }).toEqual({
      status: 401,
      meta: { code: 4001, type: 'Unauthorized', message: 'Invalid API key.' },
      data: [],
    })
  })

  test('in the query is not taken', async () => {
    expect((await wire('GET', `${ONE}?api-key=${KEY}`, undefined, { key: null })).meta.code).toBe(4001)
  })
})

test('headers that clients add change nothing', async () => {
  const plain = await wire('GET', ONE)
  const dressed = await wire('GET', ONE, undefined, {
    headers: {
      'Content-Type': 'application/json',
      'X-Requested-With': 'XMLHttpRequest',
      'Client-Id': '7',
      Lang: 'ru',
      Accept: 'text/html',
      Origin: 'http://shop.example',
    },
  })
  expect(dressed.text).toBe(plain.text)
  expect(dressed.headers['content-type']).toMatch(/^application\/json/)
})

test.each([
  ['POST', '/v1/trackings/post/', { tracking_number: 'SLASH00001', carrier_code: 'dpd-de' }, 200],
  ['POST', '/v1/trackings/batch/', [{ tracking_number: 'SLASH00002', carrier_code: 'dpd-de' }], 201],
  ['GET', '/v1/trackings/get/', undefined, 200],
  ['GET', '/v1/trackings/get/?limit=1', undefined, 200],
  ['POST', '/v1/trackings/get/', {}, 200],
  ['GET', `${ONE}/`, undefined, 200],
  ['GET', `${ONE}/ru/`, undefined, 200],
  ['POST', '/v1/trackings/realtime/', { tracking_number: 'RULES00001', carrier_code: 'dpd-de' }, 200],
  ['PUT', `${ONE}/`, { comment: 'slash' }, 200],
  ['DELETE', '/v1/trackings/dpd-de/SLASH00001/', undefined, 200],
  ['GET', '/v1/carriers/', undefined, 200],
  ['POST', '/v1/carriers/detect/', { tracking_number: 'RA644000001RU' }, 200],
])('one slash at the end is accepted: %s %s', async (method, path, body, code) => {
  expect((await wire(method, path, body)).meta.code).toBe(code)
})

describe('bodies', () => {
  test('what is not JSON is 4015, what is JSON of another kind 4012', async () => {
    for (const path of ['post', 'batch', 'realtime'].map((verb) => `/v1/trackings/${verb}`)) {
      for (const text of ['tracking_number=RULES00009', '{"tracking_number":', '<xml/>', "{'a':1}"])
        expect([path, text, (await wire('POST', path, text)).meta.code]).toEqual([path, text, 4015])
      for (const text of ['""', '7', 'true', 'null', ''])
        expect([path, text, (await wire('POST', path, text)).meta.code]).toEqual([path, text, 4012])
      expect((await wire('POST', path)).meta.code).toBe(4012)
    }
    expect((await wire('POST', '/v1/trackings/post', [{ tracking_number: 'RULES00009' }])).meta.code).toBe(4012)
    expect((await wire('POST', '/v1/trackings/batch', { tracking_number: 'RULES00009' })).meta.code).toBe(4012)
  })

  test('forms are taken by every endpoint that takes JSON', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const form = (path: string, body: string, method = 'POST'): ReturnType<Wire> => wire(method, path, body, { headers })
    expect(
      (await form('/v1/trackings/post', 'tracking_number=FORM000001&carrier_code=dpd-de&title=%D0%9A%D0%BD%D0%B8%D0%B3%D0%B0+1')).data,
    ).toMatchObject({ title: 'Книга 1' })
    expect(
      (
        await form(
          '/v1/trackings/batch',
          '0[tracking_number]=FORM000002&0[carrier_code]=dhl&1[tracking_number]=FORM000003&1[carrier_code]=dhl',
        )
      ).data,
    ).toMatchObject({ added: 2 })
    expect((await form('/v1/trackings/realtime', 'tracking_number=SB-DELIVERED-5&carrier_code=sandbox')).meta).toEqual(OK)
    expect((await form('/v1/trackings/get', 'numbers=FORM000001,FORM000002&limit=1')).data).toMatchObject({ total: '2', count: 1 })
    expect((await form('/v1/trackings/dpd-de/FORM000001', 'title=changed&status=7', 'PUT')).data).toMatchObject({
      title: 'changed',
      status: '7',
    })
    expect((await form('/v1/carriers/detect', 'tracking_number=RA644000001RU')).data).toContainEqual({
      name: expect.any(String),
      code: 'russian-post',
    })
  })

  test('on GET and DELETE are never an error, and the connection stays usable', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const bodies = ['{"countryCode":"RU"}', '{broken', '', 'a=b&c=d', '[]', Buffer.from([0xff, 0xfe, 0, 1]), 'x'.repeat(200_000)]
    for (const body of bodies) {
      for (const path of [ONE, `${ONE}/en`, '/v1/trackings/get', '/v1/carriers'])
        expect([path, (await wire('GET', path, body, { agent })).meta.code]).toEqual([path, 200])
      await wire('POST', '/v1/trackings/post', { tracking_number: 'BODY000001', carrier_code: 'dpd-de' }, { agent })
      expect((await wire('DELETE', '/v1/trackings/dpd-de/BODY000001', body, { agent })).text).toBe(
        '{"meta":{"code":200,"type":"Success","message":"Success"},"data":[]}',
      )
      expect(
        (await wire('DELETE', '/v1/trackings/dpd-de/BODY000001', body, { agent, headers: { 'Content-Type': 'image/png' } })).meta.code,
      ).toBe(4017)
    }
    agent.destroy()
  })

  test('of /trackings/get are merged with the query, which wins', async () => {
    for (const method of ['GET', 'POST']) {
      const ask = async (query: string, body: unknown): Promise<unknown[]> =>
        itemsOf(await wire(method, `/v1/trackings/get${query}`, body)).map((item) => item['tracking_number'])
      expect(await ask('', { numbers: 'RULES00001,RULES00002' })).toEqual(['RULES00002', 'RULES00001'])
      expect(await ask('?numbers=RULES00003', { numbers: 'RULES00001' })).toEqual(['RULES00003'])
      expect(await ask('?limit=1', { numbers: 'RULES00001,RULES00002', limit: 2 })).toEqual(['RULES00002'])
      expect(await ask('?limit=', { numbers: 'RULES00001,RULES00002', limit: 1 })).toEqual(['RULES00002'])
      expect(await ask('', { numbers: ['RULES00001', 'RULES00002'], orders: 'O-1' })).toEqual(['RULES00001'])
    }
  })

  test('are not needed for PUT: nothing changes', async () => {
    const before = await wire('GET', ONE)
    for (const headers of [
      {},
      { 'Content-Length': '0' },
      { 'Content-Type': 'application/json', 'Content-Length': '0' },
      { 'Content-Type': 'application/json' },
    ]) {
      const { status, meta, data } = await wire('PUT', ONE, undefined, { headers })
      expect({ status, meta }).toEqual({ status: 200, meta: OK })
      expect(data).toMatchObject({ tracking_number: 'RULES00001', order_id: 'O-1' })
    }
    for (const body of [{}, [], null, '']) expect((await wire('PUT', ONE, body)).meta).toEqual(OK)
    expect(firstOf(await wire('GET', ONE))).toEqual(firstOf(before))
  })
})

describe('the envelope', () => {
  test.each([
    ['POST', '/v1/trackings/post', {}, 4013, 'Bad Request', 'Tracking_number is required.'],
    ['POST', '/v1/trackings/post', [], 4012, 'Bad Request', 'The request could not be understood or was missing required parameters.'],
    ['POST', '/v1/trackings/post', { tracking_number: '1234' }, 4014, 'Bad Request', 'The value of `tracking_number` is invalid.'],
    [
      'POST',
      '/v1/trackings/post',
      { tracking_number: 'RULES00001', carrier_code: 'no-such' },
      4015,
      'Bad Request',
      'The value of `carrier_code` is invalid.',
    ],
    [
      'POST',
      '/v1/trackings/post',
      { tracking_number: 'RULES00001', carrier_code: 'dpd-de' },
      4016,
      'Bad Request',
      'Tracking already exists.',
    ],
    ['PUT', '/v1/trackings/dpd-de/NEVER00001', {}, 4017, 'Bad Request', 'Tracking does not exist.'],
    ['DELETE', '/v1/trackings/dpd-de/NEVER00001', undefined, 4017, 'Bad Request', 'Tracking does not exist.'],
    ['POST', '/v1/trackings/batch', Array.from({ length: 41 }, () => ({})), 4020, 'Bad Request', 'Up to 200 at a time'],
    ['GET', '/v1/trackings/dpd-de/NEVER00001', undefined, 4031, NOTHING.type, NOTHING.message],
    ['POST', '/v1/carriers/detect', { tracking_number: '-----' }, 4032, 'No Content', 'Cannot detect courier.'],
    ['POST', '/v1/trackings/post', { tracking_number: '-----' }, 4032, 'No Content', 'Cannot detect courier.'],
    ['PUT', ONE, { status: 5 }, 4033, 'No Content', 'The value of `status` is invalid.'],
  ])('%s %s %j is %i with HTTP 200 and an empty array', async (method, path, body, code, type, message) => {
    for (const base of ['/v1', '/v2']) {
      const { status, headers, text, meta } = await wire(method, path.replace('/v1', base), body)
      expect({ status, meta }).toEqual({ status: 200, meta: { code, type, message } })
      expect(text).toContain('"data":[]')
      expect(headers['content-type']).toMatch(/^application\/json/)
    }
  })

  test.each([
    ['GET', '/v1/nothing', undefined, {}, 404, 'Not Found', 'Resource was not found.'],
    ['PATCH', ONE, undefined, {}, 405, 'Method Not Allowed', 'Requested method is not supported for the specified resource.'],
    ['POST', '/v1/trackings/post', 'x'.repeat(1_100_000), {}, 413, 'Payload Too Large', 'The request body is too large.'],
    [
      'POST',
      '/v1/trackings/post',
      '<a/>',
      { 'Content-Type': 'text/xml' },
      415,
      'Unsupported Media Type',
      'The media type of the request body is not supported.',
    ],
  ])('%s %s keeps its real status', async (method, path, body, headers, code, type, message) => {
    const { status, meta, data } = await wire(method, path, body, { headers })
    expect({ status, meta, data }).toEqual({ status: code, meta: { code, type, message }, data: [] })
  })
})

describe('a tracking', () => {
  test('has an id of 32 hexadecimal digits and times with an offset, in seconds', async () => {
    expect(firstOf(await wire('GET', ONE))).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
      updated_at: null,
    })
  })

  test('is one for a courier code and a number, without regard to case and blanks, and is shown as sent', async () => {
    const post = (number: string, carrier: string): ReturnType<Wire> =>
      wire('POST', '/v1/trackings/post', { tracking_number: number, carrier_code: carrier })
    expect((await post(' cAsE 00001 ', 'UPS')).data).toMatchObject({ tracking_number: 'cAsE00001', carrier_code: 'ups' })
    expect((await post('CASE00001', 'ups')).meta.code).toBe(4016)
    expect((await post('CASE00001', 'dpd-de')).meta).toEqual(OK)
    expect(firstOf(await wire('GET', '/v1/trackings/Ups/Case00001'))).toMatchObject({ tracking_number: 'cAsE00001' })
    expect(itemsOf(await wire('GET', '/v1/trackings/get?numbers=case00001'))).toHaveLength(2)
  })

  test.each(['A-B_C', '0'.repeat(64), '1234-5678_90'])('may have the number %s', async (number) => {
    expect((await wire('POST', '/v1/trackings/post', { tracking_number: number, carrier_code: 'dpd-de' })).meta).toEqual(OK)
  })

  test.each(['1234', '0'.repeat(65), 'a/b/c/d', 'ab.cde', 'ABC;DEF', 'ТРЕК12345'])('may not have the number %s', async (number) => {
    expect((await wire('POST', '/v1/trackings/post', { tracking_number: number, carrier_code: 'dpd-de' })).meta.code).toBe(4014)
  })
})
