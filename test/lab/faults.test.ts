import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fedexTrack, openLab, soap, type Answer, type Bench } from './support.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openLab()
})
afterEach(() => bench.lab.close())

/** A request for a delivered parcel of the carrier, with a fresh token. */
async function ask(carrier: string, headers?: Record<string, string>): Promise<Answer> {
  if (carrier === 'russian-post') return bench.call(carrier, '/rtm34', soap('RA644000001RU'))
  const bearer = headers ?? (await bench.bearer(carrier))
  if (carrier === 'cdek') return bench.call(carrier, '/orders?cdek_number=1100000001', { headers: bearer })
  return bench.call(carrier, '/track/v1/trackingnumbers', fedexTrack(['770000000039'], bearer))
}

/** The times of the events, in the order of the wire. */
const times = (text: string): string[] =>
  [...text.matchAll(/(?:OperDate>|"date_time":"|"date":")(\d{4}[^<"]+)/g)].map((match) => match[1] ?? '')

const holds = (text: string, name: string): boolean => text.includes(`"${name}":`) || text.includes(`:${name}>`)
const day = (text: string): number => Date.parse((times(text)[0] ?? '').slice(0, 10))

const CARRIERS = ['russian-post', 'cdek', 'fedex'] as const

describe.each(CARRIERS)('%s refuses', (carrier) => {
  test('429 with and without Retry-After, once or until lifted', async () => {
    bench.lab.fault(carrier, { kind: 'throttled', retryAfterSeconds: 30, times: 1 })
    const first = await ask(carrier)
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '30'])
    expect((await ask(carrier)).status).toBe(200)
    bench.lab.fault(carrier, { kind: 'throttled' })
    for (let i = 0; i < 2; i++) {
      const next = await ask(carrier)
      expect([next.status, next.headers.get('retry-after')]).toEqual([429, null])
    }
    bench.lab.fault(carrier, null)
    expect((await ask(carrier)).status).toBe(200)
  })

  test('a penalty is 403 until its time is over', async () => {
    bench.lab.fault(carrier, { kind: 'penalty', seconds: 60, on: 'track' })
    expect((await ask(carrier)).status).toBe(403)
    bench.clock.move(59)
    expect((await ask(carrier)).status).toBe(403)
    bench.clock.move(1)
    expect((await ask(carrier)).status).toBe(200)
  })

  test('server errors, and a failure that says 200', async () => {
    bench.lab.fault(carrier, { kind: 'serverError' })
    expect((await ask(carrier)).status).toBe(500)
    bench.lab.fault(carrier, { kind: 'serverError', status: 503 })
    expect((await ask(carrier)).status).toBe(503)
    bench.lab.fault(carrier, { kind: 'okWithFault' })
    const { status, text } = await ask(carrier)
    expect(status).toBe(200)
    expect(text).toMatch(/S:Fault|v2_internal_error|INTERNAL\.SERVER\.ERROR/)
  })
})

describe.each(CARRIERS)('%s spoils the answer', (carrier) => {
  test('gzip without its header', async () => {
    const { text } = await ask(carrier)
    bench.lab.fault(carrier, { kind: 'gzipUnlabelled' })
    const bearer = carrier === 'russian-post' ? {} : await bench.bearer(carrier)
    const path = { 'russian-post': '/rtm34', cdek: '/orders?cdek_number=1100000001', fedex: '/track/v1/trackingnumbers' }[carrier]
    const init = { 'russian-post': soap('RA644000001RU'), cdek: { headers: bearer }, fedex: fedexTrack(['770000000039'], bearer) }[carrier]
    const response = await fetch(bench.lab.endpoint(carrier) + path, init)
    expect(response.headers.get('content-encoding')).toBeNull()
    expect(gunzipSync(Buffer.from(await response.arrayBuffer())).toString()).toHaveLength(text.length)
  })

  test('another content type, an empty body, a login page, half a body', async () => {
    const { text } = await ask(carrier)
    bench.lab.fault(carrier, { kind: 'contentType' })
    expect((await ask(carrier)).headers.get('content-type')).toBe('text/plain')
    bench.lab.fault(carrier, { kind: 'emptyBody' })
    expect(await ask(carrier)).toMatchObject({ status: 200, text: '' })
    bench.lab.fault(carrier, { kind: 'loginPage' })
    expect((await ask(carrier)).text).toMatch(/^<!DOCTYPE html>/)
    bench.lab.fault(carrier, { kind: 'truncated' })
    expect((await ask(carrier)).text).toHaveLength(Math.floor(text.length / 2))
  })

  test('a renamed field is gone under its name, an extra one is there', async () => {
    const field = { 'russian-post': 'OperDate', cdek: 'statuses', fedex: 'trackResults' }[carrier]
    bench.lab.fault(carrier, { kind: 'renamedField' })
    const { text } = await ask(carrier)
    expect([holds(text, field), holds(text, `${field}Renamed`)]).toEqual([false, true])
    bench.lab.fault(carrier, { kind: 'extraField' })
    const extra = (await ask(carrier)).text
    expect(extra).toMatch(/labExtra|LabExtra/)
    if (carrier !== 'russian-post') expect(() => JSON.parse(extra) as unknown).not.toThrow()
  })

  test('shuffled and duplicated events are the same events', async () => {
    const plain = times((await ask(carrier)).text)
    bench.lab.fault(carrier, { kind: 'shuffled' })
    const shuffled = times((await ask(carrier)).text)
    expect(shuffled).not.toEqual(plain)
    expect(shuffled.toSorted()).toEqual(plain.toSorted())
    bench.lab.fault(carrier, { kind: 'duplicated' })
    expect(new Set(times((await ask(carrier)).text))).toEqual(new Set(plain))
    expect(times((await ask(carrier)).text).length).toBeGreaterThan(plain.length * 1.5)
  })

  test('clock skew moves the times and the Date header', async () => {
    const plain = await ask(carrier)
    bench.lab.fault(carrier, { kind: 'clockSkew', seconds: 86_400 })
    const skewed = await ask(carrier)
    expect(plain.headers.get('date')).toBe('Mon, 02 Mar 2026 12:00:00 GMT')
    expect(skewed.headers.get('date')).toBe('Tue, 03 Mar 2026 12:00:00 GMT')
    expect(day(skewed.text) - day(plain.text)).toBe(86_400_000)
  })
})

describe.each(CARRIERS)('%s spoils the connection', (carrier) => {
  test('a reset before the answer, and in the middle of it', async () => {
    const before = bench.lab.requests(carrier).length
    bench.lab.fault(carrier, { kind: 'reset', times: 1 })
    await expect(ask(carrier)).rejects.toThrow('fetch failed')
    bench.lab.fault(carrier, { kind: 'reset', afterBytes: 20, times: 1 })
    await expect(ask(carrier)).rejects.toThrow()
    expect((await ask(carrier)).status).toBe(200)
    expect(bench.lab.requests(carrier).length).toBeGreaterThan(before)
  })

  test('a slow body takes its time on the lab’s clock', async () => {
    const plain = await ask(carrier)
    const bearer = carrier === 'russian-post' ? {} : await bench.bearer(carrier)
    bench.lab.fault(carrier, { kind: 'slowBody', ms: 10_000 })
    let done = false
    const slow = ask(carrier, bearer).finally(() => (done = true))
    for (let second = 0; second < 10; second++) {
      await new Promise((resolve) => setTimeout(resolve, 15))
      expect(done).toBe(false)
      bench.clock.move(1)
    }
    expect((await slow).text).toHaveLength(plain.text.length)
  })

  test('held answers wait; a client that leaves is let go', async () => {
    const bearer = carrier === 'russian-post' ? {} : await bench.bearer(carrier)
    bench.lab.hold(carrier)
    let done = false
    const held = ask(carrier, bearer).finally(() => (done = true))
    const leaving = new AbortController()
    const leaver = fetch(`${bench.lab.endpoint(carrier)}/x`, { signal: leaving.signal })
    await expect.poll(() => bench.lab.requests(carrier).filter(({ status }) => status === null)).toHaveLength(2)
    leaving.abort()
    await expect(leaver).rejects.toThrow()
    expect(done).toBe(false)
    bench.lab.release(carrier)
    expect((await held).status).toBe(200)
  })
})

describe('tokens', () => {
  test.each(['cdek', 'fedex'] as const)('%s: expired now, good again with a new one; or never good', async (carrier) => {
    const old = await bench.bearer(carrier)
    bench.lab.fault(carrier, { kind: 'tokenExpired' })
    expect((await ask(carrier, old)).status).toBe(401)
    expect((await ask(carrier)).status).toBe(200)
    bench.lab.fault(carrier, { kind: 'tokenRefused' })
    expect((await ask(carrier)).status).toBe(401)
  })

  test('Russian Post has none, but can refuse its login', async () => {
    expect(() => bench.lab.fault('russian-post', { kind: 'tokenExpired' })).toThrow('russian-post has no tokens')
    bench.lab.fault('russian-post', { kind: 'tokenRefused' })
    expect((await ask('russian-post')).text).toContain('AuthorizationFaultReason')
  })

  test('a fault on the token endpoint leaves the others alone', async () => {
    const bearer = await bench.bearer('fedex')
    bench.lab.fault('fedex', { kind: 'serverError', on: 'token' })
    expect((await bench.token('fedex')).status).toBe(500)
    expect((await ask('fedex', bearer)).status).toBe(200)
  })

  test('FedEx: more than 3 hits a second for 5 seconds is 403 for 10 minutes, and longer for who goes on', async () => {
    bench.lab.fault('fedex', { kind: 'tokenRule' })
    const hit = async (): Promise<number> => (await bench.token('fedex')).status
    for (let i = 0; i < 15; i++) expect(await hit()).toBe(200)
    expect(await hit()).toBe(403)
    bench.clock.move(599)
    expect(await hit()).toBe(403)
    bench.clock.move(599)
    expect(await hit()).toBe(403)
    bench.clock.move(600)
    expect(await hit()).toBe(200)
  })

  test('FedEx: one hit a second for two minutes is too many as well', async () => {
    bench.lab.fault('fedex', { kind: 'tokenRule' })
    const seen: number[] = []
    for (let i = 0; i < 121; i++) {
      seen.push((await bench.token('fedex')).status)
      bench.clock.move(1)
    }
    expect(seen.slice(0, 119).every((status) => status === 200)).toBe(true)
    expect(seen.at(-1)).toBe(403)
  })
})
