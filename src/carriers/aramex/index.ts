import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** Aramex: Shipments Tracking API, JSON over `TrackShipments`. Source: Aramex's guide to embedding the Shipments Tracking API. */
export const aramex = defineCarrier({
  code: 'aramex',
  names: { en: 'Aramex', ru: 'Aramex', zh: 'Aramex' },
  country: 'AE',
  type: 'express',
  endpoint: 'https://ws.aramex.net',
  homepage: 'https://www.aramex.com/track/results?ShipmentNumber={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'userName', secret: false, hint: 'e-mail address that you log in to aramex.com with' },
    { name: 'password', secret: true, hint: 'password of that login' },
    { name: 'accountNumber', secret: false, hint: 'aramex.com, My Account, Accounts: account number' },
    { name: 'accountPin', secret: true, hint: 'the same page, PIN of the account' },
    { name: 'accountEntity', secret: false, hint: 'the same page, entity: three letters such as AMM' },
    { name: 'accountCountryCode', secret: false, hint: 'the same page, country: two letters such as JO', example: 'JO' },
  ],
  // Nothing is published; both are our guess.
  batch: { max: 30 },
  limits: [{ requests: 2, per: 'second' }],
  time: { basis: 'offset' },
  visibility: 'any',
  languages: ['en'],
  codes,
  buildRequest,
  parse,
})
