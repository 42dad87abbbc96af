import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse, ZONE } from './parse.ts'
import { buildRequest } from './request.ts'

/** Kazpost (Казпочта): public tracking API v2, without a key, one number a call. Source: track.kazpost.kz/api. */
export const kazpost = defineCarrier({
  code: 'kazpost',
  names: { en: 'Kazakhstan Post', ru: 'Казпочта', zh: '哈萨克斯坦邮政' },
  country: 'KZ',
  type: 'globalpost',
  endpoint: 'https://track.post.kz',
  homepage: 'https://track.post.kz/{number}',
  auth: { kind: 'none' },
  credentialFields: [],
  batch: { max: 1 },
  // Nothing is published but that an answer is kept for an hour; two a second is our guess.
  limits: [{ requests: 2, per: 'second' }],
  time: { basis: 'carrierZone', zone: ZONE },
  visibility: 'any',
  languages: ['ru'],
  codes,
  buildRequest,
  parse,
})
