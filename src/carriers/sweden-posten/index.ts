import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest, LANGUAGES } from './request.ts'

/** PostNord (Sweden, Denmark, Norway, Finland): Track & Trace API v5, one number a call. Source: developer.postnord.com. */
export const swedenPosten = defineCarrier({
  code: 'sweden-posten',
  aliases: ['denmark-post'],
  names: { en: 'PostNord', ru: 'PostNord', zh: '北欧邮政' },
  country: 'SE',
  type: 'globalpost',
  endpoint: 'https://api2.postnord.com',
  homepage: 'https://tracking.postnord.com/en/tracking?id={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'apiKey', secret: true, hint: 'developer.postnord.com, an application with the Track & Trace API, API key of 32 characters' },
  ],
  batch: { max: 1 },
  // A key has a quota that is not published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'utc' },
  visibility: 'any',
  languages: LANGUAGES,
  codes,
  buildRequest,
  parse,
})
