import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Random } from '../../base/index.ts'
import type { Mode } from '../../storage/index.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 27 characters of base 62 hold 160.7 random bits. */
const RANDOM_CHARACTERS = 27
const CHECKSUM_CHARACTERS = 6
const SHAPE = /^trk_(?:live|test)_[0-9A-Za-z]{33}$/
const PREFIX_CHARACTERS = 'trk_live_'.length + 4

/** `trk_live_` or `trk_test_`, 27 random characters and a checksum of 6, so that scanners and typos are told apart without a lookup. */
export function newKey(mode: Mode, random: Random): string {
  const body = `trk_${mode}_${randomBase62(random)}`
  return body + checksum(body)
}

/**
 * False for what cannot be a key: nothing need be looked up then. A text in the shape of ours must have the right checksum; keys of an
 * operator's own making (INITIAL_API_KEY) have 32 to 128 characters, also when they begin like ours.
 */
export function plausibleKey(presented: string): boolean {
  if (!SHAPE.test(presented)) return presented.length >= 32 && presented.length <= 128
  return presented.endsWith(checksum(presented.slice(0, -CHECKSUM_CHARACTERS)))
}

/** What is stored in place of the key. The key itself is random enough that no slow hash is needed. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** What a list may show: the kind and the first four random characters. */
export function keyPrefix(key: string): string {
  return key.startsWith('trk_') ? key.slice(0, PREFIX_CHARACTERS) : key.slice(0, 4)
}

function checksum(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let i = 0; i < CHECKSUM_CHARACTERS; i++) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text
    rest = Math.floor(rest / ALPHABET.length)
  }
  return text
}

function randomBase62(random: Random): string {
  let text = ''
  while (text.length < RANDOM_CHARACTERS) {
    for (const byte of random.bytes(RANDOM_CHARACTERS)) {
      // 248 = 4 * 62: larger bytes would favour the first letters.
      if (byte < 248 && text.length < RANDOM_CHARACTERS) text += ALPHABET.charAt(byte % ALPHABET.length)
    }
  }
  return text
}
