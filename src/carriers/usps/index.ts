import { defineCarrier } from '../carrier.ts'
import { clientCredentials } from '../kit/index.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** USPS: Tracking API v3, one number a call. Source: developers.usps.com, Tracking 3.0; github.com/USPS/api-examples. */
export const usps = defineCarrier({
  code: 'usps',
  aliases: ['usps-international', 'overseas-territory-us-post'],
  names: { en: 'USPS', ru: 'Почта США (USPS)', zh: '美国邮政' },
  country: 'US',
  type: 'globalpost',
  endpoint: 'https://apis.usps.com',
  homepage: 'https://tools.usps.com/go/TrackConfirmAction?tLabels={number}',
  auth: clientCredentials({ path: '/oauth2/v3/token' }),
  credentialFields: [
    { name: 'clientId', secret: false, hint: 'developers.usps.com, Apps, an app with Tracking, Consumer Key' },
    { name: 'clientSecret', secret: true, hint: 'developers.usps.com, the same app, Consumer Secret' },
  ],
  batch: { max: 1 },
  // What users report of a new app; USPS raises it on request.
  limits: [{ requests: 60, per: 3_600_000 }],
  time: { basis: 'offset' },
  visibility: 'any',
  languages: ['en'],
  people: { fields: ['name', 'statusSummary'] },
  codes,
  buildRequest,
  parse,
})
