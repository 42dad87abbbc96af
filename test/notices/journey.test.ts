import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createWorld, HOUR, MINUTE, PUBLIC_URL, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const subjects = (): string[] => world.mail.received.map(({ mail }) => mail.subject ?? '')
const lines = async (): Promise<string[]> =>
  (await world.ledger()).map(({ kind, channel, status, reason }) =>
    [kind, channel, status, reason].filter((part) => part !== null).join(' '),
  )

describe('a parcel from registration to delivery', () => {
  test('its buyer is told each milestone once, in his language, in one thread', async () => {
    await world.post('ITOD-3-1', { lang: 'ru', orderId: '1001' })
    await world.pass(12 * MINUTE, 15_000)
    expect(await lines()).toEqual(['shipped email sent', 'out_for_delivery email sent', 'delivered email sent'])
    expect(subjects()).toEqual([expect.stringMatching(/^Отправлен/), expect.stringMatching(/./), expect.stringMatching(/^Доставлен/)])
    const [first, ...others] = world.mail.received
    expect(first?.to).toEqual(['ann@buyer.example'])
    expect(first?.mail.text).toContain('Тест-почта')
    expect(first?.mail.text).toContain(`${PUBLIC_URL}/stop/`)
    for (const { mail } of others) expect(mail.inReplyTo).toBe(first?.mail.messageId)
    expect(new Set(world.mail.received.map(({ mail }) => mail.messageId)).size).toBe(3)
    // Nothing of it again, however often the carrier is asked.
    await world.pass(26 * HOUR, HOUR)
    expect(subjects()).toHaveLength(3)
  })

  test('what was over before it was registered is told to nobody, of a history only what is so now', async () => {
    await world.post('SB-EXPIRED-1')
    await world.post('SB-OUTFORDELIVERY-1')
    await world.post('SB-DELIVERED-1')
    world.clock.at += 4 * 24 * HOUR
    await world.run()
    expect(await lines()).toEqual([])
    await world.post('SB-OUTFORDELIVERY-2')
    await world.post('SB-FAILED-2')
    await world.run()
    expect((await lines()).toSorted()).toEqual(['failed_attempt email sent', 'out_for_delivery email sent'])
  })

  test('without the name of a shop nobody is told anything', async () => {
    await world.settings({ shop: {} })
    await world.post('SB-OUTFORDELIVERY-3')
    await world.run()
    expect(await lines()).toEqual([])
  })

  test('what is archived, deleted, turned off or set by hand meanwhile is not told, and the ledger says why', async () => {
    const numbers = ['SB-TRANSIT-1', 'SB-TRANSIT-2', 'SB-TRANSIT-3', 'SB-TRANSIT-4', 'SB-TRANSIT-5']
    for (const number of numbers) await world.post(number)
    for (const lane of await world.services.polling.dueLanes()) await world.services.polling.pollDue(lane)
    const caller = await world.caller()
    const ref = (i: number) => ({ carrier: 'test-post', number: numbers[i] ?? '' })
    await world.services.trackings.update(caller, ref(0), { archived: true })
    await world.services.trackings.remove(caller, ref(1))
    await world.services.trackings.update(caller, ref(2), { status: 7 })
    await world.services.trackings.update(caller, ref(3), { details: { customerEmail: null } })
    await world.services.trackings.update(caller, ref(4), { details: { customerEmail: 'other@buyer.example' } })
    await world.run()
    expect((await lines()).toSorted()).toEqual([
      'shipped email sent',
      'shipped email skipped address_changed',
      'shipped email skipped address_gone',
      'shipped email skipped archived',
      'shipped email skipped deleted',
      'shipped email skipped set_by_hand',
    ])
    expect(world.mail.received.map(({ to }) => to)).toEqual([['other@buyer.example']])
  })
})

