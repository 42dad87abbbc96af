import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome } from '../carrier.ts'
import { swedenPosten } from './index.ts'

const NUMBER = '373750000000000010'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { apiKey: 'k&y' }, language: 'sv', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('delivered.json')
const EN_ROUTE = { eventTime: '2026-01-14T10:00:00Z', eventCode: '20', status: 'EN_ROUTE', eventDescription: 'On its way' }

function ask(text: string, { status = 200, number = NUMBER } = {}): Outcome {
  const [outcome] = swedenPosten.parse?.(answerOf(text, status), [itemOf(number)], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string, number = NUMBER): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text, { number })
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

/** The delivered shipment with other events of its piece, and other fields of the shipment. */
function shipment(events: readonly object[], fields: object = {}): string {
  const body = JSON.parse(delivered)
  const [first] = body.TrackingInformationResponse.shipments
  first.items[0].events = events
  Object.assign(first, fields)
  return JSON.stringify(body)
}

/** Pieces by number, with the hour at which each was delivered. */
function pieces(hours: Record<string, number | null>): string {
  const items = Object.entries(hours).map(([itemId, hour]) => ({
    itemId,
    events: [EN_ROUTE, ...(hour === null ? [] : [{ ...EN_ROUTE, status: 'DELIVERED', eventTime: `2026-01-15T${hour}:00:00Z` }])],
  }))
  return shipment([], { items, totalWeight: { value: '30', unit: 'kg' } })
}

const fault = (faultCode: string, explanationText = 'Placeholder'): string =>
  JSON.stringify({ TrackingInformationResponse: { compositeFault: { faults: [{ faultCode, explanationText }] } } })

const pathIn = (language: string): string | undefined => swedenPosten.buildRequest?.([item], { ...ctx, language }).path

carrierContract(swedenPosten, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(fixture('not-found.json')) },
  invalid: { items: [item], answer: answerOf(fixture('invalid-identifier.json')) },
  auth: { items: [item], answer: answerOf('Authentication failed', 403, { 'content-type': 'text/plain; charset=us-ascii' }) },
  throttled: { items: [item], answer: answerOf('Usage limit exceeded', 429) },
  malformed: { items: [item], answer: answerOf(delivered.replace('"events"', '"history"')) },
  reversed: shipment(JSON.parse(delivered).TrackingInformationResponse.shipments[0].items[0].events.toReversed()),
  times: {
    answer: (raw) => answerOf(shipment([{ ...EN_ROUTE, eventTime: raw }])),
    samples: [
      { raw: '2026-01-14T10:00:00Z', local: '2026-01-14T10:00:00', utc: '2026-01-14T10:00:00Z' },
      { raw: '2026-07-14T10:00:00+02:00', local: '2026-07-14T10:00:00', utc: '2026-07-14T08:00:00Z' },
      { raw: '2026-07-14T10:00:00', local: '2026-07-14T10:00:00', utc: null },
    ],
  },
  canaries: ['CANARY', 'canary@example.com', '+46000000001'],
  skip: { partlyFound: 'one number a call' },
})

test('the request asks for one number with the key, in a language that PostNord has', () => {
  expect(pathIn('sv')).toBe(`/rest/shipment/v5/trackandtrace/findByIdentifier.json?apikey=k%26y&id=${NUMBER}&locale=sv`)
  expect(pathIn('nb')).toMatch(/locale=no$/)
  expect(pathIn('ru')).toMatch(/locale=en$/)
})

describe('events', () => {
  test('the status is the code, the internal code its attribute', () => {
    expect(found(delivered).events.map(({ code, attr }) => `${code}:${attr}`)).toEqual([
      'DELIVERED:43',
      'AVAILABLE_FOR_DELIVERY:30',
      'EN_ROUTE:20',
      'INFORMED:68',
    ])
  })

  test('a service point has its name, a customer only a town', () => {
    expect(found(delivered).events.map(({ place }) => place)).toEqual([
      { text: 'Aarhus', city: 'Aarhus', country: 'DK' },
      { text: 'Placeholder Kiosk', city: 'Aarhus', country: 'DK' },
      { text: 'Malmö terminal', city: 'Malmö', country: 'SE' },
      { text: 'SE', country: 'SE' },
    ])
  })

  test('an event without a status is kept under its internal code, which means nothing by itself', () => {
    const [event] = found(shipment([{ ...EN_ROUTE, status: undefined }])).events
    expect(event).toMatchObject({ code: '20', text: 'On its way' })
    expect(event).not.toHaveProperty('attr')
    expect(swedenPosten.codes.has('20')).toBe(false)
  })

  test('without a readable time it is left out; all of them unreadable is a drift; none at all is news', () => {
    expect(found(shipment([EN_ROUTE, { ...EN_ROUTE, eventTime: 'yesterday' }])).events).toHaveLength(1)
    expect(ask(shipment([{ ...EN_ROUTE, eventTime: '' }]))).toMatchObject({
      kind: 'schemaDrift',
      path: 'shipments[].items[].events[].eventTime',
    })
    expect(found(shipment([])).events).toEqual([])
    expect(ask(shipment([], { items: [] }))).toMatchObject({ kind: 'schemaDrift', path: 'shipments[].items[].events' })
  })
})

