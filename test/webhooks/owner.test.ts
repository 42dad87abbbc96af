import { expect, onTestFinished, test } from 'vitest'
import { apiOf } from '../api/modern.ts'
import { movableClock, startProduct } from '../support/product.ts'
import { startMailServer } from '../support/smtp.ts'
import { receiver } from './receiver.ts'
import { until } from './stage.ts'

const DAY = 24 * 3_600_000

test('R-13: the owner gets a mail when an endpoint has failed for a day, one when it is disabled, and no more', async () => {
  const mail = await startMailServer()
  onTestFinished(() => mail.close())
  const clock = movableClock()
  const env = { SMTP_URL: mail.url, MAIL_FROM: 'mail@track.example', OUTBOUND_NETWORKS: '127.0.0.0/8', OUTBOUND_PORTS: '1-65535' }
  const product = await startProduct(env, clock)
  onTestFinished(() => product.stop())
  const api = await apiOf(product)
  const [failing, gone] = [await receiver(() => 503), await receiver(() => 410)]
  await api.call('PATCH', '/api/notification-settings', { owner_email: 'owner@shop.example' })
  for (const { url } of [failing, gone])
    expect((await api.call('POST', '/api/webhook-endpoints', { url, types: ['tracking.created'] })).status).toBe(201)
  const event = (serial: number): Promise<unknown> =>
    api.call('POST', '/api/trackings', { number: `SB-PENDING-${serial}`, carrier: 'sandbox' })
  const told = (): (string | undefined)[] => mail.received.map(({ mail: { subject } }) => subject)

  await event(1)
  await until(() => failing.received.length === 1 && mail.received.length === 1)
  expect(told()).toEqual([`Trackru: webhooks to 127.0.0.1:${gone.port} are stopped`])
  for (const [day, subject] of [
    [1, `Trackru: webhooks to 127.0.0.1:${failing.port} fail`],
    [5, `Trackru: webhooks to 127.0.0.1:${failing.port} are stopped`],
  ] as const) {
    const before = mail.received.length
    clock.move(day * DAY)
    await event(day + 1)
    await until(() => mail.received.length > before)
    expect(told().slice(before)).toEqual([subject])
  }
  const asked = failing.received.length
  await event(7)
  clock.move(DAY)
  await event(8)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(mail.received.map(({ to }) => to)).toEqual([1, 2, 3].map(() => ['owner@shop.example']))
  expect(mail.received[2]?.mail.text).toContain('Events are kept for 30 days')
  expect([failing.received.length, gone.received.length]).toEqual([asked, 1])
}, 60_000)
