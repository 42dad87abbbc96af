import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { pushed } from './push.ts'
import { buildRequest, CODE } from './request.ts'

/** Ship24: Tracking API v1, plans per shipment, an aggregator. A number gets a tracker, for one unit, one a call. Source: docs.ship24.com. */
export const ship24 = defineCarrier({
  code: CODE,
  names: { en: 'Ship24', ru: 'Ship24', zh: 'Ship24' },
  country: 'HK',
  type: 'express',
  endpoint: 'https://api.ship24.com/public/v1',
  homepage: 'https://www.ship24.com/tracking?p={number}',
  auth: { kind: 'request' },
  credentialFields: [{ name: 'apiKey', secret: true, hint: 'dashboard.ship24.com, Integrations, API keys (a plan per shipment)' }],
  batch: { max: 1 },
  limits: [{ requests: 10, per: 'second' }],
  time: { basis: 'unknown' },
  visibility: 'any',
  aggregator: true,
  // Texts come in the language of the carrier that is asked.
  languages: ['en'],
  // The words of any courier, in any language, end with whoever signed.
  people: { fields: ['status'] },
  codes,
  buildRequest,
  parse,
  pushed,
})
