import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierAnswer, CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { delhivery } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>

const item = itemOf('10000000000001')
const other = itemOf('10000000000002')
const ctx: CarrierContext = { credential: { token: 'abc' }, language: 'en', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('found.json')
const missing = fixture('not-found.json')
const MANIFESTED = { Scan: 'Manifested', ScanType: 'UD', ScanDateTime: '2026-01-12T14:31:48.752', StatusCode: 'X-UCI' }

function ask(answer: CarrierAnswer, items: readonly TrackItem[] = [item]): Outcome[] {
  return delhivery.parse?.(answer, items, ctx) ?? []
}

function found(text: string): Found {
  const [outcome] = ask(answerOf(text))
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

/** The delivered shipment with other scans and fields. */
function shipment(scans: readonly object[], fields: object = {}): string {
  const body = JSON.parse(delivered)
  Object.assign(body.ShipmentData[0].Shipment, { Scans: scans.map((ScanDetail) => ({ ScanDetail })), ...fields })
  return JSON.stringify(body)
}

function reversed(): string {
  const body = JSON.parse(delivered)
  body.ShipmentData[0].Shipment.Scans.reverse()
  return JSON.stringify(body)
}

const push = (text: string): string[] | undefined => delhivery.pushed?.({ headers: {}, query: {}, text })

function meaning({ code, attr, meaning: own }: RawEvent): string {
  const means = own ?? meaningOf(delhivery.codes, code, attr)
  return means === null ? 'unknown' : `${means.status}/${'sub' in means ? means.sub : ''}`
}

carrierContract(delhivery, {
  found: { items: [item], answer: answerOf(delivered) },
  partlyFound: { items: [item, other], answer: answerOf(delivered) },
  notFound: { items: [item, other], answer: answerOf(missing) },
  auth: { items: [item], answer: answerOf('{"detail":"Invalid token."}', 401) },
  throttled: { items: [item], answer: answerOf('{"detail":"Request was throttled."}', 429) },
  malformed: { items: [item], answer: answerOf(delivered.replace('"Scans"', '"Events"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(shipment([{ ...MANIFESTED, ScanDateTime: raw }])),
    samples: [
      { raw: '2026-01-14T02:11:00.123', local: '2026-01-14T02:11:00', utc: '2026-01-13T20:41:00Z' },
      { raw: '2026-07-14 02:11:00', local: '2026-07-14T02:11:00', utc: '2026-07-13T20:41:00Z' },
    ],
  },
  canaries: ['CANARY', '+910000000001', '999901'],
  skip: { invalid: 'a malformed number is answered as one that is not known' },
})

test('waybills in one query, scans without the consignee', () => {
  const request = delhivery.buildRequest?.([item, itemOf('a/b')], ctx)
  expect(request).toEqual({
    method: 'GET',
    path: '/api/v1/packages/json/?waybill=10000000000001%2Ca%2Fb&verbose=1',
    headers: { accept: 'application/json', authorization: 'Token abc' },
  })
})

describe('the type of a scan decides its direction', () => {
  test.each([
    ['Dispatched', 'UD', 'pickup/out_for_delivery'],
    ['Dispatched', 'RT', 'exception/returning'],
    ['Dispatched', 'PP', 'inforeceived/pickup_scheduled'],
    ['Dispatched', 'PU', 'pickup/out_for_delivery'],
    ['In Transit', 'UD', 'transit/in_transit'],
    ['In Transit', 'RT', 'exception/returning'],
    ['Delivered', 'DL', 'delivered/delivered'],
    ['RTO', 'DL', 'exception/returned_to_sender'],
    ['DTO', 'DL', 'delivered/delivered'],
    ['Canceled', 'CN', 'exception/cancelled'],
    ['LOST', 'LT', 'exception/lost'],
    ['Delivered', 'XX', 'unknown'],
  ])('%s %s is %s', (Scan, ScanType, wanted) => {
    const [event] = found(shipment([{ ...MANIFESTED, Scan, ScanType }])).events
    expect(event && meaning(event)).toBe(wanted)
  })

  test.each([
    ['Pending', 'UD', 'X-IBD3F', 'transit/arrived_destination'],
    ['Pending', 'UD', 'EOD-74', 'undelivered/failed_attempt'],
    ['Pending', 'RT', 'EOD-74', 'exception/returning'],
    ['Not Picked', 'UD', 'X-PNP', 'inforeceived/pickup_scheduled'],
    ['Not Picked', 'UD', 'DTUP-210', 'exception/cancelled'],
  ])('%s %s with %s is %s', (Scan, ScanType, StatusCode, wanted) => {
    const [event] = found(shipment([{ ...MANIFESTED, Scan, ScanType, StatusCode }])).events
    expect(event && meaning(event)).toBe(wanted)
  })
})

describe('scans', () => {
  test('remarks follow the scan, but not those that may be about people', () => {
    expect(found(delivered).events.map(({ text }) => text)).toEqual([
      'Manifested: Manifest uploaded',
      'In Transit: Shipment picked up',
      'Pending: Shipment received at facility',
      'Dispatched',
      'Pending: Consignee unavailable',
      'Delivered',
    ])
  })

  test('the state of a centre stands in brackets', () => {
    expect(found(delivered).events[0]?.place).toEqual({ text: 'Placeholder_Centre_GW (Haryana)', region: 'Haryana' })
  })

  test('a shipment without a scan yet has its status', () => {
    expect(found(shipment([])).events).toMatchObject([{ code: 'DELIVERED', attr: 'DL', text: 'Delivered' }])
    expect(ask(answerOf(shipment([], { Status: {} })))[0]?.kind).toBe('schemaDrift')
  })

  test('a scan without a readable time is left out; all of them unreadable is a drift', () => {
    expect(found(shipment([MANIFESTED, { ...MANIFESTED, ScanDateTime: '12.01.2026' }])).events).toHaveLength(1)
    expect(ask(answerOf(shipment([{ ...MANIFESTED, ScanDateTime: '' }])))[0]?.kind).toBe('schemaDrift')
  })

  test('facts: the promised day, the reference of the shop, the way back', () => {
    expect(found(delivered).facts).toEqual({ eta: { to: '2026-01-15' }, reference: 'SHOP-0001' })
    const back = shipment([MANIFESTED], {
      Status: { StatusType: 'RT' },
      ExpectedDeliveryDate: null,
      PromisedDeliveryDate: '2026-01-15T18:00:00',
    })
    expect(found(back).facts).toEqual({ eta: { to: '2026-01-15T18:00:00+05:30' }, reference: 'SHOP-0001', isReturn: true })
  })
})

describe('refusals', () => {
  test.each([
    ['Data does not exists for provided Waybill(s)', 'notFound'],
    ['No such waybill or Order Id found', 'notFound'],
    ['Unauthorized', 'badCredentials'],
    ['Package handler limit exceeded', 'temporary'],
    ['Request was throttled. Expected available in 8 seconds.', 'throttled'],
  ])('%s: %s, with HTTP 200 and 400', (Error, kind) => {
    for (const status of [200, 400]) expect(ask(answerOf(JSON.stringify({ Success: false, Error }), status))[0]?.kind).toBe(kind)
  })

  test('another waybill than the one asked is never shown, and says nothing of it', () => {
    expect(ask(answerOf(delivered), [other])).toEqual([{ kind: 'schemaDrift', ref: other.ref, path: 'ShipmentData[].Shipment.AWB' }])
    expect(ask(answerOf(delivered.replace('"AWB"', '"Waybill"')))[0]?.kind).toBe('schemaDrift')
    expect(ask(answerOf('{"ShipmentData":[]}'))[0]?.kind).toBe('notFound')
  })

  test('a page with 403 is the firewall, which is over in half a minute; JSON with 403 is the account', () => {
    const page = answerOf('<html><title>403 Forbidden</title></html>', 403, { 'content-type': 'text/html' })
    expect(ask(page)).toEqual([{ kind: 'throttled', ref: item.ref, scope: 'penalty', retryAfterSeconds: 30, carrierCode: 'http_403' }])
    expect(ask(answerOf('{"detail":"You do not have permission."}', 403))[0]?.kind).toBe('scopeMissing')
  })

  test('the seconds to wait stand in the words, unless a header tells them', () => {
    const words = '{"detail":"Request was throttled. Expected available in 8 seconds."}'
    expect(ask(answerOf(words, 429))[0]).toMatchObject({ kind: 'throttled', retryAfterSeconds: 8, scope: 'second' })
    expect(ask(answerOf(words, 429, { 'retry-after': '60' }))[0]).toMatchObject({ retryAfterSeconds: 60 })
  })
})

test('a push names its waybill', () => {
  expect(push('{"Shipment":{"AWB":"10000000000001","Status":{"Status":"Manifested"}}}')).toEqual(['10000000000001'])
  expect(push('{"hello":1}')).toEqual([])
})
