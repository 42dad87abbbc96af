import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'
import { auth } from './token.ts'

/** SEUR (DPD group, Spain): PIC API, situations in extended format, one shipment of the calling account a call. Source: SEUR's PIC API and its own shop modules. */
export const internationalSeur = defineCarrier({
  code: 'international-seur',
  names: { en: 'SEUR', ru: 'SEUR', zh: 'SEUR' },
  country: 'ES',
  type: 'express',
  endpoint: 'https://servicios.api.seur.io',
  homepage: 'https://www.seur.com/livetracking/?segOnlineIdentificador={number}',
  auth,
  credentialFields: [
    { name: 'clientId', secret: false, hint: 'SEUR gives it with the API access (client_id)' },
    { name: 'clientSecret', secret: true, hint: 'the same message, client_secret' },
    { name: 'username', secret: false, hint: 'the same message, user of the API' },
    { name: 'password', secret: true, hint: 'the same message, password of the API' },
    { name: 'idNumber', secret: false, hint: 'tax number (NIF or CIF) of the contract' },
    { name: 'accountNumber', secret: false, hint: 'account (CCC) of the contract: the number before the dash' },
    { name: 'businessUnit', secret: false, hint: 'the two digits after the dash of the CCC: the franchise that you ship from' },
  ],
  batch: { max: 1 },
  // Nothing is published; two a second is our guess.
  limits: [{ requests: 2, per: 'second' }],
  time: { basis: 'carrierZone', zone: 'Europe/Madrid' },
  visibility: 'ownAccount',
  languages: ['es'],
  codes,
  buildRequest,
  parse,
})
