import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { yunexpress } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>
type Detail = Record<string, string | number | null>

const NUMBER = 'YT0000000000000101'
const ctx: CarrierContext = { credential: { customerCode: 'C1', apiSecret: 's=/' }, language: 'en', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('found.json')
const PICKED_UP: Detail = {
  ProcessDate: '2026-01-12T16:05:44',
  ProcessContent: 'Shipment picked up',
  TrackNodeCode: 'PICKED_UP',
  TrackingStatus: 20,
}

const answered = (item: unknown, code = '0000'): string => JSON.stringify({ Item: item, Code: code, Message: 'Placeholder' })
const parcel = (details: unknown, fields: object = {}): string =>
  answered({ WaybillNumber: NUMBER, PackageState: 2, OrderTrackingDetails: details, ...fields })
const one = (...details: readonly Detail[]): string => parcel(details.map((detail) => ({ ...PICKED_UP, ...detail })))

function ask(text: string, { number = NUMBER, status = 200 } = {}): Outcome {
  const [outcome] = yunexpress.parse?.(answerOf(text, status), [itemOf(number)], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string): Found {
  const outcome = ask(text)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

const event = (detail: Detail): RawEvent | undefined => found(one(detail)).events[0]

function attemptWith(TrackingStatus: number): unknown {
  const { code = '', attr } = event({ TrackNodeCode: 'DELIVERY_ATTEMPT', TrackingStatus }) ?? {}
  return meaningOf(yunexpress.codes, code, attr)
}

function reversed(): string {
  const body = JSON.parse(delivered)
  body.Item.OrderTrackingDetails.reverse()
  return JSON.stringify(body)
}

carrierContract(yunexpress, {
  found: { items: [itemOf(NUMBER)], answer: answerOf(delivered) },
  notFound: { items: [itemOf(NUMBER)], answer: answerOf(fixture('not-found.json')) },
  invalid: { items: [itemOf(NUMBER)], answer: answerOf(answered(null, '1004')) },
  auth: { items: [itemOf(NUMBER)], answer: answerOf(answered(null, '1002')) },
  throttled: { items: [itemOf(NUMBER)], answer: answerOf(answered(null, '10000')) },
  malformed: { items: [itemOf(NUMBER)], answer: answerOf(delivered.replace('"OrderTrackingDetails"', '"Details"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(one({ ProcessDate: raw })),
    samples: [
      { raw: '2026-01-12T16:05:44', local: '2026-01-12T16:05:44', utc: null },
      { raw: '2026-07-12T16:05:44', local: '2026-07-12T16:05:44', utc: null },
    ],
  },
  canaries: ['CANARY'],
  skip: { partlyFound: 'one number a call' },
})

describe('request', () => {
  test('one number; an ampersand between code and secret', () => {
    expect(yunexpress.buildRequest?.([itemOf(NUMBER)], ctx)).toEqual({
      method: 'GET',
      path: '/api/Tracking/GetTrackInfo?OrderNumber=YT0000000000000101',
      // printf '%s' 'C1&s=/' | base64
      headers: { accept: 'application/json', 'accept-language': 'en-us', authorization: 'Basic QzEmcz0v' },
    })
    expect(yunexpress.buildRequest?.([itemOf(NUMBER)], { ...ctx, language: 'zh' }).headers?.['accept-language']).toBe('zh-cn')
  })

  test('the secret goes nowhere without TLS', () => expect(new URL(yunexpress.endpoint).protocol).toBe('https:'))
})

describe('events', () => {
  test('node, words, a time without a zone, place', () => {
    expect(found(delivered).events[1]).toEqual({
      code: 'PICKED_UP',
      text: 'Shipment picked up',
      time: { raw: '2026-01-12T16:05:44', local: '2026-01-12T16:05:44', offset: null, utc: null, basis: 'unknown' },
      place: { text: 'SHENZHEN', city: 'SHENZHEN', region: 'GUANGDONG', country: 'CN' },
    })
    expect(found(delivered).events[0]).not.toHaveProperty('place')
  })

  test('a text that may name somebody gives way to the words of the node, or to its code', () => {
    expect(
      found(delivered)
        .events.slice(3)
        .map(({ text }) => text),
    ).toEqual(['Out for delivery', 'Available for pickup', 'Delivered'])
    expect(event({ TrackNodeCode: 'DELIVERED', ProcessContent: 'EXAMPLE' })?.text).toBe('DELIVERED')
    expect(event({ ProcessContent: 'Phone 00000000', TrackCodeDescription: 'Call 00000000' })?.text).toBe('PICKED_UP')
  })

  test('without a node the status number is the code', () => {
    expect(found(delivered).events[4]).toMatchObject({ code: '30' })
    expect(yunexpress.codes.get('30')).toEqual({ status: 'pickup', sub: 'ready_for_pickup' })
  })

  test('an attempt while the parcel is in transit is the way to the recipient', () => {
    expect(attemptWith(20)).toEqual({ status: 'pickup', sub: 'out_for_delivery' })
    expect(attemptWith(40)).toEqual({ status: 'undelivered', sub: 'failed_attempt' })
  })

  test('cargo that waits for the carrier does not wait for the recipient', () => {
    expect(yunexpress.codes.get('READY_FOR_PICKUP')).toEqual({ status: 'transit', sub: 'in_transit' })
  })

  test('a detail without a readable time is left out; all of them unreadable is a drift', () => {
    expect(found(one({}, { ProcessDate: '0001-01-01T00:00:00' })).events).toHaveLength(1)
    expect(ask(one({ ProcessDate: 'today' }))).toEqual({
      kind: 'schemaDrift',
      ref: NUMBER,
      path: 'Item.OrderTrackingDetails[].ProcessDate',
    })
  })
})

test('both ends are facts', () => {
  expect(found(delivered).facts).toEqual({ destinationCountry: 'US', originCountry: 'CN' })
  expect(found(one({})).facts).toEqual({})
})

describe('the number', () => {
  test("is any of the parcel's three; another parcel is not shown", () => {
    for (const number of [NUMBER, '900000000000000000000101', 'CANARY-ORDER']) expect(ask(delivered, { number }).kind).toBe('found')
    expect(ask(delivered, { number: 'YT0000000000000301' })).toEqual({
      kind: 'schemaDrift',
      ref: 'YT0000000000000301',
      path: 'Item.WaybillNumber',
    })
  })

  test('submitted and nothing happened so far is found; a state that is unknown is not', () => {
    expect(ask(parcel([], { PackageState: 1, CountryCode: 'US' }))).toEqual({
      kind: 'found',
      ref: NUMBER,
      events: [],
      facts: { destinationCountry: 'US' },
    })
    expect(ask(parcel([], { PackageState: 0 }))).toEqual({ kind: 'notFound', ref: NUMBER, carrierCode: 'no_details' })
    expect(ask(answered(null))).toEqual({ kind: 'notFound', ref: NUMBER, carrierCode: 'no_item' })
    expect(ask(answered([]))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'Item' })
  })
})

describe('refusals', () => {
  test.each([
    ['1001', 'temporary'],
    ['1002', 'badCredentials'],
    ['1003', 'badCredentials'],
    ['1004', 'invalidNumber'],
    ['1006', 'notFound'],
    ['5001', 'notFound'],
    ['9999', 'temporary'],
    ['7777', 'temporary'],
  ])('%s is %s', (carrierCode, kind) => expect(ask(answered(null, carrierCode))).toEqual({ kind, ref: NUMBER, carrierCode }))

  test('401 is the credential', () => expect(ask('', { status: 401 }).kind).toBe('badCredentials'))
})
