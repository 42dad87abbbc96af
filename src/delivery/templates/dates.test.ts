import { describe, expect, test } from 'vitest'
import { createDates } from './dates.ts'
import { WORDS } from './words.ts'

const eta = (from: string | null, to: string | null): { from: string | null; to: string | null } => ({ from, to })

describe('dates as people of the language write them', () => {
  test.each([
    ['en', '4 December, 15:00', '28 – 30 November', 'by 30 November', 'from 28 November', '28 November, 14:00–18:00'],
    ['ru', '4 декабря, 18:00', '28–30 ноября', 'до 30 ноября', 'с 28 ноября', '28 ноября, 14:00–18:00'],
    ['zh', '12月4日 23:00', '11月28日至11月30日', '11月30日前', '11月28日起', '11月28日 14:00–18:00'],
  ] as const)('%s', (language, instant, range, by, from, hours) => {
    const zone = { en: 'Europe/London', ru: 'Europe/Moscow', zh: 'Asia/Shanghai' }[language]
    const dates = createDates(language, zone)
    const words = WORDS[language]
    expect(dates.instant(Date.UTC(2026, 11, 4, 15))).toBe(instant)
    expect(dates.range(eta('2026-11-28', '2026-11-30'), words)).toBe(range)
    expect(dates.range(eta(null, '2026-11-30'), words)).toBe(by)
    expect(dates.range(eta('2026-11-28', null), words)).toBe(from)
    expect(dates.range(eta('2026-11-28T14:00', '2026-11-28T18:00'), words)).toBe(hours)
    expect(dates.range(eta(null, null), words)).toBeNull()
  })

  test('a day never moves, a time with an offset is shown in the zone, one without stays as it is', () => {
    const dates = createDates('en', 'Pacific/Kiritimati')
    expect(dates.stamp('2026-11-28')).toBe('28 November')
    expect(dates.stamp('2026-11-28 14:05')).toBe('28 November, 14:05')
    expect(dates.stamp('2026-11-28T14:05:09+03:00')).toBe('29 November, 01:05')
    expect(dates.stamp('2026-11-28T11:05Z')).toBe('29 November, 01:05')
    for (const none of ['2026-02-31', '2026-13-01', 'tomorrow', '', '2026-11-28T99:00']) expect(dates.stamp(none)).toBeNull()
  })

  test('summer time counts, and a zone that nobody knows is UTC', () => {
    expect(createDates('en', 'Europe/Berlin').instant(Date.UTC(2026, 6, 1, 12))).toBe('1 July, 14:00')
    expect(createDates('en', 'Mars/Base').instant(Date.UTC(2026, 6, 1, 12))).toBe('1 July, 12:00')
  })
})
