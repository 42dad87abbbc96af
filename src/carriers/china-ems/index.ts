import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** China Post and EMS (中国邮政): API 040001 of the platform for contract customers, one item a call, body under SM4. Source: api.ems.com.cn. */
export const chinaEms = defineCarrier({
  code: 'china-ems',
  aliases: ['china-post'],
  names: { en: 'China EMS', ru: 'EMS Китай', zh: '中国邮政 EMS' },
  country: 'CN',
  type: 'globalpost',
  endpoint: 'https://api.ems.com.cn',
  homepage: 'https://www.ems.com.cn/queryList?mailNum={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'senderNo', secret: false, hint: 'api.ems.com.cn, console: the number of the contract customer (协议客户号)' },
    {
      name: 'authorization',
      secret: true,
      hint: 'api.ems.com.cn, the application: authorisation code (授权码), one for the test and one for production',
    },
    {
      name: 'key',
      secret: true,
      hint: 'api.ems.com.cn, the application: SM4 key (签名密钥), 16 bytes as Base64: 24 characters that end in ==',
      example: 'TGFiRXhhbXBsZUtleTE2Qg==',
    },
  ],
  batch: { max: 1 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'carrierZone', zone: 'Asia/Shanghai' },
  visibility: 'ownAccount',
  languages: ['zh'],
  codes,
  buildRequest,
  parse,
})
