import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { pushed } from './pushed.ts'
import { buildRequest } from './request.ts'

/** STO Express (申通快递): STO_TRACE_QUERY_COMMON of the link gateway, several waybills a call, a signed form. Source: open.sto.cn. */
export const sto = defineCarrier({
  code: 'sto',
  names: { en: 'STO Express', ru: 'STO Express', zh: '申通快递' },
  country: 'CN',
  type: 'express',
  endpoint: 'https://cloudinter-linkgateway.sto.cn',
  homepage: 'https://www.sto.cn/pc/service-page/iframe/express?nums={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'appKey', secret: false, hint: 'open.sto.cn, console, the application: AppKey' },
    {
      name: 'fromCode',
      secret: false,
      hint: 'open.sto.cn, beside the AppKey: the code of the calling party; for most applications the AppKey again',
    },
    { name: 'secretKey', secret: true, hint: 'open.sto.cn, the same application: SecretKey' },
  ],
  // A list is documented, its length is not: ten is our guess.
  batch: { max: 10 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'carrierZone', zone: 'Asia/Shanghai' },
  visibility: 'any',
  languages: ['zh'],
  codes,
  buildRequest,
  parse,
  pushed,
})
