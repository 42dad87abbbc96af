import type { Auth, CarrierAnswer, CarrierContext, CarrierRequest, TokenOutcome } from '../carrier.ts'
import { num, parseJson, path, retryAfterSeconds, str } from '../kit/index.ts'

// An hour was seen; five minutes where the token does not tell.
const DEFAULT_LIFE_SECONDS = 300
const MAX_LIFE_SECONDS = 86_400
const MAX_TOKEN_CHARS = 8_192

/** A JWT for the API key. Subject and audience are the same for everybody. */
export const auth: Auth = { kind: 'token', request, parse }

function request(ctx: CarrierContext): CarrierRequest {
  const query = new URLSearchParams({ apikey: ctx.credential['apiKey'] ?? '' })
  return {
    method: 'POST',
    path: `/jwt-generate-claims/rs256/1?${query.toString()}`,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ subject: 'OpenAPI', audience: 'A122019!' }).toString(),
  }
}

function parse(answer: CarrierAnswer): TokenOutcome {
  const body = parseJson(answer)
  const carrierCode = str(path(body, 'fault', 'detail', 'errorcode'), 64) ?? `http_${answer.status}`
  if (answer.status === 429 || isRateFault(carrierCode)) {
    const wait = retryAfterSeconds(answer.headers)
    return { kind: 'throttled', carrierCode, ...(wait !== undefined && { retryAfterSeconds: wait }) }
  }
  if (answer.status === 401 || /apikey/i.test(carrierCode)) return { kind: 'badCredentials', carrierCode }
  if (answer.status < 200 || answer.status > 299) return { kind: 'temporary', carrierCode }
  const jwt = path(body, 'jwt')
  // Over 8 KB no header would carry it; a line break in it would split the header.
  if (typeof jwt !== 'string' || jwt.length > MAX_TOKEN_CHARS || !/^[\x21-\x7e]+$/.test(jwt))
    return { kind: 'temporary', carrierCode: 'no_jwt' }
  return { kind: 'token', value: jwt, expiresInSeconds: lifeOf(jwt, answer) }
}

/** `policies.ratelimit.QuotaViolation` and the like, of the gateway (Apigee) in front of the API. */
export function isRateFault(code: string): boolean {
  return code.toLowerCase().includes('ratelimit')
}

/** Seconds from `iat`, else from the answer's Date, to `exp`. */
function lifeOf(jwt: string, { headers }: CarrierAnswer): number {
  const claims = parseJson({ text: Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8') })
  const ends = num(path(claims, 'exp'))
  const starts = num(path(claims, 'iat')) ?? Date.parse((headers['date'] ?? '').slice(0, 40)) / 1000
  const life = ends === undefined || Number.isNaN(starts) ? DEFAULT_LIFE_SECONDS : Math.floor(ends - starts)
  return Math.min(Math.max(life, 1), MAX_LIFE_SECONDS)
}
