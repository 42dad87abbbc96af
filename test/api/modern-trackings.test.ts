import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Product } from '../support/product.ts'
import { type Api, apiOf, type ApiAnswer, type Page, type Problem } from './modern.ts'
import { asOperator, startQuietProduct } from './operator.ts'

let product: Product
let api: Api
beforeAll(async () => {
  product = await startQuietProduct()
  api = await apiOf(product)
})
afterAll(() => product.stop())

interface Shown {
  id: string
  number: string
  carrier: string
  status: string
  title: string | null
}

const create = (body: object, headers: Record<string, string> = {}): Promise<ApiAnswer> =>
  api.call('POST', '/api/trackings', body, { headers })
const shown = ({ body }: ApiAnswer): Shown => body
const problem = ({ body }: ApiAnswer): Problem => body

describe('a tracking', () => {
  test('is created once, found by its id, and answered as it is the second time', async () => {
    const first = await create({ number: 'rb 1000 00017 cn', carrier: 'china-ems', title: 'Чай', customer_email: 'sandy@example.com' })
    expect(first.status).toBe(201)
    const { id } = shown(first)
    expect(id).toMatch(/^trk_[0-9a-f]{32}$/)
    expect(first.headers.get('location')).toBe(`/api/trackings/${id}`)
    const again = await create({ number: 'RB100000017CN', carrier: 'china-ems', title: 'Coffee' })
    expect([again.status, shown(again).id, shown(again).title]).toEqual([200, id, 'Чай'])
    const read = await api.call('GET', `/api/trackings/${id}`)
    expect(read.body).toMatchObject({
      id,
      number: 'rb100000017cn',
      carrier: 'china-ems',
      status: 'pending',
      substatus: null,
      customer_email: 'sandy@example.com',
      checkpoints: [],
      freshness: { check_reason: 'new', source: 'china-ems', needs: null, reasons: expect.any(Array) },
    })
  })

  test('brings its checkpoints with the provenance of their time, and the reasons of its status', async () => {
    await product.call('POST', '/trackings/realtime', { tracking_number: 'RA644000001RU', carrier_code: 'russian-post' })
    const { data } = (await api.call('GET', '/api/trackings?number=ra644000001ru')).body as Page<{
      status: string
      checkpoints: { id: string; time: object; meaning: string }[]
      freshness: { reasons: { because: string; checkpoint: string | null }[]; last_checked_at: string }
    }>
    expect(data).toHaveLength(1)
    const [one] = data
    expect(one?.checkpoints.length).toBeGreaterThan(2)
    expect(one?.checkpoints[0]?.time).toEqual({
      raw: expect.any(String),
      local: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d/),
      offset: expect.any(String),
      utc: expect.stringMatching(/Z$/),
      basis: expect.stringMatching(/^(offset|utc|carrier_zone|at_location)$/),
    })
    const decisive = one?.freshness.reasons.find(({ because }) => because === 'newest_event')
    expect(one?.checkpoints.map(({ id }) => id)).toContain(decisive?.checkpoint)
    expect(one?.freshness.last_checked_at).toMatch(/^\d{4}-.*Z$/)
  })

  test('of another account, one that never was and one that cannot be are the same 404', async () => {
    const { id } = shown(await create({ number: 'FOREIGN001', carrier: 'dhl' }))
    const stranger = await asOperator(product, (admin) => admin.createKey({ account: 'stranger', mode: 'live', label: '' }))
    const foreign = await api.call('GET', `/api/trackings/${id}`, undefined, { key: stranger.text })
    const answers = [foreign]
    for (const other of [`trk_${'0'.repeat(32)}`, 'trk_1', id.replace('trk', 'evt'), `${id}x`])
      answers.push(await api.call('GET', `/api/trackings/${other}`))
    for (const { status, text } of answers) {
      expect(status).toBe(404)
      expect(text.replace(/"request_id":"[^"]+"/, '')).toBe(foreign.text.replace(/"request_id":"[^"]+"/, ''))
    }
  })
})

