import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Product } from '../support/product.ts'
import { type Api, apiOf, type Problem } from './modern.ts'
import { startQuietProduct } from './operator.ts'

let product: Product
let api: Api
beforeAll(async () => {
  product = await startQuietProduct({ OUTBOUND_NETWORKS: '127.0.0.0/8', OUTBOUND_PORTS: '1024-65535' })
  api = await apiOf(product)
})
afterAll(() => product.stop())

const NO_ID = '0'.repeat(32)
const URL = 'http://127.0.0.1:9999/hook'

async function problemOf(method: string, path: string, body?: unknown): Promise<Pick<Problem, 'status' | 'code' | 'param' | 'detail'>> {
  const { body: answer } = await api.call(method, `/api${path}`, body)
  const { status, code, param, detail } = answer as Problem
  return { status, code, ...(param === undefined ? {} : { param }), detail }
}

describe('a problem names the field as the request has it, and says what is wanted', () => {
  const settings = ['PATCH', '/notification-settings'] as const
  const endpoint = ['POST', '/webhook-endpoints'] as const
  const tracking = ['POST', '/trackings'] as const
  const email = 'must be one e-mail address, such as anna@shop.example.'
  const country = 'must be an ISO 3166-1 alpha-2 code of a country, such as DE.'
  test.each([
    [settings, { sms: { countries: ['XX'] } }, 'sms.countries', `\`sms.countries\` ${country}`],
    [settings, { sms: { on: true }, shop: { name: 'Lantern' } }, 'sms.countries', 'Name the countries that SMS may go to.'],
    [settings, { sms: { on: true, countries: ['RU'] }, shop: { name: 'Lantern' } }, 'sms.provider', 'Name the provider that sends.'],
    [settings, { sms: { quiet_hours: '25:00' } }, 'sms.quiet_hours', 'Such as 21:00-09:00, or off; 20 hours at most.'],
    [settings, { shop: { email: 'nobody' } }, 'shop.email', `\`shop.email\` ${email}`],
    [settings, { merge_minutes: 500 }, 'merge_minutes', '`merge_minutes` must be 120 or less.'],
    [settings, { email: { on: 'yes' } }, 'email.on', '`email.on` must be true or false.'],
    [settings, { email: { kinds: ['no'] } }, 'email.kinds.0', expect.stringMatching(/must be one of shipped, .*correction\.$/)],
    [endpoint, { url: 5 }, 'url', '`url` must be a string.'],
    [endpoint, { url: URL, description: 'x'.repeat(501) }, 'description', '`description` must have 500 characters at most.'],
    [endpoint, { url: URL, types: [] }, 'types', '`types` must have 1 item at least.'],
    [endpoint, { url: URL, legacy_verify_email: 'x' }, 'legacy_verify_email', `\`legacy_verify_email\` ${email}`],
    [['POST', '/suppressions'], { channel: 'email', address: 'nobody' }, 'address', `\`address\` ${email}`],
    [['POST', '/suppressions/remove'], { channel: 'email' }, 'address', 'Send `address` or `recipient`, one of both.'],
    [
      ['POST', '/suppressions/remove'],
      { channel: 'email', address: 'a@b.example', recipient: 'x'.repeat(22) },
      'address',
      'Send `address` or `recipient`, one of both.',
    ],
    [
      ['PUT', '/notice-templates/email/delivered/en'],
      { blocks: {} },
      'blocks',
      'Send one block at least; DELETE goes back to the built-in words.',
    ],
    [tracking, { number: 'RA644000001RU', customer_email: 'x' }, 'customer_email', `\`customer_email\` ${email}`],
    [tracking, { number: 'RA644000001RU', destination_country: 'XX' }, 'destination_country', `\`destination_country\` ${country}`],
    [
      tracking,
      { number: 'RA644000001RU', order_created_at: 'now' },
      'order_created_at',
      '`order_created_at` must be an instant such as 2026-11-28T10:00:00.000Z.',
    ],
    [tracking, { number: 'RA644000001RU', title: 7 }, 'title', '`title` must be a string or null.'],
    [['GET', '/notices?limit=0'], undefined, 'limit', '`limit` must be 1 or more.'],
    [['GET', '/notices?status=sent,foo'], undefined, 'status', expect.stringMatching(/^`status` must be one of planned, /)],
    [['GET', '/notices?tracking=trk_1'], undefined, 'tracking', '`tracking` must be an id: trk_ and 32 hex digits.'],
  ] as const)('%j with %j is about %s', async ([method, path], body, param, detail) => {
    expect(await problemOf(method, path, body)).toEqual({ status: 422, code: 'validation_failed', param, detail })
  })
})

describe('a path that names nothing is 404 and says which part of it', () => {
  test.each([
    ['PUT', '/notice-templates/fax/delivered/en', { blocks: {} }, 'channel', '`channel` must be one of email, sms.'],
    ['DELETE', '/notice-templates/email/sold/en', undefined, 'kind', expect.stringMatching(/^`kind` must be one of shipped, /)],
    ['DELETE', '/notice-templates/email/delivered/de', undefined, 'language', '`language` must be one of en, ru, zh.'],
    ['GET', '/webhook-endpoints/whe_1', undefined, 'id', expect.stringContaining('Take the id from a list')],
    ['GET', `/webhook-endpoints/whe_${NO_ID}/deliveries/evt_1`, undefined, 'event_id', expect.stringContaining('Take the id')],
  ] as const)('%s %s', async (method, path, body, param, detail) => {
    expect(await problemOf(method, path, body)).toEqual({ status: 404, code: 'not_found', param, detail })
  })

  test('an endpoint that is there without that delivery is about the event', async () => {
    const { body } = await api.call('POST', '/api/webhook-endpoints', { url: URL })
    const path = `/webhook-endpoints/${(body as { id: string }).id}/deliveries/evt_${NO_ID}`
    expect(await problemOf('GET', path)).toMatchObject({ status: 404, param: 'event_id' })
    expect(await problemOf('POST', `${path}/replay`)).toMatchObject({ status: 404, param: 'event_id' })
  })
})

test('a PATCH that names no field changes nothing, not even when it was last changed', async () => {
  const made = (await api.call('POST', '/api/webhook-endpoints', { url: URL, description: 'till' })).body as Record<string, unknown>
  const { secret: _secret, ...endpoint } = made
  for (const body of ['{}', '']) {
    const answer = await api.call('PATCH', `/api/webhook-endpoints/${String(made['id'])}`, body)
    expect([answer.status, answer.body]).toEqual([200, endpoint])
  }
  const settings = (await api.call('GET', '/api/notification-settings')).body
  expect(await api.call('PATCH', '/api/notification-settings', {})).toMatchObject({ status: 200, body: settings })
})

test.each([
  ['email', { subject: expect.any(String), html: expect.stringContaining('<html'), parts: null, encoding: null }],
  ['sms', { subject: null, preheader: null, html: null, parts: expect.any(Number), encoding: expect.stringMatching(/^(GSM-7|UCS-2)$/) }],
])('a preview by %s shows what such a message has', async (channel, shown) => {
  for (const language of ['en', 'ru', 'zh']) {
    const { status, body } = await api.call('POST', '/api/notices/preview', { channel, kind: 'delivered', language })
    expect([status, body]).toEqual([200, expect.objectContaining({ channel, text: expect.stringMatching(/\S/), ...shown })])
  }
})
