import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { pushed } from './pushed.ts'
import { buildRequest } from './request.ts'

/** ZTO Express (中通快递): zto.merchant.waybill.track.query, one waybill a call, signed in a header. Source: open.zto.com, track query. */
export const zto = defineCarrier({
  code: 'zto',
  names: { en: 'ZTO Express', ru: 'ZTO Express', zh: '中通快递' },
  country: 'CN',
  type: 'express',
  endpoint: 'https://japi.zto.com',
  homepage: 'https://www.zto.com/express/expressCheck.html?txtBill={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'appKey', secret: false, hint: 'open.zto.com, console, the application: AppKey' },
    {
      name: 'appSecret',
      secret: true,
      hint: 'open.zto.com, console, the same application: AppSecret; the signature must be the standard MD5',
    },
  ],
  batch: { max: 1 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'utc' },
  visibility: 'any',
  // The recipient's phone, last four digits: without it some waybills answer nothing.
  needs: ['phone'],
  languages: ['zh'],
  codes,
  buildRequest,
  parse,
  pushed,
})
