import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { pushed } from './push.ts'
import { buildRequest, MAX_NUMBERS } from './request.ts'

/** SF Express (顺丰速运): service EXP_RECE_SEARCH_ROUTES of the Fengqiao platform, signed forms. Source: open.sf-express.com. */
export const sfExpress = defineCarrier({
  code: 'sf-express',
  names: { en: 'SF Express', ru: 'SF Express', zh: '顺丰速运' },
  country: 'CN',
  type: 'express',
  endpoint: 'https://bspgw.sf-express.com',
  homepage: 'https://www.sf-express.com/chn/sc/waybill/waybill-detail/{number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'partnerId', secret: false, hint: 'open.sf-express.com, your application, customer code (顾客编码)' },
    { name: 'checkword', secret: true, hint: 'open.sf-express.com, the same application, check word (校验码) of the production system' },
  ],
  batch: { max: MAX_NUMBERS },
  // Published for the test system, for each customer code and service; nothing is said of the production system.
  limits: [
    { requests: 30, per: 'second' },
    { requests: 3_000, per: 'day', resetZone: 'Asia/Shanghai' },
  ],
  time: { basis: 'carrierZone', zone: 'Asia/Shanghai' },
  visibility: 'any',
  needs: ['phone'],
  languages: ['zh', 'en'],
  codes,
  buildRequest,
  parse,
  pushed,
})
