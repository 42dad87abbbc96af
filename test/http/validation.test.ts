import { assert, asyncProperty, constantFrom, dictionary, jsonValue, oneof, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createServer, type Server } from './server.ts'

const GOOD = { tracking_number: 'LS912989618CN', carrier_code: 'china-ems' }
const URL = '/v1/trackings/china-ems/LS912989618CN'

async function registered(): Promise<Server> {
  const server = createServer()
  await server.call('POST', '/v1/trackings/post', { ...GOOD, title: 'kept' })
  return server
}

const BAD_DETAILS: [object, string][] = [
  [{ destination_code: 'USA' }, 'destination_code'],
  [{ destination_code: 'ZZ' }, 'destination_code'],
  [{ title: 'x'.repeat(501) }, 'title'],
  [{ title: 'a\0b' }, 'title'],
  [{ title: { a: 1 } }, 'title'],
  [{ comment: '\ud83d' }, 'comment'],
  [{ logistics_channel: ['x'] }, 'logistics_channel'],
  [{ customer_name: true }, 'customer_name'],
  [{ customer_email: 'nobody' }, 'customer_email'],
  [{ customer_email: 'a@example.com\r\nBcc: b@example.com' }, 'customer_email'],
  [{ customer_phone: 'call me' }, 'customer_phone'],
  [{ customer_phone: '89161234567' }, 'customer_phone'],
  [{ order_id: 'x'.repeat(501) }, 'order_id'],
  [{ order_create_time: 'yesterday' }, 'order_create_time'],
  [{ order_create_time: '2018-02-30 10:00' }, 'order_create_time'],
  [{ tracking_ship_date: '2020-01-02' }, 'tracking_ship_date'],
  [{ tracking_destination_country: 'Netherlands' }, 'tracking_destination_country'],
  [{ specialNumberDestination: 'NLD' }, 'tracking_destination_country'],
  [{ lang: 'english' }, 'lang'],
  [{ auto_correct: 2 }, 'auto_correct'],
]

const BAD_NAMES: [object, number][] = [
  [{ carrier_code: 'sto' }, 4013],
  [{ tracking_number: '', carrier_code: 'sto' }, 4013],
  [{ tracking_number: null, carrier_code: 'sto' }, 4013],
  [{ tracking_number: '1234', carrier_code: 'sto' }, 4014],
  [{ tracking_number: 'A'.repeat(65), carrier_code: 'sto' }, 4014],
  [{ tracking_number: ['RA644000001RU'], carrier_code: 'sto' }, 4014],
  [{ tracking_number: 'RA64400<script>', carrier_code: 'sto' }, 4014],
  [{ tracking_number: 'RA644000001RU', carrier_code: 'no-such-carrier' }, 4015],
  [{ tracking_number: 'RA644000001RU', carrier_code: 7 }, 4015],
  [{ tracking_number: 'RA644000001RU', carrier_code: {} }, 4015],
  [{ tracking_number: 'RA644000001RU', carrier_code: 'a b' }, 4015],
]

describe.each(['post', 'realtime'])('POST /trackings/%s', (endpoint) => {
  test.each(BAD_NAMES)('%j is %i and registers nothing', async (body, code) => {
    const server = createServer()
    const answer = await server.call('POST', `/v1/trackings/${endpoint}`, body)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ meta: expect.objectContaining({ code }), data: [] })
    expect(server.rows.size).toBe(0)
  })

  test.each(BAD_DETAILS)('%j is 4012, names %s and registers nothing', async (details, param) => {
    const server = createServer()
    const { status, body } = await server.call('POST', `/v1/trackings/${endpoint}`, { ...GOOD, ...details })
    expect(status).toBe(200)
    expect(body).toEqual({
      meta: { code: 4012, type: 'Bad Request', message: 'The request could not be understood or was missing required parameters.' },
      data: [],
      hint: `The value of \`${param}\` is invalid.`,
    })
    expect(server.rows.size).toBe(0)
  })

  test.each([
    ['no body', undefined, 4012],
    ['an empty text', '', 4012],
    ['an empty array', [], 4012],
    ['an array', [GOOD], 4012],
    ['a string', '"LS912989618CN"', 4012],
    ['null', 'null', 4012],
    ['not JSON', '{tracking_number:', 4015],
    ['bare words', 'tracking_number is LS912989618CN', 4015],
  ])('%s is %s → %i', async (_, body, code) => {
    const server = createServer()
    const answer = await server.call('POST', `/v1/trackings/${endpoint}`, body)
    expect(answer.body).toMatchObject({ meta: { code }, data: [] })
    expect(server.rows.size).toBe(0)
  })
})

