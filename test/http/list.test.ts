import { get } from 'node:http'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/base/index.ts'
import { KEY, OTHER_KEY } from './double.ts'
import { delivered, type View } from './samples.ts'
import { alter, createServer, listening, NOW, type Server } from './server.ts'

async function filled(count: number, server = createServer()): Promise<Server> {
  for (let start = 0; start < count; start += 40) {
    const items = Array.from({ length: Math.min(40, count - start) }, (_, i) => ({
      tracking_number: `NUMBER${start + i}`,
      carrier_code: 'sto',
    }))
    await server.call('POST', '/v1/trackings/batch', items)
  }
  return server
}

/** Four parcels: a moving one, a delivered one, an archived one, one announced only; one second apart. */
async function four(): Promise<Server> {
  const server = createServer()
  const add = async (number: string, more: object = {}): Promise<void> => {
    await server.call('POST', '/v1/trackings/post', { tracking_number: number, carrier_code: 'sto', ...more })
    server.time.now += 1_000
  }
  await add('MOVING1', { order_id: 'A-1', order_create_time: 1_600_000_000 })
  await add('DONE1', { order_id: 'A-2' })
  await add('FILED1')
  await add('ANNOUNCED1')
  alter(server, (view) => withStatus(view, 'transit'), 'sto/MOVING1')
  alter(server, (view) => withStatus(view, 'inforeceived'), 'sto/ANNOUNCED1')
  alter(server, delivered, 'sto/DONE1')
  await server.call('PUT', '/v1/trackings/sto/FILED1', { archived: true })
  return server
}

interface Page {
  page: number
  limit: number
  total: string
  count: number
  items: { tracking_number: string }[]
}

function withStatus(view: View, status: View['tracking']['state']['status']): View {
  return { ...view, tracking: { ...view.tracking, state: { ...view.tracking.state, status } } }
}

/** The numbers on the page, or the code. */
async function numbers(server: Server, query: string, body?: unknown): Promise<string[] | number> {
  const { body: answer } = await server.call<Page>(body === undefined ? 'GET' : 'POST', `/v1/trackings/get${query}`, body)
  return answer.meta.code === 200 ? answer.data.items.map(({ tracking_number }) => tracking_number) : answer.meta.code
}

/** Unix seconds of so many milliseconds after the first parcel. */
function at(ms: number): number {
  return Math.floor((NOW + ms) / 1000)
}

test('the page with its number, limit, total as a string, count and items', async () => {
  const server = await four()
  const { status, headers, body } = await server.call<Page>('GET', '/v1/trackings/get?page=1&limit=3')
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  expect(body.meta).toEqual({ code: 200, type: 'Success', message: 'Success' })
  expect(body.data).toEqual({ page: 1, limit: 3, total: '4', count: 3, items: [expect.anything(), expect.anything(), expect.anything()] })
  expect(Object.keys(body.data)).toEqual(['page', 'limit', 'total', 'count', 'items'])
  expect(await numbers(server, '?limit=3')).toEqual(['ANNOUNCED1', 'FILED1', 'DONE1'])
  expect(await numbers(server, '?limit=3&page=2')).toEqual(['MOVING1'])
})

test('an item as recorded', async () => {
  const server = await four()
  const { body } = await server.call<Page>('GET', '/v1/trackings/get?numbers=DONE1')
  const { items } = body.data
  expect(items).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      tracking_number: 'DONE1',
      carrier_code: 'sto',
      status: 'delivered',
      track_update: false,
      created_at: '2021-01-22T12:00:01+00:00',
      updated_at: '2021-01-19T11:33:00+00:00',
      order_create_time: null,
      customer_email: '',
      title: '',
      order_id: 'A-2',
      comment: null,
      customer_name: null,
      archived: false,
      original_country: 'China',
      itemTimeLength: 3,
      stayTimeLength: 3,
      service_code: null,
      status_info: null,
      substatus: 'delivered001',
      origin_info: expect.objectContaining({
        ReferenceNumber: null,
        ItemReceived: '2021-01-15 13:28',
        weblink: null,
        trackinfo: expect.any(Array),
      }),
      destination_info: expect.not.objectContaining({ ReferenceNumber: null }),
      lastEvent: 'DELIVERED,LEIDEN,23xx,NL,2021-01-19 10:33',
      lastUpdateTime: '2021-01-19 10:33',
    },
  ])
})

