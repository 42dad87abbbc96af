import { connect } from 'node:net'
import { array, assert, asyncProperty, constant, constantFrom, dictionary, integer, jsonValue, oneof, record, string } from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEY as FIRST_KEY } from '../http/double.ts'
import { createServer, listening } from '../http/server.ts'
import { KEY, type Product } from '../support/product.ts'
import { startQuietProduct } from './operator.ts'
import { OK, type Wire, wireTo } from './wire.ts'

let product: Product
let wire: Wire

beforeAll(async () => {
  product = await startQuietProduct()
  wire = wireTo(product)
  await wire('POST', '/v1/trackings/realtime', { tracking_number: 'SB-DELIVERED', carrier_code: 'sandbox' })
})
afterAll(() => product.stop())

/** What an answer must never hold: stack frames, SQL and the driver's words, paths of the machine, the key. */
const INSIDE = [
  /\bat [\w.<>]+ \(/,
  /node_modules|node:internal|\.[cm]?ts:\d/,
  /\b(?:select|insert into|update|delete from)\b .*\b(?:from|where|values|set)\b/i,
  /syntax error at|violates \w+ constraint|duplicate key|relation "|SQLSTATE|ECONN[RA]/,
  /\/(?:home|tmp|root|usr|var)\//,
  new RegExp(KEY),
]

const GOOD = {
  tracking_number: 'SB-DELIVERED',
  carrier_code: 'sandbox',
  title: 'a title',
  customer_email: 'sandy@example.com',
  customer_phone: '+86123456789',
  order_create_time: '2018-05-20 12:00',
  tracking_ship_date: '20180520',
  destination_code: 'CN',
  auto_correct: 1,
  archived: 'true',
  status: 7,
  page: 1,
  limit: 10,
  numbers: 'SB-DELIVERED',
  created_at_min: 1,
}

const anyText = string({ unit: 'binary', maxLength: 60 })
const nasty = oneof(
  jsonValue({ maxDepth: 3 }),
  anyText,
  integer(),
  constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1e308,
    2 ** 53,
    '9'.repeat(400),
    '\0',
    '\ud800',
    'x'.repeat(5_000),
    '../../etc/passwd',
    "' or 1=1 --",
    '${7*7}',
    '__proto__',
    [],
    {},
    [[[[]]]],
    true,
  ),
)
const names = constantFrom(
  ...Object.keys(GOOD),
  'order',
  'specialNumberDestination',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
)
const mutated = dictionary(names, nasty, { maxKeys: 5 }).map((changes) => ({ ...GOOD, ...changes }))
const body = oneof(
  constant(undefined),
  mutated,
  array(mutated, { maxLength: 4 }),
  jsonValue(),
  string({ maxLength: 200 }).map((text) => Buffer.from(text)),
  // A good body, cut off or with one byte changed.
  record({ at: integer({ min: 0, max: 300 }), byte: integer({ min: 0, max: 255 }) }).map(({ at, byte }) => {
    const bytes = Buffer.from(JSON.stringify(GOOD))
    if (byte % 2 === 0) return bytes.subarray(0, at)
    bytes[at % bytes.length] = byte
    return bytes
  }),
)
const method = constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND')
const segment = oneof(
  constantFrom(
    'trackings',
    'carriers',
    'post',
    'batch',
    'get',
    'realtime',
    'detect',
    'sandbox',
    'SB-DELIVERED',
    'dhl',
    '..',
    '%00',
    '%zz',
    '%2e%2e',
    '*',
    ':carrier_code',
    '__proto__',
    '',
  ),
  anyText.map(encode),
)
const known = constantFrom(
  '/trackings/post',
  '/trackings/batch',
  '/trackings/get',
  '/trackings/realtime',
  '/trackings/sandbox/SB-DELIVERED',
  '/trackings/sandbox/SB-DELIVERED/ru',
  '/carriers',
  '/carriers/detect',
)
const path = oneof(
  { weight: 3, arbitrary: record({ base: constantFrom('/v1', '/v2'), rest: known }).map(({ base, rest }) => base + rest) },
  {
    weight: 1,
    arbitrary: record({ base: constantFrom('/v1', '/v2', '', '/api', '/v1/..'), rest: array(segment, { maxLength: 5 }) }).map(
      ({ base, rest }) => `${base}/${rest.join('/')}`,
    ),
  },
)
const query = oneof(
  constant(''),
  dictionary(names, oneof(anyText, integer().map(String)), { maxKeys: 4 }).map(
    (pairs) =>
      `?${Object.entries(pairs)
        .map((pair) => pair.map(encode).join('='))
        .join('&')}`,
  ),
  constantFrom('?', '?&&&', '?=', '?a[b][c]=1', '?__proto__[x]=1', '?numbers=a&numbers=b', '?status=%', `?${'a=1&'.repeat(1_500)}`),
)
const headers = oneof(
  constant({}),
  constantFrom<Record<string, string>>({ 'Api-Key': 'of-nobody' }, { 'Content-Type': 'text/xml' }),
  dictionary(
    constantFrom(
      'Content-Type',
      'Lang',
      'X-Forwarded-For',
      'Accept-Encoding',
      'Content-Encoding',
      'Client-Id',
      'X-HTTP-Method-Override',
      'If-None-Match',
      'Range',
      'Cookie',
      'Api-Key',
      'Host',
    ),
    oneof(
      constantFrom(
        'application/json',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'text/xml',
        'gzip',
        'bytes=0-1',
        '*/*',
        ';;;',
        '',
      ),
      string({ maxLength: 40 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '')),
    ),
    { maxKeys: 3 },
  ),
)

