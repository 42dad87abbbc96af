import { describe, expect, test } from 'vitest'
import { KEY } from './double.ts'
import { createServer, ITEM, ONE } from './server.ts'

describe('headers', () => {
  const everywhere = [
    '/',
    '/health/live',
    '/health/ready',
    '/v1/carriers',
    '/v1/trackings/get',
    ONE,
    '/nowhere',
    '/v1/trackings/china-ems/%zz',
  ]

  test.each(everywhere)('%s has the security headers and an id', async (url) => {
    const { headers } = await createServer().call('GET', url)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(headers).not.toHaveProperty('strict-transport-security')
  })

  test('HSTS behind https, an id of our own, and no word about what runs', async () => {
    const { headers } = await createServer({ publicUrl: 'https://track.example.com' }).call('GET', '/v1/carriers', undefined, {
      'x-request-id': 'forged',
    })
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
    expect(headers['x-request-id']).not.toBe('forged')
    expect(headers).not.toHaveProperty('server')
    expect(headers).not.toHaveProperty('x-powered-by')
  })
})

test('the access log has one line a call: the pattern of the route and no value of it', async () => {
  const server = createServer()
  const secrets = { customer_email: 'canary@example.com', customer_phone: '+79161234567', title: 'canary title' }
  await server.call('POST', '/v1/trackings/post', { ...ITEM, ...secrets })
  await server.call('GET', `${ONE}?q=canary`)
  await server.call('GET', '/v1/trackings/china-ems/CANARY12345')
  await server.call('GET', '/canary%0a{"level":1}')
  await server.call('GET', '/v1/trackings/get', undefined, { 'api-key': 'canary-key', authorization: 'canary' })
  expect(server.log).toMatchObject([
    { level: 'info', message: 'request', fields: { method: 'POST', route: '/v1/trackings/post', status: 200, error: null, account: 1 } },
    { fields: { route: '/v1/trackings/:carrier_code/:tracking_number', error: null } },
    { fields: { error: 'nothing_found' } },
    { fields: { route: null, status: 404, error: 'route_not_found', account: null } },
    { fields: { status: 401, error: 'invalid_key', account: null } },
  ])
  const text = JSON.stringify(server.log)
  for (const secret of [KEY, 'canary', 'CANARY', 'LS912989618CN', '79161234567']) expect(text).not.toContain(secret)
})

describe('limits of the server', () => {
  test("timeouts are set where the framework's default is for ever", () => {
    const { server, initialConfig } = createServer().app
    expect(server.requestTimeout).toBe(30_000)
    expect(server.timeout).toBe(60_000)
    expect(server.keepAliveTimeout).toBe(72_000)
    expect(initialConfig.bodyLimit).toBe(1_048_576)
  })

  test('behind a trusted proxy only', async () => {
    const seen: string[] = []
    for (const trustProxy of [false, '127.0.0.1']) {
      const { app } = createServer({ trustProxy })
      app.addHook('onRequest', async (request) => void seen.push(request.ip))
      await app.inject({ url: '/health/live', headers: { 'x-forwarded-for': '192.0.2.1' } })
    }
    expect(seen).toEqual(['127.0.0.1', '192.0.2.1'])
  })
})
