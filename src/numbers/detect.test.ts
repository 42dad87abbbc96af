import { countries } from 'countries-list'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findCourier } from '../carriers/index.ts'
import { CHECK_RULES, type CheckRule } from './check-digits.ts'
import type { Check, Format } from './format.ts'
import { FORMATS } from './formats/index.ts'
import { type Candidate, detect, type Prior } from './index.ts'
import { S10_OPERATORS, S10_OPERATORS_OF_CLASS } from './s10-operators.ts'

const DIGITS = Array.from('0123456789')

const bare = (number: string): string => number.replaceAll(/[-./]/g, '')

function carriersOf({ carriers, asWritten }: Format, number: string): readonly string[] {
  return typeof carriers === 'function' ? carriers(asWritten ? number : bare(number)) : carriers
}

function fits(format: Format, number: string): boolean {
  return format.pattern.test(format.asWritten ? number : bare(number)) && carriersOf(format, number).length > 0
}

function codes(number: string): string[] {
  return detect(number).map(({ carrier }) => carrier)
}

describe.each(FORMATS.map((format) => [format.id, format] as const))('%s', (id, format) => {
  test('its valid numbers find its first carrier at the declared rank, and pass the check', () => {
    const ranks = format.valid.map((number) => codes(number).indexOf(carriersOf(format, number)[0] ?? '') + 1)
    expect(Math.min(...ranks)).toBeGreaterThan(0)
    expect(Math.max(...ranks)).toBe(format.rank ?? 1)
    for (const number of format.valid) {
      const own = detect(number).find(({ carrier }) => carrier === carriersOf(format, number)[0])
      expect([number, own?.check]).toEqual([number, format.check ? 'passed' : (own?.check ?? 'none')])
    }
  })

  test('blanks between all characters, lower case and dashes change nothing', () => {
    for (const number of format.valid) {
      const expected = detect(number)
      expect(detect(` ${number.split('').join(' ')}\t`)).toEqual(expected)
      expect(detect(number.toLowerCase())).toEqual(expected)
      if (!format.asWritten) expect(detect(bare(number).replaceAll(/(.{4})(?=.)/g, '$1-'))).toEqual(expected)
    }
  })

  test('its invalid numbers are not of its shape', () => {
    expect(format.invalid.filter((number) => fits(format, number))).toEqual([])
    expect(format.invalid.flatMap((number) => detect(number)).filter((candidate) => candidate.format === id)).toEqual([])
  })

  test('the other formats that fit its numbers are declared', () => {
    const others = FORMATS.filter((other) => other.id !== id && format.valid.some((number) => fits(other, number))).map((other) => other.id)
    expect(others.toSorted()).toEqual([...(format.collides ?? [])].toSorted())
  })
})

const checked = FORMATS.flatMap(({ check, ...format }) => (check ? [{ ...format, check }] : []))

function checkPosition({ at }: Check, number: string): number {
  return at < 0 ? number.length + at : at
}

test.each(checked.map((format) => [format.id, format] as const))(
  '%s: every wrong check digit is flagged, names the right one, and leaves the carrier a candidate',
  (id, format) => {
    for (const number of format.valid) {
      const right = detect(number).find((candidate) => candidate.format === id)
      const position = checkPosition(format.check, number)
      for (const digit of DIGITS.filter((other) => other !== number[position])) {
        const wrong = number.slice(0, position) + digit + number.slice(position + 1)
        const found = detect(wrong).find(({ carrier }) => carrier === carriersOf(format, number)[0])
        expect(found?.format).toBeOneOf([id, ...(format.collides ?? [])])
        // Another rule of the same carrier may fit better, and may even pass.
        if (found?.format !== id) continue
        expect([wrong, found.check, found.nearMiss]).toEqual([wrong, 'failed', { position, expected: number[position] }])
        expect(found.evidence[1]).toContain(`character ${position + 1}, the check digit, is ${digit} and should be ${number[position]} by `)
        if (right) expect(found.confidence).toBeLessThan(right.confidence)
      }
    }
  },
)

