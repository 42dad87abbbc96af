import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent } from '../carrier.ts'
import { codeOf } from './codes.ts'
import { australiaPost } from './index.ts'

interface Event {
  description?: string
  date: string
  location?: string
}

const NUMBER = 'RN000000102AU'
const UNKNOWN = 'RN000000204AU'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { apiKey: 'me', password: 'secret', accountNumber: '0000000001' }, language: 'en', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const batch = fixture('batch')
const DATE = '2026-01-16T11:04:27+11:00'

function result(fields: object): string {
  return JSON.stringify({ tracking_results: [{ tracking_id: NUMBER, ...fields }] })
}
const article = (events: readonly Event[], status = 'In transit'): string =>
  result({ trackable_items: [{ article_id: NUMBER, product_type: 'Parcel Post', events, status }] })

function ask(text: string, { status = 200, headers = {}, items = [item] } = {}): Outcome[] {
  return australiaPost.parse?.(answerOf(text, status, { 'content-type': 'application/json', ...headers }), items, ctx) ?? []
}

function found(text: string, number = NUMBER): Extract<Outcome, { kind: 'found' }> {
  const [outcome] = ask(text, { items: [itemOf(number)] })
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}
const one = (event: Partial<Event>, status?: string): RawEvent | undefined =>
  found(article([{ description: 'Delivered', date: DATE, ...event }], status)).events[0]

function reversed(): string {
  const body = JSON.parse(batch)
  body.tracking_results[0].trackable_items[0].events.reverse()
  body.tracking_results.reverse()
  return JSON.stringify(body)
}

