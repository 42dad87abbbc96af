import { randomBytes } from 'node:crypto'
import { assert, integer, pre, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashKey, keyPrefix, newKey, plausibleKey } from './format.ts'

const random = { bytes: (size: number) => randomBytes(size), fraction: () => 0 }
const LENGTH = 'trk_live_'.length + 33
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

describe('a key', () => {
  test.each(['live', 'test'] as const)('of the %s side is plausible, with any wrong character it is not', (mode) => {
    const body = 'trk_live_'.length
    assert(
      property(integer({ min: body, max: LENGTH - 1 }), integer({ min: 1, max: 61 }), (at, shift) => {
        const key = newKey(mode, random)
        expect(key).toHaveLength(LENGTH)
        expect(plausibleKey(key)).toBe(true)
        const wrong = ALPHABET.charAt((ALPHABET.indexOf(key.charAt(at)) + shift) % ALPHABET.length)
        expect(plausibleKey(key.slice(0, at) + wrong + key.slice(at + 1))).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  test('with two neighbours swapped, or of the other side, is refused', () => {
    assert(
      property(integer({ min: 9, max: LENGTH - 2 }), (at) => {
        const key = newKey('live', random)
        pre(key.charAt(at) !== key.charAt(at + 1))
        expect(plausibleKey(key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2))).toBe(false)
        expect(plausibleKey(key.replace('trk_live_', 'trk_test_'))).toBe(false)
      }),
    )
  })

  test('draws each character as often as any other', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 2_000; i++) {
      for (const character of newKey('live', random).slice(9, 36)) counts.set(character, (counts.get(character) ?? 0) + 1)
    }
    expect(counts.size).toBe(62)
    // 54,000 characters: 871 each; the limits are 6 deviations away.
    for (const count of counts.values()) expect(Math.abs(count - 871)).toBeLessThan(180)
  })

  test('shows its kind and four characters, and is stored as a hash', () => {
    const key = newKey('test', random)
    expect(keyPrefix(key)).toBe(key.slice(0, 13))
    expect(hashKey(key)).toMatch(/^[0-9a-f]{64}$/)
    expect(keyPrefix('an-operators-own-key-of-32-characters')).toBe('an-o')
  })

  test('of an operator’s own making has 32 to 128 characters', () => {
    expect([31, 32, 128, 129].map((length) => plausibleKey('k'.repeat(length)))).toEqual([false, true, true, false])
  })

  test('hostile text is refused and never throws', () => {
    assert(property(string({ unit: 'binary', maxLength: 300 }), (text) => typeof plausibleKey(`trk_live_${text}`) === 'boolean'))
    expect(plausibleKey('')).toBe(false)
  })
})
