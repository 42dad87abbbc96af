import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { localTime, offsetTime, utcTime, zonedTime } from './time.ts'

test.each([
  ['2015-03-24T10:01:00.000+03:00', '2015-03-24T10:01:00', '+03:00', '2015-03-24T07:01:00Z', 'offset'],
  ['2020-01-28T16:19:28+0700', '2020-01-28T16:19:28', '+07:00', '2020-01-28T09:19:28Z', 'offset'],
  ['2024-08-20T12:41:57-04:00', '2024-08-20T12:41:57', '-04:00', '2024-08-20T16:41:57Z', 'offset'],
  ['2024-08-20T12:41:57-03:30', '2024-08-20T12:41:57', '-03:30', '2024-08-20T16:11:57Z', 'offset'],
  ['2024-08-20 12:41 +05', '2024-08-20T12:41:00', '+05:00', '2024-08-20T07:41:00Z', 'offset'],
  ['2024-01-01T00:30:00+05:45', '2024-01-01T00:30:00', '+05:45', '2023-12-31T18:45:00Z', 'offset'],
  [' 2024-08-20T12:41:57.123456Z ', '2024-08-20T12:41:57', '+00:00', '2024-08-20T12:41:57Z', 'utc'],
  ['2024-08-20T12:41:57', '2024-08-20T12:41:57', null, null, 'unknown'],
  ['2024-02-29T23:59:60Z', '2024-02-29T23:59:59', '+00:00', '2024-02-29T23:59:59Z', 'utc'],
])('%s is read', (raw, local, offset, utc, basis) => {
  expect(offsetTime(raw)).toEqual({ raw: raw.trim(), local, offset, utc, basis })
})

test.each([
  '',
  ' ',
  '-',
  'null',
  'N/A',
  '0001-01-01T00:00:00',
  '0001-01-01',
  '1970-01-01T00:00:00Z',
  '1899-12-30T00:00:00',
  '9999-12-31T23:59:59',
  'yesterday',
  '2023-02-29T10:00:00Z',
  '2024-04-31T10:00:00Z',
  '2024-13-01T10:00:00Z',
  '2024-00-10T10:00:00Z',
  '2024-01-01T24:00:00Z',
  '2024-01-01T10:60:00Z',
  '2024-01-01T10:00:00+15:00',
  '2024-01-01T10:00:00+03:75',
  '2024-01-01',
  '20240101T100000Z',
  `2024-01-01T10:00:00.${'0'.repeat(100)}Z`,
])('%j is no time', (raw) => {
  expect(offsetTime(raw)).toBeNull()
  expect(zonedTime(raw, { zone: 'Europe/Berlin' })).toBeNull()
  expect(localTime(raw)).toBeNull()
})

test('null and undefined are no time', () => expect([offsetTime(null), offsetTime(undefined), localTime(null)]).toEqual([null, null, null]))

test.each([
  ['15.01.2024 12:00', '2024-01-15T12:00:00', '+01:00', '2024-01-15T11:00:00Z'],
  ['15.07.2024 12:00', '2024-07-15T12:00:00', '+02:00', '2024-07-15T10:00:00Z'],
  ['2024-07-15 12:00:01', '2024-07-15T12:00:01', '+02:00', '2024-07-15T10:00:01Z'],
  // 02:30 of 27 October comes twice: the first one, in summer time.
  ['2024-10-27 02:30', '2024-10-27T02:30:00', '+02:00', '2024-10-27T00:30:00Z'],
  // 02:30 of 31 March never was: the clock had not been put forward.
  ['2024-03-31 02:30', '2024-03-31T02:30:00', '+01:00', '2024-03-31T01:30:00Z'],
])('%s in Berlin', (raw, local, offset, utc) => {
  expect(zonedTime(raw, { zone: 'Europe/Berlin', formats: ['dd.MM.yyyy HH:mm'] })).toEqual({
    raw,
    local,
    offset,
    utc,
    basis: 'carrierZone',
  })
})

