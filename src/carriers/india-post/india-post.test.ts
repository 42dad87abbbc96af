import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { indiaPost } from './index.ts'

type Found = Extract<Outcome, { kind: 'found' }>

const item = itemOf('EP000000014IN')
const other = itemOf('EP000000028IN')
const ctx: CarrierContext = { credential: { username: 'u', password: 'p' }, token: 'abc', language: 'en', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('found.json')

function ask(text: string, items: readonly TrackItem[] = [item], status = 200): Outcome[] {
  return indiaPost.parse?.(answerOf(text, status), items, ctx) ?? []
}

function found(text: string): Found {
  const [outcome] = ask(text)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

/** The article with these events; a day's clock is its place in the list. */
function article(events: readonly (string | object)[], booking: object = {}): string {
  const body = JSON.parse(delivered)
  Object.assign(body.data[0].booking_details, booking)
  body.data[0].tracking_details = events.map((event, i) =>
    typeof event === 'string' ? { date: '2026-01-12T00:00:00Z', time: `1${i}:00:00`, office: 'Placeholder', event } : event,
  )
  return JSON.stringify(body)
}

function reversed(): string {
  const body = JSON.parse(delivered)
  body.data[0].tracking_details.reverse()
  return JSON.stringify(body)
}

function meaning({ code, attr, meaning: own }: RawEvent): string {
  const means = own ?? meaningOf(indiaPost.codes, code, attr)
  return means === null ? 'unknown' : `${means.status}/${'sub' in means ? means.sub : ''}`
}

const meanings = (...events: (string | object)[]): string[] => found(article(events)).events.map(meaning)
const token = (text: string, status: number): unknown =>
  indiaPost.auth.kind === 'token' ? indiaPost.auth.parse(answerOf(text, status)) : null
const push = (text: string): string[] | undefined => indiaPost.pushed?.({ headers: {}, query: {}, text })

carrierContract(indiaPost, {
  found: { items: [item], answer: answerOf(delivered) },
  partlyFound: { items: [item, other], answer: answerOf(delivered) },
  notFound: { items: [item, other], answer: answerOf(fixture('not-found.json')) },
  auth: { items: [item], answer: answerOf('{"success":false,"message":"Unauthorized"}', 401) },
  throttled: { items: [item], answer: answerOf('', 429, { 'retry-after': '3' }) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"event"', '"status"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => {
      const [date = '', time] = raw.split(' ')
      return answerOf(article([{ date, ...(time === undefined ? {} : { time }), office: 'Placeholder', event: 'Item Booked' }]))
    },
    samples: [
      { raw: '2026-01-12T00:00:00Z 02:11:00', local: '2026-01-12T02:11:00', utc: '2026-01-11T20:41:00Z' },
      { raw: '2026-07-12T00:00:00Z 02:11:00', local: '2026-07-12T02:11:00', utc: '2026-07-11T20:41:00Z' },
      { raw: '2026-07-12T15:24:12Z 15:24:12', local: '2026-07-12T15:24:12', utc: '2026-07-12T09:54:12Z' },
      { raw: '2026-07-12T15:24:12Z', local: '2026-07-12T15:24:12', utc: '2026-07-12T09:54:12Z' },
    ],
  },
  canaries: ['CANARY', '999992'],
  skip: { invalid: 'a malformed number is left out like one that is not known' },
})

test('fifty articles in one body, with the token', () => {
  expect(indiaPost.buildRequest?.([item, other], ctx)).toEqual({
    method: 'POST',
    path: '/tracking/bulk',
    headers: { accept: 'application/json', authorization: 'Bearer abc', 'content-type': 'application/json' },
    body: '{"bulk":["EP000000014IN","EP000000028IN"]}',
  })
})

describe('token', () => {
  test('user and password as JSON', () => {
    const request = indiaPost.auth.kind === 'token' ? indiaPost.auth.request(ctx) : null
    expect(request).toMatchObject({ method: 'POST', path: '/access/login', body: '{"username":"u","password":"p"}' })
  })

  test.each([
    ['{"success":true,"data":{"access_token":"T","expires_in":900}}', 200, { kind: 'token', value: 'T', expiresInSeconds: 900 }],
    ['{"success":true,"data":{"access_token":"T","expires_in":0}}', 200, { kind: 'token', value: 'T', expiresInSeconds: 300 }],
    ['{"success":true,"data":{"access_token":""}}', 200, { kind: 'temporary', carrierCode: 'no_access_token' }],
    ['{"success":true,"data":{"access_token":"T\\nX: 1"}}', 200, { kind: 'temporary', carrierCode: 'no_access_token' }],
    [
      '{"success":false,"error":{"message":"Invalid user credentials"}}',
      400,
      { kind: 'badCredentials', carrierCode: 'Invalid user credentials' },
    ],
    ['{"success":false,"error":{"message":"Bad request"}}', 400, { kind: 'temporary', carrierCode: 'Bad request' }],
    ['{}', 401, { kind: 'badCredentials', carrierCode: 'http_401' }],
    ['<html>', 502, { kind: 'temporary', carrierCode: 'http_502' }],
    ['', 429, { kind: 'throttled', carrierCode: 'http_429' }],
  ])('%s with HTTP %d', (text, status, wanted) => expect(token(text, status)).toEqual(wanted))
})

describe('words', () => {
  test.each([
    ['Item Book', 'transit/accepted'],
    ['ITEM_BOOK', 'transit/accepted'],
    ['Bag Dispatch', 'transit/departed_hub'],
    ['Bag Despatched to Placeholder', 'transit/departed_hub'],
    ['Item Bagged for Placeholder', 'transit/in_transit'],
    ['Item received at Destination', 'transit/arrived_destination'],
    ['Item Invoiced', 'pickup/out_for_delivery'],
    ['Item Delivered', 'delivered/delivered'],
    ['Item Delivered(Addressee)', 'delivered/delivered'],
    ['Item Delivered [To: Placeholder]', 'delivered/delivered'],
    ['Item Delivered(Sender)', 'exception/returned_to_sender'],
    ['Item not Delivered', 'undelivered/failed_attempt'],
    ['Item Kept on Hold', 'exception/on_hold'],
    ['Item Returned to Sender', 'exception/returning'],
    ['Item delivered in part', 'unknown'],
    ['Something new', 'unknown'],
  ])('%s is %s', (words, wanted) => expect(meanings(words)).toEqual([wanted]))

  test('a name after a delivery is neither in the code nor in the text; other words are kept', () => {
    const events = found(
      article([
        'Item Delivered to Some Body',
        'Redelivered to Some Body',
        'Item Received by Some Body',
        'Missent - Redirected to Some Office',
        'Something new: here',
      ]),
    ).events
    expect(events.map(({ code, text }) => [code, text])).toEqual([
      ['ITEM DELIVERED', 'Item Delivered'],
      ['REDELIVERED', 'Redelivered'],
      ['ITEM RECEIVED', 'Item Received'],
      ['MISSENT', 'Missent - Redirected to Some Office'],
      ['SOMETHING NEW HERE', 'Something new: here'],
    ])
  })

  test('delivered after a return is delivered to the sender, in whatever order the events come', () => {
    expect(meanings('Item Delivered', 'Item Returned to Sender', 'Item Delivered')).toEqual([
      'delivered/delivered',
      'exception/returning',
      'exception/returned_to_sender',
    ])
    const rts = { date: '2026-01-12T00:00:00Z', time: '10:00:00', event: 'Item Delivered', rts: true }
    expect(meanings(rts)).toEqual(['exception/returned_to_sender'])
    expect(meanings('Item Returned to Sender', 'Item Delivered(Addressee)')).toEqual(['exception/returning', 'delivered/delivered'])
  })

  test('an event without a readable time is left out; all of them unreadable is a drift', () => {
    const bad = { date: '12-01-2026', time: '10:00:00', event: 'Item Booked' }
    expect(found(article(['Item Booked', bad])).events).toHaveLength(1)
    expect(ask(article([bad]))[0]?.kind).toBe('schemaDrift')
  })

  test('what was on the wire stays', () => expect(found(delivered).events[0]?.time.raw).toBe('2026-01-15T00:00:00Z 15:22:10'))
})

describe('articles', () => {
  test('a booked one without events is known; one that was never posted is not', () => {
    expect(found(article([]))).toEqual({ kind: 'found', ref: item.ref, events: [], facts: { service: 'SP_INLAND_PARCEL' } })
    expect(ask(article([], { booked_on: null }))[0]).toEqual({ kind: 'notFound', ref: item.ref, carrierCode: 'not_booked' })
  })

  test('none known may be written as null', () => expect(ask('{"success":true,"data":null}')[0]?.kind).toBe('notFound'))

  test('another article than the one asked is never shown, and says nothing of it', () => {
    const path = 'data[].booking_details.article_number'
    expect(ask(delivered, [other])).toEqual([{ kind: 'schemaDrift', ref: other.ref, path }])
    expect(ask(delivered.replace('"article_number"', '"article"'))[0]?.kind).toBe('schemaDrift')
  })

  test('success false is an error in its own words', () => {
    expect(ask('{"success":false,"message":"Service down"}')).toEqual([{ kind: 'temporary', ref: item.ref, carrierCode: 'Service down' }])
    expect(ask('{"success":true}')[0]?.kind).toBe('schemaDrift')
  })
})

test('a push names its articles', () => {
  expect(push('{"article_number":"EP000000014IN","event_code":"BAG_CLOSE"}')).toEqual(['EP000000014IN'])
  expect(push('[{"article_number":"EP000000014IN"},{"article_number":"EP000000028IN"},{}]')).toEqual(['EP000000014IN', 'EP000000028IN'])
  expect(push('nonsense')).toEqual([])
})
