import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** Royal Mail: Tracking API v2, one number a call. Source: developer.royalmail.net, Tracking API V2 (REST) technical user guide. */
export const royalMail = defineCarrier({
  code: 'royal-mail',
  names: { en: 'Royal Mail', ru: 'Королевская почта Великобритании', zh: '英国皇家邮政' },
  country: 'GB',
  type: 'globalpost',
  endpoint: 'https://api.royalmail.net',
  homepage: 'https://www.royalmail.com/track-your-item#/tracking-results/{number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'clientId', secret: false, hint: 'developer.royalmail.net, an application with the Tracking API, client id' },
    { name: 'clientSecret', secret: true, hint: 'developer.royalmail.net, the same application, client secret; it is shown once' },
  ],
  batch: { max: 1 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'offset' },
  visibility: 'any',
  languages: ['en'],
  codes,
  buildRequest,
  parse,
})
