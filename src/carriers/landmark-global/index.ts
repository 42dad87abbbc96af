import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** Landmark Global: XML API v2, TrackRequest, one number a call. Source: mercurydocs.landmarkglobal.com, Track API. */
export const landmarkGlobal = defineCarrier({
  code: 'landmark-global',
  names: { en: 'Landmark Global', ru: 'Landmark Global', zh: 'Landmark Global' },
  country: 'BE',
  type: 'express',
  endpoint: 'https://api.landmarkglobal.com/v2',
  homepage: 'https://track.landmarkglobal.com/?search={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'username', secret: false, hint: 'of the API, from the Integration Manager of Landmark Global' },
    { name: 'password', secret: true, hint: 'given together with the user name' },
    { name: 'clientId', secret: false, hint: 'number of the client at Landmark Global, from the Integration Manager' },
  ],
  batch: { max: 1 },
  // Nothing is published; two a second is our guess.
  limits: [{ requests: 2, per: 'second' }],
  time: { basis: 'unknown' },
  visibility: 'ownAccount',
  languages: ['en'],
  codes,
  // The words of whoever delivers end with whoever signed; the reference is the client's own text.
  people: { fields: ['Status', 'PackageReference'] },
  buildRequest,
  parse,
})