describe('filters', () => {
  test.each([
    ['', ['ANNOUNCED1', 'FILED1', 'DONE1', 'MOVING1']],
    ['?status=delivered', ['DONE1']],
    ['?status=Delivered', ['DONE1']],
    ['?status=4', ['DONE1']],
    ['?status=2', ['MOVING1']],
    ['?status=0', ['FILED1']],
    ['?status=notfound', ['ANNOUNCED1']],
    ['?status=1', ['ANNOUNCED1']],
    ['?status=transit,delivered', ['DONE1', 'MOVING1']],
    ['?status=', ['ANNOUNCED1', 'FILED1', 'DONE1', 'MOVING1']],
    ['?status=nonsense', 4033],
    ['?status=8', 4033],
    ['?archived=true', ['FILED1']],
    ['?archived=false', ['ANNOUNCED1', 'DONE1', 'MOVING1']],
    ['?archived=mixed', ['ANNOUNCED1', 'FILED1', 'DONE1', 'MOVING1']],
    ['?numbers=moving1,%20done1,', ['DONE1', 'MOVING1']],
    ['?numbers=x', 4014],
    [`?numbers=${Array.from({ length: 40 }, (_, i) => `N12345${i}`).join(',')}`, 4031],
    [`?numbers=${Array.from({ length: 41 }, (_, i) => `N12345${i}`).join(',')}`, 4020],
    [`?orders=${Array.from({ length: 41 }, (_, i) => `A-${i}`).join(',')}`, 4020],
    ['?orders=A-1,A-9', ['MOVING1']],
    [`?created_at_min=${at(2_000)}`, ['ANNOUNCED1', 'FILED1']],
    [`?created_at_max=${at(1_000)}`, ['DONE1', 'MOVING1']],
    [`?created_at_min=${at(1_000)}&created_at_max=${at(1_000)}`, ['DONE1']],
    [`?update_time_min=${at(-7 * 86_400_000)}&update_time_max=${at(0)}`, ['DONE1']],
    ['?order_created_time_max=1500000000', ['ANNOUNCED1', 'FILED1', 'DONE1']],
    [
      '?order_created_time_min=0&order_created_time_max=0&created_at_min=0&lang=&numbers=&orders=',
      ['ANNOUNCED1', 'FILED1', 'DONE1', 'MOVING1'],
    ],
    ['?created_at_min=yesterday', 4012],
    ['?page=0&limit=0', ['ANNOUNCED1', 'FILED1', 'DONE1', 'MOVING1']],
    ['?page=-1', 4012],
    ['?page=1.5', 4012],
    ['?page=99999999999', 4012],
    ['?limit=2000', ['ANNOUNCED1', 'FILED1', 'DONE1', 'MOVING1']],
    ['?limit=2001', 4012],
    ['?limit=ten', 4012],
    ['?page=2', 4031],
    ['?status=exception', 4031],
    ['?unknown=1&__proto__=2', ['ANNOUNCED1', 'FILED1', 'DONE1', 'MOVING1']],
  ])('%s', async (query, expected) => {
    expect(await numbers(await four(), query)).toEqual(expected)
  })

  test('POST takes the same fields from its body, and the query wins', async () => {
    const server = await four()
    expect(await numbers(server, '', { status: 'delivered' })).toEqual(['DONE1'])
    expect(await numbers(server, '', { status: 4, limit: 1, numbers: null, archived: false })).toEqual(['DONE1'])
    expect(await numbers(server, '?status=transit', { status: 'delivered' })).toEqual(['MOVING1'])
    expect(await numbers(server, '', { numbers: ['MOVING1', 'DONE1'] })).toEqual(['DONE1', 'MOVING1'])
    expect(await numbers(server, '', '')).toHaveLength(4)
    expect(await numbers(server, '', [])).toHaveLength(4)
  })

  test('GET with a body merges it too, and a body that cannot be read is no error', async () => {
    const server = await four()
    const ask = async (payload: string, headers: Record<string, string> = {}): Promise<unknown> => {
      const { body } = await server.call<Page>('GET', '/v1/trackings/get', payload, headers)
      return body.data.total
    }
    expect(await ask('{"status":"delivered"}')).toBe('1')
    expect(await ask('status=delivered', { 'content-type': 'application/x-www-form-urlencoded' })).toBe('1')
    expect(await ask('{"countryCode":"RU"}')).toBe('4')
    expect(await ask('{broken')).toBe('4')
    expect(await ask('[1]')).toBe('4')
    expect(await ask(`{"status":"delivered","pad":"${'x'.repeat(70_000)}"}`)).toBe('4')
  })
})

