import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { feed } from './feed.ts'
import { parse, REUSE_DAYS } from './parse.ts'
import { buildRequest } from './request.ts'

/** DPD Russia: SOAP 1.1 service tracing1-1, orders of the calling contract, one a call; the change feed of the service tracing. Source: DPD integration guide. */
export const dpdRu = defineCarrier({
  code: 'dpd-ru',
  names: { en: 'DPD Russia', ru: 'DPD Россия', zh: 'DPD Russia' },
  country: 'RU',
  type: 'express',
  endpoint: 'https://ws.dpd.ru',
  homepage: 'https://www.dpd.ru/ols/trace2/standard.do2?method:search&orderNum={number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'clientNumber', secret: false, hint: 'number of the contract with DPD, ten digits' },
    {
      name: 'clientKey',
      secret: true,
      hint: 'key for the integration (ключ интеграции), from the account at dpd.ru or the manager of DPD',
    },
  ],
  batch: { max: 1 },
  // Published is only the pace of the change feed; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'carrierZone', zone: 'Europe/Moscow' },
  visibility: 'ownAccount',
  languages: ['ru'],
  codes,
  reuse: { windowDays: REUSE_DAYS },
  buildRequest,
  parse,
  feed,
})
