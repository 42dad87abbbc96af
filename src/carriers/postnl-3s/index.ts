import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse, ZONE } from './parse.ts'
import { buildRequest } from './request.ts'

/** PostNL: Shipping Status API v2, parcels of the calling customer, one a call. Source: developer.postnl.nl. */
export const postnl3s = defineCarrier({
  code: 'postnl-3s',
  aliases: ['netherlands-post', 'postnl-parcels'],
  names: { en: 'PostNL', ru: 'PostNL', zh: '荷兰邮政' },
  country: 'NL',
  type: 'express',
  endpoint: 'https://api.postnl.nl',
  homepage: 'https://jouw.postnl.nl/track-and-trace/{number}',
  auth: { kind: 'request' },
  credentialFields: [{ name: 'apiKey', secret: true, hint: 'developer.postnl.nl, an app with the Shipping Status API, production key' }],
  batch: { max: 1 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'carrierZone', zone: ZONE },
  visibility: 'ownAccount',
  languages: ['nl', 'en'],
  codes,
  buildRequest,
  parse,
})
