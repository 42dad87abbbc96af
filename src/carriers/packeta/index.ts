import { defineCarrier } from '../carrier.ts'
import { codes } from './codes.ts'
import { parse, ZONE } from './parse.ts'
import { buildRequest } from './request.ts'

/** Packeta (Zásilkovna): REST/XML API, packets of the calling account, one a call. Source: docs.packeta.com, API reference, packetTracking. */
export const packeta = defineCarrier({
  code: 'packeta',
  names: { en: 'Packeta', ru: 'Packeta (Zásilkovna)', zh: 'Packeta' },
  country: 'CZ',
  type: 'express',
  endpoint: 'https://www.zasilkovna.cz',
  homepage: 'https://tracking.packeta.com/en/{number}',
  auth: { kind: 'request' },
  credentialFields: [
    { name: 'apiPassword', secret: true, hint: 'client.packeta.com, section "Client support", API password (32 characters)' },
  ],
  batch: { max: 1 },
  // Nothing is published; five a second is our guess.
  limits: [{ requests: 5, per: 'second' }],
  time: { basis: 'carrierZone', zone: ZONE },
  visibility: 'ownAccount',
  // No way to ask for another language is known.
  languages: ['cs'],
  codes,
  buildRequest,
  parse,
})