describe('whose parcel', () => {
  test('the piece by its number, with the 00 of its barcode or without', () => {
    expect(found(delivered, '00373750000000000010').events).toHaveLength(4)
    expect(found(delivered, '3737 5000 0000 0000 10').events).toHaveLength(4)
    const two = pieces({ '00373750000000000027': null, '373750000000000034': 11 })
    expect(found(two, '373750000000000027').events).toHaveLength(1)
    expect(found(two, '00373750000000000034').events).toHaveLength(2)
  })

  test("another parcel's data is not shown", () => {
    expect(ask(delivered, { number: '373750000000000027' })).toMatchObject({ kind: 'schemaDrift', path: 'shipments[].shipmentId' })
  })

  test('of a shipment with several pieces only the one that was asked for', () => {
    const text = pieces({ A1: 11, A2: null })
    expect(found(text, 'A1').events.map(({ code }) => code)).toEqual(['EN_ROUTE', 'DELIVERED'])
    expect(found(text, 'A2').events.map(({ code }) => code)).toEqual(['EN_ROUTE'])
    expect(found(text, 'A2').facts).not.toHaveProperty('weightKg')
  })

  test('a shipment is delivered with its last piece, in whatever order they come', () => {
    const ends = (text: string): unknown[] =>
      found(text).events.flatMap(({ code, meaning }) => (code === 'DELIVERED' ? [meaning?.status ?? null] : []))
    expect(ends(pieces({ A1: 11, A2: null }))).toEqual(['delivered'])
    expect(found(pieces({ A1: 11, A2: null })).events[1]?.meaning).toEqual({ status: 'delivered', sub: 'partially_delivered' })
    expect(ends(pieces({ A1: 15, A2: 11 }))).toEqual([null, 'delivered'])
    expect(ends(pieces({ A1: 11, A2: 15 }))).toEqual(['delivered', null])
  })
})

test('facts: service, both ends, weight of the piece or of the whole, the expected day', () => {
  const facts = { service: 'PostNord MyPack Collect', originCountry: 'SE', destinationCountry: 'DK', weightKg: 1.25 }
  expect(found(delivered).facts).toEqual(facts)
  const expected = { estimatedTimeOfArrival: '2026-01-17T16:00:00Z', publicTimeOfArrival: '2026-01-16T16:00:00Z' }
  expect(found(shipment([], expected)).facts).toEqual({ ...facts, eta: { to: '2026-01-16T16:00:00Z' } })
  expect(found(pieces({ A1: 11, A2: null })).facts.weightKg).toBe(30)
  const odd = { items: [{ itemId: NUMBER, events: [] }], service: null, consignor: 'x', consignee: { address: { countryCode: 'DNK' } } }
  expect(found(shipment([EN_ROUTE], { ...odd, totalWeight: { value: '3', unit: 'stone' } })).facts).toEqual({})
})

describe('refusals', () => {
  test.each([
    ['invalidIdentifier', 'invalidNumber'],
    ['invalidLocale', 'temporary'],
    ['shipmentNotFound', 'notFound'],
    ['somethingNew', 'temporary'],
  ])('the fault %s is %s, with HTTP 200 and 400', (carrierCode, kind) => {
    for (const status of [200, 400]) expect(ask(fault(carrierCode), { status })).toEqual({ kind, ref: NUMBER, carrierCode })
  })

  test('a fault that says "not found" is that', () => expect(ask(fault('general', 'Not found')).kind).toBe('notFound'))

  test.each([
    [403, 'Authentication failed', 'badCredentials'],
    [403, 'Authentication parameters missing', 'badCredentials'],
    [403, 'Limits exceeded', 'throttled'],
    [403, '{"detail":"Forbidden"}', 'scopeMissing'],
    [404, 'No Mapping Rule matched', 'scopeMissing'],
    [404, '', 'schemaDrift'],
    [500, fault('general'), 'temporary'],
  ])('HTTP %d "%s" is %s', (status, text, kind) => expect(ask(text, { status }).kind).toBe(kind))
})
