import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest, LANGUAGES } from './request.ts'

/** DHL: Shipment Tracking – Unified, one number a call, for all divisions. Source: developer.dhl.com, Shipment Tracking – Unified. */
export const dhl = defineCarrier({
  code: 'dhl',
  aliases: [
    'dhl-active',
    'dhl-benelux',
    'dhl-es',
    'dhl-global-logistics',
    'dhl-hong-kong',
    'dhl-parcel-nl',
    'dhl-poland',
    'dhl-uk',
    'dhlecommerce-asia',
    'dhlglobalmail',
    'dhlparcel-nl',
  ],
  names: { en: 'DHL', ru: 'DHL', zh: 'DHL' },
  country: 'DE',
  type: 'express',
  endpoint: 'https://api-eu.dhl.com',
  homepage: 'https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'apiKey', secret: true, hint: 'developer.dhl.com, My Apps, an app with Shipment Tracking – Unified, API Key' },
  ],
  batch: { max: 1 },
  // What a new key gets; DHL raises it on request. The day ends at 00:00 GMT.
  limits: [
    { requests: 250, per: 'day', published: true },
    { requests: 1, per: 'second', published: true },
  ],
  time: { basis: 'unknown' },
  visibility: 'any',
  needs: ['postalCode'],
  languages: LANGUAGES,
  codes,
  // Most numbers are purged after about 90 days.
  reuse: { windowDays: 90 },
  buildRequest,
  parse,
})
