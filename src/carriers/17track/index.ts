import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { pushed } from './push.ts'
import { buildRequest, CODE } from './request.ts'

/** 17TRACK: Tracking API v2.4, an aggregator. A number is registered once, for one unit, and then read, 40 a call. Source: api.17track.net/en/doc. */
export const x17track = defineCarrier({
  code: CODE,
  names: { en: '17TRACK', ru: '17TRACK', zh: '17TRACK' },
  country: 'CN',
  type: 'express',
  endpoint: 'https://api.17track.net/track/v2.4',
  homepage: 'https://t.17track.net/en#nums={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'apiKey', secret: true, hint: 'api.17track.net, Settings, Security, Access key; the server must be in the IP list' },
  ],
  batch: { max: 40 },
  limits: [{ requests: 3, per: 'second' }],
  time: { basis: 'offset' },
  visibility: 'any',
  aggregator: true,
  // Texts come in the language of the carrier that is asked; a translation is ordered at registration and may cost another unit.
  languages: ['en'],
  // The words of any courier, in any language, end with whoever signed.
  people: { fields: ['description'] },
  codes,
  buildRequest,
  parse,
  pushed,
})
