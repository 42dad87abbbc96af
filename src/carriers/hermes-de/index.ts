import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { auth, buildRequest, LANGUAGES, MAX_NUMBERS } from './request.ts'

/** Hermes Germany: Hermes Shipping Interface (HSI), Shipment Info, parcels of the calling customer, 100 a call. Source: de-api.hermesworld.com/docs. */
export const hermesDe = defineCarrier({
  code: 'hermes-de',
  names: { en: 'Hermes Germany', ru: 'Hermes Германия', zh: '德国Hermes' },
  country: 'DE',
  type: 'express',
  endpoint: 'https://de-api.hermesworld.com',
  homepage: 'https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{number}',
  auth,
  credentialFields: [
    { name: 'clientId', secret: false, hint: 'Hermes Germany, interface support for business customers: client id of the HSI application' },
    { name: 'clientSecret', secret: true, hint: 'given by Hermes together with the client id' },
    { name: 'username', secret: false, hint: 'the business customer account that the HSI was opened for' },
    { name: 'password', secret: true, hint: 'password of that account' },
  ],
  batch: { max: MAX_NUMBERS },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'offset' },
  visibility: 'ownAccount',
  languages: LANGUAGES,
  codes,
  buildRequest,
  parse,
})
