import { defineCarrier } from '../carrier.ts'
import { ANSWER_BYTES, splitTicket, TICKET_NUMBERS } from './batch.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/** A contract lifts the quota. Nothing is published about the rate; five a second has been gentle enough for other public SOAP services. */
const RATE = { requests: 5, per: 'second' } as const

/**
 * Russian Post (Почта России): single access by the SOAP 1.2 service rtm34, or with a contract the batch service fc, which gives tickets.
 * Source: tracking.pochta.ru/specification.
 */
export const russianPost = defineCarrier({
  code: 'russian-post',
  names: { en: 'Russian Post', ru: 'Почта России', zh: '俄罗斯邮政' },
  country: 'RU',
  type: 'globalpost',
  endpoint: 'https://tracking.russianpost.ru',
  homepage: 'https://www.pochta.ru/tracking?barcode={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'login', secret: false, hint: 'tracking.pochta.ru, section "Settings of access to the API"' },
    { name: 'password', secret: true, hint: 'tracking.pochta.ru, beside the login; it is not the password of the personal account' },
    {
      name: 'service',
      secret: false,
      optional: true,
      hint: '"contract" where a contract lifts the 100 requests a day, "batch" to use its service for many numbers (answers after 15 minutes)',
    },
  ],
  batch: { max: 1, maxFor: ({ service }) => (service === 'batch' ? TICKET_NUMBERS : 1), answerBytes: ANSWER_BYTES },
  // The free tier of the service's agreement.
  limits: [{ requests: 100, per: 'day', resetZone: 'Europe/Moscow', published: true }, RATE],
  limitsFor: ({ service }) => (service === undefined ? russianPost.limits : [RATE]),
  time: { basis: 'offset' },
  visibility: 'any',
  languages: ['ru', 'en'],
  codes,
  buildRequest,
  parse,
  tooLarge: splitTicket,
})
