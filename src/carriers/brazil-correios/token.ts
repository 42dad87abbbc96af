import type { Auth, CarrierAnswer, CarrierContext, CarrierRequest, TokenOutcome } from '../carrier.ts'
import { isHtml, offsetTime, parseJson, path, retryAfterSeconds, str } from '../kit/index.ts'
import { messageCode } from './messages.ts'

// A token lives a day; an hour is safe where its times cannot be read.
const DEFAULT_LIFE_SECONDS = 3_600
const MAX_LIFE_SECONDS = 7 * 86_400
const MAX_TOKEN_CHARS = 8_192

/** A token for a posting card: POST /token/v1/autentica/cartaopostagem, user and access code in a Basic header, the card in the body. */
export const cardToken: Auth = { kind: 'token', request, parse }

function request({ credential }: CarrierContext): CarrierRequest {
  const user = `${credential['user'] ?? ''}:${credential['accessCode'] ?? ''}`
  return {
    method: 'POST',
    path: '/token/v1/autentica/cartaopostagem',
    headers: {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(user, 'utf8').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ numero: credential['card'] ?? '' }),
  }
}

function parse(answer: CarrierAnswer): TokenOutcome {
  const { status } = answer
  const body = parseJson(answer)
  if (status >= 200 && status <= 299) return tokenOf(body)
  const carrierCode = messageCode(path(body, 'msgs', 0)) ?? `http_${status}`
  if (status === 429) {
    const wait = retryAfterSeconds(answer.headers)
    return { kind: 'throttled', carrierCode, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) }
  }
  // 400 is a card that is not of the contract: nothing else in the request could be wrong. A page with 403 is a closed door.
  const isRefused = status === 400 || status === 401 || (status === 403 && !isHtml(answer))
  return { kind: isRefused ? 'badCredentials' : 'temporary', carrierCode }
}

function tokenOf(body: unknown): TokenOutcome {
  const token = path(body, 'token')
  // Over 8 KB no header would carry it; a line break in it would split the header.
  if (typeof token !== 'string' || token.length > MAX_TOKEN_CHARS || !/^[\x21-\x7e]+$/.test(token)) {
    return { kind: 'temporary', carrierCode: 'no_token' }
  }
  // Both are wall clocks of the same zone, so their distance is right whatever the zone.
  const life = wall(path(body, 'expiraEm')) - wall(path(body, 'emissao'))
  return { kind: 'token', value: token, expiresInSeconds: life > 0 ? Math.min(life, MAX_LIFE_SECONDS) : DEFAULT_LIFE_SECONDS }
}

/** Seconds of the wall clock, NaN when it cannot be read. */
function wall(value: unknown): number {
  return Date.parse(`${offsetTime(str(value, 48))?.local ?? ''}Z`) / 1000
}
