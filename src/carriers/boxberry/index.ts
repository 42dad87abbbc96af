import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** Boxberry (Боксберри), JSON service, method ListStatuses: orders of the token's own shop, one a call. Source: help.boxberry.ru, ListStatuses. */
export const boxberry = defineCarrier({
  code: 'boxberry',
  names: { en: 'Boxberry', ru: 'Боксберри', zh: 'Boxberry' },
  country: 'RU',
  type: 'express',
  endpoint: 'https://api.boxberry.ru',
  homepage: 'https://boxberry.ru/tracking-page?id={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'token', secret: true, hint: 'account.boxberry.ru, section "Means of integration" (Средства интеграции), API token' },
  ],
  batch: { max: 1 },
  // Published is only the advice to ask about a parcel once an hour; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'carrierZone', zone: 'Europe/Moscow' },
  visibility: 'ownAccount',
  languages: ['ru'],
  codes,
  buildRequest,
  parse,
})
