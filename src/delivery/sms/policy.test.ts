import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NOTICE_KINDS } from '../channel.ts'
import { prefixOf, toE164 } from './phone.ts'
import { barOf, bookingOf, costOf, smsLimits } from './policy.ts'
import { DEFAULT_QUIET_HOURS, type Held, isQuiet, onRelease, readQuietHours, releaseAt } from './quiet-hours.ts'
import { readStopWord } from './stop-words.ts'
import { zonesOf } from './zones.ts'

describe('phones', () => {
  test.each([
    ['8 (916) 123-45-67', 'RU', '+79161234567', 'RU'],
    ['+7 701 234 5678', 'RU', '+77012345678', 'KZ'],
    ['0086 138 0013 8000', null, '+8613800138000', 'CN'],
    ['(415) 555-2671', 'us', '+14155552671', 'US'],
    ['07400 123456', 'GB', '+447400123456', 'GB'],
    ['+852 5123 4567', null, '+85251234567', 'HK'],
  ])('C2 %s of %s is %s', (phone, country, e164, of) => {
    expect(toE164(phone, country)).toEqual({ ok: true, e164, country: of })
  })

  test.each([
    ['8 (495) 123-45-67', 'RU', 'fixed_line'],
    ['020 7946 0018', 'GB', 'fixed_line'],
    ['8 809 505-12-34', 'RU', 'premium'],
    ['09011234567', 'GB', 'premium'],
    ['+447012345678', null, 'premium'],
    ['8 800 555-35-35', 'RU', 'not_mobile'],
    ['+1 900 555 2671', null, 'premium'],
    ['916 123', 'RU', 'invalid'],
    ['9161234567', null, 'invalid'],
    ['call me on +79161234567', 'RU', 'invalid'],
    ['', 'RU', 'invalid'],
    ['+7916123456789012', 'RU', 'invalid'],
    ['1'.repeat(5_000), 'RU', 'invalid'],
    ['+79161234567', 'XX', null],
  ])('C2 %s of %s is refused: %s', (phone, country, reason) => {
    const read = toE164(phone, country)
    expect(read.ok ? null : read.reason).toBe(reason)
  })
})

describe('stop words', () => {
  test.each([
    'STOP',
    'stop',
    ' Stop. ',
    'STOPALL',
    'Unsubscribe!',
    'CANCEL',
    'end',
    'QUIT',
    'СТОП',
    'стоп',
    '«Отписаться»',
    '退订',
    ' 退订。',
    '回复 退订'.slice(3),
  ])('C2 %s stops', (text) => expect(readStopWord(text)).toBe('stop'))
  test.each(['START', 'yes', 'Unstop', 'старт'])('C2 %s begins again', (text) => expect(readStopWord(text)).toBe('start'))
  test.each(['', 'please do not stop', 'stopping', 'когда привезут?', 'да', '什么时候到', 'ok'])('C2 %s is neither', (text) =>
    expect(readStopWord(text)).toBeNull(),
  )
})

/** 2026-11-28 is a Saturday in winter time. */
const at = (iso: string): number => Date.parse(iso)
const MOSCOW = ['Europe/Moscow'] as const
const accountZone = 'Europe/Berlin'

describe('zones', () => {
  test.each([
    ['CN', ['Asia/Shanghai']],
    ['FR', ['Europe/Paris']],
    ['GB', ['Europe/London']],
    ['XK', ['Europe/Belgrade']],
  ])('C2 a phone of %s lives by %j', (phoneCountry, zones) => {
    expect(zonesOf({ phoneCountry, destination: null, accountZone })).toEqual(zones)
  })

  test('C2 in a country of many zones the postal code of the destination says which', () => {
    const zones = (country: string, postcode: string | null): readonly string[] =>
      zonesOf({ phoneCountry: country, destination: { country, postcode }, accountZone })
    expect(zones('RU', '101000')).toEqual(['Europe/Moscow'])
    expect(zones('RU', '690000')).toEqual(['Asia/Vladivostok'])
    expect(zones('RU', '236006')).toEqual(['Europe/Kaliningrad'])
    expect(zones('RU', '443100')).toEqual(['Europe/Samara'])
    expect(zones('RU', '442000')).toEqual(['Europe/Moscow'])
    expect(zones('US', '94103')).toEqual(['America/Los_Angeles'])
    expect(zones('US', '10001-1234')).toEqual(['America/New_York'])
    expect(zones('RU', null).length).toBeGreaterThan(10)
    expect(zones('RU', 'Moscow').length).toBeGreaterThan(10)
    expect(zonesOf({ phoneCountry: 'RU', destination: { country: 'KZ', postcode: '101000' }, accountZone }).length).toBeGreaterThan(10)
  })

  test('C2 without a country the destination counts, and without that the account', () => {
    expect(zonesOf({ phoneCountry: null, destination: { country: 'FR', postcode: null }, accountZone })).toEqual(['Europe/Paris'])
    expect(zonesOf({ phoneCountry: null, destination: null, accountZone })).toEqual([accountZone])
    expect(zonesOf({ phoneCountry: '?', destination: null, accountZone })).toEqual([accountZone])
  })
})

