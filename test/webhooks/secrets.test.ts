import { array, assert, nat, object, property, string } from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { ERRORS } from '../../src/base/index.ts'
import { createWebhookTools } from '../../src/delivery/index.ts'
import { idOf, type Received, receiver } from './receiver.ts'
import { setClock, shop, until } from './stage.ts'

const T0 = Date.now()
const HOUR = 3_600_000
type Headers = Record<string, string>

test('S-05: 1,000 payloads of any text are verified by the standardwebhooks package; a flipped bit is not', async () => {
  const s = await shop()
  const r = await receiver()
  const { endpoint, secret } = await s.services.webhooks.create(s.caller, { url: r.url })
  const hook = new Webhook(secret)
  const tools = createWebhookTools({} as never)
  assert(
    property(string({ unit: 'binary', maxLength: 200 }), nat(), nat(7), array(object()), (text, place, bit, more) => {
      const body = JSON.stringify({ text, more })
      const headers = {
        'webhook-id': `evt_${place}`,
        'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
        'webhook-signature': tools.sign({ id: `evt_${place}`, at: Date.now(), body }, secret),
      }
      hook.verify(body, headers)
      const bytes = Buffer.from(body)
      const at = place % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
      expect(() => hook.verify(bytes, headers, { jsonParse: false })).toThrow('No matching signature')
      const flipped = { ...headers, 'webhook-id': `evt_${place ^ (1 << bit)}` }
      expect(() => hook.verify(body, flipped)).toThrow('No matching signature')
      const later = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }
      expect(() => hook.verify(body, later)).toThrow('No matching signature')
    }),
    { numRuns: 1_000 },
  )
  // And one over the wire.
  const sent = await s.services.webhooks.sendTest(s.caller, endpoint.id)
  expect(sent).toMatchObject({ outcome: 'ok', httpStatus: 204 })
  expect(hook.verify(r.received[0]?.body ?? '', r.received[0]?.headers as Headers)).toMatchObject({ type: 'endpoint.test' })
  expect(r.received[0]?.body).toBe(sent.body)
})

test('S-05: the vector of the specification', async () => {
  const tools = createWebhookTools({} as never)
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_000, body: '{"test": 2432232314}' }
  expect(tools.sign(message, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('S-02: a secret is told once, lies sealed, and revealing it leaves a line in the log', async () => {
  const s = await shop()
  const secrets: string[] = []
  const ids: string[] = []
  for (let i = 0; i < 20; i++) {
    const made = await s.services.webhooks.create(s.caller, { url: 'https://shop.example/hook' })
    secrets.push(made.secret)
    ids.push(made.endpoint.id)
    secrets.push((await s.services.webhooks.rotateSecret(s.caller, made.endpoint.id)).secret)
  }
  for (const secret of secrets) {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]+=*$/)
    const size = Buffer.from(secret.slice(6), 'base64').length
    expect(size).toBeGreaterThanOrEqual(24)
    expect(size).toBeLessThanOrEqual(64)
  }
  expect(new Set(secrets).size).toBe(40)
  const tables = await s.database.pool.query<{ name: string }>({
    name: '',
    text: "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
  })
  const dump = (
    await Promise.all(tables.map(({ name }) => s.database.pool.query<object>({ name: '', text: `select t::text from ${name} t` })))
  ).flatMap((rows) => rows.map((row) => JSON.stringify(row)))
  expect(dump.length).toBeGreaterThan(20)
  const raw = secrets.map((secret) => Buffer.from(secret.slice(6), 'base64').toString('hex'))
  expect(dump.filter((line) => [...secrets.map((secret) => secret.slice(6)), ...raw].some((text) => line.includes(text)))).toEqual([])
  const listed = JSON.stringify([await s.services.webhooks.list(s.caller), s.logged])
  expect(secrets.filter((secret) => listed.includes(secret.slice(6)))).toEqual([])
  const before = s.logged.length
  const revealed = await s.services.webhooks.revealSecret(s.caller, ids[0] ?? '')
  expect(revealed).toMatchObject({ secret: secrets[1], old: [{ secret: secrets[0] }] })
  expect(s.logged.slice(before)).toEqual([
    { fields: { accountId: s.account.id, endpointId: ids[0] }, message: 'the secret of a webhook endpoint was revealed' },
  ])
})

/** Whether a secret made one of the signatures. The package's own check would also hold the time against the real clock. */
function isSignedBy(secret: string, { headers, body, ...received }: Received): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1_000)
  const signature = new Webhook(secret).sign(idOf({ headers, body, ...received }), at, body)
  return String(headers['webhook-signature']).split(' ').includes(signature)
}

