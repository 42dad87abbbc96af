import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { Outcome, TokenOutcome } from '../carrier.ts'
import { meest } from './index.ts'

const item = itemOf('8000000000017')
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')
const delivered = fixture('delivered')
const EVENTS: readonly object[] = JSON.parse(delivered).result
const withEvents = (result: readonly object[]): string => JSON.stringify({ ...JSON.parse(delivered), result })
const given = (result: object): string => JSON.stringify({ status: 'OK', result })
const refused = (fieldName: string, message: string): string =>
  JSON.stringify({ status: 'error', info: { fieldName, message }, result: null })

function ask(text: string, options: { status?: number; language?: string; number?: string } = {}): Outcome {
  const { status = 200, language = 'uk', number = item.number } = options
  const [outcome] = meest.parse?.(answerOf(text, status), [itemOf(number)], { credential: {}, token: 't', language, now: 0 }) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(...args: Parameters<typeof ask>): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(...args)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

carrierContract(meest, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(fixture('not-found')) },
  auth: { items: [item], answer: answerOf(fixture('token-refused')) },
  throttled: { items: [item], answer: answerOf('', 429) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"eventDateTime"', '"eventTime"')) },
  reversed: withEvents(EVENTS.toReversed()),
  times: {
    answer: (raw) => answerOf(withEvents([{ ...EVENTS[0], eventDateTime: raw }])),
    samples: [
      { raw: '2026-01-14 10:00:00', local: '2026-01-14T10:00:00', utc: '2026-01-14T08:00:00Z' },
      { raw: '2026-07-14 10:00:00', local: '2026-07-14T10:00:00', utc: '2026-07-14T07:00:00Z' },
    ],
  },
  canaries: ['CANARY-RECIPIENT', 'CANARY-STREET 1', 'CANARY-COURIER', '+380000000001'],
  skip: { partlyFound: 'one number a call', invalid: 'how a malformed number is answered is not known' },
})

test('the token goes into a header of its own', () => {
  expect(meest.buildRequest?.([item], { credential: {}, token: 'abc', language: 'uk', now: 0 })).toEqual({
    method: 'GET',
    path: '/tracking/8000000000017',
    headers: { accept: 'application/json', token: 'abc' },
  })
})

describe('the token', () => {
  const { auth } = meest
  if (auth.kind !== 'token') throw new Error('no token')
  const outcome = (text: string, status = 200): TokenOutcome => auth.parse(answerOf(text, status))

  test('is asked for with user name and password', () => {
    const request = auth.request({ credential: { username: 'u', password: 'p' }, language: 'uk', now: 0 })
    expect(request).toMatchObject({ method: 'POST', path: '/auth', body: '{"username":"u","password":"p"}' })
  })

  test('is read with its life', () => {
    expect(outcome(given({ token: 'abc', expiresIn: 86_400 }))).toEqual({ kind: 'token', value: 'abc', expiresInSeconds: 86_400 })
    expect(outcome(given({ token: 'abc' }))).toMatchObject({ expiresInSeconds: 300 })
    expect(outcome(given({ token: 'a\nb' }))).toEqual({ kind: 'temporary', carrierCode: 'no_token' })
  })

  test.each([
    [refused('password', 'Placeholder'), 200, 'badCredentials'],
    ['', 401, 'badCredentials'],
    ['', 429, 'throttled'],
    ['', 500, 'temporary'],
    ['<html></html>', 200, 'temporary'],
    ['{}', 200, 'temporary'],
  ])('%s with %i is %s', (text, status, kind) => expect(outcome(text, status).kind).toBe(kind))
})

describe('events', () => {
  test('words in the language asked for, places in one', () => {
    const [, accepted, courier] = found(delivered, { language: 'en' }).events
    expect(accepted).toMatchObject({ code: '606', text: 'Accepted', place: { text: 'Львів, Україна', city: 'Львів' } })
    expect(courier?.text).toBe('Видано кур’єру')
    expect(found(delivered, { language: 'ru' }).events[3]?.text).toBe('Вручено')
  })

  test('where the code is unknown the code of the UPU decides, then the words', () => {
    const meaning = (extra: object): unknown => found(withEvents([{ ...EVENTS[0], eventCode: '1825', ...extra }])).events[0]?.meaning
    expect(meaning({ eventCodeUPU: 'EMH' })).toEqual({ status: 'undelivered', sub: 'failed_attempt' })
    expect(meaning({ eventDescr: { descrUA: 'Доручено' } })).toEqual({ status: 'delivered', sub: 'delivered' })
    expect(meaning({})).toBeUndefined()
    expect(found(delivered).events[3]).not.toHaveProperty('meaning')
  })

  test("somebody else's parcel is never shown, the barcode is as good as the number", () => {
    expect(found(delivered, { number: 'lb0000017' }).events).toHaveLength(4)
    expect(ask(delivered, { number: '8000000000029' })).toMatchObject({ kind: 'schemaDrift', path: 'result[].parcelNumber' })
    expect(found(withEvents([EVENTS[0] ?? {}, { ...EVENTS[1], parcelNumber: '1', barCode: '2' }])).events).toHaveLength(1)
  })
})

describe('refusals', () => {
  test.each([
    ['token', 'Placeholder', 'authExpired'],
    ['', 'Unauthorized', 'authExpired'],
    ['trackNumber', 'Parcel not found', 'notFound'],
    ['', 'Посилку не знайдено', 'notFound'],
    ['', 'Something new', 'temporary'],
  ])('%s: %s is %s', (field, message, kind) => expect(ask(refused(field, message)).kind).toBe(kind))

  test('another status or result is a drift', () => {
    expect(ask(delivered.replace('"OK"', '"fine"'))).toMatchObject({ kind: 'schemaDrift', path: 'status' })
    expect(ask('{"status":"OK","result":{}}')).toMatchObject({ kind: 'schemaDrift', path: 'result' })
  })
})
