import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse } from './parse.ts'
import { buildRequest, LANGUAGES } from './request.ts'

/** La Poste, Colissimo and Chronopost: Suivi v2, ten numbers a call. Source: developer.laposte.fr, catalogue, suivi@2. */
export const laposte = defineCarrier({
  code: 'laposte',
  aliases: ['colissimo', 'chronopost'],
  names: { en: 'La Poste', ru: 'Почта Франции', zh: '法国邮政' },
  country: 'FR',
  type: 'globalpost',
  endpoint: 'https://api.laposte.fr/suivi/v2',
  homepage: 'https://www.laposte.fr/outils/suivre-vos-envois?code={number}',
  auth: { kind: 'request' },
  credentialFields: [
    {
      name: 'okapiKey',
      secret: true,
      hint: 'developer.laposte.fr, an application subscribed to the API "Suivi", production key of 64 characters',
    },
  ],
  batch: { max: 10 },
  // The only plan of the catalogue.
  limits: [{ requests: 10, per: 'second', published: true }],
  time: { basis: 'offset' },
  visibility: 'any',
  languages: LANGUAGES,
  codes,
  buildRequest,
  parse,
})
