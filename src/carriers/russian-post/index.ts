import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** Russian Post (Почта России): single access, SOAP 1.2 service rtm34. Source: tracking.pochta.ru/specification. */
export const russianPost = defineCarrier({
  code: 'russian-post',
  names: { en: 'Russian Post', ru: 'Почта России', zh: '俄罗斯邮政' },
  country: 'RU',
  type: 'globalpost',
  endpoint: 'https://tracking.russianpost.ru',
  homepage: 'https://www.pochta.ru/tracking?barcode={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'login', secret: false, hint: 'tracking.pochta.ru, section "Settings of access to the API"' },
    { name: 'password', secret: true, hint: 'tracking.pochta.ru, beside the login; it is not the password of the personal account' },
  ],
  batch: { max: 1 },
  limits: [
    // The free tier of the service's agreement; a contract lifts it.
    { requests: 100, per: 'day', resetZone: 'Europe/Moscow' },
    // Nothing is published; five a second has been gentle enough for other public SOAP services of posts.
    { requests: 5, per: 'second' },
  ],
  time: { basis: 'offset' },
  visibility: 'any',
  languages: ['ru', 'en'],
  codes,
  buildRequest,
  parse,
})