/** Any number of the pattern, its check character as the rule wants it. */
function numbersOf(format: Format): fc.Arbitrary<string> {
  return fc
    .stringMatching(format.pattern)
    .map((number) => withCheck(format, number))
    .filter((number) => carriersOf(format, number).length > 0)
}

function withCheck({ check }: Format, number: string): string {
  if (!check) return number
  const { rule, body, unwritten = '' } = check
  const position = checkPosition(check, number)
  const right = CHECK_RULES[rule].digit(unwritten + number.slice(body[0], body[1])) ?? number.charAt(position)
  return number.slice(0, position) + right + number.slice(position + 1)
}

test.each(FORMATS.map((format) => [format.id, format] as const))(
  '%s: any number made by its rule finds its carriers, and none with its check digit changed loses them',
  (_id, format) => {
    const property = fc.property(numbersOf(format), fc.constantFrom(...DIGITS), (number, digit) => {
      const found = detect(number)
      // The ten best of more than ten may leave out the weakest.
      const wanted = found.length < 10 ? carriersOf(format, number) : carriersOf(format, number).slice(0, 1)
      expect(found.map(({ carrier }) => carrier)).toEqual(expect.arrayContaining([...wanted]))
      if (!format.check) return
      const own = found.find(({ carrier }) => carrier === wanted[0])
      const better = own !== undefined && own.confidence > format.confidence
      expect([number, own?.check]).toEqual([number, better ? own.check : 'passed'])
      const position = checkPosition(format.check, number)
      const other = detect(number.slice(0, position) + digit + number.slice(position + 1))
      expect(other.map(({ carrier }) => carrier)).toContain(wanted[0])
    })
    fc.assert(property, { numRuns: 100 })
  },
)

test('every country of the S10 table has its operators, whatever the class and the serial', () => {
  const s10 = FORMATS.find(({ id }) => id === 's10')
  const known = fc.constantFrom(...Object.keys(S10_OPERATORS))
  const serial = fc.string({ unit: fc.constantFrom(...DIGITS), minLength: 8, maxLength: 8 })
  const classes = fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ'))
  for (const country of Object.keys(S10_OPERATORS)) {
    const number = `RR00000000${CHECK_RULES.s10.digit('00000000')}${country}`
    expect([number, detect(number)[0]?.check]).toEqual([number, 'passed'])
  }
  fc.assert(
    fc.property(known, classes, serial, (country, letter, digits) => {
      const number = `${letter}A${digits}${CHECK_RULES.s10.digit(digits)}${country}`
      const found = detect(number)
      const wanted = s10 ? carriersOf(s10, number) : []
      expect(wanted).toEqual(expect.arrayContaining([...(S10_OPERATORS[country] ?? ['none'])]))
      expect(found.filter(({ format }) => format === 's10').map(({ carrier }) => carrier)).toEqual(wanted)
      expect(found[0]).toMatchObject({ format: 's10', check: 'passed' })
    }),
  )
})

test('a format has a second confidence exactly where it has a check digit, and it is the lower one', () => {
  expect(FORMATS.filter(({ check, failed }) => (check === undefined) !== (failed === undefined)).map(({ id }) => id)).toEqual([])
  expect(FORMATS.filter(({ confidence, failed = 0 }) => failed >= confidence || confidence >= 1).map(({ id }) => id)).toEqual([])
})

test('formats have ids of their own, patterns are anchored, and each has valid and invalid numbers', () => {
  expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length)
  expect(FORMATS.filter(({ pattern }) => !/^\^.*\$$/.test(pattern.source) || /[*+]/.test(pattern.source) || pattern.flags !== '')).toEqual(
    [],
  )
  expect(FORMATS.filter(({ valid, invalid }) => valid.length === 0 || invalid.length === 0)).toEqual([])
})

