import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, apiOf } from '../api/modern.ts'
import { asOperator } from '../api/operator.ts'
import { INJECTIONS } from '../support/injections.ts'
import { type Product, SECRET_KEY, startProduct } from '../support/product.ts'
import { runProgram } from '../support/program.ts'
import { startMailServer, type TestMailServer } from '../support/smtp.ts'
import { until } from '../webhooks/stage.ts'

const OWNER = 'owner@shop.example'
const SHOP = { name: 'Lantern', email: 'help@shop.example' }

let mail: TestMailServer
let product: Product
let api: Api
beforeAll(async () => {
  mail = await startMailServer()
  product = await startProduct({ SMTP_URL: mail.url, MAIL_FROM: 'mail@shop.example' })
  await asOperator(product, (admin) => admin.setAccount('default', 'live', { limits: { list: 0, realtime: 0, other: 0 } }))
  api = await apiOf(product)
  await settings({ shop: SHOP, owner_email: OWNER })
})
afterAll(async () => {
  await product.stop()
  await mail.close()
})

const settings = (change: object) => api.call('PATCH', '/api/notification-settings', change)

/** A notice to the owner, as it stands in front of the mail server. */
async function testMail(): Promise<{ envelope: object; headers: string[] }> {
  mail.received.length = 0
  const { status, text } = await api.call('POST', '/api/notices/test', { kind: 'delivered', language: 'en' })
  expect({ status, text }).toMatchObject({ status: 200 })
  return arrived(0)
}

function arrived(index: number): { envelope: object; headers: string[] } {
  const { from, to, mail: got } = mail.received[index] ?? expect.fail('nothing came')
  return { envelope: { from, to }, headers: got.headerLines.map(({ key }) => key).toSorted() }
}

describe(`S-07: ${INJECTIONS.length} payloads that would reach somebody else or write a header of their own`, () => {
  test('are refused at every door for an address, and are stored nowhere', async () => {
    expect(INJECTIONS.length).toBeGreaterThanOrEqual(25)
    await api.call('POST', '/api/trackings', { number: 'SB-PENDING-1', carrier: 'sandbox' })
    for (const payload of INJECTIONS) {
      const tracking = { number: 'SB-PENDING-2', carrier: 'sandbox', customer_email: payload }
      const answers = await Promise.all([
        api.call('POST', '/api/trackings', tracking),
        settings({ owner_email: payload }),
        settings({ shop: { email: payload } }),
        api.call('PUT', '/api/channel-credentials/email', { url: mail.url, from: payload }),
        api.call('POST', '/api/suppressions', { channel: 'email', address: payload }),
      ])
      expect({ payload, statuses: answers.map(({ status }) => status) }).toEqual({ payload, statuses: answers.map(() => 422) })
      const v1 = { tracking_number: 'SB-PENDING-3', carrier_code: 'sandbox', customer_email: payload }
      const old = await Promise.all([
        product.call('POST', '/trackings/post', v1),
        product.call('PUT', '/trackings/sandbox/SB-PENDING-1', { customer_email: payload }),
      ])
      expect({ payload, codes: old.map(({ meta }) => meta.code >= 4_000) }).toEqual({ payload, codes: [true, true] })
      const { data } = await product.call('POST', '/trackings/batch', [v1])
      expect(data).toMatchObject({ submitted: 1, added: 0 })
    }
    const { body } = await api.call('GET', '/api/trackings')
    expect(body).toMatchObject({ data: [{ number: 'SB-PENDING-1', customer_email: null }] })
    expect((await api.call('GET', '/api/notification-settings')).body).toMatchObject({ shop: SHOP, owner_email: OWNER })
    expect((await api.call('GET', '/api/suppressions')).body).toMatchObject({ data: [] })
    expect((await api.call('GET', '/api/channel-credentials')).body).toEqual({ data: [] })
  }, 60_000)

  test('are refused by the command line', async () => {
    const env = { DATABASE_URL: product.databaseUrl, SECRET_KEY, SMTP_URL: mail.url, MAIL_FROM: 'mail@shop.example' }
    mail.received.length = 0
    for (const payload of INJECTIONS.filter((one) => one.includes('\r\n')).slice(0, 2)) {
      for (const args of [
        ['suppressions', 'add', payload],
        ['mail', 'test', '--to', payload],
      ])
        expect((await runProgram(args, env)).code, args.join(' ')).not.toBe(0)
    }
    expect(mail.received).toEqual([])
  }, 60_000)

  test('as the name of the shop and as own words leave every header and the envelope as they are', async () => {
    const usual = await testMail()
    let taken = 0
    for (const payload of INJECTIONS) {
      const name = await settings({ shop: { name: payload.slice(0, 80) } })
      const words = await api.call('PUT', '/api/notice-templates/email/delivered/en', { blocks: { subject: payload, headline: payload } })
      for (const { status } of [name, words]) expect([200, 422]).toContain(status)
      taken += Number(name.status === 200) + Number(words.status === 200)
      expect({ payload, ...(await testMail()) }).toEqual({ payload, ...usual })
    }
    expect(taken).toBeGreaterThan(INJECTIONS.length)
    await api.call('DELETE', '/api/notice-templates/email/delivered/en')
    await settings({ shop: SHOP })
  }, 60_000)

  test('as what an order says of itself leave them as they are too', async () => {
    mail.received.length = 0
    const usual = { number: 'SB-DELIVERED-1', carrier: 'sandbox', language: 'en', customer_email: 'ann@buyer.example' }
    const wanted: string[] = []
    for (const [i, payload] of ['harmless', ...INJECTIONS].entries()) {
      const order = { ...usual, number: `SB-OUTFORDELIVERY-${i}`, order_id: payload, title: payload, customer_name: payload }
      const { status } = await api.call('POST', '/api/trackings', order)
      expect([201, 422]).toContain(status)
      if (status === 201) wanted.push(payload)
    }
    expect(wanted.length).toBeGreaterThan(INJECTIONS.length / 2)
    await until(() => mail.received.length >= wanted.length, 60_000)
    expect(mail.received).toHaveLength(wanted.length)
    const first = arrived(0)
    expect(first.envelope).toEqual({ from: 'mail@shop.example', to: ['ann@buyer.example'] })
    for (const index of wanted.keys()) expect(arrived(index)).toEqual(first)
  }, 90_000)
})