describe('several parcels of one order', () => {
  test('that are shipped within ten minutes are one mail; those that say nothing new meanwhile do not hold it up for longer', async () => {
    await world.post('IT-5-1', { orderId: '7' })
    await world.post('IT-8-2', { orderId: '7' })
    await world.post('I-1-3', { orderId: '7' })
    await world.post('IT-5-4', { orderId: '8', customerEmail: 'bob@buyer.example' })
    await world.pass(30 * MINUTE)
    expect(world.mail.received.map(({ to }) => to[0])).toEqual(['bob@buyer.example', 'ann@buyer.example'])
    const text = world.mail.received[1]?.mail.text ?? ''
    expect([text.includes('IT-5-1'), text.includes('IT-8-2'), text.includes('I-1-3')]).toEqual([true, true, false])
    const rows = await world.ledger()
    const leader = rows.find(({ number }) => number === 'IT-5-1')
    expect(rows.find(({ number }) => number === 'IT-8-2')).toMatchObject({ status: 'merged', mergedInto: leader?.id })
    expect(leader?.history.map(({ status }) => status)).toEqual(['planned', 'held', 'sent'])
  })

  test('that were found at once while no worker ran are one mail too', async () => {
    await world.post('SB-TRANSIT-6', { orderId: '9' })
    await world.post('SB-TRANSIT-7', { orderId: '9' })
    for (const lane of await world.services.polling.dueLanes()) await world.services.polling.pollDue(lane)
    await world.pass(40 * MINUTE, 20 * MINUTE)
    await world.pass(2 * MINUTE, 1_000)
    expect(world.mail.received).toHaveLength(1)
    expect((await lines()).toSorted()).toEqual(['shipped email merged', 'shipped email sent'])
  })

  test('a held notice is replaced by what happens meanwhile', async () => {
    await world.post('ITO-4-5', { orderId: '10' })
    await world.post('I-1-6', { orderId: '10' })
    await world.pass(30 * MINUTE)
    expect(await lines()).toEqual(['shipped email skipped replaced', 'out_for_delivery email sent'])
  })
})

describe('a number that turns out wrong', () => {
  test('is taken back when another one of the order is registered within a day', async () => {
    await world.post('SB-TRANSIT-8', { orderId: '11' })
    await world.run()
    world.clock.at += MINUTE
    await world.services.trackings.remove(await world.caller(), { carrier: 'test-post', number: 'SB-TRANSIT-8' })
    await world.pass(5 * HOUR, 10 * MINUTE)
    await world.post('I-1-9', { orderId: '11' })
    await world.pass(2 * HOUR, 10 * MINUTE)
    expect(await lines()).toEqual(['shipped email sent', 'correction email sent'])
    const text = world.mail.received[1]?.mail.text ?? ''
    expect([text.includes('SB-TRANSIT-8'), text.includes('I-1-9')]).toEqual([true, true])
  })

  test('is forgotten where nobody was told, or no other number comes', async () => {
    await world.post('I-1-10', { orderId: '12' })
    await world.post('SB-TRANSIT-11', { orderId: '13' })
    await world.run()
    world.clock.at += MINUTE
    for (const number of ['I-1-10', 'SB-TRANSIT-11'])
      await world.services.trackings.remove(await world.caller(), { carrier: 'test-post', number })
    await world.pass(25 * HOUR, HOUR)
    expect(await lines()).toEqual(['shipped email sent', 'correction email skipped no_other_number'])
  })
})

describe('accounts for tests', () => {
  test('plan, but tell nobody unless they want it', async () => {
    const other = await createWorld({ mode: 'test' })
    try {
      await other.post('SB-TRANSIT-12', {}, 'sandbox')
      await other.run()
      expect(await other.ledger()).toMatchObject([{ status: 'skipped', reason: 'test_mode' }])
      await other.settings({ notices: { sendInTestMode: true } })
      await other.post('SB-TRANSIT-13', {}, 'sandbox')
      await other.run()
      expect(other.mail.received).toHaveLength(1)
    } finally {
      await other.close()
    }
  })
})