test('every carrier that a format or an S10 table names is in the directory', () => {
  const named = [
    ...FORMATS.flatMap(({ carriers }) => (typeof carriers === 'function' ? [] : carriers)),
    ...FORMATS.flatMap((format) => format.valid.flatMap((number) => carriersOf(format, number))),
    ...Object.values(S10_OPERATORS).flat(),
    ...Object.values(S10_OPERATORS_OF_CLASS).flatMap((classes) => Object.values(classes).flat()),
  ]
  expect(named.filter((code) => findCourier(code) === null)).toEqual([])
})

test('no format puts a courier that is closed first', () => {
  const firsts = FORMATS.flatMap((format) => format.valid.map((number) => carriersOf(format, number)[0] ?? ''))
  expect(firsts.filter((code) => findCourier(code)?.closed !== false)).toEqual([])
})

test.each<[CheckRule, string, string]>([
  // The worked examples of UPU S10, of GS1 for a GTIN-13, of ISO/IEC 7812 (Luhn) and of the Global Release Identifier (ISO 7064).
  ['s10', '47312482', '9'],
  ['gs1', '629104150021', '3'],
  ['luhn', '7992739871', '3'],
  ['mod3736', 'A12425GABC1234002', 'M'],
  // By hand: 11 − 0 is written 5, and 11 − (2 × 6 mod 11) = 10 is written 0.
  ['s10', '00000000', '5'],
  ['s10', '02000000', '0'],
  // By hand: weights 3 1 7 from the left of eleven digits; 3 × 1 + 7 × 1 = 10 is written 0.
  ['fedex', '10000000000', '3'],
  ['fedex', '00000000100', '7'],
  ['fedex', '10100000000', '0'],
  ['mod7', '123456789', '1'],
  // By hand: twice 5 is 10, which counts as 1 + 0.
  ['luhn', '5', '9'],
  // UPS's own sample number: 999AA1 01 2345678 4.
  ['ups', '999AA1012345678', '4'],
])('%s of %s is %s', (rule, body, digit) => {
  expect(CHECK_RULES[rule].digit(body)).toBe(digit)
})

describe('numbers that people know', () => {
  test('the demo item of Russian Post fails its own check digit and still is Russian Post', () => {
    const [first, ...rest] = detect('RA644000001RU')
    expect(first).toMatchObject({ carrier: 'russian-post', check: 'failed', nearMiss: { position: 10, expected: '5' } })
    expect(first?.confidence).toBeGreaterThan(0.5)
    expect(rest).toEqual([])
  })

  test('the number of the published API answers China Post, then China EMS', () => {
    expect(codes('EA152563254CN').slice(0, 2)).toEqual(['china-post', 'china-ems'])
  })

  test('an operator of the class of item comes before the post of the country', () => {
    expect(codes('EE000000005UA')).toEqual(['ukraine-ems', 'ukraine-post'])
    expect(codes('CP000000005GB')).toEqual(['parcel-force', 'royal-mail'])
    expect(codes('RR000000005GB')).toEqual(['royal-mail', 'parcel-force'])
  })

  test('14 digits are Russian Post when the check digit passes, Nova Poshta by their prefix', () => {
    expect(codes('10100001123451')[0]).toBe('russian-post')
    expect(codes('20450000000001')[0]).toBe('nova-poshta')
  })

  test('a number that nothing fits has no candidate', () => {
    for (const number of ['', '   ', 'hello', '12345', '---', '1Z', 'X'.repeat(64)]) expect(detect(number)).toEqual([])
  })
})

test('every country has an operator for its S10 numbers, the uninhabited ones aside', () => {
  const without = new Set(['AQ', 'BV', 'EH', 'GS', 'HM', 'IO', 'TF', 'UM'])
  const missing = Object.keys(countries).filter((country) => !without.has(country) && !Object.hasOwn(S10_OPERATORS, country))
  expect(missing).toEqual([])
})

