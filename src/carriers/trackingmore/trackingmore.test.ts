import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { trackingmore } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>
type Json = Record<string, unknown>

const [NUMBER, UNKNOWN] = ['TM000000000101', 'TM000000000102']
const HOUR = 3_600_000
const NOW = Date.UTC(2026, 0, 15, 12)
const ctx: CarrierContext = { credential: { apiKey: 'key' }, language: 'en', now: NOW }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const delivered = fixture('found')
const toRead = (number: string, extra: Partial<TrackItem> = {}): TrackItem => itemOf(number, { pin: 'trackingmore:dhl', ...extra })
const item = toRead(NUMBER)

function ask(text: string, of: TrackItem = item, status = 200): Outcome {
  const [outcome] = trackingmore.parse?.(answerOf(text, status), [of], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string, of?: TrackItem): Found {
  const outcome = ask(text, of)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

const refused = (code: number): string => JSON.stringify({ meta: { code, message: 'Placeholder' }, data: [] })
const answer = (...data: Json[]): string => JSON.stringify({ meta: { code: 200 }, data })
/** The delivered tracking with other fields. */
const tracking = (changes: Json): Json => ({ ...JSON.parse(delivered).data[0], ...changes })
const checkpoints = (...trackinfo: Json[]): string => answer(tracking({ origin_info: { trackinfo }, destination_info: null }))
const eventOf = (checkpoint: Json): RawEvent | undefined =>
  found(checkpoints({ checkpoint_date: '2026-01-10 10:00', ...checkpoint })).events[0]

function reversed(): string {
  const body = JSON.parse(delivered)
  for (const end of ['origin_info', 'destination_info']) body.data[0][end].trackinfo.reverse()
  return JSON.stringify(body)
}

carrierContract(trackingmore, {
  found: { items: [item], answer: answerOf(delivered) },
  partlyFound: { items: [item, toRead(UNKNOWN)], answer: answerOf(delivered) },
  notFound: { items: [toRead(UNKNOWN)], answer: answerOf(delivered) },
  invalid: { items: [itemOf('12')], answer: answerOf(fixture('created')) },
  auth: { items: [item], answer: answerOf(refused(401), 401) },
  throttled: { items: [item], answer: answerOf(refused(429), 429) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"trackinfo"', '"checkpoints"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(checkpoints({ checkpoint_date: raw, checkpoint_delivery_substatus: 'transit001' })),
    samples: [
      { raw: '2026-01-14 12:41', local: '2026-01-14T12:41:00', utc: null },
      { raw: '2026-07-14 12:41:30', local: '2026-07-14T12:41:30', utc: null },
      { raw: '2026-07-14T12:41:30+02:00', local: '2026-07-14T12:41:30', utc: '2026-07-14T10:41:30Z' },
      { raw: '2026-07-14', local: '2026-07-14T00:00:00', utc: null },
    ],
  },
  canaries: ['CANARY', 'canary@example.com', '+70000000001', '00002'],
})

describe('request', () => {
  test('numbers are created with their courier and what it may want', () => {
    const extra = { courier: 'dhl', postalCode: '000001', shipDate: '20260110', destinationCountry: 'ES', accountNumber: 'A' }
    const request = trackingmore.buildRequest?.([itemOf('A1', extra), itemOf('A2', { courier: 'trackingmore' })], ctx)
    expect(request).toMatchObject({ method: 'POST', path: '/trackings/batch', headers: { 'tracking-api-key': 'key' } })
    expect(JSON.parse(request?.body ?? '')).toEqual([
      {
        tracking_number: 'A1',
        courier_code: 'dhl',
        tracking_postal_code: '000001',
        tracking_ship_date: '20260110',
        tracking_destination_country: 'ES',
        tracking_courier_account: 'A',
      },
      { tracking_number: 'A2' },
    ])
  })

  test('created numbers are read together', () => {
    const request = trackingmore.buildRequest?.([toRead('A1'), itemOf('A2', { resume: 'registered' }), itemOf('A3')], ctx)
    expect(request).toEqual({
      method: 'GET',
      path: '/trackings/get?tracking_numbers=A1%2CA2',
      headers: { accept: 'application/json', 'tracking-api-key': 'key' },
    })
  })
})

const created = (errorCode: number): string =>
  JSON.stringify({ meta: { code: 200 }, data: { success: [], error: [{ tracking_number: NUMBER, errorCode, errorMessage: '' }] } })
const create = (text: string, extra: Partial<TrackItem> = {}, status = 200): Outcome =>
  ask(text, itemOf(NUMBER, { courier: 'usps', ...extra }), status)

describe('creation', () => {
  test('created costs a unit, one that exists costs none', () => {
    const outcomes = trackingmore.parse?.(answerOf(fixture('created')), [itemOf(NUMBER), itemOf(UNKNOWN)], ctx)
    expect(outcomes).toMatchObject([
      { kind: 'pending', resume: 'registered', pin: 'trackingmore:dhl', units: 1, notBeforeSeconds: 120 },
      { kind: 'pending', resume: 'registered', pin: 'trackingmore:dhl', units: 0, notBeforeSeconds: 10 },
    ])
    expect(create(created(4101))).toMatchObject({ pin: 'trackingmore:usps', units: 0 })
    expect(create(refused(4101), {}, 400)).toMatchObject({ pin: 'trackingmore:usps', units: 0 })
  })

  test.each([
    [4110, { kind: 'invalidNumber' }],
    [4120, { kind: 'notFound' }],
    [4121, { kind: 'notFound' }],
    [4190, { kind: 'scopeMissing' }],
    [4122, { kind: 'needsInput', field: 'postalCode' }],
    [4130, { kind: 'temporary' }],
  ])('%d is %j, for one number and for the answer', (code, outcome) => {
    const expected = { ...outcome, ref: NUMBER, carrierCode: String(code) }
    expect(create(created(code))).toEqual(expected)
    expect(create(refused(code), {}, 400)).toEqual(expected)
  })

  test('of the special fields the first that is missing is wanted', () => {
    const given = { postalCode: '1', shipDate: '20260110' }
    expect(create(created(4122), given)).toMatchObject({ field: 'destinationCountry' })
    expect(create(created(4122), { ...given, destinationCountry: 'ES' })).toMatchObject({ field: 'accountNumber' })
  })

  test('an error of the answer blames none of several numbers', () => {
    const outcomes = trackingmore.parse?.(answerOf(refused(4110), 400), [itemOf('A1'), itemOf('A2')], ctx)
    expect(outcomes?.map(({ kind }) => kind)).toEqual(['temporary', 'temporary'])
  })

  test('a number that the answer leaves out is a drift', () => {
    expect(ask(fixture('created'), itemOf('A1'))).toEqual({ kind: 'schemaDrift', ref: 'A1', path: 'data.success[].tracking_number' })
  })
})

describe('the whole answer', () => {
  test.each([
    [401, 401, 'badCredentials'],
    [401, 200, 'badCredentials'],
    [403, 403, 'scopeMissing'],
    [429, 429, 'throttled'],
    [511, 500, 'temporary'],
    [511, 200, 'temporary'],
    [4102, 400, 'purged'],
    [400, 400, 'temporary'],
  ])('code %d with HTTP %d is %s', (code, status, kind) => expect(ask(refused(code), item, status).kind).toBe(kind))

  test('without a time to wait the penalty lasts two minutes', () => {
    expect(ask(refused(429), item, 429)).toMatchObject({ retryAfterSeconds: 120 })
    const told = trackingmore.parse?.(answerOf(refused(429), 429, { 'retry-after': '7' }), [item], ctx)
    expect(told).toMatchObject([{ retryAfterSeconds: 7 }])
  })

  test('without a code it is a drift', () => {
    expect(ask('{"data":[]}')).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'meta.code' })
    expect(ask('{"meta":{"code":200}}')).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'data' })
  })
})