test('R-16: a rotation during 2,000 deliveries fails no verification; ten old secrets at most', async () => {
  const clock = setClock(T0)
  const s = await shop({ clock })
  const r = await receiver()
  const { endpoint, secret } = await s.services.webhooks.create(s.caller, { url: r.url, types: ['tracking.created'] })
  await s.register(Array.from({ length: 2_000 }, (_, i) => `ROT${i}`))
  s.loop()
  await until(() => r.received.length > 700, 60_000)
  const { secret: second } = await s.services.webhooks.rotateSecret(s.caller, endpoint.id)
  await until(() => r.received.length >= 2_000, 60_000)
  const hooks = [new Webhook(secret), new Webhook(second)]
  const verified = r.received.map(({ body, headers }) =>
    hooks.map((hook) => {
      try {
        hook.verify(body, headers as Headers)
        return true
      } catch {
        return false
      }
    }),
  )
  // Who knows the old secret only is served until the end; who knows the new one from the rotation on.
  expect(verified.filter(([old]) => !old)).toEqual([])
  expect(verified.filter(([, fresh]) => fresh).length).toBeGreaterThan(500)
  expect(r.received.map(({ headers }) => String(headers['webhook-signature']).split(' ').length).every((count) => count <= 2)).toBe(true)

  const next = async (number: string): Promise<Received> => {
    r.received.length = 0
    await s.register([number])
    await until(() => r.received.length === 1)
    return r.received[0] ?? expect.fail('nothing came')
  }
  const secrets = [secret, second]
  clock.time = T0 + HOUR
  for (let i = 0; i < 9; i++) secrets.push((await s.services.webhooks.rotateSecret(s.caller, endpoint.id)).secret)
  await expect(s.services.webhooks.rotateSecret(s.caller, endpoint.id)).rejects.toMatchObject({ code: 'too_many_secrets' })
  expect(ERRORS.too_many_secrets.http).toBe(409)
  // The first was replaced at T0, the others an hour later; each signs for 24 h from then.
  clock.time = T0 + 24 * HOUR - 1
  const last = await next('LAST')
  expect(secrets.map((one) => isSignedBy(one, last))).toEqual(secrets.map(() => true))
  clock.time = T0 + 24 * HOUR
  const after = await next('AFTER')
  expect(secrets.map((one) => isSignedBy(one, after))).toEqual(secrets.map((_, i) => i > 0))
  clock.time = T0 + 25 * HOUR
  const { secret: newest } = await s.services.webhooks.rotateSecret(s.caller, endpoint.id)
  const end = await next('END')
  expect([...secrets, newest].map((one) => isSignedBy(one, end))).toEqual([...secrets.slice(0, -1).map(() => false), true, true])
  expect(String(end.headers['webhook-signature']).split(' ')).toHaveLength(2)
}, 120_000)

