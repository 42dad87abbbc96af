import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import { createPool, createStorage } from '../../src/storage/index.ts'
import { silentLog } from '../support/database.ts'
import type { Product } from '../support/product.ts'
import { type Api, apiOf, type Page, type Problem } from './modern.ts'
import { asOperator, startQuietProduct } from './operator.ts'
import { openStream } from './stream-reader.ts'

interface Event {
  id: string
  type: string
  sequence: number
  tracking: { id: string; number: string; status: string }
  previous: { status?: string } | null
  checkpoints: object[] | null
  changed: string[] | null
}

let product: Product
let api: Api
beforeAll(async () => {
  product = await startQuietProduct()
  api = await apiOf(product)
})
afterAll(() => product.stop())

async function create(number: string, key?: string): Promise<string> {
  const { body } = await api.call('POST', '/api/trackings', { number, carrier: 'dhl' }, key === undefined ? {} : { key })
  return (body as { id: string }).id
}

async function accountKey(account: string): Promise<string> {
  return asOperator(product, async (admin) => {
    const { text } = await admin.createKey({ account, mode: 'live', label: '' })
    await admin.setAccount(account, 'live', { limits: { list: 0, realtime: 0, other: 0 } })
    return text
  })
}

async function feed(key: string, query = ''): Promise<Page<Event>> {
  return (await api.call('GET', `/api/events${query}`, undefined, { key })).body
}

describe('the feed', () => {
  test('is read by its cursor to the end, where it stays until there is more', async () => {
    const key = await accountKey('feed')
    for (let i = 0; i < 5; i++) await create(`FEED${i}X`, key)
    const first = await feed(key, '?limit=3')
    const second = await feed(key, `?limit=3&after=${first.next_cursor}`)
    const third = await feed(key, `?limit=3&after=${second.next_cursor}`)
    expect([first, second, third].map(({ data }) => data.length)).toEqual([3, 2, 0])
    expect(third.next_cursor).toBe(second.next_cursor)
    await create('FEED9X', key)
    expect((await feed(key, `?after=${third.next_cursor}`)).data.map(({ tracking }) => tracking.number)).toEqual(['FEED9X'])
  })

  test('tells what changed, and of the wanted types only', async () => {
    const key = await accountKey('types')
    const id = await create('TYPES1X', key)
    await product.call('PUT', '/trackings/dhl/TYPES1X', { status: 4, title: 'new', customer_name: 'Sandy' }, { key })
    await create('TYPES2X', key)
    const all = await feed(key)
    expect(all.data.map(({ type }) => type)).toEqual([
      'tracking.created',
      'tracking.updated',
      'tracking.overridden',
      'tracking.status_changed',
      'tracking.created',
    ])
    expect(all.data[1]).toMatchObject({ changed: ['title', 'customer_name'], previous: null, checkpoints: null })
    expect(all.data[3]).toMatchObject({ tracking: { id, status: 'delivered' }, previous: { status: 'pending' } })
    expect(JSON.stringify(all)).not.toContain('Sandy')
    const some = await feed(key, '?types=tracking.status_changed,tracking.overridden&limit=1')
    expect(some.data.map(({ type }) => type)).toEqual(['tracking.overridden'])
    const rest = await feed(key, `?types=tracking.status_changed,tracking.overridden&after=${some.next_cursor}`)
    expect(rest.data.map(({ type }) => type)).toEqual(['tracking.status_changed'])
    expect(rest.next_cursor).toBe(all.next_cursor)
  })

  test('answers one event by its id and those of one tracking in order, also when it is deleted', async () => {
    const key = await accountKey('single')
    const id = await create('SINGLE1X', key)
    await product.call('PUT', '/trackings/dhl/SINGLE1X', { title: 'a' }, { key })
    await product.call('DELETE', '/trackings/dhl/SINGLE1X', undefined, { key })
    const first = (await api.call('GET', `/api/trackings/${id}/events?limit=2`, undefined, { key })).body as Page<Event>
    const rest = (await api.call('GET', `/api/trackings/${id}/events?cursor=${first.next_cursor}`, undefined, { key })).body as Page<Event>
    expect([...first.data, ...rest.data].map(({ sequence, type }) => [sequence, type])).toEqual([
      [1, 'tracking.created'],
      [2, 'tracking.updated'],
      [3, 'tracking.deleted'],
    ])
    expect(rest.next_cursor).toBeNull()
    const { body } = await api.call('GET', `/api/events/${first.data[1]?.id}`, undefined, { key })
    expect(body).toEqual(first.data[1])
    for (const path of [`/api/trackings/${id}/events`, `/api/events/${first.data[0]?.id}`])
      expect((await api.call('GET', path)).status).toBe(404)
  })

  test.each(['after=x', 'after=AAAAAA', 'types=tracking.lost', 'limit=0'])('%s is a problem', async (query) => {
    const { status, body } = await api.call('GET', `/api/events?${query}`)
    expect([400, 422]).toContain(status)
    expect((body as Problem).param).toMatch(/^(after|types|limit)$/)
  })
})

