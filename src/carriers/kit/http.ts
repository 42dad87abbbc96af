import type { CarrierAnswer, Outcome } from '../carrier.ts'

// A carrier that asks for more than a day has made a mistake, or its quota ends at a midnight that is nearer.
const MAX_RETRY_SECONDS = 86_400
// From an hour on it is a quota, below it a rate.
const QUOTA_SECONDS = 3_600

/** Whether the answer is a page for people: a log-in form, a robot check, a gateway's error page. */
export function isHtml(answer: CarrierAnswer): boolean {
  if (/^\s*(?:text\/html|application\/xhtml)/i.test((answer.headers['content-type'] ?? '').slice(0, 64))) return true
  const start = answer.text.slice(0, 256).trimStart().toLowerCase()
  return start.startsWith('<!doctype html') || start.startsWith('<html')
}

/**
 * Seconds to wait by Retry-After (RFC 9110 section 10.2.3), 0 to 86,400. A date counts from the answer's own Date header.
 * Undefined: no such header, or it cannot be read.
 */
export function retryAfterSeconds(headers: CarrierAnswer['headers']): number | undefined {
  const value = (headers['retry-after'] ?? '').trim().slice(0, 40)
  if (/^\d{1,9}$/.test(value)) return Math.min(Number(value), MAX_RETRY_SECONDS)
  const seconds = (Date.parse(value) - Date.parse((headers['date'] ?? '').slice(0, 40))) / 1000
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), MAX_RETRY_SECONDS) : undefined
}

/** `throttled` with the carrier's own waiting time; an hour or more counts as a quota (`day`) unless `scope` says otherwise. */
export function throttled(answer: CarrierAnswer, ref: string, scope?: 'second' | 'day' | 'penalty'): Outcome {
  const wait = retryAfterSeconds(answer.headers)
  const kind = scope ?? (wait !== undefined && wait >= QUOTA_SECONDS ? 'day' : 'second')
  const base = { kind: 'throttled', ref, scope: kind, carrierCode: `http_${answer.status}` } as const
  return wait === undefined ? base : { ...base, retryAfterSeconds: wait }
}

/**
 * What the HTTP answer alone says, before its body is read:
 * 429 throttled · 401 `authExpired` (`badCredentials` when there is no token to renew) · 403 `blocked` for a page, else `scopeMissing` ·
 * 407 and 451 blocked · 408, 425, 3xx, 5xx and any other page temporary. Null: go on with the body.
 */
export function httpOutcome(answer: CarrierAnswer, ref: string, auth: 'token' | 'request' | 'none' = 'token'): Outcome | null {
  const { status } = answer
  const carrierCode = `http_${status}`
  if (status === 429) return throttled(answer, ref)
  if (status === 401) return { kind: auth === 'token' ? 'authExpired' : 'badCredentials', ref, carrierCode }
  if (status === 403) return { kind: isHtml(answer) ? 'blocked' : 'scopeMissing', ref, carrierCode }
  if (status === 407 || status === 451) return { kind: 'blocked', ref, carrierCode }
  if (isPassing(status)) return { kind: 'temporary', ref, carrierCode }
  return isHtml(answer) ? { kind: 'temporary', ref, carrierCode: 'html_page' } : null
}

/** No answer about the parcel, and likely another one later. */
function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status >= 500 || status < 200 || (status >= 300 && status < 400)
}
