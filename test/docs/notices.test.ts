import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KEY, type Product, startProduct } from '../support/product.ts'
import { startMailServer, type TestMailServer } from '../support/smtp.ts'
import { runBlocks, walkOf } from './walk.ts'

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'guide', 'notices.md'), 'utf8')

let mail: TestMailServer
let product: Product
beforeAll(async () => {
  mail = await startMailServer()
  product = await startProduct({ SMTP_URL: mail.url, MAIL_FROM: 'Lantern <mail@shop.example>' })
})
afterAll(async () => {
  await product.stop()
  await mail.close()
})

test('the walk of the guide on notices ends with a mail to the buyer', async () => {
  const [exports = '', ...commands] = walkOf(text)
  expect(exports).toBe('export TRACKRU=http://localhost:3000/api\nexport KEY=trk_live_your_key\n')
  const printed = await runBlocks([`export TRACKRU=${product.url}/api\nexport KEY=${KEY}`, ...commands])
  const [settings, shown, template, told, sms] = printed
  expect(JSON.parse(settings ?? '')).toMatchObject({ shop: { name: 'Lantern' }, owner_email: 'owner@shop.example' })
  expect(shown).toContain('"subject":"Можно забрать')
  expect(shown).toContain('{"sent":true}')
  expect(JSON.parse(template ?? '')).toMatchObject({ blocks: { subject: 'Delivered: order {{ order | default: number }}' } })
  expect(told).toContain('"kind":"out_for_delivery"')
  expect(JSON.parse(sms ?? '')).toMatchObject({ sms: { on: true, provider: 'sms-ru', countries: ['RU'], daily_cap: 3_000 } })
  expect(mail.received.map(({ to, mail: { subject } }) => [to[0], subject])).toEqual([
    ['owner@shop.example', expect.stringMatching(/^Delivered/)],
    ['ann@buyer.example', expect.stringMatching(/^Out for delivery/)],
  ])
})
