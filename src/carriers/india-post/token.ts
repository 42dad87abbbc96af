import type { Auth, CarrierAnswer, CarrierContext, CarrierRequest, TokenOutcome } from '../carrier.ts'
import { num, parseJson, path, retryAfterSeconds, str } from '../kit/index.ts'

// The document's example says 0; clients met 900 and 3600.
const DEFAULT_LIFE_SECONDS = 300
const MAX_LIFE_SECONDS = 86_400
const MAX_TOKEN_CHARS = 8_192

/** POST /access/login with user and password gives a token for 15 minutes. It can be renewed with a second token; a log-in does as well. */
export const auth: Auth = { kind: 'token', request: tokenRequest, parse: tokenOutcome }

function tokenRequest(ctx: CarrierContext): CarrierRequest {
  const { username = '', password = '' } = ctx.credential
  return {
    method: 'POST',
    path: '/access/login',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  }
}

/** `{success, data: {access_token, expires_in}}` */
function tokenOutcome(answer: CarrierAnswer): TokenOutcome {
  const body = parseJson(answer)
  const token = path(body, 'data', 'access_token')
  // Over 8 KB no header would carry it; a line break in it would split the header.
  if (answer.status !== 200 || typeof token !== 'string' || token.length > MAX_TOKEN_CHARS || !/^[\x21-\x7e]+$/.test(token))
    return refusal(answer, body)
  const told = Math.floor(num(path(body, 'data', 'expires_in')) ?? 0)
  return { kind: 'token', value: token, expiresInSeconds: told >= 1 ? Math.min(told, MAX_LIFE_SECONDS) : DEFAULT_LIFE_SECONDS }
}

/** A wrong password is HTTP 400 with the words "Invalid user credentials". */
function refusal(answer: CarrierAnswer, body: unknown): TokenOutcome {
  const { status } = answer
  if (status === 429) {
    const wait = retryAfterSeconds(answer.headers)
    return { kind: 'throttled', carrierCode: 'http_429', ...(wait === undefined ? {} : { retryAfterSeconds: wait }) }
  }
  const words = str(path(body, 'error', 'message'), 64) ?? str(path(body, 'message'), 64)
  const isRefused = status === 401 || (status < 500 && /credential|password/i.test(words ?? ''))
  return { kind: isRefused ? 'badCredentials' : 'temporary', carrierCode: words ?? (status === 200 ? 'no_access_token' : `http_${status}`) }
}
