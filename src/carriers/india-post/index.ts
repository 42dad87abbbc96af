import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse, pushed } from './parse.ts'
import { buildRequest } from './request.ts'
import { auth } from './token.ts'

/** India Post: bulk tracking of the Customer Integrations API, 50 articles a call. Source: Department of Posts, approach document for customer integrations. */
export const indiaPost = defineCarrier({
  code: 'india-post',
  aliases: ['speed-post'],
  names: { en: 'India Post', ru: 'Почта Индии', zh: '印度邮政' },
  country: 'IN',
  type: 'globalpost',
  endpoint: 'https://app.indiapost.gov.in/beextcustomer/v1',
  homepage: 'https://www.indiapost.gov.in/?trackingNumber={number}',
  auth,
  credentialFields: [
    { name: 'username', secret: false, hint: 'Customer Self-Service Portal of India Post, user id or registered phone number' },
    { name: 'password', secret: true, hint: 'password of that login' },
  ],
  batch: { max: 50 },
  // Nothing is published; two a second is our guess.
  limits: [{ requests: 2, per: 'second' }],
  time: { basis: 'carrierZone', zone: 'Asia/Kolkata' },
  visibility: 'any',
  languages: ['en'],
  codes,
  buildRequest,
  parse,
  pushed,
})
