import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** Purolator: E-Ship Web Services, SOAP 1.1 service Tracking, TrackPackagesByPin. Source: Purolator E-Ship Web Services, tracking service and its PHP sample. */
export const purolator = defineCarrier({
  code: 'purolator',
  names: { en: 'Purolator', ru: 'Purolator', zh: 'Purolator' },
  country: 'CA',
  type: 'express',
  endpoint: 'https://webservices.purolator.com',
  homepage: 'https://www.purolator.com/en/shipping/tracker?pin={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'key', secret: false, hint: 'eship.purolator.com, Resource Centre: production key of the E-Ship Web Services' },
    { name: 'password', secret: true, hint: 'eship.purolator.com, given together with the key' },
    { name: 'userToken', secret: true, optional: true, hint: 'only for programs that Purolator gave a user token' },
  ],
  // A list of PINs is documented, its length is not: ten is our guess.
  batch: { max: 10 },
  // Nothing is published; two a second is our guess.
  limits: [{ requests: 2, per: 'second' }],
  time: { basis: 'unknown' },
  visibility: 'any',
  // French can be asked for, but without codes its words mean nothing to the table.
  languages: ['en'],
  codes,
  // Signatures, addresses, and what the courier noted.
  people: { fields: ['ScanDetails', 'Comment'] },
  buildRequest,
  parse,
})
