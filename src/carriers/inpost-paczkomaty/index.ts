import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** InPost in Poland: parcel lockers and couriers; ShipX API, tracking without a key, one number a call. Source: InPost's ShipX documentation. */
export const inpostPaczkomaty = defineCarrier({
  code: 'inpost-paczkomaty',
  names: { en: 'InPost Paczkomaty', ru: 'InPost Paczkomaty', zh: 'InPost Paczkomaty' },
  country: 'PL',
  type: 'express',
  endpoint: 'https://api-shipx-pl.easypack24.net',
  homepage: 'https://inpost.pl/sledzenie-przesylek?number={number}',
  auth: { kind: 'none' },
  credentialFields: [],
  batch: { max: 1 },
  // Only that 429 exists is published; two a second is our guess.
  limits: [{ requests: 2, per: 'second' }],
  time: { basis: 'offset' },
  visibility: 'any',
  // The answer holds codes in English and no words.
  languages: ['en'],
  codes,
  buildRequest,
  parse,
})
