import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome } from '../carrier.ts'
import { shortCode } from './codes.ts'
import { hermesDe } from './index.ts'

interface Status {
  timestamp: string
  code: string
}

const NUMBER = 'H9000000000000000010'
const UNKNOWN = 'H9000000000000000029'
const item = itemOf(NUMBER)
const credential = { clientId: 'app', clientSecret: 's&', username: 'me', password: 'p w' }
const ctx: CarrierContext = { credential, token: 'abc', language: 'en', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const batch = fixture('batch')

/** The delivered shipment with other fields. */
function shipment(fields: object): string {
  return JSON.stringify({ shipmentinfo: [{ ...JSON.parse(batch).shipmentinfo[0], ...fields }] })
}
const statuses = (...status: readonly Status[]): string => shipment({ status })
const refused = (code: string): string => fixture('token-expired').replace('e903', code)

function ask(text: string, status = 200, items = [item]): Outcome[] {
  return hermesDe.parse?.(answerOf(text, status), items, ctx) ?? []
}

function found(text: string): Extract<Outcome, { kind: 'found' }> {
  const [outcome] = ask(text)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

function reversed(): string {
  const body = JSON.parse(batch)
  body.shipmentinfo[0].status.reverse()
  body.shipmentinfo.reverse()
  return JSON.stringify(body)
}

carrierContract(hermesDe, {
  found: { items: [item], answer: answerOf(batch) },
  partlyFound: { items: [item, itemOf(UNKNOWN)], answer: answerOf(batch) },
  notFound: { items: [itemOf(UNKNOWN)], answer: answerOf(batch) },
  invalid: { items: [item], answer: answerOf(refused('e005'), 400) },
  auth: { items: [item], answer: answerOf(fixture('token-expired'), 400) },
  throttled: { items: [item], answer: answerOf('', 429) },
  malformed: { items: [item], answer: answerOf(batch.replaceAll('"status"', '"history"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(statuses({ code: '2000', timestamp: raw })),
    samples: [
      { raw: '2026-01-15T10:15:00+01:00', local: '2026-01-15T10:15:00', utc: '2026-01-15T09:15:00Z' },
      { raw: '2026-07-15T00:15:00+02:00', local: '2026-07-15T00:15:00', utc: '2026-07-14T22:15:00Z' },
    ],
  },
  canaries: ['CANARY-CITY', 'CANARY-REFERENCE', '99998'],
})

describe('requests', () => {
  test('the parameter comes once for each number', () => {
    expect(hermesDe.buildRequest?.([item, itemOf('A&B')], { ...ctx, language: 'de' })).toEqual({
      method: 'GET',
      path: `/services/hsi/shipmentinfo?shipmentID=${NUMBER}&shipmentID=A%26B`,
      headers: { accept: 'application/json', 'accept-language': 'DE', authorization: 'Bearer abc' },
    })
  })

  test('a token is asked for with client and account, and read as others are', () => {
    const { auth } = hermesDe
    if (auth.kind !== 'token') throw new Error('no token')
    expect(auth.request(ctx)).toEqual({
      method: 'POST',
      path: '/authorization-facade/oauth2/access_token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: 'grant_type=password&client_id=app&client_secret=s%26&username=me&password=p+w',
    })
    expect(auth.parse(answerOf('{"access_token":"t","expires_in":"3600"}'))).toEqual({ kind: 'token', value: 't', expiresInSeconds: 3600 })
    expect(auth.parse(answerOf('{"error":"invalid_grant"}', 400))).toMatchObject({ kind: 'badCredentials' })
  })
})

describe('events', () => {
  test('an event has its place and its instant', () => {
    expect(found(batch).events[1]).toEqual({
      code: '2000',
      text: 'The shipment has arrived at the Hermes distribution centre.',
      time: {
        raw: '2026-01-15T10:15:00+01:00',
        local: '2026-01-15T10:15:00',
        offset: '+01:00',
        utc: '2026-01-15T09:15:00Z',
        basis: 'offset',
      },
      place: { text: 'Hamburg, DE', city: 'Hamburg', country: 'DE' },
    })
    expect(found(batch).events[3]).not.toHaveProperty('place')
  })

  test.each([
    ['3500', '3500'],
    ['90-0-0', '3500'],
    ['090000000', '3500'],
    ['45-1-2', '2000'],
    ['045001008', '2400'],
    ['60-3-4', '3731'],
    ['0-0-0', '0000'],
    ['999-9-9', '999-9-9'],
    ['35', '35'],
  ])('the code %s is %s', (written, code) => {
    expect(shortCode(written)).toBe(code)
    expect(found(statuses({ code: written, timestamp: '2026-01-15T10:15:00+01:00' })).events[0]?.code).toBe(code)
  })

  test.each([
    ['3731', 'undelivered', 'failed_attempt'],
    ['3734', 'exception', 'returning'],
    ['4035', 'exception', 'unclaimed'],
    ['7500', 'exception', 'returned_to_sender'],
    ['4070', 'void', undefined],
    ['4072', 'void', undefined],
    ['9324', 'keep', undefined],
  ])('%s means %s %s', (code, status, sub) => {
    expect(hermesDe.codes.get(code)).toEqual(sub === undefined ? { status } : { status, sub })
  })

  test('a status without a code or a readable time is left out; without any the answer is a drift', () => {
    const good = { code: '2000', timestamp: '2026-01-15T10:15:00+01:00' }
    expect(found(statuses(good, { code: '', timestamp: good.timestamp }, { code: '3000', timestamp: 'today' })).events).toHaveLength(1)
    expect(ask(statuses())[0]).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'shipmentinfo[].status' })
  })
})

describe('facts', () => {
  test('destination, time slot in German time, the number of the shop', () => {
    expect(found(batch).facts).toEqual({
      destinationCountry: 'DE',
      eta: { from: '2026-01-16T10:00:00+01:00', to: '2026-01-16T18:00:00+01:00' },
      reference: 'SHOP-0001',
    })
  })

  test('a day without a slot, nonsense, nothing', () => {
    expect(found(shipment({ deliveryForecast: { date: '2026-07-16' } })).facts.eta).toEqual({ to: '2026-07-16' })
    expect(found(shipment({ deliveryForecast: { date: '2026-07-16', timeSlot: { to: '18:00' } } })).facts.eta).toEqual({
      to: '2026-07-16T18:00:00+02:00',
    })
    const empty = { deliveryForecast: { date: '2026-02-30' }, receiverAddress: { countryCode: 'XXX' }, clientReference: '' }
    expect(found(shipment(empty)).facts).toEqual({})
  })
})

describe('refusals', () => {
  test.each([
    ['e001', 'notFound'],
    ['e002', 'temporary'],
    ['e005', 'invalidNumber'],
    ['e900', 'scopeMissing'],
    ['e902', 'authExpired'],
    ['e903', 'authExpired'],
    ['e999', 'temporary'],
  ])('%s is %s', (code, kind) => {
    expect(ask(refused(code), 400)[0]).toEqual({ kind, ref: NUMBER, carrierCode: code })
    expect(ask(JSON.stringify({ shipmentinfo: [{ shipmentID: NUMBER, result: { code } }] }))[0]?.kind).toBe(kind)
  })

  test('an error of the whole answer blames no number of several', () => {
    const items = [item, itemOf(UNKNOWN)]
    for (const code of ['e001', 'e005']) expect(ask(refused(code), 400, items).map(({ kind }) => kind)).toEqual(['temporary', 'temporary'])
    expect(ask(refused('e903'), 400, items).map(({ kind }) => kind)).toEqual(['authExpired', 'authExpired'])
  })

  test("another number's parcel is not shown", () => {
    expect(ask(batch, 200, [itemOf('H9000000000000000038')])[0]).toMatchObject({ kind: 'schemaDrift', path: 'shipmentinfo[].shipmentID' })
  })
})