test('a time that carries its own offset keeps it', () => {
  const options = { zone: 'Europe/Berlin', formats: ['dd.MM.yyyy HH:mm ZZZ', "'Z' dd.MM.yyyy HH:mm"] }
  expect(zonedTime('2024-01-15T12:00:00+0900', options)).toMatchObject({ offset: '+09:00', basis: 'offset' })
  expect(zonedTime('15.01.2024 12:00 +0900', options)).toMatchObject({ utc: '2024-01-15T03:00:00Z', basis: 'offset' })
  expect(zonedTime('Z 15.01.2024 12:00', options)).toMatchObject({ utc: '2024-01-15T11:00:00Z', basis: 'carrierZone' })
})

test('without a zone nothing is invented', () => {
  expect(localTime('5/1/2024 1:05:09 PM', ['d/M/yyyy h:mm:ss a'])).toEqual({
    raw: '5/1/2024 1:05:09 PM',
    local: '2024-01-05T13:05:09',
    offset: null,
    utc: null,
    basis: 'unknown',
  })
  expect(localTime('2024-01-05', ['yyyy-MM-dd'])?.local).toBe('2024-01-05T00:00:00')
  expect(localTime('31.02.2024 10:00', ['dd.MM.yyyy HH:mm'])).toBeNull()
})

test.each([
  [{ offset: '-05:00' }, '2026-03-11T15:22:10', '-05:00', 'offset'],
  [{ offset: '-7:00' }, '2026-03-11T13:22:10', '-07:00', 'offset'],
  [{ offset: '-04.00' }, '2026-03-11T16:22:10', '-04:00', 'offset'],
  [{ offset: '+0530' }, '2026-03-12T01:52:10', '+05:30', 'offset'],
  // The offset wins; a wall clock without seconds tells it as well.
  [{ offset: '-05:00', local: '2026-03-11T10:00:00' }, '2026-03-11T15:22:10', '-05:00', 'offset'],
  [{ local: '2026-03-11T15:22' }, '2026-03-11T15:22:10', '-05:00', 'offset'],
  [{ local: '2026-03-12T02:07:00' }, '2026-03-12T02:07:10', '+05:45', 'offset'],
  [{ local: '2026-03-10T15:22:10' }, '2026-03-11T20:22:10', '+00:00', 'utc'],
  [{ offset: '+15:00' }, '2026-03-11T20:22:10', '+00:00', 'utc'],
  [{ offset: 'EST', local: 'noon' }, '2026-03-11T20:22:10', '+00:00', 'utc'],
  [{}, '2026-03-11T20:22:10', '+00:00', 'utc'],
])('an instant in UTC with %j beside it', (place, local, offset, basis) => {
  for (const raw of ['2026-03-11T20:22:10', '2026-03-11T20:22:10.041Z']) {
    expect(utcTime(raw, place)).toEqual({ raw, local, offset, utc: '2026-03-11T20:22:10Z', basis })
  }
  for (const raw of [undefined, '', 'noon', '0001-01-01T00:00:00Z']) expect(utcTime(raw, place)).toBeNull()
})

test('any instant in any zone comes back', () => {
  const zones = [
    'Europe/Moscow',
    'Europe/Berlin',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Pacific/Kiritimati',
  ]
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) }), fc.constantFrom(...zones), (at, zone) => {
      const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(at)
      const time = zonedTime(text, { zone })
      expect(time?.local).toBe(text.replace(' ', 'T'))
      // The hour that comes twice is read as its first pass: up to an hour early, never late.
      const late = Math.floor(at / 1000) - Date.parse(time?.utc ?? '') / 1000
      expect([0, 1800, 3600]).toContain(late)
      expect(Date.parse(`${time?.local}${time?.offset}`)).toBe(Date.parse(time?.utc ?? ''))
      expect(offsetTime(`${time?.local}${time?.offset}`)?.utc).toBe(time?.utc)
    }),
  )
})
