import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createServer } from './server.ts'

describe('health', () => {
  test('live and ready are JSON with reasons and need no key', async () => {
    const server = createServer()
    expect((await server.app.inject('/health/live')).json()).toEqual({ ok: true, checks: { event_loop: { ok: true } } })
    expect((await server.app.inject('/health/ready')).statusCode).toBe(200)
    server.ready.ok = false
    const answer = await server.app.inject('/health/ready/')
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ ok: false, checks: { database: { ok: false, reason: 'the database <does> not answer' } } })
  })

  test('a check that throws is not ready, and many who ask at once share one look', async () => {
    const server = createServer()
    server.fail.set('ready', new Error('x'))
    server.services.health.ready = async () => {
      await sleep(20)
      throw new Error('x')
    }
    expect((await server.app.inject('/health/ready')).statusCode).toBe(503)
    const second = createServer()
    let looks = 0
    second.services.health.ready = async () => {
      looks += 1
      await sleep(20)
      return { ok: true, checks: {} }
    }
    await Promise.all(Array.from({ length: 50 }, () => second.app.inject('/health/ready')))
    expect(looks).toBe(1)
  })

  test('a process that only works has health and nothing else', async () => {
    const server = createServer({ healthOnly: true })
    expect((await server.app.inject('/health/live')).statusCode).toBe(200)
    expect((await server.call('GET', '/v1/trackings/get')).status).toBe(404)
    expect((await server.call('GET', '/')).status).toBe(404)
  })
})
