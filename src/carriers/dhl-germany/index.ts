import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/**
 * DHL Paket and Deutsche Post in Germany: DHL Parcel DE Tracking (Post & Parcel Germany), business query. Source: developer.dhl.com, "DHL
 * Parcel DE Tracking".
 */
export const dhlGermany = defineCarrier({
  code: 'dhl-germany',
  aliases: ['deutsche-post'],
  names: { en: 'Deutsche Post DHL', ru: 'DHL Германия', zh: '德国DHL' },
  country: 'DE',
  type: 'globalpost',
  endpoint: 'https://api-eu.dhl.com/parcel/de/tracking/v0',
  homepage: 'https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'apiKey', secret: false, hint: 'developer.dhl.com, an app with "Parcel DE Tracking (Post & Parcel Germany)", API key' },
    { name: 'apiSecret', secret: true, hint: 'developer.dhl.com, the same app, API secret' },
    { name: 'appName', secret: false, hint: 'user of the business customer portal (geschaeftskunden.dhl.de) with the right to track' },
    { name: 'appPassword', secret: true, hint: 'password of that user' },
  ],
  batch: { max: 1 },
  limits: [
    // Quoted for the service before this one by its users; when the day starts anew is not said, midnight in Berlin is our guess.
    { requests: 3, per: 'second' },
    { requests: 1_000, per: 'day', resetZone: 'Europe/Berlin' },
  ],
  time: { basis: 'carrierZone', zone: 'Europe/Berlin' },
  visibility: 'ownAccount',
  languages: ['de', 'en'],
  codes,
  buildRequest,
  parse,
})
