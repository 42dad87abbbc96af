import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServer } from '../http/server.ts'
import { KEY, type Product } from '../support/product.ts'
import { type Api, apiOf, type ApiAnswer, type Operation, operationsOf, type Problem } from './modern.ts'
import { asOperator, startQuietProduct } from './operator.ts'

let serial = 1_000

/**
 * What the owner has, by the kind of id in a path: each new kind needs a way to make one. Answers the shown id.
 * The tests below are made from the OpenAPI document: a route cannot be forgotten.
 */
const MAKE: Readonly<Record<string, (api: Api) => Promise<string>>> = {
  '^trk_[0-9a-f]{32}$': async (api) => {
    const { body } = await api.call('POST', '/api/trackings', { number: 'OWNED0001', carrier: 'dhl', title: 'canary title' })
    return (body as { id: string }).id
  },
  // Of a parcel of its own, so that the endpoint that was made for the same path is told of it.
  '^evt_[0-9a-f]{32}$': async (api) => {
    const { body } = await api.call('POST', '/api/trackings', { number: `OWNED${(serial += 1)}`, carrier: 'dhl', title: 'canary title' })
    const events = await api.call('GET', `/api/trackings/${(body as { id: string }).id}/events`)
    return (events.body as { data: { id: string }[] }).data[0]?.id ?? ''
  },
  '^whe_[0-9a-f]{32}$': async (api) => {
    const { body } = await api.call('GET', '/api/webhook-endpoints')
    const known = (body as { data: { id: string }[] }).data[0]?.id
    if (known !== undefined) return known
    const sent = { url: 'https://shop.invalid/canary', types: ['tracking.created'] }
    return ((await api.call('POST', '/api/webhook-endpoints', sent)).body as { id: string }).id
  },
}

/** A body that the route takes, for those that need one. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /api/trackings': { number: 'OWNED0002', carrier: 'dhl' },
  'POST /api/webhook-endpoints': { url: 'https://shop.invalid/hook', types: ['tracking.created'] },
  'PATCH /api/webhook-endpoints/{id}': { description: 'canary' },
  'POST /api/webhook-endpoints/{id}/debug': { headers: [], body: '' },
  'POST /api/webhook-endpoints/{id}/recover': { since: new Date().toISOString() },
}

const NO_ID = '0123456789abcdef'.repeat(2)

let product: Product
let api: Api
let keys: Record<'stranger' | 'trial' | 'revoked', string>
const narrow = new Map<string, string>()

const { call } = createServer()
const operations = operationsOf(JSON.parse((await call('GET', '/api/openapi.json')).text) as Record<string, unknown>)
const secured = operations.filter(({ security }) => security !== undefined)
const named = (list: Operation[]) => list.map((operation) => [`${operation.method} ${operation.path}`, operation] as const)

beforeAll(async () => {
  product = await startQuietProduct()
  api = await apiOf(product)
  const scopes = [...new Set(secured.map((operation) => operation['x-scope'] ?? ''))]
  keys = await asOperator(product, async (admin) => {
    const stranger = await admin.createKey({ account: 'another shop', mode: 'live', label: '' })
    const trial = await admin.createKey({ account: 'default', mode: 'test', label: '' })
    const revoked = await admin.createKey({ account: 'default', mode: 'live', label: '' })
    await admin.revokeKey(revoked.key.id)
    for (const scope of scopes) {
      const others = [...scopes, 'carriers:read', 'trackings:read'].filter((each) => each !== scope)
      narrow.set(scope, (await admin.createKey({ account: 'default', mode: 'live', label: '', scopes: others })).text)
    }
    return { stranger: stranger.text, trial: trial.text, revoked: revoked.text }
  })
})
afterAll(() => product.stop())

/** The path with an id put in: the owner's, or one that nobody has. */
async function pathOf({ path, parameters }: Operation, whose: 'own' | 'none'): Promise<string> {
  let filled = path
  for (const { name, schema } of parameters.filter((each) => each.in === 'path')) {
    const pattern = String(schema['pattern'])
    const make = MAKE[pattern]
    if (!make) throw new Error(`nobody knows how to make a ${name} of ${path}`)
    filled = filled.replace(`{${name}}`, whose === 'own' ? await make(api) : `${pattern.slice(1, 4)}_${NO_ID}`)
  }
  return filled
}

function ask(operation: Operation, path: string, key: string | null, more: object = {}): Promise<ApiAnswer> {
  const body = BODIES[`${operation.method} ${operation.path}`]
  // Streams do not end: who is admitted is seen by the head.
  const method = operation.path.endsWith('/stream') ? 'HEAD' : operation.method
  return api.call(method, path, body && { ...body, ...more }, { key })
}

