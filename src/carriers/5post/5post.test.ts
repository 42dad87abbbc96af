import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, CarrierRequest, Outcome, TokenOutcome, TrackItem } from '../carrier.ts'
import { meaningOf } from '../kit/index.ts'
import { x5post } from './index.ts'

// As the engine gives them, in capitals and without blanks.
const item = itemOf('00000000-0000-4000-8000-0000000000A1')
const sender = itemOf('SHOP0001')
const unknown = itemOf('00000000-0000-4000-8000-0000000000FF')
const ctx: CarrierContext = { credential: { apiKey: 'k&y' }, token: 'abc', language: 'ru', now: 0 }
const histories = readFileSync(new URL('fixtures/histories.json', import.meta.url), 'utf8')
const gateway = (errorcode: string): string => JSON.stringify({ fault: { faultstring: 'Placeholder', detail: { errorcode } } })
const bodyOf = (request: CarrierRequest | undefined): unknown => JSON.parse(request?.body ?? '')
const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
const given = (value: string): string => JSON.stringify({ status: 'ok', jwt: value })
const read = (text: string, status = 200, headers = {}): TokenOutcome | null =>
  x5post.auth.kind === 'token' ? x5post.auth.parse(answerOf(text, status, headers)) : null
const sorted = (attr: string): unknown => meaningOf(x5post.codes, 'SORTED_IN_WAREHOUSE', attr)

function ask(text: string, items: readonly TrackItem[] = [item], status = 200): Outcome[] {
  return x5post.parse?.(answerOf(text, status), items, ctx) ?? []
}

