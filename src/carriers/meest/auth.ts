import type { Auth, CarrierAnswer, TokenOutcome } from '../carrier.ts'
import { isHtml, num, parseJson, path, retryAfterSeconds, str } from '../kit/index.ts'

// The document leaves expiresIn optional; five minutes is short enough for any carrier read so far.
const DEFAULT_LIFE_SECONDS = 300
const MAX_LIFE_SECONDS = 30 * 86_400
const MAX_TOKEN_CHARS = 8_192

/** POST /auth {username, password} → result {token, refresh_token, expiresIn in seconds}. A new token is fetched in place of a refresh. */
export const auth: Auth = {
  kind: 'token',
  request: ({ credential }) => ({
    method: 'POST',
    path: '/auth',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ username: credential['username'] ?? '', password: credential['password'] ?? '' }),
  }),
  parse: tokenOutcome,
}

function tokenOutcome(answer: CarrierAnswer): TokenOutcome {
  const { status } = answer
  const carrierCode = `http_${status}`
  if (status === 429) {
    const wait = retryAfterSeconds(answer.headers)
    return wait === undefined ? { kind: 'throttled', carrierCode } : { kind: 'throttled', carrierCode, retryAfterSeconds: wait }
  }
  if (status >= 500 || isHtml(answer)) return { kind: 'temporary', carrierCode }
  const body = parseJson(answer)
  const token = path(body, 'result', 'token')
  if (status < 300 && typeof token === 'string' && token.length <= MAX_TOKEN_CHARS && /^[\x21-\x7e]+$/.test(token)) {
    const life = num(path(body, 'result', 'expiresIn')) ?? DEFAULT_LIFE_SECONDS
    return { kind: 'token', value: token, expiresInSeconds: Math.min(Math.max(Math.floor(life), 1), MAX_LIFE_SECONDS) }
  }
  // An error in a 200 is about what was sent: user name and password are all that was.
  const isRefused = status === 401 || str(path(body, 'status'), 16)?.toLowerCase() === 'error'
  return isRefused ? { kind: 'badCredentials', carrierCode } : { kind: 'temporary', carrierCode: status < 300 ? 'no_token' : carrierCode }
}