test('the debugger names the step that fails', async () => {
  const clock = setClock(T0)
  const s = await shop({ clock })
  const r = await receiver()
  const { webhooks } = s.services
  const { endpoint } = await webhooks.create(s.caller, { url: r.url, types: ['tracking.created'] })
  const neighbour = await webhooks.create(s.caller, { url: r.url, types: ['tracking.deleted'] })
  await s.register(['DBG'])
  await s.drain()
  const [got] = r.received
  const headers = got?.headers as Headers
  const body = got?.body ?? ''
  const event = headers['webhook-id']
  const ask = (received: { headers?: Headers; body?: string }, id = endpoint.id) =>
    webhooks.debug(s.caller, id, { headers, body, ...received })
  expect(await ask({})).toEqual({ verdict: 'ok', event: headers['webhook-id'] })
  expect(await ask({ headers: { 'Webhook-Id': 'evt_1' } })).toEqual({
    verdict: 'headers_missing',
    missing: ['webhook-timestamp', 'webhook-signature'],
  })
  expect(await ask({ body: body.replace('"sequence":1', '"sequence": 1') })).toMatchObject({
    verdict: 'body_reserialised',
    event: headers['webhook-id'],
    firstDifference: Buffer.from(body).indexOf('"sequence":1') + '"sequence":'.length,
    receivedBytes: Buffer.byteLength(body) + 1,
  })
  expect(await ask({}, neighbour.endpoint.id)).toEqual({
    verdict: 'wrong_secret',
    signedWith: 'other_endpoint',
    endpointId: endpoint.id,
  })
  expect(await ask({ body: body.replace('"sequence":1', '"sequence":2') })).toMatchObject({ verdict: 'body_altered', event })
  expect(await ask({ body: JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body) as object).toReversed())) })).toMatchObject({
    verdict: 'body_reserialised',
    firstDifference: 2,
  })
  expect(await ask({ body: body.slice(0, -1) })).toMatchObject({ verdict: 'body_altered', firstDifference: Buffer.byteLength(body) - 1 })
  const changed = (name: string, value: string) => ask({ headers: { ...headers, [name]: value } })
  expect(await changed('webhook-signature', 'v1,AAAA')).toEqual({ verdict: 'signature_unknown', event })
  expect(await changed('webhook-signature', String(headers['webhook-signature']).slice('v1,'.length))).toEqual({
    verdict: 'signature_invalid',
  })
  expect(await changed('webhook-id', `evt_${'0'.repeat(32)}`)).toEqual({ verdict: 'id_altered', event })
  expect(await changed('webhook-timestamp', String(Math.floor(T0 / 1_000) + 60))).toMatchObject({
    verdict: 'timestamp_altered',
    event,
    seconds: 60,
  })
  expect(await changed('webhook-timestamp', '1795839138000')).toEqual({ verdict: 'timestamp_invalid' })
  const forged = { 'webhook-id': 'evt_1', 'webhook-timestamp': headers['webhook-timestamp'] ?? '', 'webhook-signature': 'v1,AAAA' }
  expect(await ask({ headers: forged, body: '{}' })).toEqual({ verdict: 'id_unknown' })
  clock.time += 6 * 60_000
  expect(await ask({})).toEqual({ verdict: 'timestamp_too_old', seconds: expect.closeTo(360, -0.5) as number })
  clock.time -= 12 * 60_000
  expect(await ask({})).toMatchObject({ verdict: 'timestamp_too_new' })
  clock.time += 6 * 60_000
  await webhooks.rotateSecret(s.caller, endpoint.id)
  expect(await ask({})).toMatchObject({ verdict: 'ok' })
  const stranger = (await s.other('stranger')).caller
  await expect(webhooks.debug(stranger, endpoint.id, { headers, body })).rejects.toMatchObject({ code: 'not_found' })
})

test('what is no receiver on the public internet is refused when the endpoint is made', async () => {
  const s = await shop({
    rules: {
      plain: true,
      ports: [
        [80, 80],
        [443, 443],
        [8080, 8080],
        [8443, 8443],
      ],
      networks: [],
    },
  })
  const { webhooks } = s.services
  for (const url of [
    'ftp://shop.example',
    'https://u:p@shop.example',
    'https://shop.example:22',
    'http://127.1/',
    'http://[::1]/',
    'nonsense',
  ]) {
    await expect(webhooks.create(s.caller, { url })).rejects.toMatchObject({ code: 'url_refused', param: 'url' })
  }
  await expect(webhooks.create(s.caller, { url: 'https://shop.example', types: ['tracking.burnt'] })).rejects.toMatchObject({
    code: 'validation_failed',
  })
  const readOnly = { ...s.caller, scopes: new Set(['webhooks:read']) }
  await expect(webhooks.create(readOnly, { url: 'https://shop.example' })).rejects.toMatchObject({ code: 'forbidden' })
  for (let i = 0; i < 50; i++) await webhooks.create(s.caller, { url: 'https://shop.example:8443/x' })
  await expect(webhooks.create(s.caller, { url: 'https://shop.example' })).rejects.toMatchObject({ code: 'too_many_endpoints' })
})
