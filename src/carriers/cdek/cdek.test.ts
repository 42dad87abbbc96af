import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { Outcome, RawEvent } from '../carrier.ts'
import { cdek } from './index.ts'

interface Status {
  code: string
  name?: string
  date_time?: string
  city?: string
  deleted?: boolean
}

const item = itemOf('1000000001')
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('delivered.json')
const CREATED: Status = { code: 'CREATED', name: 'Создан', date_time: '2026-01-14T10:00:00+0300', city: 'Москва' }

/** The delivered order with other statuses and fields. */
function order(statuses: readonly Status[], entity: object = {}): string {
  const body = JSON.parse(delivered)
  return JSON.stringify({ ...body, entity: { ...body.entity, statuses, ...entity } })
}

function ask(text: string, status = 200): Outcome {
  const [outcome] = cdek.parse?.(answerOf(text, status), [item], { credential: {}, token: 't', language: 'ru', now: 0 }) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(text)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

const event = (text: string, code: string): RawEvent | undefined => found(text).events.find((one) => one.code === code)
const refused = (code: string): string => JSON.stringify({ requests: [{ state: 'INVALID', errors: [{ code, message: 'Placeholder' }] }] })

carrierContract(cdek, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(fixture('not-found.json'), 400) },
  invalid: { items: [item], answer: answerOf(fixture('invalid-format.json'), 400) },
  auth: { items: [item], answer: answerOf(refused('v2_token_expired'), 401) },
  throttled: { items: [item], answer: answerOf('', 429, { 'retry-after': '3' }) },
  malformed: { items: [item], answer: answerOf(delivered.replace('"statuses"', '"history"')) },
  reversed: order(JSON.parse(delivered).entity.statuses.toReversed()),
  times: {
    answer: (raw) => answerOf(order([{ ...CREATED, date_time: raw }])),
    samples: [
      { raw: '2026-01-14T10:00:00+0700', local: '2026-01-14T10:00:00', utc: '2026-01-14T03:00:00Z' },
      { raw: '2026-07-14T10:00:00+0300', local: '2026-07-14T10:00:00', utc: '2026-07-14T07:00:00Z' },
      { raw: '2026-07-14T10:00:00+0000', local: '2026-07-14T10:00:00', utc: '2026-07-14T10:00:00Z' },
    ],
  },
  canaries: ['CANARY', 'canary@example.com', '+70000000001', '+70000000002', '000002'],
  skip: { partlyFound: 'one number a call' },
})

test('the request asks for one order with the token', () => {
  const request = cdek.buildRequest?.([item], { credential: {}, token: 'abc', language: 'ru', now: 0 })
  expect(request).toEqual({
    method: 'GET',
    path: '/orders?cdek_number=1000000001',
    headers: { accept: 'application/json', authorization: 'Bearer abc' },
  })
})

