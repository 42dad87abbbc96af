import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'
import { KEY } from '../support/product.ts'
import { idOf, type Receiver, startReceiver } from '../webhooks/receiver.ts'
import { until } from '../webhooks/stage.ts'
import { inlined } from './modern.ts'

let product: Product
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  product = await startProduct({ OUTBOUND_NETWORKS: '127.0.0.0/8', OUTBOUND_PORTS: '1024-65535' })
})
afterAll(async () => {
  await product.stop()
  await receiver.close()
})

async function api(method: string, path: string, body?: unknown): Promise<{ status: number; data: Record<string, never> }> {
  const response = await fetch(`${product.url}/api${path}`, {
    method,
    headers: { 'api-key': KEY, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, data: text === '' ? {} : (JSON.parse(text) as Record<string, never>) }
}

test('from the endpoint to the delivery, its replay and what is wrong with a receiver', async () => {
  const made = await api('POST', '/webhook-endpoints', { url: receiver.url, types: ['tracking.created'] })
  expect(made).toMatchObject({ status: 201, data: { id: expect.stringMatching(/^whe_[0-9a-f]{32}$/) as string, enabled: true } })
  const one = `/webhook-endpoints/${String(made.data['id'])}`
  await product.call('POST', '/trackings/post', { tracking_number: 'HOOK000001', carrier_code: 'cdek' })
  await until(() => receiver.received.length === 1)
  const got = receiver.received[0]!
  await hold(got.body)
  expect(JSON.parse(got.body)).toMatchObject({ type: 'tracking.created', data: { tracking: { number: 'HOOK000001' } } })
  await until(async () => {
    const { data } = await api('GET', `${one}/deliveries?status=delivered`)
    return (data['data'] as unknown as unknown[]).length === 1
  })
  const id = idOf(got)
  expect(await api('GET', `${one}/deliveries/${id}`)).toMatchObject({
    status: 200,
    data: { body: got.body, attempt_count: 1, attempts: [{ id: expect.stringMatching(/^att_/) as string, http_status: 204 }] },
  })
  expect((await api('POST', `${one}/deliveries/${id}/replay`)).status).toBe(202)
  await until(() => receiver.received.length === 2)
  expect(receiver.received[1]?.body).toBe(got.body)

  const headers = Object.entries(got.headers).map(([name, value]) => ({ name, value: String(value) }))
  expect(await api('POST', `${one}/debug`, { headers, body: got.body })).toMatchObject({ data: { verdict: 'ok', event_id: id } })
  expect(await api('POST', `${one}/debug`, { headers, body: `${got.body} ` })).toMatchObject({
    data: { verdict: 'body_reserialised', first_difference: got.body.length, sent_bytes: got.body.length },
  })
  expect(await api('POST', `${one}/test`)).toMatchObject({ data: { outcome: 'ok', http_status: 204 } })
  await hold(receiver.received.at(-1)?.body ?? '')
  const rotated = await api('POST', `${one}/rotate-secret`)
  expect(await api('POST', `${one}/reveal-secret`)).toMatchObject({
    data: { secret: rotated.data['secret'], old: [{ secret: made.data['secret'] }] },
  })
  expect(await api('PATCH', one, { enabled: false })).toMatchObject({ data: { enabled: false, disabled_because: 'by_owner' } })
  expect(await api('POST', `${one}/recover`, { since: new Date().toISOString() })).toMatchObject({
    status: 409,
    data: { code: 'endpoint_disabled' },
  })
  expect((await api('DELETE', one)).status).toBe(204)
  expect((await api('GET', one)).status).toBe(404)
  expect(await api('POST', '/webhook-endpoints', { url: 'http://10.0.0.1/' })).toMatchObject({ status: 422, data: { code: 'url_refused' } })
})

test('every event that happens to a parcel has the body that the OpenAPI document describes', async () => {
  const from = receiver.received.length
  const made = await api('POST', '/webhook-endpoints', {
    url: receiver.url,
    types: ['tracking.created', 'tracking.checkpoint_added', 'tracking.status_changed', 'tracking.eta_changed', 'tracking.deleted'],
  })
  const item = { tracking_number: 'SB-DELIVERED-7', carrier_code: 'sandbox', title: 'A book', customer_email: 'sam@example.com' }
  await product.call('POST', '/trackings/post', item)
  await until(() => receiver.received.length >= from + 4)
  await product.call('DELETE', '/trackings/sandbox/SB-DELIVERED-7')
  await until(() => receiver.received.length >= from + 5)
  const bodies = receiver.received.slice(from).map(({ body }) => body)
  for (const body of bodies) await hold(body)
  const told = bodies.map((body) => JSON.parse(body) as { type: string; data: { tracking: Record<string, unknown> } })
  const last = told.find(({ type }) => type === 'tracking.deleted')?.data.tracking
  expect(last).toMatchObject({ is_deleted: true, number: 'SB-DELIVERED-7' })
  const status = told.find(({ type }) => type === 'tracking.status_changed')?.data.tracking
  expect(status).toMatchObject({ is_deleted: false, title: 'A book', customer_email: 's***@e***.com', postal_code: null })
  await api('DELETE', `/webhook-endpoints/${String(made.data['id'])}`)
})

let validator: ReturnType<typeof Compile> | undefined

/** Checks a body by what the document says of webhooks. */
async function hold(body: string): Promise<void> {
  if (!validator) {
    const document = inlined((await (await fetch(`${product.url}/api/openapi.json`)).json()) as Record<string, unknown>)
    const { event } = document['webhooks'] as { event: { post: { requestBody: { content: Record<string, { schema: object }> } } } }
    validator = Compile(event.post.requestBody.content['application/json']?.schema ?? {})
  }
  expect(validator.Errors(JSON.parse(body))).toEqual([])
}
