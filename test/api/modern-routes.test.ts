import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServer } from '../http/server.ts'
import { KEY, type Product } from '../support/product.ts'
import { startMailServer, type TestMailServer } from '../support/smtp.ts'
import { type Receiver, startReceiver } from '../webhooks/receiver.ts'
import { apiOf, type ApiAnswer, type Operation, operationsOf, type Problem } from './modern.ts'
import { asOperator, startQuietProduct } from './operator.ts'
import { bodyOf, equip, fill, NO_ID, type Owner, type Paths, pathsOf, SECRETS, STOPPED } from './owner.ts'

/** What a stranger gets where a path names nothing that is there; otherwise it is 404. */
const STRANGERS: Readonly<Record<string, number>> = {
  // Words of one's own are made by it.
  'PUT /api/notice-templates/{channel}/{kind}/{language}': 200,
}

/** Reads that show no word of an account. */
const OF_NOBODY = new Set(['GET /api/carriers/health', 'GET /api/events/stream', 'GET /api/sms-usage'])

let product: Product
let mail: TestMailServer
let receiver: Receiver
let owner: Owner
let keys: Record<'stranger' | 'trial' | 'revoked', string>
const narrow = new Map<string, string>()

// The tests are made from the OpenAPI document: a route cannot be forgotten.
const { call } = createServer()
const operations = operationsOf(JSON.parse((await call('GET', '/api/openapi.json')).text) as Record<string, unknown>)
const secured = operations.filter(({ security }) => security !== undefined)
const nameOf = ({ method, path }: Operation): string => `${method} ${path}`
const named = (list: Operation[]) => list.map((operation) => [nameOf(operation), operation] as const)

beforeAll(async () => {
  mail = await startMailServer()
  receiver = await startReceiver(() => (response) => response.writeHead(200).end('canary answer'))
  const webhooks = { OUTBOUND_NETWORKS: '127.0.0.0/8', OUTBOUND_PORTS: '1024-65535' }
  product = await startQuietProduct({ ROLE: 'all', SMTP_URL: mail.url, MAIL_FROM: 'mail@shop.example', ...webhooks })
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
    for (const [account, mode] of [
      ['another shop', 'live'],
      ['default', 'test'],
    ] as const)
      await admin.setAccount(account, mode, { limits: { list: 0, realtime: 0, other: 0 } })
    return { stranger: stranger.text, trial: trial.text, revoked: revoked.text }
  })
  owner = { api: await apiOf(product), product, mail, receiver, others: [keys.stranger, keys.trial] }
  await fill(owner)
})
afterAll(async () => {
  await product.stop()
  await receiver.close()
  await mail.close()
})

function ask(operation: Operation, path: string, key: string | null): Promise<ApiAnswer> {
  // Streams do not end: who is admitted is seen by the head.
  const method = operation.path.endsWith('/stream') ? 'HEAD' : operation.method
  return owner.api.call(method, path, bodyOf(owner, nameOf(operation)), { key })
}

const without = (text: string): string => text.replaceAll(/"request_id":"[^"]+"/g, '').replaceAll(/[a-z]{3}_[0-9a-f]{32}/g, 'id')

/** What the owner has set up; only the owner's key changes it. */
async function setUp(): Promise<string> {
  const paths = ['webhook-endpoints', 'notice-templates', 'suppressions', 'notification-settings']
  const answers = await Promise.all(paths.map((path) => owner.api.call('GET', `/api/${path}`)))
  return answers.map(({ text }) => text.replaceAll(/"(last_success_at|failing_since)":[^,]+,/g, '')).join('\n')
}

describe.each(named(secured))('%s', (name, operation) => {
  let paths: Paths
  let before: string
  beforeAll(async () => {
    await equip(owner)
    paths = await pathsOf(owner, operation.path)
    before = await setUp()
  })

  test.each([
    ['no key', null, 'invalid_key'],
    ['a malformed key', 'short', 'invalid_key'],
    ['a key with a character too many', `${KEY}x`, 'invalid_key'],
  ] as const)('%s gets 401, the same for what is there and what is not', async (_who, key, code) => {
    const own = await ask(operation, paths.own, key)
    expect(own.status).toBe(401)
    if (own.text !== '') expect((own.body as Problem).code).toBe(code)
    for (const path of paths.none) expect(sameness(await ask(operation, path, key))).toEqual(sameness(own))
  })

  test('a key in the URL and a revoked one get 401', async () => {
    for (const [key, more] of [
      [null, `?api_key=${KEY}`],
      [keys.revoked, ''],
    ] as const)
      expect((await ask(operation, `${paths.own}${more}`, key)).status).toBe(401)
  })

  test('a key with every scope but this one gets 403', async () => {
    const scope = operation['x-scope'] ?? ''
    expect(scope).not.toBe('')
    expect((await ask(operation, paths.own, narrow.get(scope) ?? '')).status).toBe(403)
  })

  test.each(['stranger', 'trial'] as const)('a %s sees nothing of the owner’s', async (who) => {
    const own = await ask(operation, paths.own, keys[who])
    expect(own.status).toBeLessThan(500)
    for (const secret of SECRETS) expect(own.text).not.toContain(secret)
    if (paths.none.length === 0) return
    const expected = STRANGERS[name] ?? 404
    expect(own.status).toBe(expected)
    for (const path of paths.none) {
      const none = await ask(operation, path, keys[who])
      if (expected === 404) expect(sameness(none)).toEqual(sameness(own))
      else expect(none.status).toBe(expected)
    }
  })

  test('a method that it does not have is 405', async () => {
    const others = operations.filter(({ path }) => path === operation.path).map(({ method }) => method)
    const method = ['PATCH', 'DELETE', 'PUT', 'POST'].find((each) => !others.includes(each)) ?? ''
    const answer = await owner.api.call(method, paths.own)
    expect([answer.status, (answer.body as Problem).code]).toEqual([405, 'method_not_allowed'])
    expect(answer.headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(others))
  })

  test('an unknown parameter of the query is refused by its name', async () => {
    const answer = await ask(operation, `${paths.own}?no_such=1`, KEY)
    expect(answer.status).toBe(422)
    if (answer.text !== '') expect((answer.body as Problem).param).toBe('no_such')
  })

  test('names that no path can have are 404, and so is to the owner what is not there', async () => {
    const expected = STRANGERS[name] ?? 404
    for (const path of paths.none) expect((await ask(operation, path, KEY)).status).toBe(expected)
    if (paths.none.length === 0) return
    for (const word of ['x', '%00', '__proto__', NO_ID, `zzz_${NO_ID}`, `trk_${NO_ID}0`]) {
      const path = operation.path.replaceAll(/\{\w+\}/g, word)
      expect([path, (await ask(operation, path, KEY)).status]).toEqual([path, 404])
    }
  })

  // Last, for it may take away what the others are about.
  test('after all that the owner has what was there, and the owner’s key works', async () => {
    if (STRANGERS[name] === undefined) expect(await setUp()).toBe(before)
    const answer = await ask(operation, paths.own, KEY)
    expect([answer.status, answer.text]).toEqual([expect.toSatisfy((status: number) => status < 300), answer.text])
    if (operation.method !== 'GET' || OF_NOBODY.has(name)) return
    // Otherwise the tests above had nothing that could have been seen.
    expect(SECRETS.some((secret) => answer.text.includes(secret))).toBe(true)
  })
})

