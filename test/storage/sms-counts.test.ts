import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSmsDelivery, type SmsDelivery } from '../../src/delivery/index.ts'
import { systemClock } from '../../src/base/index.ts'
import { createTransport } from '../../src/net/index.ts'
import type { Account, SmsBooking, SmsLimits, SmsReservation } from '../../src/storage/index.ts'
import { type FreshDatabase, freshDatabase, silentLog } from '../support/database.ts'

const NOON = Date.UTC(2026, 10, 28, 12)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const LIMITS: SmsLimits = {
  perTrackingDay: 4,
  perPhoneDay: 8,
  perPrefixHour: 30,
  spendPerDay: null,
  pauseAfterRefusals: 100,
  pauseMs: DAY,
}

let database: FreshDatabase
let account: Account
let made = 0
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  account = await database.storage.accounts.ensure(`shop-${made++}`, 'live', NOON)
})

function booking(change: Partial<SmsBooking> = {}): SmsBooking {
  return {
    id: randomUUID(),
    trackingId: randomUUID(),
    phoneHash: randomUUID(),
    prefix: randomUUID(),
    day: '2026-11-28',
    cost: 0,
    ...change,
  }
}

function reserve(change: Partial<SmsBooking>, now = NOON, limits: Partial<SmsLimits> = {}): Promise<SmsReservation> {
  return database.storage.smsCounts.reserve(account, booking(change), { ...LIMITS, ...limits }, now)
}

