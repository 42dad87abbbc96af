import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome } from '../carrier.ts'
import { postnl3s } from './index.ts'

interface Event {
  Code: string
  TimeStamp: unknown
  Description?: unknown
}

const NUMBER = '3SLABX000000010'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { apiKey: 'key' }, language: 'nl', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const delivered = fixture('delivered')

/** The delivered shipment with other fields. */
function shipment(fields: object): string {
  const body = JSON.parse(delivered)
  return JSON.stringify({ CompleteStatus: { Shipment: { ...body.CompleteStatus.Shipment, ...fields } } })
}
const events = (...Event: readonly Event[]): string => shipment({ Event })

function ask(text: string, status = 200, headers?: Record<string, string>): Outcome | undefined {
  return postnl3s.parse?.(answerOf(text, status, headers), [item], ctx)[0]
}

function found(text: string): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

carrierContract(postnl3s, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(fixture('not-found')) },
  auth: { items: [item], answer: answerOf(fixture('invalid-key'), 401) },
  throttled: { items: [item], answer: answerOf(fixture('quota'), 429) },
  malformed: { items: [item], answer: answerOf(delivered.replace('"Shipment"', '"Parcel"')) },
  reversed: events(...JSON.parse(delivered).CompleteStatus.Shipment.Event.toReversed()),
  times: {
    answer: (raw) => answerOf(events({ Code: 'B01', TimeStamp: raw })),
    samples: [
      { raw: '16-01-2026 08:27:43', local: '2026-01-16T08:27:43', utc: '2026-01-16T07:27:43Z' },
      { raw: '16-07-2026 00:27:43', local: '2026-07-16T00:27:43', utc: '2026-07-15T22:27:43Z' },
      { raw: '16-07-2026 08:27:43,326', local: '2026-07-16T08:27:43', utc: '2026-07-16T06:27:43Z' },
      { raw: '2026-07-16T08:27:43', local: '2026-07-16T08:27:43', utc: '2026-07-16T06:27:43Z' },
    ],
  },
  canaries: ['CANARY-FIRST', 'CANARY-LAST', 'CANARY-STREET', 'CANARY-COMPANY', 'CANARY-ROUTE', '9999ZZ'],
  skip: { partlyFound: 'one barcode a call', invalid: 'the error of a malformed barcode is not published' },
})

test('the request asks for one barcode with all its events, in Dutch or English', () => {
  expect(postnl3s.buildRequest?.([item], ctx)).toEqual({
    method: 'GET',
    path: `/shipment/v2/status/barcode/${NUMBER}?detail=true&language=NL`,
    headers: { accept: 'application/json', apikey: 'key' },
  })
  expect(postnl3s.buildRequest?.([item], { ...ctx, language: 'en' }).path).toContain('language=EN')
  expect(postnl3s.buildRequest?.([item], { ...ctx, credential: { apiKey: ' k\r\nX: 1\u00e9 ' } }).headers?.['apikey']).toBe('kX: 1')
})

