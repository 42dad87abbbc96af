import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { yandexDelivery } from './index.ts'

// As the engine gives it, in capitals.
const item = itemOf('000000000000000000000000000000A1-UDP')
const coded = itemOf('PLACEHOLDER-1')
const ctx: CarrierContext = { credential: { token: 'abc' }, language: 'ru', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const history = fixture('history')
const info = fixture('info')
const refusal = (code: string): string => JSON.stringify({ code, message: 'Placeholder' })

function ask(text: string, status = 200, about: TrackItem = item): Outcome | undefined {
  return yandexDelivery.parse?.(answerOf(text, status), [about], ctx)[0]
}

function found(text: string, about: TrackItem = item): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text, 200, about)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

carrierContract(yandexDelivery, {
  found: { items: [item], answer: answerOf(history) },
  notFound: { items: [item], answer: answerOf(refusal('not_found'), 404) },
  invalid: { items: [item], answer: answerOf(refusal('validation_error'), 400) },
  auth: { items: [item], answer: answerOf(refusal('unauthorized'), 401) },
  throttled: { items: [item], answer: answerOf(refusal('429'), 429, { 'retry-after': '3' }) },
  malformed: { items: [item], answer: answerOf(history.replace('"state_history"', '"states"')) },
  reversed: JSON.stringify({ state_history: JSON.parse(history).state_history.toReversed() }),
  times: {
    answer: (raw) => answerOf(JSON.stringify({ state_history: [{ status: 'CREATED', timestamp_utc: raw }] })),
    samples: [
      { raw: '2026-01-12T09:05:00.000000Z', local: '2026-01-12T09:05:00', utc: '2026-01-12T09:05:00Z' },
      { raw: '2026-07-12T09:05:00Z', local: '2026-07-12T09:05:00', utc: '2026-07-12T09:05:00Z' },
      { raw: '2026-07-12T12:05:00+03:00', local: '2026-07-12T12:05:00', utc: '2026-07-12T09:05:00Z' },
    ],
  },
  canaries: ['CANARY'],
  skip: { partlyFound: 'one number a call' },
})

const built = (number: string): unknown => yandexDelivery.buildRequest?.([itemOf(number)], ctx)

describe('request', () => {
  const headers = { accept: 'application/json', 'accept-language': 'ru', authorization: 'Bearer abc' }

  test('an id, in small letters again, asks for the history', () => {
    const path = '/api/b2b/platform/request/history?request_id=000000000000000000000000000000a1-udp'
    expect(built(item.number)).toEqual({ method: 'GET', path, headers })
    expect(built('00000000-0000-4000-8000-0000000000A1')).toMatchObject({
      path: '/api/b2b/platform/request/history?request_id=00000000-0000-4000-8000-0000000000a1',
    })
  })

  test('anything else is a code and asks for the present state', () => {
    expect(built(coded.number)).toEqual({ method: 'GET', path: '/api/b2b/platform/request/info?request_code=PLACEHOLDER-1', headers })
  })
})

describe('states', () => {
  test('the time in seconds stands in for one that is missing', () => {
    expect(found(history).events[2]?.time).toMatchObject({ local: '2026-01-13T09:05:00', utc: '2026-01-13T09:05:00Z', basis: 'utc' })
  })

  test('a reason that is a word of the API follows the text, a remark does not', () => {
    const texts = found(history).events.map(({ text }) => text)
    expect(texts.slice(3)).toEqual(['Неудачная попытка вручения заказа: CLIENT_REQUEST', 'Заказ доставлен получателю'])
  })

  test('an order without a state is known; states that cannot be read are a drift', () => {
    expect(found('{"state_history":[]}').events).toEqual([])
    for (const states of ['{}', 'null', '[{"status":"CREATED","timestamp":-1}]', '[{"timestamp":1768208400}]']) {
      expect(ask(`{"state_history":${states}}`)?.kind).toBe('schemaDrift')
    }
  })

  test('a return is over when the shop has it, not when a warehouse has', () => {
    expect(yandexDelivery.codes.get('RETURN_TRANSMITTED_FULFILMENT')).toEqual({ status: 'exception', sub: 'returning' })
    expect(yandexDelivery.codes.get('RETURN_RETURNED')).toEqual({ status: 'exception', sub: 'returned_to_sender' })
  })
})

describe('the present state of an order', () => {
  test('one event, the weight of all places, the window, the number of the shop; nobody comes out', () => {
    const outcome = found(info, coded)
    expect(outcome.events.map(({ code, time }) => [code, time.utc])).toEqual([
      ['DELIVERY_TRANSPORTATION_RECIPIENT', '2026-01-14T09:05:00Z'],
    ])
    expect(outcome.facts).toEqual({
      reference: 'SHOP-0001',
      weightKg: 1.55,
      eta: { from: '2026-01-14T07:00:00+00:00', to: '2026-01-14T15:00:00+00:00' },
    })
    expect(JSON.stringify(outcome)).not.toMatch(/CANARY|\+70000000001/)
    expect(found(JSON.stringify({ state: JSON.parse(info).state }), coded).facts).toEqual({})
  })

  test('another order than the one that was asked for is not shown', () => {
    expect(found(info).events).toHaveLength(1)
    const other = itemOf('000000000000000000000000000000A2-UDP')
    expect(ask(info, 200, other)).toEqual({ kind: 'schemaDrift', ref: other.ref, path: 'request_id' })
  })

  test('a state without a time is a drift', () => {
    expect(ask('{"state":{"status":"CREATED"}}')).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'state.timestamp_utc' })
  })
})

test.each([
  ['not_found', 404, 'notFound'],
  ['request_not_found', 400, 'notFound'],
  ['bad_request', 400, 'invalidNumber'],
  ['no_permissions', 403, 'scopeMissing'],
  ['not_found', 401, 'badCredentials'],
  ['internal_error', 500, 'temporary'],
  ['internal_error', 200, 'temporary'],
])('%s with HTTP %d: %s', (code, status, kind) => expect(ask(refusal(code), status)?.kind).toBe(kind))
