import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** YunExpress (云途物流): order system 1.4, GetTrackInfo, one number a call. Source: YunExpress OMS API document 1.4.5, as public clients quote it. */
export const yunexpress = defineCarrier({
  code: 'yunexpress',
  names: { en: 'YunExpress', ru: 'YunExpress', zh: '云途物流' },
  country: 'CN',
  type: 'express',
  // Documented as http: never without TLS, see README.
  endpoint: 'https://oms.api.yunexpress.com',
  homepage: 'https://www.yuntrack.com/parcelTracking?id={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'customerCode', secret: false, hint: 'YunExpress, your account manager: customer code (客户编号)' },
    { name: 'apiSecret', secret: true, hint: 'YunExpress, your account manager: API secret' },
  ],
  batch: { max: 1 },
  // That there is a limit (10000) is published, its figure is not; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'unknown' },
  visibility: 'ownAccount',
  languages: ['en', 'zh'],
  codes,
  buildRequest,
  parse,
})
