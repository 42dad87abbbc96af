import { defineCarrier } from '../carrier.ts'
import { answer } from './answer.ts'
import { codes } from './codes.ts'

/** A carrier for tests: no network, no credentials, magic numbers for every status, and parcels that move. See README.md. */
export const sandbox = defineCarrier({
  code: 'sandbox',
  // The codes of TrackingMore's and AfterShip's own test carriers, so that tests written for them go on working.
  aliases: ['test-carrier', 'testing-carrier'],
  names: { en: 'Sandbox', ru: 'Песочница', zh: '沙盒' },
  country: 'CN',
  type: 'express',
  endpoint: '',
  // example.com is kept for examples (RFC 2606) and answers.
  homepage: 'https://example.com/?number={number}',
  auth: { kind: 'none' },
  credentialFields: [],
  batch: { max: 100 },
  limits: [],
  time: { basis: 'offset' },
  visibility: 'any',
  // Its fastest parcels move once a minute.
  lookEverySeconds: 15,
  languages: ['en', 'ru', 'zh'],
  codes,
  answer,
})