function best(number: string, prior: Prior): Candidate | undefined {
  return detect(number, prior)[0]
}

describe('what is known about the tenant', () => {
  test('lifts a carrier that is set up or was used, and says so', () => {
    expect(best('3000000001', {})?.carrier).toBe('cdek')
    const lifted = detect('3000000001', { configured: new Set(['aramex']), used: new Set(['aramex']) })
    expect(lifted[0]).toMatchObject({ carrier: 'aramex' })
    expect(lifted[0]?.evidence).toContain('you have set up this carrier')
    expect(lifted[0]?.evidence).toContain('you have used this carrier before')
  })

  test('lifts the domestic shapes of the destination, in any case of letters', () => {
    const before = detect('1000000001').find(({ carrier }) => carrier === 'cdek')
    const after = detect('1000000001', { destinationCountry: 'ru' }).find(({ carrier }) => carrier === 'cdek')
    expect(after?.confidence).toBeGreaterThan(before?.confidence ?? 1)
    expect(detect('1000000001', { destinationCountry: null })).toEqual(detect('1000000001'))
  })

  test('never beats a prefix of its own', () => {
    const everything = new Set(['cdek', 'dpd', 'russian-post', 'hermes-de'])
    expect(best('20450000000001', { configured: everything, used: everything, destinationCountry: 'RU' })?.carrier).toBe('nova-poshta')
  })

  test('adds no carrier that does not fit', () => {
    const prior = { configured: new Set(['cdek', 'ups']), used: new Set(['fedex']), destinationCountry: 'RU' }
    expect(detect('RA644000001RU', prior).map(({ carrier }) => carrier)).toEqual(['russian-post'])
  })
})

describe('hostile input', () => {
  const alphabet = fc.constantFrom(...Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./ \t\u00a0ßİſ٣๓٠\u0000😀я\ud800'))
  const digits = fc.string({ unit: fc.constantFrom(...DIGITS), minLength: 5, maxLength: 40 })

  test('the answer is at most ten candidates, best first, each carrier once, with reasons and without the number', () => {
    fc.assert(
      fc.property(fc.oneof(digits, fc.string({ unit: alphabet, maxLength: 200 })), (number) => {
        const found = detect(number)
        expect(found.length).toBeLessThanOrEqual(10)
        expect(new Set(found.map(({ carrier }) => carrier)).size).toBe(found.length)
        expect(
          found.every(({ confidence }, index) => confidence > 0 && confidence < 1 && confidence <= (found[index - 1]?.confidence ?? 1)),
        ).toBe(true)
        expect(found.every(({ evidence }) => evidence.length > 0 && !evidence.join(' ').includes(number.trim() || '\0'))).toBe(true)
        expect(found.every(({ check, nearMiss }) => (check === 'failed') === (nearMiss !== undefined))).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })

  test('more than 64 characters fit nothing', () => {
    expect(detect('1'.repeat(65))).toEqual([])
    expect(detect(`RA644000001RU${' '.repeat(1_000_000)}`)).toEqual([])
    expect(detect(`SB-${'A'.repeat(61)}`)).toHaveLength(1)
    expect(detect(`SB-${'A'.repeat(62)}`)).toEqual([])
  })

  test('64 characters take at most a millisecond at the 99th percentile', () => {
    const awkward = ['1', 'A', 'T', 'T001', 'IT', '0-', 'SB-', 'Z9', '9'].map((unit) => unit.repeat(64).slice(0, 64))
    const random = fc.sample(
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-')), minLength: 64, maxLength: 64 }),
      2_000,
    )
    const numbers = [...random, ...awkward, ...FORMATS.flatMap(({ valid }) => valid)]
    for (const number of numbers) detect(number)
    const times = numbers.map((number) => {
      const start = performance.now()
      detect(number)
      return performance.now() - start
    })
    expect(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)]).toBeLessThanOrEqual(1)
  })
})
