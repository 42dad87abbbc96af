import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse, pushed } from './parse.ts'
import { buildRequest } from './request.ts'

/** Delhivery, B2C tracking API: waybills of the calling account, 50 a call. Source: one.delhivery.com developer portal; delhivery-express-api-doc.readme.io. */
export const delhivery = defineCarrier({
  code: 'delhivery',
  names: { en: 'Delhivery', ru: 'Delhivery', zh: 'Delhivery' },
  country: 'IN',
  type: 'express',
  endpoint: 'https://track.delhivery.com',
  homepage: 'https://www.delhivery.com/track-v2/package/{number}',
  auth: { kind: 'request' },
  credentialFields: [{ name: 'token', secret: true, hint: 'one.delhivery.com, Settings, API Setup: the API token, which never expires' }],
  batch: { max: 50 },
  // 750 in five minutes from one address; over it the address gets 403 for half a minute.
  limits: [{ requests: 750, per: 300_000, published: true }],
  time: { basis: 'carrierZone', zone: 'Asia/Kolkata' },
  visibility: 'ownAccount',
  languages: ['en'],
  codes,
  buildRequest,
  parse,
  pushed,
})