describe('the stream', () => {
  test('begins with what comes from now on, and tells it at once', async () => {
    await create('BEFORE1X')
    const stream = await openStream(product)
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    const delays: number[] = []
    for (let i = 0; i < 20; i++) {
      await create(`ATONCE${i}X`)
      const answeredAt = performance.now()
      const told = await stream.until(i + 1)
      delays.push((told[i]?.at ?? 0) - answeredAt)
    }
    expect(stream.told.map(({ data }) => data.tracking.number)).toEqual(Array.from({ length: 20 }, (_, i) => `ATONCE${i}X`))
    expect(stream.told[0]?.data).toEqual((await api.call('GET', `/api/events/${stream.told[0]?.data.id}`)).body)
    expect(delays.toSorted((a, b) => a - b)[10]).toBeLessThan(100)
    stream.close()
  })

  test('tells what another process wrote within a second', async () => {
    const pool = createPool(product.databaseUrl, { clock: systemClock, log: silentLog })
    const other = createStorage(pool)
    const [account] = (await other.accounts.list()).filter(({ name, mode }) => name === 'default' && mode === 'live')
    if (!account) throw new Error('no account')
    await create('OTHERS1X')
    const stream = await openStream(product)
    const key = { account, carrier: 'dhl', number: 'OTHERS1X' }
    const facts = (await other.trackings.find(key)) ?? undefined
    const { eventOf } = await import('../../src/tracking/index.ts')
    if (!facts) throw new Error('no tracking')
    const startedAt = performance.now()
    await other.trackings.update(key, () => ({ archived: true, events: [eventOf('tracking.created', facts)] }), systemClock.now())
    const [told] = await stream.until(1)
    expect((told?.at ?? 0) - startedAt).toBeLessThan(1_000)
    stream.close()
    await other.close()
  })

  test('goes on after a break without a gap and without a double', { timeout: 60_000 }, async () => {
    const key = await accountKey('breaks')
    const count = 300
    const first = await openStream(product, { key })
    await create('BREAK0X', key)
    await first.until(1)
    first.close()
    let lastId = first.lastId()
    const writing = (async () => {
      for (let i = 1; i <= count; i += 10) await Promise.all(Array.from({ length: 10 }, (_, j) => create(`BREAK${i + j}X`, key)))
    })()
    const seen: string[] = []
    for (let i = 0; seen.length < count; i++) {
      const stream = await openStream(product, { key, lastId })
      await stream.until(Math.min(1 + (i % 37), count - seen.length))
      stream.close()
      seen.push(...stream.told.map(({ data }) => data.tracking.number))
      lastId = stream.lastId()
    }
    await writing
    expect(seen).toHaveLength(count)
    expect(new Set(seen).size).toBe(count)
    expect(seen).not.toContain('BREAK0X')
  })

  test('waits for a reader that does not read, and loses nothing', { timeout: 60_000 }, async () => {
    const key = await accountKey('slow')
    const stream = await openStream(product, { key })
    stream.response.pause()
    for (let i = 0; i < 600; i += 20) await Promise.all(Array.from({ length: 20 }, (_, j) => create(`SLOW${i + j}X`, key)))
    stream.response.resume()
    const told = await stream.until(600)
    expect(new Set(told.map(({ data }) => data.tracking.number)).size).toBe(600)
    stream.close()
  })

  test('of some types moves its cursor past the others', async () => {
    const key = await accountKey('some types')
    const stream = await openStream(product, { key, query: '?types=tracking.updated' })
    await create('SOME1X', key)
    await product.call('PUT', '/trackings/dhl/SOME1X', { title: 'a' }, { key })
    const [told] = await stream.until(1)
    expect(told?.type).toBe('tracking.updated')
    const before = stream.lastId()
    await create('SOME2X', key)
    await expect.poll(() => stream.lastId()).not.toBe(before)
    expect(stream.lastId()).toBe((await feed(key)).next_cursor)
    stream.close()
  })

  test('is open twenty times an account; one that is closed makes room', { timeout: 30_000 }, async () => {
    const key = await accountKey('many')
    const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(product, { key })))
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200))
    const refused = await api.call('GET', '/api/events/stream', undefined, { key })
    expect([refused.status, (refused.body as Problem).code, refused.headers.get('retry-after')]).toEqual([429, 'too_many_streams', '30'])
    const other = await openStream(product)
    expect(other.status).toBe(200)
    other.close()
    streams[0]?.close()
    await expect
      .poll(async () => {
        const stream = await openStream(product, { key })
        stream.close()
        return stream.status
      })
      .toBe(200)
    for (const stream of streams) stream.close()
  })

  test('ends within two seconds when its key is revoked', async () => {
    const made = await asOperator(product, (admin) => admin.createKey({ account: 'ends', mode: 'live', label: '' }))
    const stream = await openStream(product, { key: made.text })
    const startedAt = performance.now()
    await asOperator(product, (admin) => admin.revokeKey(made.key.id))
    expect(await stream.ended).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(2_500)
  })

  test('is refused for a bad cursor, and told where', async () => {
    const { status, body } = await api.call('GET', '/api/events/stream', undefined, { headers: { 'last-event-id': 'x' } })
    expect([status, (body as Problem).param]).toEqual([400, 'Last-Event-ID'])
  })

  test('ends cleanly when the server stops', async () => {
    const another = await startQuietProduct()
    const stream = await openStream(another)
    const startedAt = performance.now()
    await another.stop()
    expect(await stream.ended).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })
})