function found(text: string, about: TrackItem = item): Extract<Outcome, { kind: 'found' }> {
  const [outcome] = ask(text, [about])
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

/** An answer with this order and these states. */
function order(...statuses: object[]): string {
  return JSON.stringify([{ orderId: item.number.toLowerCase(), senderOrderId: 'Shop 0001', statuses }])
}

function reversed(): string {
  const body = JSON.parse(histories)
  body[0].statuses.reverse()
  return JSON.stringify(body)
}

carrierContract(x5post, {
  found: { items: [item], answer: answerOf(histories) },
  partlyFound: { items: [item, unknown], answer: answerOf(histories) },
  notFound: { items: [unknown], answer: answerOf('[]') },
  auth: { items: [item], answer: answerOf(gateway('keymanagement.service.invalid_access_token'), 401) },
  throttled: { items: [item], answer: answerOf(gateway('policies.ratelimit.QuotaViolation'), 500) },
  malformed: { items: [item], answer: answerOf(histories.replace('"statuses"', '"history"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(order({ changeDate: raw, status: 'NEW', executionStatus: 'CREATED' })),
    samples: [
      { raw: '2026-01-12T14:54:14.788767+03:00', local: '2026-01-12T14:54:14', utc: '2026-01-12T11:54:14Z' },
      { raw: '2026-07-12T14:54:14.31964+03:00', local: '2026-07-12T14:54:14', utc: '2026-07-12T11:54:14Z' },
      { raw: '2026-07-12T14:54:14+07:00', local: '2026-07-12T14:54:14', utc: '2026-07-12T07:54:14Z' },
    ],
  },
  canaries: ['CANARY', '+70000000001'],
  skip: { invalid: 'any text may be a number of the sender' },
})

describe('request', () => {
  const headers = { accept: 'application/json', authorization: 'Bearer abc', 'content-type': 'application/json' }

  test('ids of 5Post, in small letters again, or numbers of the sender: all histories in one call', () => {
    const own = x5post.buildRequest?.([item, unknown], ctx)
    expect(own).toMatchObject({ method: 'POST', path: '/api/v1/getOrderHistoryMass/byOrderId', headers })
    expect(bodyOf(own)).toEqual({ orderIdList: [item.number.toLowerCase(), unknown.number.toLowerCase()] })
    const others = x5post.buildRequest?.([sender, itemOf('2')], ctx)
    expect(others).toMatchObject({ method: 'POST', path: '/api/v1/getOrderHistoryMass/bySenderOrderId', headers })
    expect(bodyOf(others)).toEqual({ senderOrderIdList: ['SHOP0001', '2'] })
  })

  test('both together: the present states, which one call tells for both', () => {
    const both = x5post.buildRequest?.([item, sender], ctx)
    expect(both).toMatchObject({ method: 'POST', path: '/api/v1/getOrderStatus', headers })
    expect(bodyOf(both)).toEqual([{ orderId: item.number.toLowerCase() }, { senderOrderId: 'SHOP0001' }])
  })
})

describe('token', () => {
  test('the key in the address, subject and audience as a form', () => {
    expect(x5post.auth.kind === 'token' && x5post.auth.request(ctx)).toEqual({
      method: 'POST',
      path: '/jwt-generate-claims/rs256/1?apikey=k%26y',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'subject=OpenAPI&audience=A122019%21',
    })
  })

  test('it lives from its making, or from the Date of the answer, to its end; five minutes where neither is told', () => {
    const made = jwt({ iat: 1_768_208_400, exp: 1_768_212_000 })
    expect(read(given(made))).toEqual({ kind: 'token', value: made, expiresInSeconds: 3600 })
    const dated = { date: 'Mon, 12 Jan 2026 09:30:00 GMT' }
    expect(read(given(jwt({ exp: 1_768_212_000 })), 200, dated)).toMatchObject({ expiresInSeconds: 1800 })
    for (const vague of [jwt({ exp: 1_768_212_000 }), jwt({}), 'HEADER.PAYLOAD.SIG', 'x']) {
      expect(read(given(vague))).toMatchObject({ kind: 'token', expiresInSeconds: 300 })
    }
  })

  test.each([
    [gateway('oauth.v2.InvalidApiKey'), 401, 'badCredentials'],
    [gateway('steps.oauth.v2.FailedToResolveAPIKey'), 400, 'badCredentials'],
    [gateway('policies.ratelimit.SpikeArrestViolation'), 500, 'throttled'],
    ['', 429, 'throttled'],
    ['', 503, 'temporary'],
    ['{"status":"ok"}', 200, 'temporary'],
    ['{"status":"ok","jwt":"a\\r\\nX: 1"}', 200, 'temporary'],
    ['<html>', 200, 'temporary'],
  ])('%s with HTTP %d: %s', (text, status, kind) => expect(read(text, status)?.kind).toBe(kind))
})

describe('states', () => {
  test('the code has the status of the order as its attribute and a name for people', () => {
    expect(found(histories).events[2]).toMatchObject({
      code: 'RECEIVED_IN_WAREHOUSE_IN_DETAILS',
      attr: 'IN_PROCESS',
      text: 'Принят на складе детально',
    })
  })

  test('a reason that is a word of the API follows the name, a sentence does not', () => {
    const changeDate = '2026-01-12T14:54:14+03:00'
    const rejected = { changeDate, status: 'REJECTED', executionStatus: 'REJECTED: PICKUP_POINT_SIZE_VALIDATION' }
    const spoken = { ...rejected, executionStatus: 'REJECTED: Ошибка валидации' }
    const texts = found(order(rejected, spoken)).events.map(({ code, text }) => [code, text])
    expect(texts).toEqual([
      ['REJECTED', 'Отклонен: PICKUP_POINT_SIZE_VALIDATION'],
      ['REJECTED', 'Отклонен'],
    ])
  })

  test('the same warehouse is on the way there, or on the way back when nobody fetched the parcel', () => {
    expect(sorted('IN_PROCESS')).toEqual({ status: 'transit', sub: 'arrived_hub' })
    expect(sorted('UNCLAIMED')).toEqual({ status: 'exception', sub: 'returning' })
    expect(meaningOf(x5post.codes, 'CREATED', 'REJECTED')).toEqual({ status: 'exception', sub: 'rejected' })
  })

  test('without an execution status the status of the order is the code', () => {
    expect(found(order({ changeDate: '2026-01-12T14:54:14+03:00', status: 'NEW' })).events[0]).toMatchObject({ code: 'NEW', text: 'Новый' })
  })

  test('what is no word of the API is no code', () => {
    const state = { changeDate: '2026-01-12T14:54:14+03:00', status: 'DONE', executionStatus: 'CANARY забрал' }
    expect(found(order(state)).events[0]).toMatchObject({ code: 'DONE', text: 'Исполнен' })
    expect(ask(order({ ...state, status: 'Готово' }))[0]?.kind).toBe('schemaDrift')
  })

  test('rows of one state each, as the older methods give them', () => {
    const ids = { orderId: item.number.toLowerCase(), senderOrderId: 'Shop 0001' }
    const rows = JSON.parse(histories)[0].statuses.map((state: object) => ({ ...ids, ...state }))
    expect(found(JSON.stringify(rows)).events).toEqual(found(histories).events)
  })

  test('a known order without states; states that cannot be read', () => {
    expect(found(order()).events).toEqual([])
    expect(ask(order({ status: 'NEW', executionStatus: 'CREATED' }))).toEqual([
      { kind: 'schemaDrift', ref: item.ref, path: '[].statuses[].changeDate' },
    ])
  })
})

describe('which order', () => {
  test("by 5Post's id or by the sender's number, whatever its case and blanks", () => {
    expect(found(histories).facts).toEqual({ reference: 'Shop 0001' })
    expect(found(histories, sender).facts).toEqual({})
  })

  test('one that is left out is not known, unless the rows name none', () => {
    expect(ask(histories, [unknown])).toEqual([{ kind: 'notFound', ref: unknown.ref }])
    expect(ask('[{"id":1,"statuses":[]}]')).toEqual([{ kind: 'schemaDrift', ref: item.ref, path: '[].orderId' }])
  })
})

test.each([
  [gateway('steps.jwt.TokenExpired'), 200, 'authExpired'],
  [gateway('policies.ratelimit.QuotaViolation'), 429, 'throttled'],
  [gateway('messaging.adaptors.http.flow.ServiceUnavailable'), 503, 'temporary'],
  ['{"status":500,"error":"Internal Server Error","message":"x"}', 200, 'temporary'],
  ['{"status":404,"error":"Not Found","message":"x"}', 404, 'temporary'],
  ['{"message":"Forbidden"}', 403, 'scopeMissing'],
  ['{}', 200, 'schemaDrift'],
])('%s with HTTP %d: %s', (text, status, kind) => expect(ask(text, [item], status)[0]?.kind).toBe(kind))
