import { randomBytes } from 'node:crypto'
import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { createVault } from './vault.ts'

const random = { bytes: (size: number) => randomBytes(size), fraction: () => 0 }
const vault = createVault(randomBytes(32), random)

test('any text comes back, sealed differently each time', () => {
  assert(
    property(string({ unit: 'grapheme', maxLength: 200 }), (plain) => {
      const sealed = vault.seal(plain)
      expect(vault.open(sealed)).toBe(plain)
      expect(vault.seal(plain)).not.toBe(sealed)
    }),
  )
})

test('another key does not open it', () => {
  const sealed = vault.seal('{"password":"secret"}')
  expect(() => createVault(randomBytes(32), random).open(sealed)).toThrow()
})

test('a changed or shortened text is refused, a shortened tag too', () => {
  const sealed = vault.seal('some text')
  const bytes = Buffer.from(sealed.slice('v1.'.length), 'base64url')
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes)
    changed[i] = (changed[i] ?? 0) ^ 1
    expect(() => vault.open(`v1.${changed.toString('base64url')}`)).toThrow()
  }
  for (let length = 0; length < bytes.length; length++) {
    expect(() => vault.open(`v1.${bytes.subarray(0, length).toString('base64url')}`)).toThrow()
  }
  // Of an empty text the first four bytes of the tag would do, did the decipher not insist on sixteen.
  const empty = Buffer.from(vault.seal('').slice('v1.'.length), 'base64url')
  expect(() => vault.open(`v1.${empty.subarray(0, 16).toString('base64url')}`)).toThrow()
  for (const strange of ['', 'v1', 'v1.', 'v2.AAAA', sealed.slice(3)]) expect(() => vault.open(strange)).toThrow()
})
