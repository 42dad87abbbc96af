import { defineCarrier } from '../carrier.ts'
import { clientCredentials } from '../kit/index.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { pushed } from './push.ts'
import { buildRequest } from './request.ts'

/** CDEK (СДЭК), API v2: orders of the calling contract, one a call. Source: api-docs.cdek.ru. */
export const cdek = defineCarrier({
  code: 'cdek',
  names: { en: 'CDEK', ru: 'СДЭК', zh: 'CDEK' },
  country: 'RU',
  type: 'express',
  endpoint: 'https://api.cdek.ru/v2',
  homepage: 'https://www.cdek.ru/ru/tracking?order_id={number}',
  auth: clientCredentials({ path: '/oauth/token' }),
  credentialFields: [
    { name: 'clientId', secret: false, hint: 'lk.cdek.ru, section "Integration", Account' },
    { name: 'clientSecret', secret: true, hint: 'lk.cdek.ru, section "Integration", Secure password' },
  ],
  batch: { max: 1 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'offset' },
  visibility: 'ownAccount',
  // No way to ask for another language is known.
  languages: ['ru'],
  codes,
  buildRequest,
  parse,
  pushed,
})
