import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest, LANGUAGES } from './request.ts'

/** DHL Express: MyDHL API, several numbers a call. Source: developer.dhl.com, DHL Express – MyDHL API, GET /tracking. */
export const dhlExpress = defineCarrier({
  code: 'dhl-express',
  names: { en: 'DHL Express', ru: 'DHL Express', zh: 'DHL快递' },
  country: 'DE',
  type: 'express',
  endpoint: 'https://express.api.dhl.com/mydhlapi',
  homepage: 'https://www.dhl.com/global-en/home/tracking/tracking-express.html?tracking-id={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'username', secret: false, hint: 'developer.dhl.com, an app with DHL Express – MyDHL API, API Key (user name)' },
    { name: 'password', secret: true, hint: 'developer.dhl.com, the same app, API Secret (password)' },
  ],
  // No maximum is published; ten is our guess.
  batch: { max: 10 },
  // Nothing is published; two a second are our guess.
  limits: [{ requests: 2, per: 'second' }],
  time: { basis: 'offset' },
  visibility: 'any',
  languages: LANGUAGES,
  codes,
  buildRequest,
  parse,
})