describe('events', () => {
  test('both of a twin come out, for the engine to make one', () => {
    expect(found(delivered).events.map(({ code }) => code)).toEqual(['I01', 'J05', 'J01', 'J01', 'B01', 'A01'])
    expect(found(delivered).events[1]).toEqual({
      code: 'J05',
      text: 'Bezorger is onderweg',
      time: {
        raw: '16-01-2026 08:27:43',
        local: '2026-01-16T08:27:43',
        offset: '+01:00',
        utc: '2026-01-16T07:27:43Z',
        basis: 'carrierZone',
      },
    })
  })

  test('without events the statuses are read, the old ones as well', () => {
    for (const Event of [undefined, {}, []]) {
      expect(found(shipment({ Event })).events.map(({ code, time }) => [code, time.utc])).toEqual([
        ['11', '2026-01-16T10:52:10Z'],
        ['7', '2026-01-16T07:27:43Z'],
        ['2', '2026-01-15T18:03:00Z'],
      ])
    }
    const current = JSON.stringify({ CurrentStatus: JSON.parse(shipment({ Event: {}, OldStatus: {} })).CompleteStatus })
    expect(found(current).events.map(({ code }) => code)).toEqual(['11'])
  })

  test('one event without its brackets is read', () => {
    expect(found(shipment({ Event: { Code: 'B01', TimeStamp: '16-01-2026 08:27:43', Description: {} } })).events).toMatchObject([
      { code: 'B01', text: 'B01' },
    ])
  })

  test('an event without a readable time is left out; all of them unreadable is a drift', () => {
    const bad: Event = { Code: 'J01', TimeStamp: {} }
    expect(found(events({ Code: 'B01', TimeStamp: '16-01-2026 08:27:43' }, bad)).events).toHaveLength(1)
    expect(ask(shipment({ Event: [bad], Status: {}, OldStatus: {} }))).toMatchObject({ kind: 'schemaDrift', path: 'Shipment.Event' })
  })

  test('what is delivered after a return began is with the sender, whatever the order', () => {
    const back = [
      { Code: 'I01', TimeStamp: '20-01-2026 12:00:00' },
      { Code: 'H01', TimeStamp: '16-01-2026 12:00:00' },
      { Code: 'I01', TimeStamp: '15-01-2026 12:00:00' },
    ]
    for (const order of [back, back.toReversed()]) {
      const meanings = new Map(found(events(...order)).events.map(({ time, meaning }) => [time.local.slice(8, 10), meaning]))
      expect(meanings.get('20')).toEqual({ status: 'exception', sub: 'returned_to_sender' })
      expect([meanings.get('16'), meanings.get('15')]).toEqual([undefined, undefined])
    }
  })

  test.each([
    ['J23', 'pickup', 'ready_for_pickup'],
    ['I02', 'delivered', 'delivered_collected'],
    ['Z80', 'transit', 'accepted'],
    ['H20', 'exception', 'returning'],
    ['J63', 'exception', 'returned_to_sender'],
    ['17', 'transit', 'delayed'],
    ['12', 'pickup', 'ready_for_pickup'],
  ])('%s means %s %s', (code, status, sub) => expect(postnl3s.codes.get(code)).toEqual({ status, sub }))
})

describe('facts', () => {
  test('product, ends, weight, window, the number of the shop', () => {
    expect(found(delivered).facts).toEqual({
      service: 'Standaardzending',
      originCountry: 'NL',
      destinationCountry: 'BE',
      weightKg: 0.26,
      eta: { from: '2026-01-16T11:30:00+01:00', to: '2026-01-16T13:30:00+01:00' },
      reference: 'SHOP-0001',
    })
  })

  test('empty values are {}', () => {
    const empty = { ProductDescription: {}, Reference: {}, Dimension: { Weight: {} }, Address: {}, Expectation: {} }
    expect(found(shipment(empty)).facts).toEqual({})
  })
})

describe('refusals', () => {
  test('not found is a warning in a 200, in either dress', () => {
    expect(ask(fixture('not-found'))).toEqual({ kind: 'notFound', ref: NUMBER, carrierCode: '2' })
    expect(ask(fixture('not-found').replace('CurrentStatus', 'CompleteStatus'))?.kind).toBe('notFound')
    expect(ask(fixture('not-found').replace('"2"', '"9"'))).toEqual({ kind: 'temporary', ref: NUMBER, carrierCode: '9' })
    expect(ask('{"CurrentStatus":{}}')).toMatchObject({ kind: 'schemaDrift', path: 'CompleteStatus.Shipment' })
  })

  test.each([
    ['oauth.v2.InvalidApiKey', 'badCredentials'],
    ['oauth.v2.FailedToResolveAPIKey', 'badCredentials'],
    ['oauth.v2.InvalidApiKeyForGivenResource', 'scopeMissing'],
    ['policies.ratelimit.SpikeArrestViolation', 'throttled'],
    ['messaging.adaptors.http.flow.ServiceUnavailable', 'temporary'],
  ])('%s is %s, whatever the HTTP status', (errorcode, kind) => {
    const text = fixture('quota').replace('policies.ratelimit.QuotaViolation', errorcode)
    for (const status of [200, 401, 429, 500, 503]) expect(ask(text, status)?.kind, `${status}`).toBe(kind)
  })

  test('an error of the service is temporary', () => {
    expect(ask('{"Errors":[{"ErrorMsg":"Placeholder","ErrorNumber":"13"}]}', 400)).toMatchObject({ kind: 'temporary', carrierCode: '13' })
  })

  test("somebody else's parcel is never shown; the main barcode is this shipment's", () => {
    expect(ask(shipment({ Barcode: '3SLABX000000020', MainBarcode: '3SLABX000000020' }))).toMatchObject({
      kind: 'schemaDrift',
      path: 'Shipment.Barcode',
    })
    expect(found(shipment({ Barcode: '3SLABX000000011' })).events).toHaveLength(6)
  })
})
