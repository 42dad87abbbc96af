import { expect, test } from 'vitest'
import { KEY, READ_ONLY_KEY, REVOKED_KEY } from './double.ts'
import { createServer, ITEM, ONE } from './server.ts'

test.each(['Api-Key', 'API-KEY', 'Tracktry-Api-Key', 'Trackingmore-Api-Key', 'Tracking-Api-Key'])(
  'the header %s is accepted',
  async (header) => {
    const { app } = createServer()
    for (const base of ['/v1', '/v2']) {
      const { statusCode } = await app.inject({ method: 'GET', url: `${base}/carriers`, headers: { [header]: ` ${KEY} ` } })
      expect(statusCode).toBe(200)
    }
  },
)

test.each([
  ['none', {}],
  ['an empty one', { 'api-key': '' }],
  ['an unknown one', { 'api-key': 'trk_live_unknown' }],
  ['two at once', { 'api-key': `${KEY}, ${KEY}` }],
])('%s is 401 and 4001', async (_, headers) => {
  const { app, calls } = createServer()
  for (const [method, url] of [
    ['GET', '/v1/trackings/get'],
    ['POST', '/v1/trackings/post'],
    ['PUT', ONE],
    ['DELETE', ONE],
    ['GET', '/v1/carriers'],
  ] as const) {
    const answer = await app.inject({ method, url, headers })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toEqual({ meta: { code: 4001, type: 'Unauthorized', message: 'Invalid API key.' }, data: [] })
  }
  expect(calls.every((call) => call === 'authenticate')).toBe(true)
})

test('a revoked key is 401 and 4002', async () => {
  const { status, body } = await createServer().call('GET', '/v1/trackings/get', undefined, { 'api-key': REVOKED_KEY })
  expect(status).toBe(401)
  expect(body).toEqual({ meta: { code: 4002, type: 'Unauthorized', message: 'API key has been deleted.' }, data: [] })
})

test.each(['api_key', 'Api-Key', 'apikey', 'key', 'tracktry-api-key'])(
  'a key in the query as %s is 401 and told where it belongs',
  async (name) => {
    const { app, log } = createServer()
    const answer = await app.inject({ method: 'GET', url: `/v1/trackings/get?${name}=${KEY}` })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toMatchObject({
      meta: { code: 4001, message: 'Invalid API key.' },
      data: [],
      hint: expect.stringContaining('Api-Key header'),
    })
    expect(answer.payload + JSON.stringify(log)).not.toContain(KEY)
  },
)

test('a key without the scope is 403', async () => {
  const server = createServer()
  const headers = { 'api-key': READ_ONLY_KEY }
  for (const answer of [
    await server.call('POST', '/v1/trackings/post', ITEM, headers),
    await server.call('GET', '/v1/carriers', undefined, headers),
    await server.call('POST', '/v1/carriers/detect', ITEM, headers),
  ]) {
    expect(answer.status).toBe(403)
    expect(answer.body).toEqual({ meta: { code: 403, type: 'Forbidden', message: 'Access denied.' }, data: [] })
  }
})
