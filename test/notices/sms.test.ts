import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { NO_DETAILS } from '../../src/tracking/index.ts'
import { SMS_RU_CREDENTIAL, startSmsRu } from '../support/sms-gateways/index.ts'
import { createWorld, HOUR, MINUTE, PUBLIC_URL, type World } from './world.ts'

const PHONE = '+79161234567'
/** The postal code says by which of Russia's eleven zones the buyer sleeps. */
const MOSCOW = { customerPhone: PHONE, destinationCountry: 'RU', postalCode: '101000' }
const FAKES = 10_000

let gateway: Awaited<ReturnType<typeof startSmsRu>>
let world: World
beforeEach(async () => {
  gateway = await startSmsRu()
  world = await createWorld({ gateway: { double: gateway, provider: 'sms-ru' } })
  const caller = await world.caller()
  await world.services.notices.credentials.putSms(caller, { provider: 'sms-ru', fields: SMS_RU_CREDENTIAL })
  await world.services.notices.settings.put(caller, {
    notices: { sms: { on: true, provider: 'sms-ru', countries: ['RU'], legalBasis: 'consent', legalBasisSource: 'box at the checkout' } },
  })
})
afterEach(async () => {
  await world.close()
  await gateway.close()
})

const lines = async (): Promise<string[]> =>
  (await world.ledger())
    .map(({ kind, channel, status, reason }) => [kind, channel, status, reason].filter((part) => part !== null).join(' '))
    .toSorted()
const call = (form: Record<string, string>) => ({
  url: `${PUBLIC_URL}/sms`,
  headers: {},
  query: {},
  text: new URLSearchParams(form).toString(),
})

/** The token of the address that providers call. */
async function token(): Promise<string> {
  const [access] = await world.services.notices.credentials.list(await world.caller())
  return access?.channel === 'sms' ? (access.callbackUrl?.split('/').at(-1) ?? '') : ''
}

