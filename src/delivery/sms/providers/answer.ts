import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Instant } from '../../../base/index.ts'
import type { Sent } from '../../../net/index.ts'
import type { SendResult } from '../../channel.ts'

/** What several gateways have in common. */

export const FORM = 'application/x-www-form-urlencoded'
/** Pause when a gateway says "later" and not when. */
const DEFAULT_PAUSE_SECONDS = 60
const LONGEST_PAUSE_SECONDS = 86_400

/** Fields with a value as a form. */
export function formOf(fields: Record<string, string | null | undefined>): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined && value !== '') form.append(name, value)
  return form.toString()
}

/** A JSON object; null for everything else. */
export function readJson(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return null
  }
}

export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : null
}

/** A number, also from its digits; null when it is none. */
export function asNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** Text of a string or number; null for everything else and for nothing. */
export function asText(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

/** Words of a gateway for logs and people: short, one line. */
export function shortReason(text: string): string {
  return text
    .replaceAll(/\s+|\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 200)
}

/** Codes of connections that never came about: nobody there, or a certificate that is not believed. */
const NO_CONNECTION =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(?:HOST|NET)(?:UNREACH|DOWN)|(?:ERR_TLS_|CERT_|DEPTH_|SELF_SIGNED_|UNABLE_TO_).*)$/

/** Whether a request that got no answer did not get through to the gateway for sure. */
export function wasNotSent(sent: Exclude<Sent, { kind: 'answer' }>): boolean {
  return sent.kind === 'network' ? NO_CONNECTION.test(sent.detail) : sent.kind === 'timeout' && sent.detail === 'connect'
}

/** A request that got no answer. It is tried again only where the message was not taken for sure: nobody wants the same SMS twice. */
export function unanswered(sent: Exclude<Sent, { kind: 'answer' }>): SendResult {
  if (sent.kind === 'blockedAddress') return { kind: 'blocked', reason: `address: ${sent.detail}` }
  return { kind: wasNotSent(sent) ? 'later' : 'unknown', reason: `${sent.kind}: ${sent.detail}` }
}

/** What HTTP alone says; null: look at the body. */
export function byStatus(status: number, headers: Record<string, string>, now: Instant): SendResult | null {
  if (status === 429) return { kind: 'later', reason: 'http 429', afterSeconds: retryAfter(headers['retry-after'], now) }
  // Between us and the gateway somebody got tired of waiting for it.
  if (status === 504) return { kind: 'unknown', reason: 'http 504' }
  if (status >= 500) return { kind: 'later', reason: `http ${status}`, afterSeconds: retryAfter(headers['retry-after'], now) }
  return null
}

/** Seconds from the header's number or date; 60 without one, a day at most. */
function retryAfter(header: string | undefined, now: Instant): number {
  const seconds = asNumber(header) ?? (Date.parse(header ?? '') - now) / 1000
  if (Number.isNaN(seconds)) return DEFAULT_PAUSE_SECONDS
  return Math.min(Math.max(Math.ceil(seconds), 1), LONGEST_PAUSE_SECONDS)
}

/** HMAC-SHA-1 in base64. */
export function hmacSha1(secret: string, text: string): string {
  return createHmac('sha1', secret).update(text).digest('base64')
}

export function hex(algorithm: 'md5' | 'sha1' | 'sha256', text: string): string {
  return createHash(algorithm).update(text).digest('hex')
}

/** In a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