function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, ''))
}

test('2,000 bad requests: no 5xx, nothing from inside, always the envelope, and the server serves on', { timeout: 120_000 }, async () => {
  const seen = new Map<number, number>()
  await assert(
    asyncProperty(method, path, query, body, headers, async (verb, where, asked, sent, extra) => {
      const answer = await wire(verb, `${where}${asked}`, sent, { headers: extra })
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1)
      expect(answer.status).toBeLessThan(500)
      // The modern surface answers problems in place of envelopes.
      if (new URL(`http://localhost${where}`).pathname.startsWith('/api/')) {
        expect(answer.headers['content-type']).toMatch(/^application\/(?:problem\+)?json/)
        expect(INSIDE.filter((pattern) => pattern.test(answer.text))).toEqual([])
        return
      }
      // The page for people is the one answer without the envelope.
      if (/^\/+$/.test(new URL(`http://localhost${where}`).pathname) && answer.headers['content-type']?.startsWith('text/html')) return
      expect(answer.meta.code).toBeGreaterThanOrEqual(200)
      expect(answer.meta.code).toBeLessThan(5_000)
      if (![200, 201].includes(answer.meta.code)) expect(answer.data).toEqual([])
      // The carriers' homepages hold paths of their own.
      const text = answer.text.replaceAll(/https?:[^"]*/g, '')
      expect(INSIDE.filter((pattern) => pattern.test(text))).toEqual([])
    }),
    { numRuns: 2_000 },
  )
  // The arbitraries reach the endpoints and every kind of refusal.
  for (const status of [200, 401, 404, 405, 415]) expect(seen.get(status) ?? 0).toBeGreaterThan(10)
  expect((await wire('GET', '/v1/trackings/sandbox/SB-DELIVERED')).status).toBe(200)
  expect(await (await fetch(`${product.url}/health/ready`)).json()).toMatchObject({ ok: true })
})

test('__proto__ and constructor are keys like any other, in bodies, forms and queries', async () => {
  const number = '"tracking_number":"PROTO00001","carrier_code":"dhl"'
  const bodies = [
    `{${number},"__proto__":{"title":"polluted","scopes":["all"]},"constructor":{"prototype":{"title":"polluted"}}}`,
    `{"__proto__":{${number}}}`,
    `{"constructor":{"prototype":{${number}}}}`,
  ]
  expect(await Promise.all(bodies.map(async (text) => (await wire('POST', '/v1/trackings/post', text)).meta.code))).toEqual([
    200, 4013, 4013,
  ])
  const form = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }
  expect(
    (
      await wire(
        'POST',
        '/v1/trackings/post',
        '__proto__[title]=polluted&constructor[prototype][title]=polluted&tracking_number=PROTO00002&carrier_code=dhl',
        form,
      )
    ).data,
  ).toMatchObject({ title: null })
  expect((await wire('GET', '/v1/trackings/get?__proto__[archived]=true&constructor=1&numbers=PROTO00001')).data).toMatchObject({
    total: '1',
  })
  expect((await wire('POST', '/v1/trackings/post', { tracking_number: 'PROTO00003', carrier_code: 'dhl' })).data).toMatchObject({
    title: null,
  })
  for (const code of ['__proto__', 'constructor', 'toString']) {
    expect((await wire('POST', '/v1/trackings/post', { tracking_number: 'PROTO00004', carrier_code: code })).meta.code).toBe(4015)
    expect((await wire('GET', `/v1/trackings/${code}/PROTO00004`)).meta.code).toBe(4031)
  }
  expect(({} as Record<string, unknown>)['title']).toBeUndefined()
})

