import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { ups } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>

const NUMBER = '1ZTEST000300000010'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { clientId: 'id', clientSecret: 'secret' }, token: 'abc', language: 'en', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const delivered = fixture('delivered')

function ask(text: string, status = 200, number = NUMBER): Outcome {
  const [outcome] = ups.parse?.(answerOf(text, status), [itemOf(number)], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string, number = NUMBER): Found {
  const outcome = ask(text, 200, number)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

/** An answer with these packages in one shipment. */
function packages(...all: object[]): string {
  return JSON.stringify({ trackResponse: { shipment: [{ inquiryNumber: NUMBER, package: all }] } })
}

function activity(type: string, code: string, gmt = '20260112 100000'): object {
  const [gmtDate, gmtTime] = gmt.split(' ')
  return { status: { type, code, description: 'Placeholder' }, gmtDate, gmtTime, gmtOffset: '-05:00' }
}

const one = (...activities: object[]): string => packages({ trackingNumber: NUMBER, activity: activities })
const errors = (code: string): string => JSON.stringify({ response: { errors: [{ code, message: 'Placeholder' }] } })
const meanings = (events: readonly RawEvent[]): unknown[] =>
  events.map(({ code, attr, meaning }) => meaning ?? meaningOf(ups.codes, code, attr))

const push = (text: string): unknown => ups.pushed?.({ headers: {}, query: {}, text })

function timed(raw: string): string {
  const [date = '', time = '', gmtDate, gmtTime, gmtOffset] = raw.split('|')
  return one({ status: { type: 'I', code: 'AR' }, date, time, ...(gmtDate ? { gmtDate, gmtTime, gmtOffset } : {}) })
}

function reversed(): string {
  const body = JSON.parse(delivered)
  for (const pack of body.trackResponse.shipment[0].package) pack.activity.reverse()
  body.trackResponse.shipment[0].package.reverse()
  return JSON.stringify(body)
}

carrierContract(ups, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(fixture('not-found')) },
  invalid: { items: [item], answer: answerOf(errors('TV1002'), 400) },
  auth: { items: [item], answer: answerOf(errors('250003'), 401) },
  throttled: { items: [item], answer: answerOf(errors('10429'), 429) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"activity"', '"activities"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(timed(raw)),
    samples: [
      { raw: '20260114|152210|20260114|20:22:10|-05:00', local: '2026-01-14T15:22:10', utc: '2026-01-14T20:22:10Z' },
      { raw: '20260714|162210|2026-07-14|20:22:10|-04:00', local: '2026-07-14T16:22:10', utc: '2026-07-14T20:22:10Z' },
      { raw: '20260714|034700|20260714|74700|-04:00', local: '2026-07-14T03:47:00', utc: '2026-07-14T07:47:00Z' },
      { raw: '20260714|034700|20260714|74700|', local: '2026-07-14T03:47:00', utc: '2026-07-14T07:47:00Z' },
      { raw: '20260714|34700', local: '2026-07-14T03:47:00', utc: null },
    ],
  },
  canaries: ['CANARY'],
  skip: { partlyFound: 'one number a call' },
})

test('the request names the number, the locale and itself', () => {
  const request = ups.buildRequest?.([itemOf('1z test 000300000010')], { ...ctx, language: 'de' })
  expect(request).toMatchObject({
    method: 'GET',
    path: `/api/track/v1/details/${NUMBER}?locale=de_DE&returnSignature=false&returnMilestones=false&returnPOD=false`,
    headers: { authorization: 'Bearer abc', transactionsrc: 'trackru' },
  })
  expect(request?.headers?.['transid']).toMatch(/^[0-9a-f]{32}$/)
  expect(ups.buildRequest?.([item], { ...ctx, now: 1 }).headers?.['transid']).not.toBe(request?.headers?.['transid'])
})

