import { crc32 } from 'node:zlib'
import { type TSchema, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { AppError } from '../../base/index.ts'

/** Raised when cursors of before cannot be read any more. */
const VERSION = 1
const CHECK_BYTES = 4
const MOST_CHARACTERS = 2_000

/** Where the next page of one kind of list begins, as text that callers only hand back. */
export interface Cursor<Place> {
  encode(place: Place): string
  /** @throws cursor_invalid for what this kind of list did not give out, naming `param` */
  decode(text: string, param?: string): Place
}

/**
 * base64url of a checksum, the version, the kind of list and the place. The checksum tells a mistake from a place; it keeps no secret, so a place
 * must be nothing that a caller may not choose.
 */
export function createCursor<S extends TSchema>(kind: string, schema: S): Cursor<Static<S>> {
  return {
    encode: (place) => {
      const body = Buffer.from(JSON.stringify([VERSION, kind, place]))
      return Buffer.concat([checksum(body), body]).toString('base64url')
    },
    decode: (text, param = 'cursor') => {
      const place = read(text, kind)
      if (!Value.Check(schema, place)) throw new AppError('cursor_invalid', { param })
      return place
    },
  }
}

function read(text: string, kind: string): unknown {
  if (text.length > MOST_CHARACTERS || !/^[\w-]+$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const body = bytes.subarray(CHECK_BYTES)
  if (!checksum(body).equals(bytes.subarray(0, CHECK_BYTES))) return undefined
  const value = parse(body.toString('utf8'))
  return Array.isArray(value) && value[0] === VERSION && value[1] === kind ? value[2] : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function checksum(body: Buffer): Buffer {
  const bytes = Buffer.alloc(CHECK_BYTES)
  bytes.writeUInt32BE(crc32(body))
  return bytes
}
