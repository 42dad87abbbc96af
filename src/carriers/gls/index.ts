import { defineCarrier } from '../carrier.ts'
import { clientCredentials } from '../kit/index.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest, LANGUAGES, MAX_NUMBERS } from './request.ts'

/** GLS Group: Track and Trace V1, ten a call. Source: dev-portal.gls-group.net. */
export const gls = defineCarrier({
  code: 'gls',
  aliases: ['gls-de', 'gls-dk', 'gls-fr'],
  names: { en: 'GLS', ru: 'GLS', zh: 'GLS' },
  country: 'NL',
  type: 'express',
  endpoint: 'https://api.gls-group.net',
  homepage: 'https://gls-group.com/GROUP/en/parcel-tracking?match={number}',
  auth: clientCredentials({ path: '/oauth2/v2/token' }),
  credentialFields: [
    { name: 'clientId', secret: false, hint: 'dev-portal.gls-group.net, an app with Track and Trace V1, API key' },
    { name: 'clientSecret', secret: true, hint: 'dev-portal.gls-group.net, the same app, API secret' },
  ],
  batch: { max: MAX_NUMBERS },
  limits: [
    // Not published; new customers were told 500 a day.
    { requests: 500, per: 'day' },
    // Our guess.
    { requests: 5, per: 'second' },
  ],
  time: { basis: 'offset' },
  visibility: 'any',
  languages: LANGUAGES,
  codes,
  buildRequest,
  parse,
})
