import { describe, expect, test } from 'vitest'
import { type CheckpointTime, displayLocal, fingerprint, instantOf, makeCheckpoint, type Place } from './index.ts'

const TIME: CheckpointTime = {
  raw: '2026-03-02T10:15:42.000+03:00',
  local: '2026-03-02T10:15:42',
  offset: '+03:00',
  utc: '2026-03-02T07:15:42Z',
  basis: 'offset',
}
const UNZONED: CheckpointTime = { raw: '02.03.2026 10:15', local: '2026-03-02T10:15:00', offset: null, utc: null, basis: 'unknown' }
const KEY = {
  carrier: 'sample-post',
  number: 'RA000000001ZZ',
  code: '8',
  attr: '2',
  time: TIME,
  place: { text: 'Sampleton 000100', postalCode: '000100' },
}
const PARTS = { ...KEY, text: 'Arrived', status: 'transit', sub: 'arrived_hub', source: 'sample-post' } as const

describe('the instant of a checkpoint time', () => {
  test('is its UTC time where one is known', () => expect(instantOf(TIME)).toBe(Date.UTC(2026, 2, 2, 7, 15, 42)))
  test('is the wall clock read as UTC where no zone is known', () => expect(instantOf(UNZONED)).toBe(Date.UTC(2026, 2, 2, 10, 15)))
  test.each(['', 'yesterday', '2026-13-02T10:15:00', '2026-03-02T10:15:00+03:00'])('of an unreadable wall clock (%j) is 0', (local) => {
    expect(instantOf({ ...UNZONED, local })).toBe(0)
  })
  test('of an unreadable UTC time is 0', () => expect(instantOf({ ...TIME, utc: 'soon' })).toBe(0))
})

describe('the displayed time', () => {
  test('is the wall clock of the scan, not UTC', () => expect(displayLocal(TIME)).toBe('2026-03-02 10:15'))
  test('shows seconds on request', () => {
    expect(displayLocal(TIME, true)).toBe('2026-03-02 10:15:42')
    expect(displayLocal({ ...UNZONED, local: '2026-03-02T10:15' }, true)).toBe('2026-03-02 10:15:00')
  })
  test('is empty when the wall clock cannot be read', () => expect(displayLocal({ ...TIME, local: '<b>' })).toBe(''))
})

describe('a fingerprint', () => {
  const own = fingerprint(KEY)

  test('is 32 lower-case hex characters, and fixed for ever: it is stored', () => {
    expect(own).toBe('9dabf3b96c3e0f4fbb1bcf0d1f1568ea')
  })

  test.each([
    ['seconds', { time: { ...TIME, raw: 'other', local: '2026-03-02T10:15:07', utc: '2026-03-02T07:15:07Z' } }],
    ['the zone a carrier prints an instant in', { time: { ...TIME, local: '2026-03-02T07:15:42', offset: '+00:00' } }],
    ['the words for the place of a post code', { place: { text: 'Образцово', postalCode: '000100', city: 'Образцово' } }],
  ])('does not depend on %s', (_, change) => expect(fingerprint({ ...KEY, ...change })).toBe(own))

  test.each([
    ['carrier', { carrier: 'sample-express' }],
    ['number', { number: 'RA000000002ZZ' }],
    ['code', { code: '9' }],
    ['attribute', { attr: null }],
    ['minute', { time: { ...TIME, local: '2026-03-02T10:16:00', utc: '2026-03-02T07:16:00Z' } }],
    ['place', { place: { text: 'Sampleton', postalCode: '000101' } }],
    ['absence of a place', { place: null }],
  ])('depends on the %s', (_, change) => expect(fingerprint({ ...KEY, ...change })).not.toBe(own))

  test('of a time in the carrier’s zone stays when our rules for that zone change', () => {
    const winter: CheckpointTime = { ...TIME, basis: 'carrierZone' }
    const corrected: CheckpointTime = { ...winter, offset: '+04:00', utc: '2026-03-02T06:15:42Z' }
    expect(fingerprint({ ...KEY, time: corrected })).toBe(fingerprint({ ...KEY, time: winter }))
  })

  test.each<[Place, Place]>([
    [{ text: 'ST. PETERSBURG' }, { text: ' St Petersburg' }],
    [
      { text: 'MEMPHIS, TN, US', city: 'Memphis' },
      { text: 'Memphis', city: 'MEMPHIS' },
    ],
    [
      { text: '', country: 'DE' },
      { text: ' ', country: 'de' },
    ],
  ])('takes %j and %j for one place', (a, b) => {
    expect(fingerprint({ ...KEY, place: a })).toBe(fingerprint({ ...KEY, place: b }))
  })
})

describe('a checkpoint from its parts', () => {
  test('has fingerprint and instant, and null for what is absent', () => {
    const { attr: _attr, place: _place, sub: _sub, ...bare } = PARTS
    expect(makeCheckpoint(PARTS)).toMatchObject({
      fingerprint: fingerprint(KEY),
      at: instantOf(TIME),
      attr: '2',
      sub: 'arrived_hub',
      place: KEY.place,
    })
    expect(makeCheckpoint(bare)).toMatchObject({ attr: null, sub: null, place: null })
  })

  test('never carries the text into the fingerprint', () => {
    expect(makeCheckpoint({ ...PARTS, text: 'Прибыло' }).fingerprint).toBe(makeCheckpoint(PARTS).fingerprint)
  })

  test('cuts what is too long and drops what PostgreSQL refuses', () => {
    const hostile = `a\u0000b\u001B[31m${'\u{1F4E6}'.repeat(5_000)}`
    const place = { text: hostile, city: hostile, region: hostile, postalCode: hostile, country: hostile }
    const checkpoint = makeCheckpoint({
      ...PARTS,
      code: hostile,
      attr: hostile,
      text: `x${hostile}`,
      place,
      time: { ...TIME, raw: hostile },
    })
    const strings = [checkpoint.code, checkpoint.attr, checkpoint.text, checkpoint.time.raw, ...Object.values(checkpoint.place ?? {})]
    expect(strings.map((text) => (text ?? '').length).every((length) => length <= 1_000)).toBe(true)
    expect(strings.some((text) => /[\p{Cc}\p{Cs}]/u.test(text ?? ''))).toBe(false)
    expect(checkpoint.code.startsWith('a b [31m')).toBe(true)
  })
})