test('the token is asked for with a Basic header; its life comes as text', () => {
  if (ups.auth.kind !== 'token') throw new Error('UPS gives tokens')
  expect(ups.auth.request(ctx).headers?.['authorization']).toBe(`Basic ${Buffer.from('id:secret').toString('base64')}`)
  const given = '{"access_token":"T","issued_at":"1767225600000","expires_in":"14399"}'
  expect(ups.auth.parse(answerOf(given))).toEqual({ kind: 'token', value: 'T', expiresInSeconds: 14_399 })
  expect(ups.auth.parse(answerOf(errors('10401'), 401)).kind).toBe('badCredentials')
})

describe('packages', () => {
  test("only the asked number's, wherever it stands", () => {
    expect(found(delivered).events.map(({ code, attr }) => `${code}:${attr}`)).toEqual(['D:9E', 'I:OT', 'X:DJ', 'P:PU', 'M:MP'])
    expect(found(delivered, '1ZTEST000300000029').events).toHaveLength(1)
    expect(ask(delivered, 200, '1ZTEST000300000038')).toEqual({
      kind: 'schemaDrift',
      ref: '1ZTEST000300000038',
      path: 'package[].trackingNumber',
    })
  })

  test('the number of the post leads to its package', () => {
    expect(found(delivered, '92000000000000000000000017').events).toHaveLength(5)
  })

  test('a package without a number is that of the inquiry, when it is alone', () => {
    const nameless = { activity: [activity('I', 'AR')] }
    expect(found(packages(nameless)).events).toHaveLength(1)
    expect(ask(packages(nameless, nameless)).kind).toBe('schemaDrift')
    expect(ask(packages(nameless), 200, '1ZTEST000300000038').kind).toBe('schemaDrift')
  })

  test('known and not yet scanned; unreadable is something else', () => {
    const known = { trackingNumber: NUMBER, activity: [], currentStatus: { code: '003' } }
    expect(found(packages(known))).toEqual({ kind: 'found', ref: NUMBER, events: [], facts: {} })
    expect(ask(packages({ trackingNumber: NUMBER, activity: [] })).kind).toBe('schemaDrift')
    expect(ask(one({ status: { type: 'D' }, date: 'today', time: 'noon' }))).toMatchObject({
      kind: 'schemaDrift',
      path: 'activity[].status',
    })
  })
})

describe('activities', () => {
  test('an activity with its place and both times', () => {
    expect(found(delivered).events[1]).toEqual({
      code: 'I',
      attr: 'OT',
      text: 'Out For Delivery Today',
      time: {
        raw: '2026-01-14T07:47:00',
        local: '2026-01-14T02:47:00',
        offset: '-05:00',
        utc: '2026-01-14T07:47:00Z',
        basis: 'offset',
      },
      place: { text: 'SECAUCUS, NJ, US', city: 'SECAUCUS', region: 'NJ', country: 'US' },
    })
    expect(found(delivered).events[2]?.time).toMatchObject({ utc: null, basis: 'unknown' })
    expect(found(delivered).events[4]?.place).toEqual({ text: 'US', country: 'US' })
  })

  test.each([
    ['M:MP', 'inforeceived', 'label_created'],
    ['I:ZZ', 'transit', 'in_transit'],
    ['I:AR', 'transit', 'arrived_hub'],
    ['X:AR', 'undelivered', 'refused'],
    ['I:OT', 'pickup', 'out_for_delivery'],
    ['O:', 'pickup', 'out_for_delivery'],
    ['D:9E', 'delivered', 'delivered'],
    ['D:ZP', 'pickup', 'ready_for_pickup'],
    ['DD:', 'transit', 'arrived_destination'],
    ['X:48', 'undelivered', 'failed_attempt'],
    ['X:AE', 'undelivered', 'address_issue'],
    ['X:DJ', 'transit', 'delayed'],
    ['X:B7', 'exception', 'seized'],
    ['X:??', 'exception', 'on_hold'],
    ['MV:VM', 'exception', 'cancelled'],
  ])('%s means %s %s', (pair, status, sub) => {
    const [type = '', code = ''] = pair.split(':')
    expect(meaningOf(ups.codes, type, code)).toEqual({ status, sub })
  })

  test('a type that the table does not hold stays unknown', () => expect(meaningOf(ups.codes, 'Q', 'AR')).toBeNull())

  test('what is delivered after the return began is back at the shipper, in whatever order', () => {
    const scans = [activity('D', '9E', '20260114 100000'), activity('X', 'UF', '20260112 100000'), activity('P', 'PU', '20260110 100000')]
    const returned = { status: 'exception', sub: 'returned_to_sender' }
    expect(meanings(found(one(...scans)).events)[0]).toEqual(returned)
    expect(meanings(found(one(...scans.toReversed())).events)[2]).toEqual(returned)
    const before = [activity('RS', 'RS', '20260114 100000'), activity('D', '9E', '20260112 100000')]
    expect(meanings(found(one(...before)).events)[1]).toEqual({ status: 'delivered', sub: 'delivered' })
  })
})