describe('PUT', () => {
  test.each([
    ...BAD_DETAILS.filter(([details]) => !('auto_correct' in details)).map(([details]) => [details, 4012] as const),
    [{ archived: 'mixed' }, 4012] as const,
    [{ archived: 1 }, 4012] as const,
    ...[0, 3, 5, 9, '5', 'delivered', 4.5, true, {}].map((status) => [{ status }, 4033] as const),
    [[1], 4012] as const,
    ['7', 4012] as const,
    ['{broken', 4015] as const,
  ])('%j is %i and changes nothing', async (body, code) => {
    const server = await registered()
    const before = server.rows.get('china-ems/LS912989618CN')
    const answer = await server.call('PUT', URL, body)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ meta: { code }, data: [] })
    expect(server.rows.get('china-ems/LS912989618CN')).toEqual(before)
  })

  test('a good field beside a bad one is not written', async () => {
    const server = await registered()
    await server.call('PUT', URL, { title: 'changed', status: 5 })
    expect(server.rows.get('china-ems/LS912989618CN')?.tracking.details.title).toBe('kept')
  })
})

describe('paths', () => {
  test.each([
    ['/v1/trackings/china-ems/123', 4014],
    ['/v1/trackings/china-ems/RA%00644000001', 4014],
    ['/v1/trackings/china-ems/%D0%9F%D0%BE%D1%87%D1%82%D0%B0', 4014],
    [`/v1/trackings/china-ems/${'A'.repeat(150)}`, 4014],
    ['/v1/trackings/china%20ems/LS912989618CN', 4015],
    ['/v1/trackings/%00/LS912989618CN', 4015],
  ])('%s is %i', async (url, code) => {
    const server = createServer()
    for (const method of ['GET', 'PUT', 'DELETE'] as const)
      expect((await server.call(method, url)).body).toMatchObject({ meta: { code }, data: [] })
    expect(server.calls.filter((call) => call !== 'authenticate')).toEqual([])
  })

  test('a courier code that is well-formed but unknown names no tracking', async () => {
    const server = createServer()
    expect((await server.call('GET', '/v1/trackings/no-such/LS912989618CN')).body.meta.code).toBe(4031)
    expect((await server.call('PUT', '/v1/trackings/no-such/LS912989618CN')).body.meta.code).toBe(4017)
    expect((await server.call('DELETE', '/v1/trackings/no-such/LS912989618CN')).body.meta.code).toBe(4017)
  })

  test('a path that does not decode, or holds more than 200 characters, is no route', async () => {
    const server = createServer()
    expect((await server.call('GET', '/v1/trackings/china-ems/%zz')).status).toBe(404)
    const long = await server.call('GET', `/v1/trackings/china-ems/${'A'.repeat(300)}`)
    expect([long.status, long.body.meta.code]).toEqual([404, 404])
  })
})

test('__proto__ and constructor in a body are unknown keys like any other', async () => {
  const server = createServer()
  const { body } = await server.call(
    'POST',
    '/v1/trackings/post',
    '{"__proto__":{"tracking_number":"LS912989618CN","admin":true},"constructor":{"prototype":{"x":1}},"carrier_code":"sto"}',
  )
  expect(body.meta.code).toBe(4013)
  expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  expect(({} as Record<string, unknown>)['x']).toBeUndefined()
})

test('2,000 calls with made-up values: never 500, always the envelope', async () => {
  const server = await registered()
  const names = Object.keys({
    ...GOOD,
    ...Object.assign({}, ...BAD_DETAILS.map(([details]) => details)),
    archived: 0,
    status: 0,
    order: 0,
    page: 0,
    limit: 0,
    numbers: 0,
  })
  const body = oneof(
    jsonValue(),
    dictionary(constantFrom(...names), oneof(jsonValue(), string({ unit: 'binary' }), constantFrom('LS912989618CN', 'sto', '1', 4, null)), {
      maxKeys: 8,
    }),
  )
  const call = constantFrom<['GET' | 'POST' | 'PUT', string][]>(
    ['POST', '/v1/trackings/post'],
    ['POST', '/v1/trackings/batch'],
    ['POST', '/v1/trackings/get'],
    ['GET', '/v1/trackings/get'],
    ['POST', '/v2/trackings/realtime'],
    ['PUT', URL],
    ['POST', '/v1/carriers/detect'],
  )
  await assert(
    asyncProperty(
      call,
      oneof(
        body,
        body.map((item) => [item, item]),
      ),
      string({ unit: 'binary', maxLength: 80 }),
      async ([method, url], sent, query) => {
        const answer = await server.call(
          method,
          `${url}?page=${encodeURIComponent(query.replaceAll(/\p{Surrogate}/gu, ''))}`,
          JSON.stringify(sent),
        )
        expect(answer.status).toBe(200)
        expect(answer.body).toMatchObject({ meta: { code: expect.any(Number) } })
        if (![200, 201].includes(answer.body.meta.code)) expect(answer.body.data).toEqual([])
      },
    ),
    { numRuns: 2_000 },
  )
  expect(server.log.filter(({ level }) => level === 'error')).toEqual([])
}, 60_000)