carrierContract(australiaPost, {
  found: { items: [item], answer: answerOf(batch) },
  partlyFound: { items: [item, itemOf(UNKNOWN)], answer: answerOf(batch) },
  notFound: { items: [itemOf(UNKNOWN)], answer: answerOf(batch) },
  auth: { items: [item], answer: answerOf('{"errors":[{"code":"API_001","name":"Unauthorised"}]}', 401) },
  throttled: { items: [item], answer: answerOf(fixture('throttled'), 429) },
  malformed: { items: [item], answer: answerOf(batch.replaceAll('"trackable_items"', '"articles"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(article([{ description: 'In transit', date: raw }])),
    samples: [
      { raw: '2026-01-16T11:04:27+11:00', local: '2026-01-16T11:04:27', utc: '2026-01-16T00:04:27Z' },
      { raw: '2026-07-16T08:04:27+10:00', local: '2026-07-16T08:04:27', utc: '2026-07-15T22:04:27Z' },
      { raw: '2026-07-16 08:04:27', local: '2026-07-16T08:04:27', utc: null },
    ],
  },
  canaries: ['CANARY SIGNER'],
  skip: { invalid: 'a malformed number has the same error as an unknown one' },
})

test('the request joins the numbers and names the account', () => {
  expect(australiaPost.buildRequest?.([item, itemOf("A'B,C")], ctx)).toEqual({
    method: 'GET',
    path: `/shipping/v1/track?tracking_ids=${NUMBER},A%27B%2CC`,
    headers: {
      accept: 'application/json',
      'account-number': '0000000001',
      authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
    },
  })
})

describe('wording', () => {
  test.each([
    ['Delivered', 'delivered'],
    ['  ONBOARD  for\tdelivery ', 'onboard for delivery'],
    ['In transit to next facility in OAKLEIGH SOUTH VIC', 'in transit to next facility'],
    ['Awaiting collection at INALA HEIGHTS LPO', 'awaiting collection'],
    ['Arrived in New Zealand', 'arrived in'],
    ['Attempted delivery - Unable to gain access', 'attempted delivery'],
    ['Delivered - Left in a safe place', 'delivered - left'],
  ])('%s is the row %s', (wording, row) => {
    expect(codeOf(wording)).toBe(row)
    expect(australiaPost.codes.has(row)).toBe(true)
  })

  test('what nobody knows keeps its own words, cut to 64 characters', () => {
    expect(codeOf('Handed to a Kangaroo')).toBe('handed to a kangaroo')
    expect(codeOf('x'.repeat(100))).toHaveLength(64)
    expect(codeOf('Delivered to a neighbouring planet')).toBe('delivered to a neighbouring planet')
  })

  test('every beginning leads to a row of the table', () => {
    for (const code of australiaPost.codes.keys()) {
      expect(codeOf(code)).toBe(code)
      expect(australiaPost.codes.has(codeOf(`${code} in SOMEWHERE VIC`)) || codeOf(`${code} in SOMEWHERE VIC`).startsWith(code)).toBe(true)
    }
  })
})

describe('events', () => {
  test("a signer's name is cut off", () => {
    expect(found(batch).events[0]).toMatchObject({ code: 'delivered - signed', text: 'Delivered - Signed for' })
    expect(one({ description: 'Delivered - signed by A NAME' })).toMatchObject({ text: 'Delivered - signed', code: 'delivered - signed' })
  })

  test.each([
    ['KEW VIC', { text: 'KEW VIC', city: 'KEW', region: 'VIC', country: 'AU' }],
    ['OAKLEIGH SOUTH VIC', { text: 'OAKLEIGH SOUTH VIC', city: 'OAKLEIGH SOUTH', region: 'VIC', country: 'AU' }],
    ['CHICAGO (US)', { text: 'CHICAGO (US)', city: 'CHICAGO', country: 'US' }],
    ['NZ', { text: 'NZ', country: 'NZ' }],
    ['US-60199, UNITED STATES', { text: 'US-60199, UNITED STATES' }],
    ['Transit Scan', undefined],
  ])('the place %s', (location, place) => expect(one({ location })?.place).toEqual(place))

  test('an event without words or a readable date is left out; without any the answer is a drift', () => {
    const good: Event = { description: 'In transit', date: DATE }
    expect(found(article([good, { date: DATE }, { description: 'Delivered', date: 'today' }])).events).toHaveLength(1)
    expect(ask(article([{ date: DATE }]))[0]).toMatchObject({ kind: 'schemaDrift' })
    expect(ask(article([]))[0]).toMatchObject({ kind: 'schemaDrift', path: 'tracking_results[].trackable_items[].events' })
  })

  test('the latest event whose words nobody knows means what the status says; an earlier one stays unknown', () => {
    const events = [
      { description: 'Something new', date: '2026-01-17T10:00:00+11:00' },
      { description: 'Something else', date: '2026-01-16T10:00:00+11:00' },
    ]
    for (const order of [events, events.toReversed()]) {
      const meanings = found(article(order, 'Delivered')).events.map(({ code, meaning }) => [code, meaning])
      expect(Object.fromEntries(meanings)).toEqual({
        'something new': { status: 'delivered', sub: 'delivered' },
        'something else': undefined,
      })
    }
    expect(one({ description: 'Something new' }, 'Unknown')).not.toHaveProperty('meaning')
    expect(one({ description: 'In transit' }, 'Delivered')).not.toHaveProperty('meaning')
  })
})

describe('consignments', () => {
  test('one delivered article of two is news only', () => {
    const outcome = found(fixture('consignment'), 'LAB0000001')
    expect(outcome.events.map(({ code, meaning }) => [code, meaning?.status])).toEqual([
      ['delivered', 'keep'],
      ['item processed at facility', undefined],
      ['item processed at facility', undefined],
    ])
    expect(outcome.facts).toEqual({ service: 'Parcel Post' })
  })

  test('all delivered is delivered', () => {
    const text = fixture('consignment').replace(
      '"Item processed at facility", "date": "2026-01-15T00:41',
      '"Delivered", "date": "2026-01-16T00:41',
    )
    expect(found(text, 'LAB0000001').events.map(({ meaning }) => meaning)).toEqual([undefined, undefined, undefined])
  })

  test("a consignment's own events are read where its articles have none", () => {
    const consignment = { events: [{ description: 'Awaiting collection', date: DATE }], status: 'Awaiting Collection' }
    expect(found(result({ consignment, trackable_items: [] })).events.map(({ code }) => code)).toEqual(['awaiting collection'])
  })
})

describe('refusals', () => {
  test.each([
    ['ESB-10001', 'notFound'],
    ['ESB-10002', 'notFound'],
    ['ESB-20010', 'temporary'],
    ['ESB-99999', 'temporary'],
  ])('%s of a number is %s', (code, kind) => {
    expect(ask(result({ errors: [{ code }] }))[0]).toEqual({ kind, ref: NUMBER, carrierCode: code })
  })

  test('an error of the whole answer blames no number of several', () => {
    const items = [item, itemOf(UNKNOWN)]
    expect(ask(fixture('too-many'), { status: 400, items }).map(({ kind }) => kind)).toEqual(['temporary', 'temporary'])
    const unknown = '{"errors":[{"code":"51104","name":"INVALID_TRACKING_ID"}]}'
    expect(ask(unknown, { status: 400, items }).map(({ kind }) => kind)).toEqual(['temporary', 'temporary'])
    expect(ask(unknown, { status: 400 })[0]?.kind).toBe('notFound')
  })

  test('too many requests, whatever the HTTP status', () => {
    expect(ask(fixture('throttled'))[0]).toMatchObject({ kind: 'throttled', scope: 'second' })
    expect(ask(fixture('throttled'), { status: 429, headers: { 'retry-after': '30' } })[0]).toMatchObject({ retryAfterSeconds: 30 })
  })

  test('a number that is not in the answer is a drift, not a missing parcel', () => {
    expect(ask(batch, { items: [itemOf('RN000000306AU')] })[0]).toMatchObject({
      kind: 'schemaDrift',
      path: 'tracking_results[].tracking_id',
    })
  })
})