describe('facts', () => {
  test('service, ends, pounds in kilograms, the number of the post; no expected day once delivered', () => {
    expect(found(delivered).facts).toEqual({
      service: 'UPS Ground',
      originCountry: 'US',
      destinationCountry: 'US',
      weightKg: 2.268,
      lastMile: { carrier: 'usps', number: '92000000000000000000000017' },
    })
  })

  test('the rescheduled day wins, with its window', () => {
    const deliveryDate = [
      { type: 'SDD', date: '20260120' },
      { type: 'RDD', date: '20260121' },
    ]
    const pack = { trackingNumber: NUMBER, activity: [activity('I', 'AR')], deliveryDate }
    expect(found(packages({ ...pack, deliveryTime: { type: 'EOD' } })).facts).toEqual({ eta: { to: '2026-01-21' } })
    const deliveryTime = { type: 'EDW', startTime: '93000', endTime: '133000' }
    expect(found(packages({ ...pack, deliveryTime })).facts).toEqual({ eta: { from: '2026-01-21T09:30:00', to: '2026-01-21T13:30:00' } })
  })

  test('nonsense is left out', () => {
    const odd = {
      weight: { unitOfMeasurement: 'KGS', weight: '999999' },
      service: {},
      packageAddress: [{ type: 'ORIGIN' }],
      deliveryDate: 1,
    }
    expect(found(packages({ trackingNumber: NUMBER, activity: [activity('I', 'AR')], ...odd })).facts).toEqual({})
  })
})

describe('refusals', () => {
  test.each([
    ['TW0001', 404, 'notFound'],
    ['TV1002', 400, 'invalidNumber'],
    ['10429', 200, 'throttled'],
    ['10429', 429, 'throttled'],
    ['250003', 401, 'authExpired'],
    ['250002', 403, 'scopeMissing'],
    ['10004', 200, 'temporary'],
    ['404', 404, 'temporary'],
  ])('%s with HTTP %i is %s', (code, status, kind) => expect(ask(errors(code), status)).toMatchObject({ kind, ref: NUMBER }))

  test('a warning beside a package changes nothing; one that is not known is no "not found"', () => {
    const warnings = [{ code: 'TW0001' }]
    const shipment = { inquiryNumber: NUMBER, warnings, package: [{ trackingNumber: NUMBER, activity: [activity('I', 'AR')] }] }
    expect(found(JSON.stringify({ trackResponse: { shipment: [shipment] } })).events).toHaveLength(1)
    expect(ask(fixture('not-found').replace('TW0001', 'TW9999'))).toMatchObject({ kind: 'temporary', carrierCode: 'TW9999' })
    expect(ask('{"trackResponse":{"shipment":[]}}').kind).toBe('schemaDrift')
  })
})

describe('Track Alert', () => {
  const event = { trackingNumber: NUMBER, activityStatus: { type: 'D', code: 'FS' }, gmtOffset: '-04.00', receivedBy: 'CANARY' }

  test('the number of the event', () => {
    expect(push(JSON.stringify(event))).toEqual([NUMBER])
    expect(push(JSON.stringify([event, event, { trackingNumber: '1ZTEST000300000029' }]))).toEqual([NUMBER, '1ZTEST000300000029'])
  })

  test('nothing in anything else', () => {
    for (const text of ['', '{}', '[1]', 'null', '<a/>', '{"trackingNumber":{}}']) expect(push(text), text).toEqual([])
  })
})