describe('events', () => {
  test('a code with a blank at its end is known', () => expect(event(delivered, 'DELIVERED')).toBeDefined())

  test('a deleted status does not count', () => {
    expect(event(delivered, 'NOT_DELIVERED')).toBeUndefined()
    expect(found(delivered).events).toHaveLength(6)
    const text = order([CREATED, { ...CREATED, code: 'DELIVERED', deleted: true }])
    expect(found(text).events.map(({ code }) => code)).toEqual(['CREATED'])
  })

  test('a status without a readable time is left out; all of them unreadable is a drift', () => {
    const bad = { ...CREATED, code: 'ACCEPTED', date_time: '14.01.2026' }
    expect(found(order([CREATED, bad])).events).toHaveLength(1)
    expect(ask(order([bad]))).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'entity.statuses[].date_time' })
  })

  test('the country of a city is that of the end of the way which is there', () => {
    expect(event(delivered, 'DELIVERED')?.place).toEqual({ text: 'Новосибирск', city: 'Новосибирск', country: 'RU' })
    expect(event(delivered, 'ACCEPTED')?.place).toEqual({ text: 'Офис СДЭК', city: 'Офис СДЭК' })
  })

  test.each(['is_return', 'is_reverse', 'is_client_return'])('%s: delivered means back at the sender', (flag) => {
    for (const code of ['DELIVERED', 'POSTOMAT_RECEIVED']) {
      const outcome = found(order([CREATED, { ...CREATED, code, date_time: '2026-01-19T10:00:00+0300' }], { [flag]: true }))
      expect(outcome.facts.isReturn).toBe(true)
      expect(outcome.events.map(({ meaning }) => meaning)).toEqual([undefined, { status: 'exception', sub: 'returned_to_sender' }])
    }
    expect(found(delivered).facts).not.toHaveProperty('isReturn')
    expect(event(delivered, 'DELIVERED')).not.toHaveProperty('meaning')
  })

  test('returned to a warehouse is not returned to the sender', () => {
    expect(cdek.codes.get('RETURNED_TO_SENDER_CITY_WAREHOUSE')).toEqual({ status: 'transit', sub: 'arrived_hub' })
    expect(cdek.codes.get('RETURNED_TO_RECIPIENT_CITY_WAREHOUSE')).toEqual({ status: 'undelivered', sub: 'failed_attempt' })
    expect(cdek.codes.get('NOT_DELIVERED')).toEqual({ status: 'exception', sub: 'returning' })
  })
})

describe('facts', () => {
  test('weight of all packages, tariff, planned day, ends, the number of the shop', () => {
    expect(found(delivered).facts).toEqual({
      service: 'CDEK 136',
      originCountry: 'RU',
      destinationCountry: 'RU',
      weightKg: 1.55,
      eta: { to: '2026-01-20' },
      reference: 'SHOP-0001',
    })
  })

  test('nonsense is left out', () => {
    const odd = {
      tariff_code: 'x',
      planned_delivery_date: '0001-01-01',
      packages: [{ weight: 9e9 }],
      from_location: { country_code: 'RUS' },
    }
    expect(found(order([CREATED], { ...odd, to_location: null, number: '' })).facts).toEqual({})
  })
})

describe('refusals', () => {
  test.each([
    ['v2_entity_not_found', 'notFound'],
    ['v2_entity_not_found_im_number', 'notFound'],
    ['v2_order_not_found', 'notFound'],
    ['v2_entity_forbidden', 'forbidden'],
    ['v2_order_forbidden', 'forbidden'],
    ['v2_invalid_format', 'invalidNumber'],
    ['v2_bad_request', 'invalidNumber'],
    ['v2_internal_error', 'temporary'],
    ['v2_similar_request_still_processed', 'temporary'],
    ['v2_something_new', 'temporary'],
  ])('%s is %s, whatever the HTTP status', (carrierCode, kind) => {
    for (const status of [200, 400, 403, 404, 500]) {
      expect(ask(refused(carrierCode), status), `${status}`).toEqual({ kind, ref: item.ref, carrierCode })
    }
  })

  test("somebody else's parcel: forbidden, and never shown when it comes", () => {
    expect(ask(fixture('forbidden.json'), 400).kind).toBe('forbidden')
    expect(ask(order([CREATED], { cdek_number: '1000000002' }))).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'entity.cdek_number' })
  })

  test('a change of the order that failed is no answer about the parcel', () => {
    expect(found(delivered).events).toHaveLength(6)
    expect(ask(delivered.replace('"entity"', '"order"'))).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'entity' })
  })

  test('401 is the token, whatever its body says', () => expect(ask(refused('v2_internal_error'), 401).kind).toBe('authExpired'))
})

const names = (text: string): unknown => cdek.pushed?.({ headers: {}, query: {}, text })

test('a webhook names its order; anything else names none', () => {
  expect(names('{"type":"ORDER_STATUS","attributes":{"cdek_number":"1000000001","code":"DELIVERED "}}')).toEqual(['1000000001'])
  for (const text of ['', '[]', '{"attributes":null}', '{"attributes":{"cdek_number":{}}}', '<a/>']) expect(names(text)).toEqual([])
})