describe('C2 SMS', () => {
  test('are off until the merchant has a provider and names countries', async () => {
    const caller = await world.caller()
    const { put } = world.services.notices.settings
    await expect(put(caller, { notices: { sms: { countries: [] } } })).rejects.toMatchObject({
      code: 'validation_failed',
      param: 'sms.countries',
    })
    // C2 consent: nobody writes to phones without having said by which right, and when that was said is kept.
    await expect(put(caller, { notices: { sms: { legalBasis: null } } })).rejects.toMatchObject({ param: 'sms.legal_basis' })
    expect((await world.services.notices.settings.get(caller)).sms).toMatchObject({
      legalBasis: 'consent',
      legalBasisSource: 'box at the checkout',
      legalBasisAt: world.clock.at,
    })
    await expect(put(caller, { notices: { sms: { provider: 'twilio' } } })).rejects.toMatchObject({ param: 'sms.provider' })
    await expect(put(caller, { notices: { sms: { quietHours: '25:00-09:00' } } })).rejects.toMatchObject({
      param: 'sms.quiet_hours',
    })
  })

  test('go out beside e-mail, are reported delivered, and are not told twice', async () => {
    await world.post('ITOD-3-1', { ...MOSCOW })
    await world.pass(5 * MINUTE)
    await world.pass(5 * MINUTE)
    expect(gateway.taken.map(({ to }) => to)).toEqual([PHONE])
    expect(gateway.taken[0]?.text).toContain('Lantern')
    const [taken] = gateway.taken
    if (!taken) throw new Error('nothing was taken')
    await world.services.notices.smsCalled('sms-ru', await token(), gateway.report(taken, 'delivered', ''))
    await world.pass(30 * MINUTE)
    expect(await lines()).toEqual([
      'delivered email sent',
      'out_for_delivery email sent',
      'out_for_delivery sms delivered',
      'shipped email sent',
    ])
  })

  test('that do not arrive are told by e-mail, once, also where e-mail is off', async () => {
    await world.services.notices.settings.put(await world.caller(), { notices: { email: { on: false } } })
    gateway.next('bad_number')
    await world.post('SB-OUTFORDELIVERY-1', MOSCOW)
    await world.run()
    await world.post('SB-OUTFORDELIVERY-2', MOSCOW)
    await world.run()
    const [taken] = gateway.taken
    if (!taken) throw new Error('nothing was taken')
    const report = gateway.report(taken, 'undelivered', '')
    await world.services.notices.smsCalled('sms-ru', await token(), report)
    await world.services.notices.smsCalled('sms-ru', await token(), report)
    await world.post('SB-OUTFORDELIVERY-3', MOSCOW)
    await world.pass(15 * MINUTE)
    expect(world.mail.received).toHaveLength(3)
    const all = await lines()
    expect(all.filter((line) => line.includes('email'))).toEqual(Array.from({ length: 3 }, () => 'out_for_delivery email sent'))
    expect(all.filter((line) => line.includes('sms'))).toEqual([
      expect.stringContaining('sms failed'),
      expect.stringContaining('sms failed undelivered'),
      'out_for_delivery sms sent no_report',
    ])
  })

  test('that may have been taken are not sent again: an e-mail tells it', async () => {
    await world.services.notices.settings.put(await world.caller(), { notices: { email: { on: false } } })
    gateway.next('lost')
    await world.post('SB-OUTFORDELIVERY-1', MOSCOW)
    await world.pass(2 * HOUR, 10 * MINUTE)
    expect(gateway.taken).toHaveLength(1)
    expect(await lines()).toEqual(['out_for_delivery email sent', 'out_for_delivery sms failed no_answer: network: UND_ERR_SOCKET'])
  })

  test('of a process that dies between handing over and writing are not sent again either, nor those that they told of too', async () => {
    const finish = world.storage.notices.finish.bind(world.storage.notices)
    const orderId = 'A-1'
    await world.post('SB-OUTFORDELIVERY-1', { ...MOSCOW, orderId })
    await world.post('SB-OUTFORDELIVERY-2', { ...MOSCOW, orderId })
    await world.run()
    world.storage.notices.finish = async (changes, ...rest) => {
      if (gateway.taken.length > 0) throw new Error('killed')
      return finish(changes, ...rest)
    }
    await world.pass(11 * MINUTE)
    expect(gateway.taken).toHaveLength(1)
    world.storage.notices.finish = finish
    await world.pass(30 * MINUTE)
    expect(gateway.taken).toHaveLength(1)
    expect((await lines()).filter((line) => line.includes('sms'))).toEqual([
      'out_for_delivery sms failed no_answer: the program ended',
      'out_for_delivery sms failed no_answer: the program ended',
    ])
  })

  test('are not sent where people sleep, to whom nobody writes, or for parcels of the sandbox', async () => {
    world.clock.at += 9 * HOUR
    await world.post('SB-PICKUP-1', MOSCOW)
    await world.post('SB-OUTFORDELIVERY-1', { customerPhone: '+447911123456' })
    await world.post('SB-OUTFORDELIVERY-2', MOSCOW, 'sandbox')
    await world.run()
    expect(gateway.taken).toEqual([])
    expect((await lines()).filter((line) => line.includes('sms'))).toEqual([
      'out_for_delivery sms skipped country_not_allowed',
      'out_for_delivery sms skipped sandbox',
      'ready_for_pickup sms held quiet_hours',
    ])
    await world.pass(10 * HOUR, HOUR)
    expect(gateway.taken).toHaveLength(1)
  })

  test('end with the word of the person, and begin again with it', async () => {
    await world.services.notices.smsCalled('sms-ru', await token(), call({ phone: '79161234567', text: ' стоп. ' }))
    await world.post('SB-OUTFORDELIVERY-1', { ...MOSCOW, customerPhone: '8 916 123-45-67' })
    await world.run()
    expect((await lines()).filter((line) => line.includes('sms'))).toEqual(['out_for_delivery sms skipped suppressed'])
    await world.services.notices.smsCalled('sms-ru', await token(), call({ phone: '79161234567', text: 'СТАРТ' }))
    await world.post('SB-OUTFORDELIVERY-2', MOSCOW)
    await world.run()
    expect(gateway.taken).toHaveLength(1)
    await expect(world.services.notices.smsCalled('sms-ru', `${await token()}x`, call({}))).rejects.toMatchObject({
      code: 'route_not_found',
    })
  })

  test('to whom sent STOP to the provider end there, and no e-mail stands in for them', async () => {
    await world.services.notices.settings.put(await world.caller(), { notices: { email: { on: false } } })
    gateway.next('opted_out')
    await world.post('SB-OUTFORDELIVERY-1', MOSCOW)
    await world.run()
    await world.post('SB-OUTFORDELIVERY-2', MOSCOW)
    await world.run()
    expect([gateway.requests.length, gateway.taken, world.mail.received]).toEqual([1, [], []])
    expect(await lines()).toEqual(['out_for_delivery sms failed 215 Ошибка 215', 'out_for_delivery sms skipped suppressed'])
    const page = { after: null, limit: 5 }
    expect(await world.services.notices.suppressions.list(await world.caller(), page)).toMatchObject([
      { channel: 'sms', reason: 'stop_word' },
    ])
  })

  test('are reported by who can prove it only, and as often as he likes', async () => {
    await world.post('SB-OUTFORDELIVERY-1', MOSCOW)
    await world.run()
    const [taken] = gateway.taken
    if (!taken) throw new Error('nothing was taken')
    const tell = async (status: 'delivered' | 'undelivered', spoiled: boolean): Promise<string[]> => {
      await world.services.notices.smsCalled('sms-ru', await token(), gateway.report(taken, status, '', spoiled))
      return (await lines()).filter((line) => line.includes('sms'))
    }
    expect(await tell('undelivered', true)).toEqual(['out_for_delivery sms sent'])
    expect(await tell('delivered', false)).toEqual(['out_for_delivery sms delivered'])
    expect(await tell('delivered', false)).toEqual(['out_for_delivery sms delivered'])
    expect(await tell('undelivered', false)).toEqual(['out_for_delivery sms delivered'])
    const [notice] = (await world.ledger()).filter(({ channel }) => channel === 'sms')
    expect(notice?.history.map(({ status }) => status)).toEqual(['planned', 'sent', 'delivered'])
  })

  test('make the owner look when the balance is low, once a day', async () => {
    gateway.setBalance(50)
    const told = (): number =>
      world.mail.received.filter(({ to, mail }) => to[0] === 'owner@shop.example' && mail.text?.includes('balance')).length
    for (const i of [1, 2, 3]) await world.post(`SB-OUTFORDELIVERY-${i}`, { ...MOSCOW, customerEmail: null })
    await world.run()
    expect(gateway.taken).toHaveLength(3)
    await vi.waitFor(() => expect(told()).toBe(1), { timeout: 10_000 })
    await world.pass(HOUR, HOUR)
    expect(told()).toBe(1)
  })

  test('of the night are looked at anew in the morning: a newer status replaces an older one, and out for delivery is not told at all', async () => {
    const caller = await world.caller()
    await world.services.notices.settings.put(caller, {
      notices: { email: { on: false }, sms: { kinds: ['shipped', 'out_for_delivery', 'ready_for_pickup', 'delivered'], fallback: false } },
    })
    // 22:00 in Moscow.
    world.clock.at += 7 * HOUR
    await world.post('AAAAD-20-1', MOSCOW)
    await world.post('SB-OUTFORDELIVERY-1', MOSCOW)
    await world.post('SB-PICKUP-1', MOSCOW)
    await world.run()
    await world.pass(6 * HOUR, HOUR)
    expect(await lines()).toEqual([
      'delivered sms held quiet_hours',
      'out_for_delivery sms skipped outdated',
      'ready_for_pickup sms held quiet_hours',
      'ready_for_pickup sms held quiet_hours',
    ])
    await world.pass(5 * HOUR - MINUTE, HOUR)
    expect(gateway.taken).toEqual([])
    await world.pass(MINUTE)
    expect(await lines()).toEqual([
      'delivered sms sent',
      'out_for_delivery sms skipped outdated',
      'ready_for_pickup sms sent',
      'ready_for_pickup sms skipped replaced',
    ])
    expect(gateway.taken).toHaveLength(2)
  })

  test('that wait for the morning are not sent to whom says STOP, from that moment on', async () => {
    world.clock.at += 7 * HOUR
    await world.post('SB-PICKUP-1', MOSCOW)
    await world.run()
    await world.pass(11 * HOUR - MINUTE, HOUR)
    world.clock.at += MINUTE
    // Due now, and said at the same moment.
    await world.services.notices.smsCalled('sms-ru', await token(), call({ phone: '79161234567', text: '退订' }))
    await world.run()
    expect((await lines()).filter((line) => line.includes('sms'))).toEqual(['ready_for_pickup sms skipped suppressed'])
    expect(gateway.taken).toEqual([])
  })

  test('stay stopped when all that is known of the person is deleted: a keyed hash is kept', async () => {
    await world.post('SB-OUTFORDELIVERY-1', MOSCOW)
    await world.run()
    await world.services.notices.smsCalled('sms-ru', await token(), call({ phone: '79161234567', text: 'ОТПИСАТЬСЯ' }))
    await world.services.trackings.remove(await world.caller(), { carrier: 'test-post', number: 'SB-OUTFORDELIVERY-1' })
    const rows = await world.database.pool.query<{ doc: string }>({
      name: '',
      text: 'select row_to_json(s)::text as doc from suppressions s',
    })
    expect(rows).toHaveLength(1)
    expect(rows[0]?.doc).not.toMatch(/9161234567/)
    expect(rows[0]?.doc).not.toContain(createHash('sha256').update(PHONE).digest('base64url').slice(0, 22))
    await world.post('SB-OUTFORDELIVERY-2', MOSCOW)
    await world.run()
    expect((await lines()).filter((line) => line.includes('sms'))).toEqual([
      'out_for_delivery sms sent',
      'out_for_delivery sms skipped suppressed',
    ])
    const which = { channel: 'sms', address: PHONE } as const
    await expect(world.services.notices.suppressions.remove(await world.caller(), which)).rejects.toMatchObject({
      code: 'recipients_choice',
    })
  })

  test('about one parcel are four a day at most, however often they are sent again', async () => {
    await world.post('SB-OUTFORDELIVERY-1', MOSCOW)
    await world.run()
    const [first] = (await world.ledger()).filter(({ channel }) => channel === 'sms')
    for (let i = 0; i < 6; i++) await world.services.notices.resend(await world.caller(), first?.id ?? '', `request-${i}`)
    await world.run()
    expect(gateway.taken).toHaveLength(4)
    const sms = (await lines()).filter((line) => line.includes('sms'))
    expect(sms.filter((line) => line.includes('skipped limit_tracking_day'))).toHaveLength(3)
  })

  test.each([
    ['DOMSAD', true],
    ['Dom i Sad 24', false],
    ['Dom-Sad.24', true],
    ['3443', true],
    ['+14155552671', true],
    ['Дом и Сад', false],
    ['A', false],
    ['12', false],
    ['Shop\r\nX: y', false],
    ['<script>', false],
  ])('have a sender that was registered: %j', async (sender, good) => {
    const put = world.services.notices.settings.put(await world.caller(), { notices: { sms: { sender } } })
    if (good) expect((await put).sms.sender).toBe(sender)
    else await expect(put).rejects.toMatchObject({ code: 'validation_failed', param: 'sms.sender' })
  })

  test('wait for money; the owner is told once, by e-mail', async () => {
    gateway.next('no_money', 'no_money', 'no_money')
    for (const i of [1, 2, 3]) await world.post(`SB-OUTFORDELIVERY-${i}`, { ...MOSCOW, customerEmail: null })
    await world.run()
    const owner = (): number => world.mail.received.filter(({ to }) => to[0] === 'owner@shop.example').length
    // The provider's alarm is mailed beside the notices.
    await vi.waitFor(() => expect(owner()).toBe(1), { timeout: 10_000 })
    await world.pass(20 * MINUTE, 5 * MINUTE)
    expect(gateway.taken).toHaveLength(3)
    expect(owner()).toBe(1)
  })

  test(`S-10: ${FAKES} made-up parcels with sequential phones of five countries cost 30 SMS at most, and the owner knows`, async () => {
    const caller = await world.caller()
    const starts = ['+79161', '+3706100', '+37253', '+96077', '+23278']
    const inputs = Array.from({ length: FAKES }, (_, i) => ({
      number: `SB-OUTFORDELIVERY-${i}`,
      carrier: 'test-post',
      details: {
        ...NO_DETAILS,
        ...MOSCOW,
        keepCarrier: true,
        customerPhone: `${starts[i % 5]}${String(i)
          .padStart(6, '0')
          .slice(i % 5 === 0 ? 0 : 1)}`,
      },
    }))
    const startedAt = world.clock.at
    for (let i = 0; i < inputs.length; i += 100) await world.services.trackings.createMany(caller, inputs.slice(i, i + 100))
    await world.run()
    expect(gateway.taken.length).toBeLessThanOrEqual(30)
    expect(gateway.taken.length).toBeGreaterThan(0)
    // Told of the range that is over its limit and of the pause, before a minute is over.
    const told = world.mail.received.filter(({ to }) => to[0] === 'owner@shop.example').map(({ mail }) => mail.text ?? '')
    expect(told).toEqual([expect.stringContaining('one range of numbers'), expect.stringContaining('SMS are paused')])
    expect(world.clock.at - startedAt).toBeLessThan(MINUTE)
    const rows = await world.ledger()
    expect(rows.filter(({ status, dueAt }) => status !== 'sent' && dueAt !== null)).toEqual([])
    const { smsUsage } = world.services.notices
    const usage = await smsUsage.get(await world.caller())
    expect(usage).toMatchObject({ sentLastDay: gateway.taken.length, currency: 'USD', dailyCap: null })
    expect(usage.pausedUntil).toBeGreaterThan(world.clock.at)
    // Who has looked goes on at once.
    expect(await smsUsage.resume(await world.caller())).toMatchObject({ pausedUntil: null, refusedLastHour: 0 })
    await world.pass(HOUR, 30 * MINUTE)
    await world.post('SB-OUTFORDELIVERY-20000', { ...MOSCOW, customerPhone: '+79261234567', customerEmail: null })
    await world.run()
    expect(gateway.taken).toHaveLength(usage.sentLastDay + 1)
  }, 300_000)
})
