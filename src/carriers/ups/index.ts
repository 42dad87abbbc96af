import { defineCarrier } from '../carrier.ts'
import { clientCredentials } from '../kit/index.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { pushed } from './push.ts'
import { buildRequest, LANGUAGES } from './request.ts'

/** UPS: Track API v1, one number a call. Source: github.com/UPS-API/api-documentation, Tracking.yaml and OAuthClientCredentials.yaml. */
export const ups = defineCarrier({
  code: 'ups',
  aliases: ['ups-ground', 'ups-mail-innovations', 'ups-mi'],
  names: { en: 'UPS', ru: 'UPS', zh: 'UPS' },
  country: 'US',
  type: 'express',
  endpoint: 'https://onlinetools.ups.com',
  homepage: 'https://www.ups.com/track?tracknum={number}',
  auth: clientCredentials({ path: '/security/v1/oauth/token', style: 'basic' }),
  credentialFields: [
    { name: 'clientId', secret: false, hint: 'developer.ups.com, My Apps, an app with the Tracking API, Client ID' },
    { name: 'clientSecret', secret: true, hint: 'developer.ups.com, the same app, Client Secret' },
  ],
  batch: { max: 1 },
  // Nothing is published; five a second is our guess. UPS slows down clients that fetch a token for each call.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'offset' },
  visibility: 'any',
  languages: LANGUAGES,
  people: { fields: ['name', 'attentionName'] },
  codes,
  buildRequest,
  parse,
  pushed,
})
