import type { Auth, CarrierAnswer, CarrierContext, CarrierRequest, TokenOutcome } from '../carrier.ts'
import { retryAfterSeconds } from './http.ts'
import { num, parseJson, path, str } from './read.ts'

// RFC 6749 section 5.1 leaves expires_in optional; five minutes is short enough for every carrier read so far (the shortest says 15 minutes).
const DEFAULT_LIFE_SECONDS = 300
const MAX_LIFE_SECONDS = 30 * 86_400
const MAX_TOKEN_CHARS = 8_192
const REFUSALS: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client', 'invalid_grant', 'access_denied'])

export interface ClientCredentials {
  /** Token endpoint, appended to the carrier's endpoint. */
  path: string
  scope?: string
  /** Where clientId and clientSecret go: into the form (default) or into an Authorization header (RFC 6749 section 2.3.1). */
  style?: 'form' | 'basic'
  /** For a carrier that answers 403 to too many token requests: seconds to stay away. Without it a 403 is `temporary`. */
  penaltySeconds?: number
}

/** OAuth 2 client credentials (RFC 6749 section 4.4) from the fields `clientId` and `clientSecret`. */
export function clientCredentials(options: ClientCredentials): Auth {
  return {
    kind: 'token',
    request: (ctx) => tokenRequest(options, ctx),
    parse: (answer) => tokenOutcome(answer, options.penaltySeconds),
  }
}

function tokenRequest(options: ClientCredentials, ctx: CarrierContext): CarrierRequest {
  const id = ctx.credential['clientId'] ?? ''
  const secret = ctx.credential['clientSecret'] ?? ''
  const form = new URLSearchParams({ grant_type: 'client_credentials' })
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  if (options.style === 'basic') {
    headers['authorization'] = `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`
  } else {
    form.set('client_id', id)
    form.set('client_secret', secret)
  }
  if (options.scope !== undefined) form.set('scope', options.scope)
  return { method: 'POST', path: options.path, headers, body: form.toString() }
}

function tokenOutcome(answer: CarrierAnswer, penaltySeconds: number | undefined): TokenOutcome {
  const { status } = answer
  if (status === 429) return tokenThrottled(answer, undefined)
  if (status === 403 && penaltySeconds !== undefined) return tokenThrottled(answer, penaltySeconds)
  const body = parseJson(answer)
  if (status >= 200 && status <= 299) return tokenOf(body)
  const carrierCode = str(path(body, 'error'), 64) ?? `http_${status}`
  return { kind: status === 401 || (status === 400 && REFUSALS.has(carrierCode)) ? 'badCredentials' : 'temporary', carrierCode }
}

function tokenThrottled(answer: CarrierAnswer, otherwise: number | undefined): TokenOutcome {
  const wait = retryAfterSeconds(answer.headers) ?? otherwise
  const base = { kind: 'throttled', carrierCode: `http_${answer.status}` } as const
  return wait === undefined ? base : { ...base, retryAfterSeconds: wait }
}

function tokenOf(body: unknown): TokenOutcome {
  const token = path(body, 'access_token')
  // Over 8 KB no header would carry it; a line break in it would split the header.
  if (typeof token !== 'string' || token.length > MAX_TOKEN_CHARS || !/^[\x21-\x7e]+$/.test(token)) {
    return { kind: 'temporary', carrierCode: 'no_access_token' }
  }
  const life = num(path(body, 'expires_in')) ?? DEFAULT_LIFE_SECONDS
  return { kind: 'token', value: token, expiresInSeconds: Math.min(Math.max(Math.floor(life), 1), MAX_LIFE_SECONDS) }
}