const listed = (query: string) => ['GET', `/api/${query}`] as const
const removed = (which: object) => ['POST', '/api/suppressions/remove', { channel: 'email', ...which }] as const

test('what a query or a body names of the owner’s is to a stranger as what never was', async () => {
  await equip(owner)
  const { own } = await pathsOf(owner, '/api/trackings/{id}')
  const pairs: [Asked, Asked, number][] = [
    [listed(`notices?tracking=${own.split('/').at(-1)}`), listed(`notices?tracking=trk_${NO_ID}`), 200],
    [listed('trackings?order_id=canary-order'), listed('trackings?order_id=never'), 200],
    [removed({ recipient: SECRETS.at(-1) }), removed({ recipient: 'x'.repeat(22) }), 404],
    [removed({ address: STOPPED }), removed({ address: 'never@buyer.example' }), 404],
  ]
  for (const [there, never, status] of pairs)
    for (const key of owner.others) {
      const [seen, none] = [
        await owner.api.call(there[0], there[1], there[2], { key }),
        await owner.api.call(never[0], never[1], never[2], { key }),
      ]
      expect([there, seen.status]).toEqual([there, status])
      expect(sameness(seen)).toEqual(sameness(none))
    }
})

type Asked = readonly [method: string, path: string, body?: object | undefined]

/** What tells two answers apart. */
function sameness(answer: ApiAnswer): object {
  return { status: answer.status, text: without(answer.text), headers: headersOf(answer) }
}

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

/** Each object of a body, by where it stands, with what it has. */
function objectsOf(value: unknown, place: string[] = []): { place: string[]; own: string[] }[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.entries(value).flatMap(([name, each]) => objectsOf(each, [...place, name]))
  return Array.isArray(value) ? inner : [{ place, own: Object.keys(value) }, ...inner]
}

/** The body with one field more, as text: an object literal would swallow `__proto__`. */
function grown(body: object, place: string[], name: string): string {
  const copy = structuredClone(body)
  const target = place.reduce<Record<string, never>>((one, key) => one[key] ?? {}, copy as Record<string, never>)
  Object.assign(target, { 'put in here': '1' })
  return JSON.stringify(copy).replace('"put in here"', JSON.stringify(name))
}

describe.each(named(operations.filter(({ requestBody }) => requestBody !== undefined)))('the body of %s', (name, operation) => {
  const [{ schema } = { schema: {} }] = Object.values(operation.requestBody?.content ?? {})
  const own = new Set(Object.keys(schema['properties'] ?? {}))
  const foreign = ALL_FIELDS.filter((field) => !own.has(field))

  test(`takes none of the ${foreign.length} fields of other schemas`, async () => {
    expect(own.size).toBeGreaterThan(0)
    const { own: path } = await pathsOf(owner, operation.path)
    const body = bodyOf(owner, name) ?? {}
    for (const field of foreign) {
      const answer = await owner.api.call(operation.method, path, grown(body, [], field))
      expect([field, answer.status, (answer.body as Problem).param]).toEqual([field, 422, field])
    }
  })

  test('takes no unknown fields further inside', async () => {
    const { own: path } = await pathsOf(owner, operation.path)
    const body = bodyOf(owner, name) ?? {}
    for (const { place } of objectsOf(body).filter((each) => each.place.length > 0))
      for (const field of ['no_such', '__proto__', 'account_id']) {
        const answer = await owner.api.call(operation.method, path, grown(body, place, field))
        expect([answer.status, (answer.body as Problem).param]).toEqual([422, [...place, field].join('.')])
      }
  })

  test('is refused as a list, a word and what is no JSON, and cannot be left out where something is required', async () => {
    const { own: path } = await pathsOf(owner, operation.path)
    const nothing = schema['required'] === undefined ? [] : ['', 'null', '{}']
    for (const text of ['[]', '"x"', '1', '{', ...nothing]) {
      const { status } = await owner.api.call(operation.method, path, text)
      expect([text, status]).toEqual([text, expect.toSatisfy((each: number) => each === 400 || each === 422)])
    }
  })
})
