import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { pushed } from './push.ts'
import { buildRequest } from './request.ts'

/** YTO Express (圆通速递): track_query_adapter of the open platform, one number a call, signed. Source: open.yto.net.cn, menu251/submenu258. */
export const yto = defineCarrier({
  code: 'yto',
  names: { en: 'YTO Express', ru: 'YTO Express', zh: '圆通速递' },
  country: 'CN',
  type: 'express',
  endpoint: 'https://openapi.yto.net.cn',
  homepage: 'https://www.yto.net.cn/tracesimple.html?waybillNo={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'userId', secret: false, hint: 'open.yto.net.cn, console, the address of 物流轨迹查询: its part after /v1/' },
    {
      name: 'customerCode',
      secret: false,
      hint: 'open.yto.net.cn, console, the same interface, customer code (客户编码), the last part of the address',
    },
    { name: 'secret', secret: true, hint: 'open.yto.net.cn, console, the same interface, customer secret (客户密钥)' },
  ],
  batch: { max: 1 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'carrierZone', zone: 'Asia/Shanghai' },
  visibility: 'ownAccount',
  // No way to ask for another language is known.
  languages: ['zh'],
  codes,
  buildRequest,
  parse,
  pushed,
})
