import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest, MAX_NUMBERS } from './request.ts'

/** Australia Post: Shipping and Tracking API v1, Track Items, ten a call. Source: developers.auspost.com.au. */
export const australiaPost = defineCarrier({
  code: 'australia-post',
  aliases: ['australia-ems'],
  names: { en: 'Australia Post', ru: 'Почта Австралии', zh: '澳大利亚邮政' },
  country: 'AU',
  type: 'globalpost',
  endpoint: 'https://digitalapi.auspost.com.au',
  homepage: 'https://auspost.com.au/mypost/track/details/{number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'apiKey', secret: false, hint: 'Australia Post Developer Centre, Shipping and Tracking API, API key' },
    { name: 'password', secret: true, hint: 'Australia Post Developer Centre, the password that was set with the API key' },
    { name: 'accountNumber', secret: false, hint: 'charge account of the eParcel contract, ten digits with its leading zeros' },
  ],
  batch: { max: MAX_NUMBERS },
  // Track Items is documented with ten requests a minute.
  limits: [{ requests: 10, per: 'minute', published: true }],
  time: { basis: 'offset' },
  visibility: 'ownAccount',
  languages: ['en'],
  codes,
  buildRequest,
  parse,
})
