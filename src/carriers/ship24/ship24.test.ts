import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { ship24 } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>
type Json = Record<string, unknown>

const [NUMBER, UNKNOWN] = ['S24TEST0000000101', 'S24TEST0000000102']
const PIN = 'ship24:00000000-0000-4000-8000-000000000101'
const NOW = Date.UTC(2026, 0, 15, 12)
const ctx: CarrierContext = { credential: { apiKey: 'key' }, language: 'en', now: NOW }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const delivered = fixture('found')
const item = itemOf(NUMBER)

function ask(text: string, of: TrackItem = item, { status = 200, now = NOW } = {}): Outcome {
  const [outcome] = ship24.parse?.(answerOf(text, status), [of], { ...ctx, now }) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string, of?: TrackItem, now = NOW): Found {
  const outcome = ask(text, of, { now })
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

const refused = (code: string, message?: string): string => JSON.stringify({ errors: [{ code, message }], data: null })
/** The delivered parcel with other events. */
function events(...list: Json[]): string {
  const body = JSON.parse(delivered)
  body.data.trackings[0].events = list
  return JSON.stringify(body)
}
const eventOf = (event: Json): RawEvent | undefined => found(events({ occurrenceDatetime: '2026-01-10T10:00:00', ...event })).events[0]

function reversed(): string {
  const body = JSON.parse(delivered)
  body.data.trackings[0].events.reverse()
  return JSON.stringify(body)
}

carrierContract(ship24, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [itemOf(UNKNOWN, { pin: PIN })], answer: answerOf(fixture('pending')) },
  invalid: { items: [item], answer: answerOf(fixture('invalid'), 400) },
  auth: { items: [item], answer: answerOf(refused('unauthorized'), 401) },
  throttled: { items: [item], answer: answerOf(refused('too_many_requests'), 429, { 'retry-after': '1' }) },
  malformed: { items: [item], answer: answerOf(delivered.replace('"events"', '"checkpoints"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(events({ occurrenceDatetime: raw, statusMilestone: 'in_transit' })),
    // The four forms of docs.ship24.com/data-format.
    samples: [
      { raw: '2026-01-14T17:12:57', local: '2026-01-14T17:12:57', utc: null },
      { raw: '2026-07-14T17:12:57+02:00', local: '2026-07-14T17:12:57', utc: '2026-07-14T15:12:57Z' },
      { raw: '2026-07-14T23:58:12Z', local: '2026-07-14T23:58:12', utc: '2026-07-14T23:58:12Z' },
      { raw: '2026-01-14', local: '2026-01-14T00:00:00', utc: null },
    ],
  },
  canaries: ['CANARY', '00002', 'Austin'],
  skip: { partlyFound: 'one number a call' },
})

describe('request', () => {
  test('the first one makes a tracker, with the courier where its code is known', () => {
    const request = ship24.buildRequest?.(
      [itemOf('A1', { courier: 'usps', postalCode: '000001', destinationCountry: 'US', shipDate: '20260110' })],
      ctx,
    )
    expect(request).toMatchObject({ method: 'POST', path: '/trackers', headers: { authorization: 'Bearer key' } })
    expect(JSON.parse(request?.body ?? '')).toEqual({
      trackingNumber: 'A1',
      courierCode: ['us-post'],
      destinationCountryCode: 'US',
      destinationPostCode: '000001',
    })
    expect(ship24.buildRequest?.([itemOf('A1', { courier: 'cdek' })], ctx).body).toBe('{"trackingNumber":"A1"}')
  })

  test('a pinned tracker is read, whatever else is known by now', () => {
    expect(ship24.buildRequest?.([itemOf(NUMBER, { pin: PIN, postalCode: '000001' })], ctx)).toEqual({
      method: 'GET',
      path: '/trackers/00000000-0000-4000-8000-000000000101/results',
      headers: { accept: 'application/json', authorization: 'Bearer key' },
    })
  })

  test.each(['ship24:../x', 'ship24:', '17track:3011', 'x'])('the pin %s is no tracker', (pin) => {
    expect(ship24.buildRequest?.([itemOf(NUMBER, { pin })], ctx).path).toBe('/trackers')
  })
})

describe('events', () => {
  test('the code, else the milestone of the time; who signed is not told', () => {
    expect(found(delivered).events.map(({ code, text, place }) => [code, text, place?.text])).toEqual([
      ['delivery_delivered', 'Delivered', 'SAN RAFAEL, CA'],
      ['delivery_out_for_delivery', 'delivery_out_for_delivery', 'SAN RAFAEL, CA'],
      ['in_transit', 'Arrived at Hub', 'LOS ANGELES CA INTERNATIONAL DISTRIBUTION CENTER'],
      ['transit_handover', 'Accepted', 'Beijing'],
      ['data_order_created', 'Order information received', undefined],
    ])
    expect(eventOf({})?.code).toBe('unclassified')
    expect(eventOf({ statusCode: 'transit_new', statusMilestone: 'in_transit' })?.code).toBe('transit_new')
  })

  test('none readable is a drift', () => {
    expect(ask(events({ occurrenceDatetime: 'today' }))).toMatchObject({ kind: 'schemaDrift', path: 'data.trackings[].events' })
    expect(ask(events())).toMatchObject({ kind: 'schemaDrift', path: 'data.trackings[].events' })
  })
})

test('facts', () => {
  expect(found(delivered).facts).toEqual({
    service: 'Parcel Post',
    originCountry: 'CN',
    destinationCountry: 'US',
    eta: { from: '2026-01-14T08:00:00', to: '2026-01-14T20:00:00' },
    lastMile: { carrier: 'us-post', number: 'US0000000101' },
  })
})

/** The answer to POST /trackers. */
const made = (tracker: Json): string =>
  JSON.stringify({
    data: { tracker: { trackerId: PIN.slice(7), trackingNumber: NUMBER, createdAt: '2026-01-15T12:00:00.000Z', ...tracker } },
  })

describe('trackers', () => {
  test('a new one costs a unit, one of before does not; it is pinned, and read when the couriers have had their minute', () => {
    const pending = { kind: 'pending', ref: NUMBER, resume: 'registered', pin: PIN }
    expect(ask(made({}), item, { status: 201 })).toMatchObject({ ...pending, units: 1, notBeforeSeconds: 120 })
    expect(ask(made({}), item, { now: NOW + 600_000 })).toMatchObject({ ...pending, units: 0, notBeforeSeconds: 10 })
    expect(ask(made({ createdAt: null }))).toMatchObject({ units: 1 })
    expect(found(delivered, itemOf(NUMBER, { pin: PIN }))).toMatchObject({ pin: PIN, units: 0 })
  })

  test("nothing after the couriers' minute is not found", () => {
    expect(ask(fixture('pending'), itemOf(UNKNOWN, { pin: PIN }))).toEqual({ kind: 'notFound', ref: UNKNOWN, carrierCode: 'pending' })
  })

  test("another number's tracker is not taken, and one without an id is a drift", () => {
    expect(ask(made({ trackingNumber: UNKNOWN }))).toMatchObject({ kind: 'schemaDrift', path: 'data.tracker.trackingNumber' })
    expect(ask(made({ trackerId: null }))).toMatchObject({ kind: 'schemaDrift', path: 'data.tracker.trackerId' })
    expect(ask(made({}), itemOf(NUMBER, { pin: PIN }))).toMatchObject({ kind: 'schemaDrift', path: 'data.trackings' })
  })

  test("another parcel's data is not shown; a tracker without an id is a drift", () => {
    expect(ask(delivered, itemOf(UNKNOWN))).toMatchObject({ kind: 'schemaDrift', path: 'data.trackings[].tracker.trackingNumber' })
    expect(ask(delivered.replace('"trackerId"', '"id"'))).toMatchObject({ kind: 'schemaDrift', path: 'data.trackings[].tracker.trackerId' })
  })
})

describe('refusals', () => {
  test.each([
    ['quota_limit_reached', 403, 'scopeMissing'],
    ['no_active_subscription', 422, 'scopeMissing'],
    ['tracker_not_found', 404, 'purged'],
    ['shipping_date_outdated', 400, 'purged'],
    ['parcel_not_found', 404, 'notFound'],
    ['tracker_conflict', 400, 'temporary'],
    ['processing_error', 200, 'temporary'],
    ['something_new', 402, 'temporary'],
  ])('%s with HTTP %d is %s', (code, status, kind) => {
    expect(ask(refused(code), item, { status })).toEqual({ kind, ref: NUMBER, carrierCode: code })
  })

  test('the same tracker is being made: later, for nothing', () => {
    expect(ask(refused('request_conflict'), item, { status: 409 })).toMatchObject({ kind: 'pending', resume: '', units: 0 })
  })

  test('a field that is not the number does not make the number invalid', () => {
    expect(ask(refused('validation_error', 'destinationPostCode must be valid'), item, { status: 400 }).kind).toBe('temporary')
  })

  test('401 is the key, a page of a gateway passes', () => {
    expect(ask(refused('x'), item, { status: 401 }).kind).toBe('badCredentials')
    expect(ask('', item, { status: 502 }).kind).toBe('temporary')
    expect(ask('{}')).toMatchObject({ kind: 'schemaDrift', path: 'data.trackings' })
  })
})

const names = (text: string): unknown => ship24.pushed?.({ headers: {}, query: {}, text })

test('a webhook names its numbers; anything else names none', () => {
  expect(names(`{"trackings":[{"tracker":{"trackingNumber":"${NUMBER}"}},{"tracker":null}]}`)).toEqual([NUMBER])
  for (const text of ['', '[]', '{"trackings":{}}', '{"trackings":[1]}']) expect(names(text)).toEqual([])
})
