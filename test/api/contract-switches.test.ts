import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { type Product, startProduct } from '../support/product.ts'
import { firstOf, itemsOf, OK, type Wire, wireTo } from './wire.ts'

const ITEM = { tracking_number: 'SWITCH0001', carrier_code: 'dhl', customer_email: 'sandy@example.com' }
const ONE = '/v1/trackings/dhl/SWITCH0001'

describe('V1_HTTP_STATUS=standard, V1_SINGLE=object and TIME_ZONE_OFFSET=+08:00', () => {
  let product: Product
  let wire: Wire

  beforeAll(async () => {
    product = await startProduct({ ROLE: 'api', V1_HTTP_STATUS: 'standard', V1_SINGLE: 'object', TIME_ZONE_OFFSET: '+08:00' })
    wire = wireTo(product)
    await wire('POST', '/v1/trackings/post', ITEM)
  })
  afterAll(() => product.stop())

  test.each([
    ['GET', ONE, undefined, 200, 200],
    ['POST', '/v1/trackings/batch', [{ tracking_number: 'SWITCH0002', carrier_code: 'dhl' }], 201, 201],
    ['POST', '/v1/trackings/batch', [{}], 201, 201],
    ['POST', '/v1/trackings/post', [], 400, 4012],
    ['POST', '/v1/trackings/post', {}, 400, 4013],
    ['POST', '/v1/trackings/post', { tracking_number: 'x' }, 400, 4014],
    ['POST', '/v1/trackings/post', { tracking_number: 'SWITCH0003', carrier_code: 'nobody' }, 400, 4015],
    ['POST', '/v1/trackings/post', '{broken', 400, 4015],
    ['POST', '/v1/trackings/post', ITEM, 409, 4016],
    ['PUT', '/v1/trackings/dhl/NEVER00001', {}, 404, 4017],
    ['DELETE', '/v1/trackings/dhl/NEVER00001', undefined, 404, 4017],
    ['POST', '/v1/trackings/batch', Array.from({ length: 41 }, () => ({})), 400, 4020],
    ['GET', '/v1/trackings/dhl/NEVER00001', undefined, 404, 4031],
    ['GET', '/v1/trackings/get?archived=true', undefined, 404, 4031],
    ['POST', '/v1/carriers/detect', { tracking_number: '_____' }, 422, 4032],
    ['PUT', ONE, { status: 5 }, 400, 4033],
    ['GET', '/v1/nowhere', undefined, 404, 404],
    ['PATCH', ONE, undefined, 405, 405],
  ])('%s %s %j is HTTP %i with meta.code %i and the same body otherwise', async (method, path, body, status, code) => {
    const answer = await wire(method, path, body)
    expect({ status: answer.status, code: answer.meta.code }).toEqual({ status, code })
    if (status >= 400) expect(answer.data).toEqual([])
  })

  test('a wrong key is 401', async () => {
    expect(await wire('GET', ONE, undefined, { key: 'wrong' })).toMatchObject({ status: 401, meta: { code: 4001 } })
  })

  test('a single GET is the object on /v1 too, with the e-mail address still a string', async () => {
    expect((await wire('GET', ONE)).data).toMatchObject({ tracking_number: 'SWITCH0001', customer_email: 'sandy@example.com' })
    expect((await wire('GET', ONE.replace('v1', 'v2'))).data).toMatchObject({
      tracking_number: 'SWITCH0001',
      customer_email: ['sandy@example.com'],
    })
    expect((await wire('GET', '/v1/trackings/dhl/NEVER00001')).data).toEqual([])
  })

  test('times are written and wall clocks read in the offset', async () => {
    const order_create_time = '2018-05-20 12:00'
    const { data } = await wire('POST', '/v1/trackings/post', { tracking_number: 'SWITCH0004', carrier_code: 'dhl', order_create_time })
    const { created_at: createdAt, order_create_time: seconds } = data as { created_at: string; order_create_time: number }
    expect(seconds).toBe(1_526_788_800)
    expect(createdAt).toMatch(/\+08:00$/)
    expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(60_000)
    expect((await wire('GET', '/v1/trackings/dhl/SWITCH0004')).data).toMatchObject({ order_create_time })
  })
})

describe('LIMITS=hosted', () => {
  let product: Product
  let wire: Wire

  beforeAll(async () => {
    product = await startProduct({ ROLE: 'api', LIMITS: 'hosted' })
    wire = wireTo(product)
    await wire('POST', '/v1/trackings/post', { tracking_number: 'SB-DELIVERED-1', carrier_code: 'sandbox' })
  })
  afterAll(() => product.stop())

  const list = (): ReturnType<Wire> => wire('GET', '/v1/trackings/get')
  const realtime = (): ReturnType<Wire> =>
    wire('POST', '/v1/trackings/realtime', { tracking_number: 'SB-DELIVERED-1', carrier_code: 'sandbox' })

  test.each([
    ['one list', list, 1],
    ['three realtime looks', realtime, 3],
  ])('%s a second; more is 429 with the seconds to wait', async (_, ask, perSecond) => {
    await systemClock.sleep(1_100)
    const answers = await Promise.all(Array.from({ length: perSecond + 2 }, ask))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: perSecond }, () => 200),
      429,
      429,
    ])
    for (const { status, headers, meta, data } of answers) {
      if (status === 200) continue
      expect({ meta, data }).toEqual({
        meta: { code: 429, type: 'Too Many Requests', message: 'Exceeded API limits. Pause requests, wait two minute, and try again.' },
        data: [],
      })
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1)
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(2)
    }
  })

  test('the classes do not take from each other', async () => {
    await systemClock.sleep(1_100)
    const answers = await Promise.all([
      list(),
      realtime(),
      realtime(),
      realtime(),
      wire('GET', '/v1/carriers'),
      wire('GET', '/v1/trackings/sandbox/SB-DELIVERED-1'),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
  })

  test('a client that obeys Retry-After is served every time', async () => {
    for (const ask of [list, realtime]) {
      for (let call = 0; call < (ask === list ? 3 : 7); call++) {
        let answer = await ask()
        if (answer.status === 429) {
          await systemClock.sleep(Number(answer.headers['retry-after']) * 1_000)
          answer = await ask()
        }
        expect(answer.meta).toEqual(OK)
      }
    }
  })
})

test('by default errors about trackings are HTTP 200, a single GET is an array and times are UTC', async () => {
  const product = await startProduct({ ROLE: 'api' })
  try {
    const wire = wireTo(product)
    await wire('POST', '/v1/trackings/post', ITEM)
    expect((await wire('POST', '/v1/trackings/post', ITEM)).status).toBe(200)
    expect(firstOf(await wire('GET', ONE))['created_at']).toMatch(/\+00:00$/)
    // Fifty lists a second: a burst of ten passes.
    const answers = await Promise.all(Array.from({ length: 10 }, () => wire('GET', '/v1/trackings/get')))
    for (const answer of answers) expect(itemsOf(answer)).toHaveLength(1)
  } finally {
    await product.stop()
  }
})
