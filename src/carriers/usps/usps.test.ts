import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { usps } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>

const NUMBER = '9400100000000000000014'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { clientId: 'id', clientSecret: 'secret' }, token: 'abc', language: 'en', now: 0 }
const delivered = readFileSync(new URL('fixtures/delivered.json', import.meta.url), 'utf8')

function ask(text: string, status = 200, number = NUMBER, headers: Record<string, string> = {}): Outcome {
  const [outcome] = usps.parse?.(answerOf(text, status, headers), [itemOf(number)], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string, number = NUMBER): Found {
  const outcome = ask(text, 200, number)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

const answer = (trackingEvents: readonly object[], more: object = {}): string => JSON.stringify({ trackingEvents, ...more })
const event = (eventCode: string, more: object = {}): object => ({ eventCode, GMTTimestamp: '2026-01-10T10:00:00Z', ...more })
const meaning = ({ code, attr, meaning: own }: RawEvent): unknown => own ?? meaningOf(usps.codes, code, attr)
const error = (code: string, message = 'Placeholder', errors: readonly object[] = []): string =>
  JSON.stringify({ apiVersion: 'v3', error: { code, message, errors } })

function reversed(): string {
  const body = JSON.parse(delivered)
  return JSON.stringify({ ...body, trackingEvents: body.trackingEvents.toReversed() })
}

function timed(raw: string): string {
  const [eventTimestamp, GMTTimestamp, GMTOffset] = raw.split('|')
  return answer([{ eventCode: 'OF', eventTimestamp, GMTTimestamp, GMTOffset }])
}

carrierContract(usps, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(error('404'), 404) },
  invalid: {
    items: [item],
    answer: answerOf(error('400', 'Bad Request', [{ source: { parameter: 'trackingNumber' } }]), 400),
  },
  auth: { items: [item], answer: answerOf(error('401'), 401) },
  throttled: { items: [item], answer: answerOf(error('429'), 429, { 'retry-after': '60' }) },
  malformed: { items: [item], answer: answerOf(delivered.replace('"trackingEvents"', '"events"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(timed(raw)),
    samples: [
      { raw: '2026-01-14T13:58:00|2026-01-14T18:58:40Z|-05:00', local: '2026-01-14T13:58:40', utc: '2026-01-14T18:58:40Z' },
      { raw: '2026-07-14T11:58:00Z|2026-07-14T18:58:40.041Z|-7:00', local: '2026-07-14T11:58:40', utc: '2026-07-14T18:58:40Z' },
      { raw: '2026-07-14T14:58:00|2026-07-14T18:58:40Z', local: '2026-07-14T14:58:40', utc: '2026-07-14T18:58:40Z' },
      { raw: '13:58|2026-07-14T18:58:40Z', local: '2026-07-14T18:58:40', utc: '2026-07-14T18:58:40Z' },
      { raw: '2026-07-14T11:58:00Z||-7:00', local: '2026-07-14T11:58:00', utc: '2026-07-14T18:58:00Z' },
      { raw: '2026-07-14T11:58:00Z', local: '2026-07-14T11:58:00', utc: null },
    ],
  },
  canaries: ['CANARY'],
  skip: { partlyFound: 'one number a call' },
})

test('the request asks for details of one number, the token by a form', () => {
  expect(usps.buildRequest?.([itemOf('9400 1000 0000 0000 0000 14')], ctx)).toEqual({
    method: 'GET',
    path: `/tracking/v3/tracking/${NUMBER}?expand=DETAIL`,
    headers: { accept: 'application/json', authorization: 'Bearer abc' },
  })
  const token = usps.auth.kind === 'token' ? usps.auth.request(ctx) : null
  expect(token).toMatchObject({ path: '/oauth2/v3/token', body: 'grant_type=client_credentials&client_id=id&client_secret=secret' })
  expect(usps.auth.kind === 'token' && usps.auth.parse(answerOf('{"error":"invalid_client"}', 401)).kind).toBe('badCredentials')
})

describe('events', () => {
  test('an event with its place; the words of a delivery say how', () => {
    const { events } = found(delivered)
    expect(events.map((one) => [one.code, meaning(one)])).toEqual([
      ['01', { status: 'delivered', sub: 'delivered_collected' }],
      ['OF', { status: 'pickup', sub: 'out_for_delivery' }],
      ['A1', { status: 'transit', sub: 'arrived_hub' }],
      ['GX', { status: 'inforeceived', sub: 'label_created' }],
    ])
    expect(events[1]).toMatchObject({
      text: 'Out for Delivery',
      time: { local: '2026-01-14T09:10:45', offset: '-05:00', utc: '2026-01-14T14:10:45Z', basis: 'offset' },
      place: { text: 'HERNANDO, FL, US', city: 'HERNANDO', region: 'FL', country: 'US' },
    })
    expect(events[2]?.place).toEqual({ text: 'TAMPA FL DISTRIBUTION CENTER', city: 'TAMPA FL DISTRIBUTION CENTER' })
  })

  test('abroad the country is as USPS writes it', () => {
    const places = ['JAPAN', 'JP'].map((eventCountry) => found(answer([event('A0', { eventCountry })])).events[0]?.place)
    expect(places).toEqual([{ text: 'JAPAN' }, { text: 'JP', country: 'JP' }])
  })

  test.each([
    ['Delivered, To Original Sender', 'returned_to_sender'],
    ['Delivered, To Agent', 'delivered_other'],
    ['Delivered, Left with Individual', 'delivered'],
  ])('%s', (eventType, sub) => {
    expect(found(answer([event('01', { eventType })])).events.map(meaning)).toMatchObject([{ sub }])
  })

  test('what is delivered after the return began is back at the sender, in whatever order', () => {
    const two = [event('01', { GMTTimestamp: '2026-01-14T10:00:00Z' }), event('29', { GMTTimestamp: '2026-01-12T10:00:00Z' })]
    const returned = { status: 'exception', sub: 'returned_to_sender' }
    expect(found(answer(two)).events.map(meaning)[0]).toEqual(returned)
    expect(found(answer(two.toReversed())).events.map(meaning)[1]).toEqual(returned)
    const before = [event('29', { GMTTimestamp: '2026-01-14T10:00:00Z' }), event('01', { GMTTimestamp: '2026-01-12T10:00:00Z' })]
    expect(found(answer(before)).events.map(meaning)[1]).toEqual({ status: 'delivered', sub: 'delivered' })
  })

  test('action and reason are the attribute; an unknown code stays unknown', () => {
    const [first, second] = found(answer([event('H0', { actionCode: 'A', reasonCode: '10' }), event('Q9')])).events
    expect([first?.attr, first && meaning(first), second && meaning(second)]).toEqual([
      'A10',
      { status: 'undelivered', sub: 'failed_attempt' },
      null,
    ])
  })

  test('known and not yet scanned; unreadable is something else', () => {
    expect(found(answer([], { statusCategory: 'Pre-Shipment' })).events).toEqual([])
    expect(ask(answer([])).kind).toBe('schemaDrift')
    expect(ask(answer([{ eventCode: 'OF', eventTimestamp: '1:58 pm' }]))).toMatchObject({ kind: 'schemaDrift', path: 'trackingEvents[]' })
    expect(found(answer([event('OF'), event('')])).events).toHaveLength(1)
  })
})

test('the number of the answer is that asked, with or without 420 and the ZIP code', () => {
  expect(found(delivered, `42012345${NUMBER}`).events).toHaveLength(4)
  for (const number of ['9400100000000000000021', `99912345${NUMBER}`, '14'])
    expect(ask(delivered, 200, number)).toMatchObject({ kind: 'schemaDrift', path: 'trackingNumber' })
  expect(ask(delivered.replace(NUMBER, '14'), 200, '4201234514').kind).toBe('schemaDrift')
  expect(found(delivered.replace(`"trackingNumber": "${NUMBER}",`, '')).events).toHaveLength(4)
})

describe('facts', () => {
  test('the class without its HTML, the ends; no expected day once delivered', () => {
    expect(found(delivered).facts).toEqual({ service: 'USPS Ground Advantage™', originCountry: 'US', destinationCountry: 'US' })
    const onTheWay = delivered.replace('"statusCategory": "Delivered"', '"statusCategory": "In Transit"')
    expect(found(onTheWay).facts.eta).toEqual({ to: '2026-01-14T21:00:00' })
    expect(found(onTheWay.replace('21:00:00Z', '00:00:00Z')).facts.eta).toEqual({ to: '2026-01-14' })
  })

  test('abroad', () => {
    const facts = { originState: 'NY', destinationCountryCode: 'JP', mailClass: 'First-Class Package International Service' }
    expect(found(answer([event('OF')], facts)).facts).toMatchObject({ originCountry: 'US', destinationCountry: 'JP' })
  })
})

describe('refusals', () => {
  test.each([
    [404, error('404'), 'notFound'],
    [400, error('400', 'A status update is not yet available'), 'notFound'],
    [400, error('400', 'The tracking number is not valid'), 'invalidNumber'],
    [400, error('400', 'Bad Request'), 'temporary'],
    [200, error('500'), 'temporary'],
    [200, error('429', 'Quota Violation. Please wait before retrying.'), 'throttled'],
    [401, error('401', 'Unauthorized'), 'authExpired'],
    [401, error('401', 'Insufficient OAuth scope'), 'scopeMissing'],
    [403, error('403'), 'scopeMissing'],
    [404, '{}', 'schemaDrift'],
  ])('HTTP %i %s is %s', (status, text, kind) => expect(ask(text, status)).toMatchObject({ kind, ref: NUMBER }))

  test('Retry-After is heard', () => {
    const outcome = ask(error('429'), 429, NUMBER, { 'retry-after': '1800' })
    expect(outcome).toMatchObject({ kind: 'throttled', scope: 'second', retryAfterSeconds: 1800 })
  })
})
