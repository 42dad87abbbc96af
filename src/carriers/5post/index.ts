import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'
import { auth } from './token.ts'

/** 5Post (parcels through the shops of X5), partner API: orders of the key's own contract, many a call. Source: public clients of the partner API. */
export const x5post = defineCarrier({
  code: '5post',
  names: { en: '5Post', ru: '5Post', zh: '5Post' },
  country: 'RU',
  type: 'express',
  endpoint: 'https://api-omni.x5.ru',
  homepage: 'https://fivepost.ru/tracking?id={number}',
  auth,
  credentialFields: [
    { name: 'apiKey', secret: true, hint: '5Post sends the API key by mail when the contract is made; its support gives it again' },
  ],
  // How many numbers a call takes is not published; fifty histories are about 100 KB.
  batch: { max: 50 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'offset' },
  visibility: 'ownAccount',
  languages: ['ru'],
  codes,
  buildRequest,
  parse,
})
