import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { account, KEY, OTHER_KEY } from './double.ts'
import { createServer, ITEM, ONE } from './server.ts'

test('each class is counted apart and a refusal tells the seconds', async () => {
  const server = createServer({ limits: { list: 2, realtime: 1, other: 3 } })
  await server.call('POST', '/v1/trackings/post', ITEM)
  const codes = async (count: number, method: 'GET' | 'POST', url: string, body?: unknown): Promise<number[]> => {
    const answers = await Promise.all(Array.from({ length: count }, () => server.call(method, url, body)))
    for (const { status, headers } of answers.filter(({ body: { meta } }) => meta.code === 429)) {
      expect(status).toBe(429)
      expect(headers['retry-after']).toBe('1')
    }
    return answers.map(({ body: { meta } }) => meta.code)
  }
  expect(await codes(4, 'GET', '/v1/trackings/get')).toEqual([200, 200, 429, 429])
  expect(await codes(2, 'POST', '/v1/trackings/realtime', ITEM)).toEqual([200, 429])
  expect(await codes(3, 'GET', ONE)).toEqual([200, 200, 429])
  const other = await server.call('GET', ONE, undefined, { 'api-key': OTHER_KEY })
  expect(other.body.meta.code).toBe(4031)
})

test("an account's own limits win, 0 means none, and less than one a second is a longer window", async () => {
  const server = createServer({ limits: { list: 1, realtime: 1, other: 1 } })
  server.accounts.set(KEY, account(1, { limits: { list: 0, realtime: 0.2 } }))
  for (let i = 0; i < 5; i++) expect((await server.call('GET', '/v1/trackings/get')).status).toBe(200)
  expect((await server.call('POST', '/v1/trackings/realtime', ITEM)).status).toBe(200)
  const refused = await server.call('POST', '/v1/trackings/realtime', ITEM)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers['retry-after'])).toBe(5)
})

test('under three times the load as many calls pass as the limit says, and a caller who obeys is served', async () => {
  const perSecond = 20
  const server = createServer({ limits: { list: 0, realtime: 0, other: perSecond } })
  const counts = { passed: 0, refused: 0 }
  const startedAt = Date.now()
  for (let sent = 0, elapsed = 0; elapsed < 2_950; elapsed = Date.now() - startedAt) {
    // What is due by now is sent at once, so that a machine that stumbles offers the same load.
    const due = 1 + Math.floor((elapsed * 3 * perSecond) / 1_000)
    const answers = await Promise.all(Array.from({ length: due - sent }, () => server.call('GET', '/v1/carriers')))
    for (const { status } of answers) counts[status === 429 ? 'refused' : 'passed'] += 1
    sent = due
    await sleep(5)
  }
  expect(counts.passed).toBe(3 * perSecond)
  expect(counts.refused).toBeGreaterThan(perSecond)
  for (let i = 0; i < 3 * perSecond; i++) {
    let answer = await server.call('GET', '/v1/carriers')
    if (answer.status === 429) {
      await sleep(Number(answer.headers['retry-after']) * 1000)
      answer = await server.call('GET', '/v1/carriers')
    }
    expect(answer.status).toBe(200)
  }
}, 20_000)

test('a forged X-Forwarded-For changes nothing: the account is counted', async () => {
  const server = createServer({ limits: { list: 0, realtime: 0, other: 1 } })
  await server.call('GET', '/v1/carriers', undefined, { 'x-forwarded-for': '192.0.2.1' })
  expect((await server.call('GET', '/v1/carriers', undefined, { 'x-forwarded-for': '192.0.2.2' })).status).toBe(429)
})