describe('the list', () => {
  test('walked by its cursor meets every old row once while others come', { timeout: 60_000 }, async () => {
    const old = await Promise.all(Array.from({ length: 60 }, (_, i) => create({ number: `WALK${i}OLD`, carrier: 'dhl', order_id: 'walk' })))
    const seen: string[] = []
    let cursor: string | null = null
    for (let i = 0; ; i++) {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`
      const page: Page<Shown> = (await api.call('GET', `/api/trackings?order_id=walk&limit=7${query}`)).body
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.next_cursor
      if (cursor === null) break
      await Promise.all(Array.from({ length: 5 }, (_, j) => create({ number: `WALK${i}NEW${j}`, carrier: 'dhl', order_id: 'walk' })))
    }
    for (const { id } of old.map(shown)) expect(seen.filter((one) => one === id)).toHaveLength(1)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test.each([
    ['cursor=x', 'cursor_invalid', 'cursor'],
    ['cursor=AAAAAA', 'cursor_invalid', 'cursor'],
    ['limit=0', 'validation_failed', 'limit'],
    ['limit=201', 'validation_failed', 'limit'],
    ['limit=many', 'validation_failed', 'limit'],
    ['status=lost', 'validation_failed', 'status'],
    ['statuses=transit', 'validation_failed', 'statuses'],
    ['archived=maybe', 'validation_failed', 'archived'],
  ])('%s is a problem: %s about %s', async (query, code, param) => {
    const answer = await api.call('GET', `/api/trackings?${query}`)
    expect(problem(answer)).toMatchObject({ code, param })
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  })

  test('limits of a page hold at their ends, and filters are lists', async () => {
    for (const query of ['limit=1', 'limit=200', 'status=pending,transit&archived=false', 'status=pending&status=transit'])
      expect((await api.call('GET', `/api/trackings?${query}`)).status).toBe(200)
  })

  test('a cursor of another list is refused', async () => {
    const { next_cursor } = (await api.call('GET', '/api/events?limit=1')).body as Page<object>
    expect(problem(await api.call('GET', `/api/trackings?cursor=${next_cursor}`))).toMatchObject({
      code: 'cursor_invalid',
      param: 'cursor',
    })
  })
})

describe('a body', () => {
  test.each([
    [{ number: 'GOOD12345', carrier: 'dhl', id: 'trk_1' }, 'id'],
    [{ number: 'GOOD12345', carrier: 'dhl', status: 'delivered' }, 'status'],
    [{ number: 'GOOD12345', carrier: 'dhl', created_at: '2026-01-01T00:00:00Z' }, 'created_at'],
    [{ number: 'GOOD12345', carrier: 'dhl', account_id: 1 }, 'account_id'],
    [{ number: 12345678, carrier: 'dhl' }, 'number'],
    [{ carrier: 'dhl' }, 'number'],
    [{ number: 'GOOD12345', carrier: 'dhl', customer_email: 'a@b.c\r\nBcc: x@y.z' }, 'customer_email'],
    [{ number: 'GOOD12345', carrier: 'dhl', destination_country: 'XX' }, 'destination_country'],
    [{ number: 'GOOD12345', carrier: 'dhl', order_created_at: 'yesterday' }, 'order_created_at'],
    [{ number: 'GOOD12345', carrier: 'dhl', title: 'x'.repeat(501) }, 'title'],
  ])('%j is 422 about %s', async (body, param) => {
    const answer = await create(body)
    expect(answer.status).toBe(422)
    expect(problem(answer)).toMatchObject({ code: 'validation_failed', param, doc_url: '/guide/errors#validation_failed' })
  })

  test.each([
    [{ number: '!', carrier: 'dhl' }, 400, 'number_invalid', 'number'],
    [{ number: '', carrier: 'dhl' }, 400, 'number_required', 'number'],
    [{ number: 'GOOD12345', carrier: 'no-such-carrier' }, 400, 'carrier_invalid', 'carrier'],
  ])('%j has a code of its own', async (body, status, code, param) => {
    const answer = await create(body)
    expect([answer.status, problem(answer).code, problem(answer).param]).toEqual([status, code, param])
  })

  test('that is no JSON, of another type or too large is told so', async () => {
    const send = (body: string, type: string): Promise<ApiAnswer> =>
      api.call('POST', '/api/trackings', body, { headers: { 'content-type': type } })
    expect(problem(await send('{', 'application/json')).code).toBe('body_invalid')
    expect(problem(await send('number=1', 'application/x-www-form-urlencoded')).code).toBe('media_type_unsupported')
    expect(problem(await send(`"${'x'.repeat(1_048_576)}"`, 'application/json')).code).toBe('body_too_large')
    expect(problem(await send('[]', 'application/json')).code).toBe('validation_failed')
    expect((await api.call('GET', '/api/trackings?limit=1')).text).not.toContain('GOOD12345')
  })

  test('a method that a path does not have is 405 with Allow', async () => {
    const answer = await api.call('DELETE', '/api/trackings')
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD'])
    expect(problem(answer).code).toBe('method_not_allowed')
  })
})

describe('an Idempotency-Key', () => {
  test('replays the first answer, and names what differs in another request', async () => {
    const key = { 'Idempotency-Key': 'order-1' }
    const first = await create({ number: 'ONCE00001', carrier: 'dhl', title: 'a', order_id: '1' }, key)
    const second = await create({ order_id: '1', title: 'a', carrier: 'dhl', number: 'ONCE00001' }, key)
    expect([first.status, second.status, second.text]).toEqual([201, 201, first.text])
    expect([first.headers.get('idempotent-replayed'), second.headers.get('idempotent-replayed')]).toEqual([null, 'true'])
    const other = await create({ number: 'ONCE00001', carrier: 'dhl', title: 'b', order_id: '1' }, key)
    expect([other.status, problem(other).code, problem(other).param]).toEqual([422, 'idempotency_mismatch', 'title'])
    const less = await create({ number: 'ONCE00001', carrier: 'dhl', title: 'a' }, key)
    expect(problem(less).param).toBe('order_id')
  })

  test('belongs to its account', async () => {
    const { text: key } = await asOperator(product, (admin) => admin.createKey({ account: 'neighbour', mode: 'live', label: '' }))
    const headers = { 'Idempotency-Key': 'shared-word' }
    const mine = await create({ number: 'ONCE00002', carrier: 'dhl' }, headers)
    const theirs = await api.call('POST', '/api/trackings', { number: 'ONCE00003', carrier: 'dhl' }, { key, headers })
    expect([mine.status, theirs.status]).toEqual([201, 201])
  })

  test('keeps refusals that came of the request, but not what failed the checks of its form', async () => {
    const headers = { 'Idempotency-Key': 'order-2' }
    expect((await create({ carrier: 'dhl' }, headers)).status).toBe(422)
    const refused = await create({ number: 'ONCE00004', carrier: 'no-such-carrier' }, headers)
    expect(refused.status).toBe(400)
    const again = await create({ number: 'ONCE00004', carrier: 'no-such-carrier' }, headers)
    expect([again.text, again.headers.get('content-type')]).toEqual([refused.text, refused.headers.get('content-type')])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })

  test('of 255 characters is taken, of 256 or with a blank it is not', async () => {
    const answers = ['k'.repeat(255), 'k'.repeat(256), 'a b', ''].map((key) =>
      create({ number: 'ONCE00005', carrier: 'dhl' }, { 'Idempotency-Key': key }),
    )
    expect((await Promise.all(answers)).map((answer) => problem(answer).code)).toEqual([
      undefined,
      'idempotency_key_invalid',
      'idempotency_key_invalid',
      'idempotency_key_invalid',
    ])
  })

  test('of twins at the same time one does it, the others wait their turn', async () => {
    const headers = { 'Idempotency-Key': 'twins' }
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ number: 'TWIN00001', carrier: 'dhl' }, headers)))
    const made = answers.filter(({ status }) => status === 201)
    const waiting = answers.filter(({ status }) => status === 409)
    expect(made.length).toBeGreaterThan(0)
    expect(made.length + waiting.length).toBe(8)
    expect(new Set(made.map(({ text }) => text)).size).toBe(1)
    for (const answer of waiting) {
      expect(problem(answer).code).toBe('idempotency_in_progress')
      expect(answer.headers.get('retry-after')).toBe('1')
    }
  })
})