describe('events', () => {
  test('of both couriers; who signed is not told', () => {
    expect(found(delivered).events.map(({ code, text, place }) => [code, text, place?.text])).toEqual([
      ['transit002', 'Arrived at the sorting centre', 'Leipzig'],
      ['transit001', 'Shipment picked up', 'Berlin'],
      ['delivered003', 'Delivered', 'MADRID'],
      ['pickup001', 'En reparto', 'Madrid'],
    ])
  })

  test('the substatus is the code, else the status, however it is printed', () => {
    expect(eventOf({ checkpoint_delivery_substatus: 'not found001' })?.code).toBe('notfound001')
    expect(eventOf({ checkpoint_delivery_substatus: null, checkpoint_delivery_status: 'Transit' })?.code).toBe('transit')
    expect(eventOf({})?.code).toBe('unclassified')
    expect(eventOf({ checkpoint_delivery_substatus: 'transit099' })?.code).toBe('transit099')
  })

  test('none readable is a drift', () => {
    expect(ask(checkpoints({ checkpoint_date: 'today' }))).toMatchObject({ kind: 'schemaDrift', path: 'data[].origin_info.trackinfo' })
  })
})

test('facts', () => {
  expect(found(delivered).facts).toEqual({
    service: 'Express',
    originCountry: 'DE',
    destinationCountry: 'ES',
    weightKg: 1.2,
    eta: { to: '2026-01-14' },
    lastMile: { carrier: 'correos-spain', number: 'ES0000000001' },
  })
})

