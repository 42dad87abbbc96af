import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest } from './request.ts'

/**
 * Yandex Delivery (Яндекс Доставка), platform API for delivery on other days: orders of the token's own company, one a call.
 * Source: yandex.com/support/delivery-profile, API of delivery on other days.
 */
export const yandexDelivery = defineCarrier({
  code: 'yandex-delivery',
  names: { en: 'Yandex Delivery', ru: 'Яндекс Доставка', zh: 'Yandex Delivery' },
  country: 'RU',
  type: 'express',
  endpoint: 'https://b2b-authproxy.taxi.yandex.net',
  homepage: 'https://dostavka.yandex.ru/route/{number}',
  // The OAuth token is given out by hand and does not expire.
  auth: { kind: 'request' },
  credentialFields: [{ name: 'token', secret: true, hint: 'delivery.yandex.ru, section "Integration" (Интеграции), API token' }],
  batch: { max: 1 },
  // A 429 is documented, its numbers are not; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'utc' },
  visibility: 'ownAccount',
  // No way to ask for another language is known on this API.
  languages: ['ru'],
  codes,
  buildRequest,
  parse,
})