test('an empty account is 4031 with an empty array', async () => {
  const { status, body } = await createServer().call('GET', '/v1/trackings/get')
  expect(status).toBe(200)
  expect(body).toEqual({
    meta: { code: 4031, type: 'No Content', message: 'The request was successful but the response is empty.' },
    data: [],
  })
})

test("another account's trackings do not exist", async () => {
  const server = await four()
  const theirs = { 'api-key': OTHER_KEY }
  expect((await server.call('GET', '/v1/trackings/get', undefined, theirs)).body.meta.code).toBe(4031)
  expect((await server.call('GET', '/v1/trackings/sto/DONE1', undefined, theirs)).body.meta.code).toBe(4031)
  expect((await server.call('PUT', '/v1/trackings/sto/DONE1', { title: 'x' }, theirs)).body.meta.code).toBe(4017)
  expect((await server.call('DELETE', '/v1/trackings/sto/DONE1', undefined, theirs)).body.meta.code).toBe(4017)
})

describe('long pages', () => {
  test('2,000 items in chunks are one JSON document', async () => {
    const server = await filled(2_010)
    const { body } = await server.call<Page>('GET', '/v1/trackings/get?limit=2000')
    const { items, ...page } = body.data
    expect(page).toEqual({ page: 1, limit: 2000, total: '2010', count: 2000 })
    expect(items).toHaveLength(2_000)
    expect(new Set(items.map(({ tracking_number }) => tracking_number)).size).toBe(2_000)
    const last = await server.call('GET', '/v1/trackings/get?limit=1000&page=3')
    expect(last.body.data).toMatchObject({ page: 3, total: '2010', count: 10 })
  }, 30_000)

  test('a failure of the first chunk keeps its envelope', async () => {
    const server = await filled(250)
    server.fail.set('chunk 0', new AppError('unavailable'))
    const answer = await server.call('GET', '/v1/trackings/get?limit=250')
    expect(answer.status).toBe(503)
    expect(answer.body).toMatchObject({ meta: { code: 503 }, data: [] })
  })

  test('a failure after the header breaks the connection, so that half a page is never taken for a whole one', async () => {
    const server = await filled(600)
    server.fail.set('chunk 2', new Error('lost'))
    const options = { port: await listening(server), host: '127.0.0.1', path: '/v1/trackings/get?limit=600', headers: { 'api-key': KEY } }
    const outcome = await new Promise<string>((resolve) => {
      get(options, (response) => {
        response.on('error', () => resolve('broken')).on('end', () => resolve('ended'))
        response.resume()
      })
    })
    expect(outcome).toBe('broken')
  })

  test('HEAD of a page has its header and no body', async () => {
    const server = await filled(300)
    const { statusCode, payload } = await server.app.inject({
      method: 'HEAD',
      url: '/v1/trackings/get?limit=300',
      headers: { 'api-key': KEY },
    })
    expect([statusCode, payload]).toEqual([200, ''])
  })
})
