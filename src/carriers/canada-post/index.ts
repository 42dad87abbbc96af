import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** Canada Post: Get Tracking Details, REST, one item a call. Source: canadapost-postescanada.ca, Developer Program, tracking and throttle limits. */
export const canadaPost = defineCarrier({
  code: 'canada-post',
  aliases: ['xpresspost'],
  names: { en: 'Canada Post', ru: 'Почта Канады', zh: '加拿大邮政' },
  country: 'CA',
  type: 'globalpost',
  endpoint: 'https://soa-gw.canadapost.ca',
  homepage: 'https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'username', secret: false, hint: 'Canada Post Developer Program, API keys, production: the part before the colon' },
    { name: 'password', secret: true, hint: 'Canada Post Developer Program, API keys, production: the part after the colon' },
  ],
  batch: { max: 1 },
  // Group E (tracking summary and details) by default, counted in a rolling minute for each key; on request it becomes 500.
  limits: [{ requests: 20, per: 'minute', published: true }],
  time: { basis: 'offset' },
  visibility: 'any',
  languages: ['en', 'fr'],
  codes,
  buildRequest,
  parse,
})
