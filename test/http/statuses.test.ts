import { describe, expect, test } from 'vitest'
import { AppError, ERRORS, type ErrorCode } from '../../src/base/index.ts'
import { createServer, ITEM, ONE } from './server.ts'

describe('HTTP statuses', () => {
  const codes = Object.keys(ERRORS).filter((code): code is ErrorCode => code in ERRORS)

  test.each(codes)('%s: 200 for what is about trackings, else its own; standard is always its own', async (code) => {
    // What only /api has a word for is a bad request here.
    const { v1, http, type, message } = ERRORS[code].v1 === null ? ERRORS.bad_request : ERRORS[code]
    if (v1 === null) throw new Error('no number')
    const compatible = createServer()
    const standard = createServer({ v1HttpStatus: 'standard' })
    for (const [server, expected] of [
      [compatible, v1 >= 4012 && v1 <= 4033 ? 200 : http],
      [standard, http],
    ] as const) {
      server.fail.set('get', new AppError(code))
      const answer = await server.call('GET', ONE)
      expect(answer.status).toBe(expected)
      expect(answer.body).toMatchObject({ meta: { code: v1, type, message }, data: [] })
    }
  })

  test('standard answers 201 to a batch and 200 to a single create', async () => {
    const server = createServer({ v1HttpStatus: 'standard' })
    expect((await server.call('POST', '/v1/trackings/batch', [ITEM])).status).toBe(201)
    expect((await server.call('POST', '/v1/trackings/post', { ...ITEM, tracking_number: 'OTHER123' })).status).toBe(200)
  })

  test('unknown paths are 404', async () => {
    const server = createServer()
    for (const url of ['/v1', '/v1/trackings', '/v1/trackings/nothing', '/v3/trackings/get', '/favicon.ico', '/v1/carriers/list/all/x']) {
      const answer = await server.call('GET', url)
      expect([url, answer.status]).toEqual([url, 404])
      expect(answer.body).toEqual({ meta: { code: 404, type: 'Not Found', message: 'Resource was not found.' }, data: [] })
    }
  })

  test.each([
    ['GET', '/v1/trackings/post', 'POST'],
    ['DELETE', '/v2/trackings/get', 'GET, POST, HEAD'],
    ['POST', ONE, 'GET, PUT, DELETE, HEAD'],
    ['POST', '/v1/carriers/', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['PUT', '/health/ready', 'GET, HEAD'],
  ] as const)('%s %s is 405 with Allow: %s', async (method, url, allow) => {
    const { status, headers, body } = await createServer().call(method, url, '{broken')
    expect(status).toBe(405)
    expect(headers['allow']).toBe(allow)
    expect(body).toEqual({ meta: expect.objectContaining({ code: 405 }), data: [] })
  })

  test('503 and 429 tell when to come back', async () => {
    const server = createServer()
    server.fail.set('get', new AppError('unavailable'))
    expect((await server.call('GET', ONE)).headers['retry-after']).toBe('5')
    server.fail.set('get', new AppError('unavailable', { retryAfterSeconds: 30 }))
    expect((await server.call('GET', ONE)).headers['retry-after']).toBe('30')
  })
})

describe('what nobody expected', () => {
  test.each([
    ['POST', '/v1/trackings/post', 'create'],
    ['POST', '/v1/trackings/batch', 'createMany'],
    ['GET', '/v1/trackings/get', 'list'],
    ['GET', ONE, 'get'],
    ['PUT', ONE, 'update'],
    ['DELETE', ONE, 'remove'],
    ['POST', '/v1/trackings/realtime', 'refresh'],
  ] as const)('%s %s: 500 with the id that the log has, and nothing from inside', async (method, url, verb) => {
    const server = createServer()
    server.fail.set(
      verb,
      Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED', detail: 'Key (email)=(sandy@example.com)' }),
    )
    const body = method === 'POST' ? (verb === 'createMany' ? [ITEM] : ITEM) : undefined
    const answer = await server.call(method, url, body)
    expect(answer.status).toBe(500)
    const id = answer.headers['x-request-id']
    expect(answer.body).toEqual({ meta: { code: 500, type: 'Server error', message: 'Server error' }, data: [], request_id: id })
    const errors = server.log.filter(({ level }) => level === 'error')
    expect(errors).toEqual([
      { level: 'error', message: 'a request failed', fields: { requestId: id, err: expect.objectContaining({ code: 'ECONNREFUSED' }) } },
    ])
    expect(JSON.stringify(errors)).not.toContain('sandy')
  })

  test('thrown things that are no errors are 500 too', async () => {
    const server = createServer()
    server.fail.set('get', 'a string')
    expect((await server.call('GET', ONE)).status).toBe(500)
  })
})