describe('refusals before anything is read', () => {
  test.each([
    ['GET', '/v1/trackings/post', 'POST'],
    ['PUT', '/v1/trackings/batch', 'POST'],
    ['PUT', '/v1/trackings/get', 'GET, POST, HEAD'],
    ['GET', '/v1/trackings/realtime', 'POST'],
    ['PATCH', '/v1/trackings/dhl/ABCDE12345', 'GET, PUT, DELETE, HEAD'],
    ['POST', '/v1/trackings/dhl/ABCDE12345/ru', 'GET, HEAD'],
    ['DELETE', '/v2/carriers', 'GET, HEAD'],
    ['OPTIONS', '/v2/carriers/detect', 'POST'],
  ])('%s %s is 405 with Allow: %s', async (verb, where, allow) => {
    const { status, headers: got, meta, data } = await wire(verb, where, verb === 'PUT' ? '{broken' : undefined, { key: null })
    expect({ status, allow: got.allow, code: meta.code, data }).toEqual({ status: 405, allow, code: 405, data: [] })
  })

  test.each([
    '/v1',
    '/v1/',
    '/v1/trackings',
    '/v1/trackings/update',
    '/v3/carriers',
    '/v1/carriers/detect/x',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/v1//carriers',
    '/.env',
    '/v1/%zz',
  ])('%s is 404', async (where) => {
    expect(await wire('GET', where)).toMatchObject({ status: 404, meta: { code: 404 }, data: [] })
  })

  test.each(['text/plain', 'text/xml', 'multipart/form-data; boundary=x', 'application/octet-stream', 'application/jsonp', ';'])(
    'the media type %s is 415',
    async (type) => {
      expect(await wire('POST', '/v1/trackings/post', GOOD, { headers: { 'Content-Type': type } })).toMatchObject({
        status: 415,
        meta: { code: 415 },
        data: [],
      })
    },
  )

  test.each(['application/json', 'application/json; charset=utf-8', 'text/json', 'application/problem+json', 'APPLICATION/JSON'])(
    'the media type %s is JSON',
    async (type) => {
      expect((await wire('POST', '/v1/trackings/get', {}, { headers: { 'Content-Type': type } })).meta).toEqual(OK)
    },
  )

  test('1 MiB is read, one byte more is 413, whether the length is told or not', async () => {
    expect(filled(1_048_576)).toHaveLength(1_048_576)
    expect((await wire('POST', '/v1/trackings/post', filled(1_048_576))).meta.code).toBe(4014)
    expect(await wire('POST', '/v1/trackings/post', filled(1_048_577))).toMatchObject({ status: 413, meta: { code: 413 }, data: [] })
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
    const head = `POST /v1/trackings/post HTTP/1.1\r\nHost: x\r\nApi-Key: ${KEY}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
    const chunked = await raw(head + chunk.repeat(18))
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /)
    expect(chunked).toContain('"code":413')
  })

  test('without a key a large body is not waited for', async () => {
    const answer = await raw(
      'POST /v1/trackings/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n[',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 401 /)
    expect(answer).toContain('"code":4001')
  })
})

test('slow senders hold up nobody', async () => {
  const port = Number(new URL(product.url).port)
  const slow = Array.from({ length: 50 }, () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST /v1/trackings/post HTTP/1.1\r\nHost: x\r\nApi-Key: ${KEY}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"tracking`,
    )
    return socket
  })
  for (let i = 0; i < 20; i++) expect((await wire('GET', '/v1/trackings/sandbox/SB-DELIVERED')).status).toBe(200)
  for (const socket of slow) socket.destroy()
  expect((await wire('GET', '/v1/trackings/sandbox/SB-DELIVERED')).status).toBe(200)
})

test('a caller that goes away while sending is no failure of ours', async () => {
  const server = createServer()
  const failed = new Promise<void>((resolve) => {
    server.app.addHook('onSend', async () => resolve())
  })
  const port = await listening(server)
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST /v1/trackings/post HTTP/1.1\r\nHost: x\r\nApi-Key: ${FIRST_KEY}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"tracking`,
  )
  await expect.poll(() => server.calls).toContain('authenticate')
  socket.destroy()
  await failed
  expect(server.log.filter(({ level }) => level === 'error')).toEqual([])
})

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['a header without a colon', 'GET / HTTP/1.1\r\nHost: x\r\nbroken\r\n\r\n', 400],
  ['two lengths', `POST /v1/trackings/post HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}`, 400],
  [
    'a length and chunks',
    `POST /v1/trackings/post HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ['too large headers', `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('%s is answered in the envelope and the connection ends', async (_, text, status) => {
  const [head = '', sent = ''] = (await raw(text)).split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(head).toMatch(/connection: close/i)
  expect(JSON.parse(sent)).toMatchObject({ meta: { code: 4012 }, data: [] })
})

/** A JSON body of so many bytes. */
function filled(size: number): string {
  return `{"tracking_number":"x","pad":"${'x'.repeat(size - 32)}"}`
}

/** Sends bytes as they are and answers what came until the answer's body was there or the server closed. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(product.url).port), '127.0.0.1')
    let got = ''
    const end = (): void => {
      socket.destroy()
      resolve(got)
    }
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      got += chunk
      if (got.includes('"data":[]')) end()
    })
    socket.on('close', end)
    socket.on('error', end)
    socket.write(text)
  })
}
