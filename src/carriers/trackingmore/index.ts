import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { pushed } from './push.ts'
import { buildRequest, CODE } from './request.ts'

/** TrackingMore: API v4, an aggregator. A number is created once, for one unit, and then read, 40 a call. Source: trackingmore.com/docs, official SDKs. */
export const trackingmore = defineCarrier({
  code: CODE,
  names: { en: 'TrackingMore', ru: 'TrackingMore', zh: 'TrackingMore' },
  country: 'CN',
  type: 'express',
  endpoint: 'https://api.trackingmore.com/v4',
  homepage: 'https://www.trackingmore.com/track/en/{number}',
  auth: { kind: 'request' },
  credentialFields: [{ name: 'apiKey', secret: true, hint: 'admin.trackingmore.com, Developer, API keys' }],
  batch: { max: 40 },
  // Creating; reading may be 10 a second.
  limits: [{ requests: 3, per: 'second' }],
  time: { basis: 'unknown' },
  visibility: 'any',
  aggregator: true,
  languages: ['en'],
  // The words of any courier, in any language, end with whoever signed.
  people: { fields: ['customer_name', 'latest_event', 'tracking_detail'] },
  codes,
  buildRequest,
  parse,
  pushed,
})
