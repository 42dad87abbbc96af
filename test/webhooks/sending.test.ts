import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { idOf, receiver } from './receiver.ts'
import { setClock, shop, until } from './stage.ts'

const T0 = Date.UTC(2026, 5, 1, 12)

describe('a webhook', () => {
  test('is signed, told once for each event, and ends as delivered with its attempt', async () => {
    const s = await shop()
    const r = await receiver()
    const { endpoint, secret } = await s.services.webhooks.create(s.caller, { url: r.url, types: ['tracking.created'] })
    s.loop()
    await s.register(['A1', 'A2', 'A3'])
    await until(() => r.received.length === 3)
    for (const one of r.received) new Webhook(secret).verify(one.body, one.headers as Record<string, string>)
    const body = JSON.parse(r.received[0]?.body ?? '') as Record<string, unknown>
    expect(body).toMatchObject({ id: idOf(r.received[0]!), type: 'tracking.created', sequence: 1 })
    const listed = async () => s.services.webhooks.deliveries(s.caller, endpoint.id, { after: null, limit: 10, status: null })
    await until(async () => (await listed()).every(({ status }) => status === 'delivered'))
    expect(await listed()).toMatchObject([1, 2, 3].map(() => ({ attempts: 1, tries: [{ outcome: 'ok', httpStatus: 204 }] })))
    expect((await s.services.webhooks.get(s.caller, endpoint.id)).state.lastSuccessAt).not.toBeNull()
  })

  test('of the v1 form is the tracking as GET shows it, with verifyInfo where the endpoint wants it', async () => {
    const s = await shop({ clock: setClock(T0) })
    const r = await receiver()
    const legacyVerifyEmail = 'owner@shop.example'
    await s.services.webhooks.create(s.caller, { url: r.url, form: 'trackru-v1', personalData: 'full', legacyVerifyEmail })
    await s.register(['V1'])
    await s.happen('V1', 'tracking.checkpoint_added')
    expect(await s.drain()).toBe(1)
    const body = JSON.parse(r.received[0]?.body ?? '') as { verifyInfo: { timeStr: number; signature: string } }
    expect(body).toMatchObject({
      meta: { code: 200, type: 'Success', message: 'Success' },
      data: { tracking_number: 'v1', customer_email: 'ann@shop.example', origin_info: { trackinfo: [{ StatusDescription: 'Arrived' }] } },
      verifyInfo: { timeStr: T0 / 1_000 },
    })
    const { timeStr, signature } = body.verifyInfo
    expect(createHmac('sha256', legacyVerifyEmail).update(String(timeStr)).digest('hex')).toBe(signature)
  })

  test.each([
    ['none', null, null],
    ['masked', 's***@e***.com', '+86*****6789'],
    ['full', 'sam@example.com', '+8613912346789'],
  ] as const)('with personal data %s', async (personalData, email, phone) => {
    const s = await shop({ clock: setClock(T0) })
    const r = await receiver()
    await s.services.webhooks.create(s.caller, { url: r.url, personalData, types: ['tracking.archived'] })
    await s.register(['P1'])
    const key = { account: s.account, carrier: 'russian-post', number: 'P1' }
    await s.storage.trackings.update(
      key,
      () => ({ details: { customerEmail: 'sam@example.com', customerPhone: '+8613912346789', postalCode: '101000' } }),
      T0,
    )
    await s.happen('P1', 'tracking.archived')
    await s.drain()
    expect(JSON.parse(r.received[0]?.body ?? '')).toMatchObject({
      data: { tracking: { customer_email: email, customer_phone: phone, postal_code: personalData === 'full' ? '101000' : null } },
    })
  })

  test('tells the state of its event, not of the day it arrives, and of a deleted tracking what is known', async () => {
    const clock = setClock(T0)
    const s = await shop({ clock })
    const r = await receiver()
    await s.services.webhooks.create(s.caller, { url: r.url, types: ['tracking.checkpoint_added'] })
    await s.services.webhooks.create(s.caller, { url: r.url, form: 'trackru-v1', types: ['tracking.deleted'] })
    await s.register(['S1'])
    clock.time += 60_000
    await s.happen('S1', 'tracking.checkpoint_added')
    clock.time += 60_000
    await s.happen('S1', 'tracking.checkpoint_added')
    await s.drain()
    const counts = r.received.map(
      ({ body }) => (JSON.parse(body) as { data: { tracking: { checkpoints: object[] } } }).data.tracking.checkpoints.length,
    )
    expect(counts.toSorted((a, b) => a - b)).toEqual([1, 2])
    await s.storage.trackings.remove(
      { account: s.account, carrier: 'russian-post', number: 'S1' },
      ({ tracking, freshness }) => ({
        type: 'tracking.deleted',
        doc: {
          facts: {
            number: tracking.shownNumber,
            carrier: 'russian-post',
            courier: freshness.courier ?? 'russian-post',
            status: 'delivered',
            sub: 'delivered',
            isManual: false,
            eta: null,
            archived: false,
            needs: null,
            stale: null,
          },
        },
      }),
      clock.time,
    )
    await s.drain()
    expect(JSON.parse(r.received[2]?.body ?? '')).toMatchObject({ data: { tracking_number: 's1', status: 'delivered' } })
  })

  test('goes to those of its account only, and not to a deleted or disabled endpoint', async () => {
    const s = await shop()
    const [mine, theirs, gone] = [await receiver(), await receiver(), await receiver()]
    const { caller: stranger } = await s.other('stranger')
    const types = ['tracking.created']
    await s.services.webhooks.create(s.caller, { url: mine.url, types })
    await s.services.webhooks.create(stranger, { url: theirs.url, types })
    const removed = (await s.services.webhooks.create(s.caller, { url: gone.url, types })).endpoint.id
    const disabled = (await s.services.webhooks.create(s.caller, { url: gone.url, types })).endpoint.id
    await s.register(['G1'])
    await s.services.webhooks.remove(s.caller, removed)
    await s.services.webhooks.update(s.caller, disabled, { enabled: false })
    await s.drain()
    expect([mine, theirs, gone].map(({ received }) => received.length)).toEqual([1, 0, 0])
    await expect(s.services.webhooks.get(stranger, disabled)).rejects.toMatchObject({ code: 'not_found' })
    const statuses = await s.database.pool.query<{ status: string }>({
      name: '',
      text: 'select status from webhook_deliveries order by status',
    })
    expect(statuses.map(({ status }) => status)).toEqual(['cancelled', 'delivered', 'held'])
  })
})

test('R-03: 10,000 deliveries without faults are exactly 10,000 requests', async () => {
  const s = await shop()
  const r = await receiver()
  for (let i = 0; i < 4; i++) await s.services.webhooks.create(s.caller, { url: r.url, types: ['tracking.created'] })
  await s.register(Array.from({ length: 2_500 }, (_, i) => `R03N${i}`))
  s.loop()
  await until(() => r.received.length >= 10_000, 90_000)
  // The last ones have arrived, and how they ended is written a moment later.
  const text = "select count(*)::int as n from webhook_deliveries where status <> 'delivered'"
  await until(async () => (await s.database.pool.query<{ n: number }>({ name: '', text }))[0]?.n === 0)
  expect(r.received).toHaveLength(10_000)
}, 120_000)