/** What refused, or `ok`, of several at once. */
async function outcomes(many: Partial<SmsBooking>[], now = NOON, limits: Partial<SmsLimits> = {}): Promise<Record<string, number>> {
  const answers = await Promise.all(many.map((change) => reserve(change, now, limits)))
  const counts: Record<string, number> = {}
  for (const answer of answers) {
    const word = answer.ok ? 'ok' : answer.refused
    counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}

const repeat = (times: number, change: () => Partial<SmsBooking>): Partial<SmsBooking>[] => Array.from({ length: times }, change)

describe('counts', () => {
  test('C2 four a day to one phone about one tracking, eight to one phone, whatever comes at once', async () => {
    const [phoneHash, trackingId] = [randomUUID(), randomUUID()]
    expect(await outcomes(repeat(20, () => ({ phoneHash, trackingId })))).toEqual({ ok: 4, tracking_day: 16 })
    expect(await outcomes(repeat(20, () => ({ phoneHash })))).toEqual({ ok: 4, phone_day: 16 })
    expect(await outcomes(repeat(20, () => ({ trackingId })))).toEqual({ ok: 20 })
    expect(await outcomes([{ phoneHash, trackingId }], NOON + DAY - 1)).toEqual({ tracking_day: 1 })
    expect(await outcomes([{ phoneHash, trackingId }], NOON + DAY)).toEqual({ ok: 1 })
  })

  test('S-10 thirty within any hour to numbers with the same first six digits', async () => {
    const prefix = '232760'
    expect(await outcomes(repeat(60, () => ({ prefix })))).toEqual({ ok: 30, prefix_hour: 30 })
    expect(
      await outcomes(
        repeat(3, () => ({ prefix })),
        NOON + HOUR - 1,
      ),
    ).toEqual({ prefix_hour: 3 })
    expect(
      await outcomes(
        repeat(31, () => ({ prefix })),
        NOON + HOUR,
      ),
    ).toEqual({ ok: 30, prefix_hour: 1 })
  })

  test('C2 an attempt that is repeated is counted once, and a message that was not sent is not counted', async () => {
    const one = booking({ cost: 5 })
    for (let i = 0; i < 5; i++) expect(await database.storage.smsCounts.reserve(account, one, LIMITS, NOON)).toEqual({ ok: true })
    expect(await database.storage.smsCounts.read(account, '2026-11-28', NOON)).toMatchObject({ spentToday: 5, sentLastDay: 1 })
    await database.storage.smsCounts.release(account, one.id)
    await database.storage.smsCounts.release(account, one.id)
    expect(await database.storage.smsCounts.read(account, '2026-11-28', NOON)).toMatchObject({ spentToday: 0, sentLastDay: 0 })
  })

  test('C2 the money of a day stops at the cap, by what was really paid, and the owner is told once', async () => {
    const limits = { spendPerDay: 100 }
    const first = booking({ cost: 40 })
    expect(await database.storage.smsCounts.reserve(account, first, { ...LIMITS, ...limits }, NOON)).toEqual({ ok: true })
    expect(await reserve({ cost: 40 }, NOON, limits)).toEqual({ ok: true })
    expect(await reserve({ cost: 40 }, NOON, limits)).toEqual({ ok: false, refused: 'spend_day', tell: 'spend_day' })
    expect(await reserve({ cost: 40 }, NOON, limits)).toEqual({ ok: false, refused: 'spend_day', tell: null })
    await database.storage.smsCounts.settle(account, first.id, 10)
    await database.storage.smsCounts.settle(account, first.id, 10)
    expect(await reserve({ cost: 50 }, NOON, limits)).toEqual({ ok: true })
    expect(await reserve({ cost: 1 }, NOON, limits)).toMatchObject({ ok: false })
    expect(await reserve({ cost: 40, day: '2026-11-29' }, NOON + DAY / 2, limits)).toEqual({ ok: true })
    // A late price of yesterday is not money of today, and a clock that is behind opens no new day.
    await database.storage.smsCounts.settle(account, first.id, 1_000)
    expect(await database.storage.smsCounts.read(account, '2026-11-29', NOON + DAY / 2)).toMatchObject({ spentToday: 40 })
    expect(await reserve({ cost: 61, day: '2026-11-28' }, NOON + DAY / 2, limits)).toEqual({
      ok: false,
      refused: 'spend_day',
      tell: 'spend_day',
    })
  })

  test('C2 twenty at once never spend more than the cap', async () => {
    expect(
      await outcomes(
        repeat(20, () => ({ cost: 30 })),
        NOON,
        { spendPerDay: 100 },
      ),
    ).toEqual({ ok: 3, spend_day: 17 })
  })

  test('C2 accounts do not share their counts, and what is old is swept', async () => {
    const prefix = '791612'
    expect(await outcomes(repeat(31, () => ({ prefix })))).toEqual({ ok: 30, prefix_hour: 1 })
    const other = await database.storage.accounts.ensure(`shop-${made++}`, 'live', NOON)
    expect(await database.storage.smsCounts.reserve(other, booking({ prefix }), LIMITS, NOON)).toEqual({ ok: true })
    await database.storage.smsCounts.sweep(account, NOON + 1)
    expect(await database.storage.smsCounts.read(account, '2026-11-28', NOON)).toMatchObject({ sentLastDay: 0 })
    expect(await database.storage.smsCounts.read(other, '2026-11-28', NOON)).toMatchObject({ sentLastDay: 1 })
  })
})

describe('an attack', () => {
  const transport = createTransport({ clock: systemClock, log: silentLog })
  const delivery: SmsDelivery = createSmsDelivery({ transport, clock: systemClock })
  afterAll(() => transport.close())

  /** Mobile numbers in a row, of five countries where the called network earns by SMS. */
  const RANGES = [
    ['SL', '+23276', 600_000],
    ['LV', '+37120', 100_000],
    ['CU', '+535', 2_000_000],
    ['ZW', '+26377', 2_100_000],
    ['MV', '+9607', 710_000],
  ] as const
  const phones = Array.from({ length: 10_000 }, (_, i) => {
    const [, prefix, start] = RANGES[i % RANGES.length] ?? RANGES[0]
    return `${prefix}${start + Math.floor(i / RANGES.length)}`
  })

  /** What the notices do with each tracking; answers how many would be handed over and what the owner is told. */
  async function attack(rules: { enabled: boolean; countries: string[] }, scanned: boolean): Promise<{ sent: number; told: string[] }> {
    let sent = 0
    const told: string[] = []
    for (const [i, phone] of phones.entries()) {
      const read = delivery.toE164(phone, null)
      if (!read.ok || delivery.barOf(rules, read.country, scanned) !== null) continue
      const facts = { noticeId: randomUUID(), trackingId: randomUUID(), e164: read.e164, phoneHash: read.e164 }
      // Ten a second: all of it within a third of an hour.
      const now = NOON + i * 100
      const one = delivery.bookingOf({ ...facts, parts: 1, pricePerPart: 0.1, accountZone: 'UTC', now })
      const answer = await database.storage.smsCounts.reserve(account, one, delivery.limits(50), now)
      if (answer.ok) sent++
      else if (answer.tell !== null) told.push(`${answer.tell} at ${Math.ceil((now - NOON) / 1000)} s`)
    }
    return { sent, told }
  }

  test('S-10 the numbers of the attack are what they are meant to be', () => {
    const countries = phones.map((phone) => delivery.toE164(phone, null)).map((read) => (read.ok ? read.country : read.reason))
    expect(new Set(countries)).toEqual(new Set(RANGES.map(([country]) => country)))
  })

  test('S-10 10,000 made-up trackings in 5 countries send nothing by the defaults', async () => {
    expect(await attack({ enabled: false, countries: ['RU'] }, true)).toEqual({ sent: 0, told: [] })
    expect(await attack({ enabled: true, countries: ['RU'] }, true)).toEqual({ sent: 0, told: [] })
    expect(await attack({ enabled: true, countries: RANGES.map(([country]) => country) }, false)).toEqual({ sent: 0, told: [] })
  })

  test('S-10 where one of the 5 is the own country, at most 30 are sent, sending stops, and the owner is told within a minute', async () => {
    const { sent, told } = await attack({ enabled: true, countries: ['SL'] }, true)
    expect(sent).toBe(30)
    expect(told).toEqual(['prefix_hour at 15 s', 'paused at 65 s'])
    const state = await database.storage.smsCounts.read(account, '2026-11-28', NOON + 1_000_000)
    expect(state).toMatchObject({ sentLastDay: 30, refusals: 100 })
    expect(state.pausedUntil).toBeGreaterThan(NOON + DAY)
    expect(await reserve({}, NOON + HOUR)).toEqual({ ok: false, refused: 'paused', tell: null })
    await database.storage.smsCounts.resume(account, NOON + HOUR)
    expect(await reserve({}, NOON + HOUR)).toEqual({ ok: true })
  })

  test('S-10 even with all 5 listed, no more than 30 of each go and the account stops', async () => {
    const { sent, told } = await attack({ enabled: true, countries: RANGES.map(([country]) => country) }, true)
    expect(sent).toBeLessThanOrEqual(150)
    expect(told).toEqual(['prefix_hour at 15 s', 'paused at 25 s'])
  })
})
