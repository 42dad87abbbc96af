import { createHash } from 'node:crypto'
import type { Instant } from './clock.ts'
import type { Random } from './random.ts'

/** Fixed for ever: a bucket number is part of every key of tenant data. */
export const BUCKETS = 1024

/** Where an account's rows lie. `spread` 1 keeps them in one bucket; a very large account is spread over 2 to 64. */
export interface Placement {
  base: number
  spread: number
}

/** Upper case without blanks: what makes two spellings the same tracking number. */
export function normaliseNumber(number: string): string {
  return number.replaceAll(/\s/g, '').toUpperCase()
}

/** 16-bit hash of a normalised number. It ends the tracking's id, so that an id alone leads to its bucket. */
export function key16(normalisedNumber: string): number {
  return createHash('sha256').update(normalisedNumber).digest().readUInt16BE(0)
}

export function bucketOf(account: Placement, key: number): number {
  return (account.base + (key % account.spread)) % BUCKETS
}

/** Every bucket that may hold rows of the account. */
export function bucketsOf(account: Placement): number[] {
  return Array.from({ length: account.spread }, (_, i) => (account.base + i) % BUCKETS)
}

/** UUIDv7 whose last 16 bits are `key16` of the number (RFC 9562 section 5.7: rand_b is free). */
export function newTrackingId(now: Instant, random: Random, key: number): string {
  const bytes = uuid7Bytes(now, random)
  bytes.writeUInt16BE(key, 14)
  return format(bytes)
}

/**
 * As `newTrackingId`, for what happens to a tracking: those of one millisecond sort by their sequence (RFC 9562 section 6.2, method 1).
 */
export function newEventId(now: Instant, random: Random, { key, sequence }: { key: number; sequence: number }): string {
  const bytes = uuid7Bytes(now, random)
  bytes.writeUInt16BE(0x7000 | (sequence & 0x0fff), 6)
  bytes.writeUInt16BE(key, 14)
  return format(bytes)
}

/** A UUIDv7 that was made before the number was known, as id of the number's tracking. */
export function asTrackingId(uuid: string, key: number): string {
  return uuid.slice(0, -4) + key.toString(16).padStart(4, '0')
}

/** The 16 bits that end an id: those of a tracking, and of what belongs to it, lead to its bucket. */
export function keyOfId(uuid: string): number {
  return Number.parseInt(uuid.slice(-4), 16)
}

/** UUIDv7, for leases, keys and requests. */
export function newId(now: Instant, random: Random): string {
  return format(uuid7Bytes(now, random))
}

/** 32 lower-case hex characters: how the v1 API prints an id. */
export function idToHex(uuid: string): string {
  return uuid.replaceAll('-', '')
}

function uuid7Bytes(now: Instant, random: Random): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.set(random.bytes(10), 6)
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes
}

function format(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
