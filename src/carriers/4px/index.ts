import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** 4PX (递四方): tr.order.tracking.get of the open platform, one number a call, signed. Source: open.4px.com, interface 25. */
export const x4px = defineCarrier({
  code: '4px',
  names: { en: '4PX', ru: '4PX', zh: '递四方' },
  country: 'CN',
  type: 'express',
  endpoint: 'https://open.4px.com',
  homepage: 'https://track.4px.com/#/result/0/{number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'appKey', secret: false, hint: 'open.4px.com, your application, App Key' },
    { name: 'appSecret', secret: true, hint: 'open.4px.com, the same application, App Secret' },
  ],
  batch: { max: 1 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'unknown' },
  visibility: 'ownAccount',
  languages: ['en', 'zh'],
  codes,
  buildRequest,
  parse,
})
