import { assert, constantFrom, jsonValue, oneof, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../base/index.ts'
import {
  countryName,
  readBoolean,
  readCarrier,
  readCountry,
  readEmail,
  readFlag,
  readLanguage,
  readManualStatus,
  readNumber,
  readOrderTime,
  readPhone,
  readShipDate,
  readText,
  readUnixSeconds,
} from './input.ts'

function codeOf(read: () => unknown): string {
  try {
    return `value ${JSON.stringify(read())}`
  } catch (error) {
    return error instanceof AppError ? error.code : 'another error'
  }
}

describe('tracking numbers', () => {
  test.each([
    ['RA644000001RU', 'RA644000001RU'],
    [' ra 644 000 001 ru ', 'ra644000001ru'],
    [300403513351, '300403513351'],
    ['1Z-999_AA', '1Z-999_AA'],
    ['A'.repeat(64), 'A'.repeat(64)],
  ])('%j is %j', (sent, read) => expect(readNumber(sent)).toBe(read))

  test.each([undefined, null, '', '   '])('%j is absent', (sent) => expect(codeOf(() => readNumber(sent))).toBe('number_required'))

  test.each([
    '1234',
    'A'.repeat(65),
    'RA6440\u{0}001',
    'НОМЕР12345',
    '12345;drop',
    '../../etc',
    {},
    [],
    true,
    1.5,
    2 ** 60,
    -12345,
    ' '.repeat(1e6) + 'x',
  ])('%j is invalid', (sent) => expect(codeOf(() => readNumber(sent))).toBe('number_invalid'))
})

test('a courier code is lower case, empty asks for detection, and only its form is judged', () => {
  expect(readCarrier('Russian-Post')).toBe('russian-post')
  expect(readCarrier(' ')).toBeNull()
  expect(readCarrier(undefined)).toBeNull()
  for (const bad of ['россия', 'a b', 'a'.repeat(65), {}, true]) expect(codeOf(() => readCarrier(bad))).toBe('carrier_invalid')
})

test('text is trimmed, 500 characters long at most, and storable', () => {
  expect(readText('  Книга 📦 ', 'title')).toBe('Книга 📦')
  expect(readText('   ', 'title')).toBeNull()
  expect(readText(42, 'order_id')).toBe('42')
  expect(readText('x'.repeat(500), 'title')).toHaveLength(500)
  expect(readText('📦'.repeat(500), 'title')).toHaveLength(1_000)
  for (const bad of ['x'.repeat(501), '📦'.repeat(501), 'a\0b', 'half \ud83d pair', {}, [], false, 1.5])
    expect(codeOf(() => readText(bad, 'title'))).toBe('bad_request')
})

test('an error names its parameter', () => {
  try {
    readText({}, 'comment')
  } catch (error) {
    expect(error).toMatchObject({ param: 'comment' })
  }
  expect.assertions(1)
})

test('countries are ISO alpha-2 without regard to case', () => {
  expect(readCountry('us', 'destination_code')).toBe('US')
  expect(readCountry('', 'destination_code')).toBeNull()
  for (const bad of ['USA', 'ZZ', 'U', '__proto__', 'toString', 7])
    expect(codeOf(() => readCountry(bad, 'destination_code'))).toBe('bad_request')
})

test('country names are English, with the brackets of the recorded answers for the regions of China', () => {
  expect(countryName('CN')).toBe('China')
  expect(countryName('US')).toBe('United States')
  expect(countryName('HK')).toBe('Hong Kong [CN]')
  expect(countryName(null)).toBe('')
  expect(countryName('constructor')).toBe('')
})

describe('e-mail', () => {
  test.each(['sandy@example.com', 'a.b+c@sub.example.co', "o'neil@example.com", 'почта@пример.рф', `${'a'.repeat(64)}@example.com`])(
    '%s is one address',
    (sent) => expect(readEmail(sent, 'customer_email')).toBe(sent),
  )

  test.each([
    'sandy',
    'sandy@',
    '@example.com',
    'sandy@localhost',
    'a@b@example.com',
    'a@example.com,b@example.com',
    'a@example.com;b@example.com',
    'Sandy <sandy@example.com>',
    '"sandy"@example.com',
    '"a\r\nBcc: b"@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'a b@example.com',
    'a..b@example.com',
    '.a@example.com',
    'a@-example.com',
    'a@example-.com',
    'a@exa_mple.com',
    '=?utf-8?q?a=40evil.test=3e?=@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${'b.'.repeat(130)}com`,
    7,
    ['a@example.com'],
  ])('%j is refused', (sent) => expect(codeOf(() => readEmail(sent, 'customer_email'))).toBe('bad_request'))
})

describe('phone', () => {
  test.each([
    ['+86123456789', null],
    ['+7 916 123-45-67', null],
    ['+7 (916) 123-45-67', null],
    ['0049 30 123456', null],
    ['8 916 123 45 67', 'RU'],
    ['+44 (0)20 7946 0018', 'RU'],
  ])('%s with destination %s is kept as sent', (sent, country) => expect(readPhone(sent, country, 'customer_phone')).toBe(sent))

  test.each([
    ['89161234567', null],
    ['+1', null],
    ['12', 'RU'],
    ['+861234567890123456', null],
    ['call me', 'RU'],
    ['tel:+79161234567', null],
    ['+7916123456a', null],
    ['+'.repeat(1e5), null],
  ])('%s with destination %s is refused', (sent, country) =>
    expect(codeOf(() => readPhone(sent, country, 'customer_phone'))).toBe('bad_request'),
  )
})

describe('order time', () => {
  test('three forms of one minute are one instant', () => {
    const instant = Date.UTC(2017, 7, 27, 16, 51)
    for (const sent of ['2017/8/27 16:51', '2017-08-27 16:51', '2017-08-27T16:51:00', 1503852660, '1503852660']) {
      expect(readOrderTime(sent, 0, 'order_create_time')).toBe(instant)
    }
  })

  test('wall clocks are those of the offset, unix seconds are not', () => {
    expect(readOrderTime('2018-05-20 12:00', 480, 'order_create_time')).toBe(Date.UTC(2018, 4, 20, 4, 0))
    expect(readOrderTime(1503852660, 480, 'order_create_time')).toBe(1503852660000)
  })

  test('zero and blank are not set', () => {
    for (const sent of [0, '0', '', ' ']) expect(readOrderTime(sent, 0, 'order_create_time')).toBeNull()
  })

  test.each([
    'yesterday',
    '2017/13/1 10:00',
    '2018-02-29 10:00',
    '2018-05-20 24:00',
    '2018-05-20 12:60',
    '2018-05/20',
    '20.05.2018',
    1503852660000,
    -1,
    {},
  ])('%j is refused', (sent) => expect(codeOf(() => readOrderTime(sent, 0, 'order_create_time'))).toBe('bad_request'))
})

test('unix seconds end with the year 9999', () => {
  expect(readUnixSeconds('253402300799', 'created_at_min')).toBe(253402300799)
  for (const bad of ['253402300800', 'x', '1e9', '-1']) expect(codeOf(() => readUnixSeconds(bad, 'created_at_min'))).toBe('bad_request')
})

test('a ship date is a day of the calendar', () => {
  expect(readShipDate('20200229', 'tracking_ship_date')).toBe('20200229')
  expect(readShipDate(20200102, 'tracking_ship_date')).toBe('20200102')
  expect(readShipDate('', 'tracking_ship_date')).toBeNull()
  for (const bad of ['20190229', '2020-01-02', '20201301', 'today'])
    expect(codeOf(() => readShipDate(bad, 'tracking_ship_date'))).toBe('bad_request')
})

test('a language is its first two letters', () => {
  expect(readLanguage('RU', 'lang')).toBe('ru')
  expect(readLanguage('zh-CN', 'lang')).toBe('zh')
  expect(readLanguage('', 'lang')).toBeNull()
  for (const bad of ['english', 'e', '1!']) expect(codeOf(() => readLanguage(bad, 'lang'))).toBe('bad_request')
})

test('flags, booleans and manual statuses take numbers and strings', () => {
  for (const yes of [1, '1', true, 'true']) expect(readFlag(yes, 'auto_correct')).toBe(true)
  for (const no of [0, '0', '', false, 'false']) expect(readFlag(no, 'auto_correct')).toBe(false)
  expect(codeOf(() => readFlag('maybe', 'auto_correct'))).toBe('bad_request')
  for (const yes of [true, 'true', 'TRUE']) expect(readBoolean(yes, 'archived')).toBe(true)
  for (const bad of [1, '1', 'mixed', {}]) expect(codeOf(() => readBoolean(bad, 'archived'))).toBe('bad_request')
  expect([4, '4', 7, '7', 8, '8'].map(readManualStatus)).toEqual([4, 4, 7, 7, 8, 8])
  for (const bad of [0, 3, '5', 'delivered', 4.5, true, {}]) expect(codeOf(() => readManualStatus(bad))).toBe('status_invalid')
})

test('whatever is sent, a reader answers or throws an AppError', () => {
  const readers: ((value: unknown) => unknown)[] = [
    readNumber,
    readCarrier,
    readManualStatus,
    ...[readText, readCountry, readEmail, readShipDate, readLanguage, readFlag, readBoolean, readUnixSeconds].map(
      (read) => (value: unknown) => read(value, 'p'),
    ),
    (value) => readPhone(value, 'RU', 'p'),
    (value) => readOrderTime(value, 0, 'p'),
  ]
  assert(
    property(oneof(jsonValue(), string({ unit: 'binary', maxLength: 600 })), constantFrom(...readers), (value, read) => {
      expect(codeOf(() => read(value ?? ''))).not.toBe('another error')
    }),
    { numRuns: 2000 },
  )
})
