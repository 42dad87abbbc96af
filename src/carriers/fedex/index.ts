import { defineCarrier } from '../carrier.ts'
import { clientCredentials } from '../kit/index.ts'
import { REUSE_DAYS } from './choose.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest, LANGUAGES } from './request.ts'

/** FedEx: Track API v1, 30 numbers a call. Source: developer.fedex.com, Track API v1 and rate limits. */
export const fedex = defineCarrier({
  code: 'fedex',
  names: { en: 'FedEx', ru: 'FedEx', zh: '联邦快递' },
  country: 'US',
  type: 'express',
  endpoint: 'https://apis.fedex.com',
  homepage: 'https://www.fedex.com/fedextrack/?trknbr={number}',
  // The token endpoint answers 403 for ten minutes to an address that asks too often; it is no word about the key.
  auth: clientCredentials({ path: '/oauth/token', penaltySeconds: 600 }),
  credentialFields: [
    { name: 'clientId', secret: false, hint: 'developer.fedex.com, a project with the Track API, API key' },
    { name: 'clientSecret', secret: true, hint: 'developer.fedex.com, the same project, secret key' },
  ],
  batch: { max: 30 },
  limits: [
    { requests: 1_400, per: 10_000, published: true },
    { requests: 100_000, per: 'day', published: true },
    // Penalised are more than 3 a second for 5 seconds, and 1 a second for 2 minutes: half of the latter.
    { requests: 3, per: 'second', scope: 'token', published: true },
    { requests: 60, per: 120_000, scope: 'token' },
  ],
  time: { basis: 'offset' },
  visibility: 'any',
  languages: LANGUAGES,
  codes,
  reuse: { windowDays: REUSE_DAYS },
  buildRequest,
  parse,
})
