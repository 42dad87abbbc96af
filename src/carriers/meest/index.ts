import { defineCarrier } from '../carrier.ts'
import { auth } from './auth.ts'
import { codes } from './codes.ts'
import { parse, ZONE } from './parse.ts'
import { buildRequest } from './request.ts'

/** Meest (Meest Пошта, Ukraine): open API 3.0, one parcel a call. Source: wiki.meest-group.com and the OpenAPI document of api.meest.com. */
export const meest = defineCarrier({
  code: 'meest',
  names: { en: 'Meest Express', ru: 'Мист Экспресс', zh: 'Meest快递' },
  country: 'UA',
  type: 'express',
  endpoint: 'https://api.meest.com/v3.0/openAPI',
  homepage: 'https://t.meest-group.com/en/{number}',
  auth,
  credentialFields: [
    { name: 'username', secret: false, hint: 'from your Meest manager, with the contract for the open API' },
    { name: 'password', secret: true, hint: 'beside the user name' },
  ],
  batch: { max: 1 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'carrierZone', zone: ZONE },
  visibility: 'ownAccount',
  languages: ['uk', 'ru', 'en'],
  people: { fields: ['eventDetailDescr'] },
  codes,
  buildRequest,
  parse,
})