describe('nothing to show', () => {
  const silent = { origin_info: { trackinfo: [] }, destination_info: null }

  test('the first look is under way: pending within the first hour, then not found', () => {
    for (const changes of [{ delivery_status: 'pending' }, { delivery_status: 'notfound', updating: true }]) {
      const text = answer(tracking({ ...silent, ...changes }))
      expect(ask(text)).toMatchObject({ kind: 'pending', resume: 'registered', notBeforeSeconds: 120 })
      expect(ask(text, toRead(NUMBER, { registeredAt: NOW - HOUR })).kind).toBe('notFound')
    }
  })

  test.each(['notfound', 'expired', 'exception'])('%s without checkpoints is not found', (delivery_status) => {
    expect(ask(answer(tracking({ ...silent, delivery_status, substatus: 'x1' })))).toEqual({
      kind: 'notFound',
      ref: NUMBER,
      carrierCode: 'x1',
    })
  })

  test('a number that is not listed was deleted; a list that cannot be read is a drift', () => {
    expect(ask(answer())).toEqual({ kind: 'purged', ref: NUMBER, carrierCode: 'not_listed' })
    expect(ask(answer(tracking({ tracking_number: UNKNOWN }))).kind).toBe('purged')
    expect(ask(answer(tracking({ tracking_number: null })))).toMatchObject({ kind: 'schemaDrift', path: 'data[].tracking_number' })
  })
})

test('a number that is there for several couriers: the pinned one; without a pin the first, and all are named', () => {
  const both = answer(tracking({ courier_code: 'ups', service_code: 'A' }), tracking({ service_code: 'B' }))
  expect(found(both)).toMatchObject({ pin: 'trackingmore:dhl', facts: { service: 'B' } })
  expect(found(both)).not.toHaveProperty('ambiguous')
  const free = found(both, itemOf(NUMBER, { resume: 'registered' }))
  expect(free).toMatchObject({ pin: 'trackingmore:ups', facts: { service: 'A' }, ambiguous: ['trackingmore:ups', 'trackingmore:dhl'] })
  expect(found(delivered, toRead(NUMBER, { pin: 'trackingmore:ups' })).pin).toBe('trackingmore:dhl')
})

test('what was read is never taken for a creation', () => expect(ask(delivered, itemOf(NUMBER)).kind).toBe('found'))

const names = (text: string): unknown => trackingmore.pushed?.({ headers: {}, query: {}, text })

test('a webhook names its number; anything else names none', () => {
  expect(names(`{"meta":{"code":200},"data":{"tracking_number":"${NUMBER}"}}`)).toEqual([NUMBER])
  for (const text of ['', '[]', '{"data":null}', '{"data":{"tracking_number":{}}}']) expect(names(text)).toEqual([])
})