const without = (text: string): string => text.replaceAll(/"request_id":"[^"]+"/g, '').replaceAll(/(trk|evt)_[0-9a-f]{32}/g, 'id')

describe.each(named(secured))('%s', (_, operation) => {
  test('works with the owner’s key', async () => {
    expect((await ask(operation, await pathOf(operation, 'own'), KEY)).status).toBeLessThan(300)
  })

  test.each([
    ['no key', null, 'invalid_key'],
    ['a malformed key', 'short', 'invalid_key'],
    ['a key with a character too many', `${KEY}x`, 'invalid_key'],
  ] as const)('%s gets 401, the same for what is there and what is not', async (_who, key, code) => {
    const own = await ask(operation, await pathOf(operation, 'own'), key)
    const none = await ask(operation, await pathOf(operation, 'none'), key)
    expect([own.status, none.status]).toEqual([401, 401])
    if (own.text !== '') expect((own.body as Problem).code).toBe(code)
    expect(without(own.text)).toBe(without(none.text))
  })

  test('a key in the URL and a revoked one get 401', async () => {
    const path = await pathOf(operation, 'own')
    for (const [key, more] of [
      [null, `?api_key=${KEY}`],
      [keys.revoked, ''],
    ] as const)
      expect((await ask(operation, `${path}${more}`, key)).status).toBe(401)
  })

  test('a key with every scope but this one gets 403', async () => {
    const scope = operation['x-scope'] ?? ''
    expect(scope).not.toBe('')
    expect((await ask(operation, await pathOf(operation, 'own'), narrow.get(scope) ?? '')).status).toBe(403)
  })

  test.each(['stranger', 'trial'] as const)('a %s sees nothing of the owner’s', async (who) => {
    const own = await ask(operation, await pathOf(operation, 'own'), keys[who])
    expect(own.text).not.toContain('canary')
    expect(own.text).not.toContain('OWNED0001')
    if (!operation.path.includes('{')) return
    const none = await ask(operation, await pathOf(operation, 'none'), keys[who])
    expect([own.status, none.status]).toEqual([404, 404])
    expect(without(own.text)).toBe(without(none.text))
    expect(headersOf(own)).toEqual(headersOf(none))
  })

  test('a method that it does not have is 405', async () => {
    const others = operations.filter(({ path }) => path === operation.path).map(({ method }) => method)
    const method = ['PATCH', 'DELETE', 'PUT', 'POST'].find((each) => !others.includes(each)) ?? ''
    const answer = await api.call(method, await pathOf(operation, 'own'))
    expect([answer.status, (answer.body as Problem).code]).toEqual([405, 'method_not_allowed'])
    expect(answer.headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(others))
  })

  test('an unknown parameter of the query is refused by its name', async () => {
    const answer = await ask(operation, `${await pathOf(operation, 'own')}?no_such=1`, KEY)
    expect(answer.status).toBe(422)
    if (answer.text !== '') expect((answer.body as Problem).param).toBe('no_such')
  })
})

function headersOf({ headers }: ApiAnswer): object {
  const changing = new Set(['x-request-id', 'date', 'content-length', 'keep-alive'])
  return Object.fromEntries([...headers].filter(([name]) => !changing.has(name)))
}

/** Names of fields anywhere in the document's schemas. */
function fieldsOf(value: unknown, names = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return names
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'properties' && typeof inner === 'object' && inner !== null) for (const field of Object.keys(inner)) names.add(field)
    fieldsOf(inner, names)
  }
  return names
}

const ALL_FIELDS = [...fieldsOf(operations), 'account_id', 'bucket', 'version', '__proto__', 'constructor', 'scopes']

describe.each(named(operations.filter(({ requestBody }) => requestBody !== undefined)))('the body of %s', (_, operation) => {
  const own = fieldsOf(operation.requestBody)
  const foreign = ALL_FIELDS.filter((name) => !own.has(name))

  test(`takes none of the ${foreign.length} fields of other schemas`, async () => {
    expect(foreign.length).toBeGreaterThan(20)
    const path = await pathOf(operation, 'own')
    for (const name of foreign) {
      const body = JSON.parse(`{${JSON.stringify(name)}:"1"}`) as object
      // Written out: an object literal would swallow __proto__.
      const text = JSON.stringify(BODIES[`${operation.method} ${operation.path}`]).replace(
        '{',
        `${JSON.stringify(body).slice(0, -1) || '{'},`,
      )
      const answer = await api.call(operation.method, path, text)
      expect([name, answer.status, (answer.body as Problem).param]).toEqual([name, 422, name])
    }
  })
})
