import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse, ZONE } from './parse.ts'
import { buildRequest } from './request.ts'

/** Nova Poshta (Нова пошта), JSON API v2.0: the current state of up to 100 waybills a call, without a key. Source: developers.novaposhta.ua. */
export const novaPoshta = defineCarrier({
  code: 'nova-poshta',
  names: { en: 'Nova Poshta', ru: 'Новая почта', zh: 'Nova Poshta' },
  country: 'UA',
  type: 'express',
  endpoint: 'https://api.novaposhta.ua',
  homepage: 'https://novaposhta.ua/tracking/{number}',
  auth: { kind: 'none' },
  credentialFields: [],
  batch: { max: 100 },
  // Nothing is published; two a second, 200 waybills, is our guess.
  limits: [{ requests: 2, per: 'second' }],
  time: { basis: 'carrierZone', zone: ZONE },
  visibility: 'any',
  // Sender's or recipient's: with it the answer holds more, such as the weight.
  needs: ['phone'],
  languages: ['uk'],
  people: { none: ['CitySender', 'CityRecipient', 'RecipientDateTime'] },
  codes,
  buildRequest,
  parse,
})
