import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServer } from '../http/server.ts'
import { KEY, type Product } from '../support/product.ts'
import { asOperator, startQuietProduct } from './operator.ts'
import { type Answer, type Wire, wireTo } from './wire.ts'

const THERE = 'ISOLATED01'
const NEVER = 'NEVERWAS01'

/** What the owner stored; nothing of it may leave under another key. */
const SECRETS = {
  title: 'canary title',
  customer_name: 'canary name',
  customer_email: 'canary@example.com',
  order_id: 'canary-order',
  comment: 'canary note',
}

interface Case {
  /** A call that names the number. */
  ask: (number: string) => { path?: string; body?: unknown }
  /** `meta.code` of the owner's own call; null for calls that have nothing to do with the owner's trackings. */
  own: number
  /** `meta.code` under a key of another account, which is that of a number that never existed. */
  foreign: number
}

const item = (number: string): object => ({ tracking_number: number, carrier_code: 'dhl' })

/** Every route below `/v1` and `/v2` has its line here. A route without one fails the first test. */
const CASES: Readonly<Record<string, Case>> = {
  'POST /trackings/post': { ask: (number) => ({ body: item(number) }), own: 4016, foreign: 200 },
  'POST /trackings/batch': { ask: (number) => ({ body: [item(number)] }), own: 201, foreign: 201 },
  'GET /trackings/get': { ask: (number) => ({ path: `/trackings/get?numbers=${number}` }), own: 200, foreign: 4031 },
  'POST /trackings/get': { ask: (number) => ({ body: { numbers: number } }), own: 200, foreign: 4031 },
  'POST /trackings/realtime': { ask: (number) => ({ body: item(number) }), own: 200, foreign: 200 },
  'GET /trackings/:carrier_code/:tracking_number': { ask: (number) => ({ path: `/trackings/dhl/${number}` }), own: 200, foreign: 4031 },
  'PUT /trackings/:carrier_code/:tracking_number': {
    ask: (number) => ({ path: `/trackings/dhl/${number}`, body: { archived: true } }),
    own: 200,
    foreign: 4017,
  },
  'DELETE /trackings/:carrier_code/:tracking_number': { ask: (number) => ({ path: `/trackings/dhl/${number}` }), own: 200, foreign: 4017 },
  'GET /trackings/:carrier_code/:tracking_number/:lang': {
    ask: (number) => ({ path: `/trackings/dhl/${number}/ru` }),
    own: 200,
    foreign: 4031,
  },
  'GET /carriers': { ask: () => ({}), own: 200, foreign: 200 },
  'POST /carriers/detect': { ask: () => ({ body: { tracking_number: 'RA644000001RU' } }), own: 200, foreign: 200 },
}

/** The routes as the framework knows them, without those that refuse a method. */
async function routesOf(): Promise<string[]> {
  const { app } = createServer()
  const routes = new Set<string>()
  app.addHook('onRoute', ({ method, url, onRequest, handler }) => {
    if (onRequest === (handler as unknown)) return
    for (const each of [method].flat()) if (each !== 'HEAD') routes.add(`${each} ${url}`)
  })
  await app.ready()
  await app.close()
  return [...routes].toSorted()
}

let product: Product
let wire: Wire
let keys: Record<'stranger' | 'trial' | 'revoked', string>

beforeAll(async () => {
  product = await startQuietProduct()
  wire = wireTo(product)
  keys = await asOperator(product, async (admin) => {
    const stranger = await admin.createKey({ account: 'another shop', mode: 'live', label: '' })
    const trial = await admin.createKey({ account: 'default', mode: 'test', label: '' })
    const revoked = await admin.createKey({ account: 'default', mode: 'live', label: '' })
    await admin.revokeKey(revoked.key.id)
    return { stranger: stranger.text, trial: trial.text, revoked: revoked.text }
  })
})
afterAll(() => product.stop())

test('every route of the framework is in the matrix', async () => {
  const expected = ['/v1', '/v2'].flatMap((base) => Object.keys(CASES).map((name) => name.replace(' ', ` ${base}`)))
  expect((await routesOf()).filter((route) => / \/v\d/.test(route))).toEqual(expected.toSorted())
})

/** What differs between two calls for different numbers, and nothing else: ids, times and the number itself. */
function blank({ status, text }: Answer): string {
  return `${status} ${text}`
    .replaceAll(THERE, NEVER)
    .replaceAll(/"id":"[0-9a-f]{32}"/g, '"id"')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g, 'time')
}

const rows = ['/v1', '/v2'].flatMap((base) =>
  Object.entries(CASES).map(([name, each]) => [name.replace(' ', ` ${base}`), base, each] as const),
)

describe.each(rows)('%s', (route, base, { ask, own, foreign }) => {
  const [method = ''] = route.split(' ')
  const call = (number: string, key: string | null, more = ''): Promise<Answer> => {
    const { path = route.slice(route.indexOf(base) + base.length), body } = ask(number)
    return wire(method, `${base}${path}${more === '' ? '' : `${path.includes('?') ? '&' : '?'}${more}`}`, body, { key })
  }
  const forget = async (key: string): Promise<void> => {
    for (const number of [THERE, NEVER]) await wire('DELETE', `${base}/trackings/dhl/${number}`, undefined, { key })
  }
  const readOwn = async (): Promise<unknown> => (await wire('GET', `${base}/trackings/dhl/${THERE}`)).data

  beforeAll(async () => {
    for (const key of [KEY, keys.stranger, keys.trial]) await forget(key)
    await wire('POST', `${base}/trackings/post`, { ...item(THERE), ...SECRETS })
  })

  test.each(['stranger', 'trial'] as const)(
    'a %s gets the bytes of what never existed, and the owner keeps what is theirs',
    async (who) => {
      const before = await readOwn()
      const there = await call(THERE, keys[who])
      const never = await call(NEVER, keys[who])
      expect(blank(there)).toBe(blank(never))
      expect(there.meta.code).toBe(foreign)
      expect(there.text).not.toContain('canary')
      expect(await readOwn()).toEqual(before)
      await forget(keys[who])
      expect(await readOwn()).toEqual(before)
    },
  )

  test('no key, a malformed, an unknown and a revoked one get the same for what is there and what is not, and change nothing', async () => {
    const before = await readOwn()
    for (const [key, more, code] of [
      [null, '', 4001],
      [null, `api-key=${KEY}`, 4001],
      [null, `key=${KEY}`, 4001],
      ['', '', 4001],
      ['short', '', 4001],
      [`${KEY}x`, '', 4001],
      [`${KEY}, ${KEY}`, '', 4001],
      [`trk_live_${'0'.repeat(33)}`, '', 4001],
      [keys.revoked, '', 4002],
    ] as const) {
      const there = await call(THERE, key, more)
      expect({ status: there.status, code: there.meta.code, data: there.data }).toEqual({ status: 401, code, data: [] })
      expect(there.text).toBe((await call(NEVER, key, more)).text)
      expect(there.text).not.toContain(KEY)
    }
    expect(await readOwn()).toEqual(before)
  })

  test("the owner's own key works", async () => {
    expect((await call(THERE, KEY)).meta.code).toBe(own)
  })
})

test('a method that the route does not have is refused before the key is looked at', async () => {
  for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
    const { status } = await wire(method, '/v1/trackings/post', undefined, { key: null })
    expect(status).toBe(method === 'POST' ? 401 : 405)
  }
})