describe('quiet hours', () => {
  test.each([
    ['2026-11-28T20:59:59.999+03:00', '2026-11-28T20:59:59.999+03:00'],
    ['2026-11-28T21:00:00+03:00', '2026-11-29T09:00:00+03:00'],
    ['2026-11-29T03:00:00+03:00', '2026-11-29T09:00:00+03:00'],
    ['2026-11-29T08:59:59+03:00', '2026-11-29T09:00:00+03:00'],
    ['2026-11-29T09:00:00+03:00', '2026-11-29T09:00:00+03:00'],
  ])('C2 at %s a message is released at %s', (now, release) => {
    expect(releaseAt(at(now), MOSCOW)).toBe(at(release))
  })

  test('C2 summer time moves the end with the wall clock', () => {
    // In 2026 clocks in Berlin go back on 25 October and forward on 29 March, at night.
    expect(releaseAt(at('2026-10-24T22:00:00+02:00'), ['Europe/Berlin'])).toBe(at('2026-10-25T09:00:00+01:00'))
    expect(releaseAt(at('2026-03-28T22:00:00+01:00'), ['Europe/Berlin'])).toBe(at('2026-03-29T09:00:00+02:00'))
  })

  test('C2 with several zones it is sent when it is day in all of them', () => {
    const zones = zonesOf({ phoneCountry: 'RU', destination: null, accountZone })
    const release = releaseAt(at('2026-11-28T12:30:00+03:00'), zones)
    expect(release).toBe(at('2026-11-29T10:00:00+03:00'))
    for (const zone of zones) expect(isQuiet(release, zone, DEFAULT_QUIET_HOURS)).toBe(false)
  })

  test('C2 no release lies in quiet hours, in any country, at any time, and none is later than need be', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') }),
        fc.constantFrom('RU', 'US', 'AU', 'BR', 'CA', 'CN', 'GB', 'DE', 'KZ', 'IN', 'ID', 'MX', 'ES', 'NZ', 'PT', 'CL'),
        fc.constantFrom('21:00-09:00', '22:00-08:00', '20:30-10:15', '00:00-06:00'),
        (now, phoneCountry, hours) => {
          const window = readQuietHours(hours) ?? DEFAULT_QUIET_HOURS
          const zones = zonesOf({ phoneCountry, destination: null, accountZone })
          const release = releaseAt(now, zones, window)
          expect(release).toBeGreaterThanOrEqual(now)
          expect(release).toBeLessThan(now + 48 * 3_600_000)
          const quiet = (moment: number): boolean => zones.some((zone) => isQuiet(moment, zone, window))
          expect(quiet(release)).toBe(false)
          if (release > now) expect(quiet(release - 1)).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('C2 the hours are settable, off is never quiet, and nonsense is refused', () => {
    expect(readQuietHours('22:00-08:00')).toEqual({ from: 1_320, to: 480 })
    expect(readQuietHours('off')).toEqual({ from: 0, to: 0 })
    expect(releaseAt(at('2026-11-28T23:00:00+03:00'), MOSCOW, { from: 0, to: 0 })).toBe(at('2026-11-28T23:00:00+03:00'))
    for (const text of ['', '9-21', '24:00-08:00', '21:60-09:00', '09:00-08:00', '21:00-09:00-10:00'])
      expect(readQuietHours(text)).toBeNull()
  })

  test('C2 zones that leave no common hour go by the first', () => {
    const window = readQuietHours('12:00-08:00') ?? DEFAULT_QUIET_HOURS
    const zones = ['Europe/Moscow', 'Pacific/Honolulu'] as const
    expect(releaseAt(at('2026-11-28T23:00:00+03:00'), zones, window)).toBe(at('2026-11-29T08:00:00+03:00'))
  })
})

describe('what becomes of a held notice', () => {
  const held = (change: Partial<Held>): Held => ({
    kind: 'shipped',
    at: at('2026-11-28T22:00:00+03:00'),
    newerKinds: [],
    zones: MOSCOW,
    ...change,
  })
  const NIGHT = at('2026-11-28T22:00:00+03:00')
  const MORNING = at('2026-11-29T09:00:00+03:00')

  test('C2 by night it is held until nine, and sent then', () => {
    for (const kind of NOTICE_KINDS.filter((one) => one !== 'out_for_delivery')) {
      expect(onRelease(held({ kind }), NIGHT)).toEqual({ kind: 'hold', until: MORNING })
      expect(onRelease(held({ kind }), MORNING)).toEqual({ kind: 'send' })
    }
  })

  test('C2 out for delivery after nine in the evening is dropped, and not sent next morning', () => {
    expect(onRelease(held({ kind: 'out_for_delivery' }), NIGHT)).toEqual({ kind: 'drop', reason: 'outdated' })
    expect(onRelease(held({ kind: 'out_for_delivery' }), MORNING)).toEqual({ kind: 'drop', reason: 'outdated' })
    const early = held({ kind: 'out_for_delivery', at: at('2026-11-29T07:00:00+03:00') })
    expect(onRelease(early, at('2026-11-29T07:00:01+03:00'))).toEqual({ kind: 'hold', until: MORNING })
    expect(onRelease(early, MORNING)).toEqual({ kind: 'send' })
  })

  test('C2 a newer status takes the place of an older one, a corrected number does not', () => {
    expect(onRelease(held({ newerKinds: ['delivered'] }), MORNING)).toEqual({ kind: 'drop', reason: 'replaced' })
    expect(onRelease(held({ kind: 'exception', newerKinds: ['delivered'] }), NIGHT)).toEqual({ kind: 'drop', reason: 'replaced' })
    expect(onRelease(held({ newerKinds: ['correction'] }), MORNING)).toEqual({ kind: 'send' })
    expect(onRelease(held({ kind: 'correction', newerKinds: ['delivered'] }), MORNING)).toEqual({ kind: 'send' })
    expect(onRelease(held({ kind: 'correction', newerKinds: ['correction'] }), MORNING)).toEqual({ kind: 'drop', reason: 'replaced' })
  })
})

describe('who may be written to', () => {
  test('S-10 off by default, only to listed countries, and only after a scan of the carrier', () => {
    const rules = { enabled: true, countries: ['RU'] }
    expect(barOf({ enabled: false, countries: ['RU'] }, 'RU', true)).toBe('off')
    expect(barOf(rules, 'SL', true)).toBe('country')
    expect(barOf(rules, null, true)).toBe('country')
    expect(barOf(rules, 'RU', false)).toBe('no_carrier_scan')
    expect(barOf(rules, 'RU', true)).toBeNull()
  })

  test('C2 money is counted in millionths and in the currency of the account alone', () => {
    const facts = {
      noticeId: 'n',
      trackingId: 't',
      e164: '+79161234567',
      phoneHash: 'h',
      parts: 2,
      pricePerPart: 0.0075,
      accountZone: 'Asia/Tokyo',
    }
    expect(bookingOf({ ...facts, now: at('2026-11-28T20:00:00Z') })).toEqual({
      id: 'n',
      trackingId: 't',
      phoneHash: 'h',
      prefix: '791612',
      day: '2026-11-29',
      cost: 15_000,
    })
    expect(prefixOf('+79161234567')).toBe('791612')
    expect(costOf({ kind: 'sent', providerId: null, cost: { amount: 3.4, currency: 'RUB' } }, 'RUB')).toBe(3_400_000)
    expect(costOf({ kind: 'sent', providerId: null, cost: { amount: 3.4, currency: 'RUB' } }, 'USD')).toBeNull()
    expect(costOf({ kind: 'sent', providerId: null }, 'RUB')).toBeNull()
    expect(costOf({ kind: 'later', reason: 'x' }, 'RUB')).toBeNull()
    expect(smsLimits(12.5)).toMatchObject({ perTrackingDay: 4, perPhoneDay: 8, perPrefixHour: 30, spendPerDay: 12_500_000 })
    expect(smsLimits(null).spendPerDay).toBeNull()
  })
})
