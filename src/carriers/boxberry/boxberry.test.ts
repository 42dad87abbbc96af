import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome } from '../carrier.ts'
import { codeOf } from './codes.ts'
import { boxberry } from './index.ts'

const item = itemOf('AAA000000001')
const ctx: CarrierContext = { credential: { token: 's3cret' }, language: 'ru', now: 0 }
const delivered = readFileSync(new URL('fixtures/delivered.json', import.meta.url), 'utf8')
const notFound = readFileSync(new URL('fixtures/not-found.json', import.meta.url), 'utf8')

const ask = (body: unknown, status = 200): Outcome | undefined => boxberry.parse?.(answerOf(JSON.stringify(body), status), [item], ctx)[0]

function found(body: unknown): Extract<Outcome, { kind: 'found' }> {
  const outcome = ask(body)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

carrierContract(boxberry, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(notFound) },
  auth: { items: [item], answer: answerOf('{"err":"Неверный токен"}') },
  throttled: { items: [item], answer: answerOf('', 429, { 'retry-after': '60' }) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"Date"', '"When"')) },
  reversed: JSON.stringify(JSON.parse(delivered).toReversed()),
  times: {
    answer: (raw) => answerOf(JSON.stringify([{ Date: raw, Name: 'Выдано', Comment: '' }])),
    samples: [
      { raw: '2026-01-14 11:48:01', local: '2026-01-14T11:48:01', utc: '2026-01-14T08:48:01Z' },
      { raw: '2026-07-14T11:48:01', local: '2026-07-14T11:48:01', utc: '2026-07-14T08:48:01Z' },
      { raw: '14.07.2026 11:48', local: '2026-07-14T11:48:00', utc: '2026-07-14T08:48:00Z' },
      { raw: '14.07.2026 11:48:01', local: '2026-07-14T11:48:01', utc: '2026-07-14T08:48:01Z' },
    ],
  },
  canaries: ['CANARY', '+70000000001', '999991'],
  skip: { partlyFound: 'one number a call', invalid: 'a malformed number is answered as an unknown one' },
})

test('the request asks for one order with the token in the address', () => {
  const request = boxberry.buildRequest?.([item], ctx)
  expect(request).toMatchObject({ method: 'GET', path: '/json.php?token=s3cret&method=ListStatuses&ImId=AAA000000001' })
})

describe('events', () => {
  test('the code is the wording up to its first mark', () => {
    expect(codeOf('Передан на Курьерскую доставку, курьер позвонит за 30-60 минут до доставки')).toBe('передан на курьерскую доставку')
    expect(codeOf('Получена информация о заказе. Отправление еще не передано')).toBe('получена информация о заказе')
    expect(codeOf(' Возвращено  в пункт приёма ')).toBe('возвращено в пункт приема')
    expect(codeOf('я'.repeat(100))).toHaveLength(64)
  })

  test('a wording that only begins like a known one is not known', () => {
    const [event] = found([{ Date: '2026-01-14 11:48:01', Name: 'Выдано курьеру', Comment: '' }]).events
    expect(event?.code).toBe('выдано курьеру')
    expect(boxberry.codes.has('выдано курьеру')).toBe(false)
  })

  test('of a comment only the city of a pickup point is taken', () => {
    const places = found(JSON.parse(delivered)).events.map(({ place }) => place)
    expect(places.filter(Boolean)).toEqual([{ text: 'Казань', city: 'Казань' }])
  })

  test('statuses without a readable time are left out; all of them unreadable is a drift, and so is none', () => {
    const good = { Date: '2026-01-14 11:48:01', Name: 'Выдано' }
    expect(found([good, { ...good, Date: '0001-01-01' }]).events).toHaveLength(1)
    for (const body of [[], [{ ...good, Date: '0001-01-01' }], { statuses: [] }]) {
      expect(ask(body)).toEqual({ kind: 'schemaDrift', ref: item.ref, path: 'statuses[].Date' })
    }
  })

  test('the shape of ListStatusesFull is read as well, with its weight', () => {
    const full = { PD: false, sum: 100, deliveryDate: '0001-01-01', Weight: 4.26, statuses: JSON.parse(delivered), products: [] }
    expect(found(full)).toMatchObject({ facts: { weightKg: 4.26 } })
    expect(found(full).events).toHaveLength(7)
    expect(found({ ...full, Weight: 0 }).facts).toEqual({})
  })
})

describe('refusals, all with HTTP 200', () => {
  test.each([
    [{ err: 'Нет данных' }, 'notFound'],
    [[{ err: 'Заказ не найден' }], 'notFound'],
    [{ err: true, message: 'Ваша учётная запись заблокирована' }, 'badCredentials'],
    [{ error: true, message: 'Нет доступа к данным' }, 'badCredentials'],
    [{ err: 'Превышен лимит запросов по токену' }, 'throttled'],
    [{ error: 'true', message: 'Внутренняя ошибка' }, 'temporary'],
    [{ err: 'Что-то новое' }, 'temporary'],
    [{ err: true }, 'temporary'],
    [{ err: 'Сервис временно недоступен' }, 'temporary'],
    [{ err: '' }, 'temporary'],
    [{ err: false, message: 'Placeholder' }, 'schemaDrift'],
  ])('%j: %s', (body, kind) => expect(ask(body)?.kind).toBe(kind))

  test('a token in the text of a refusal does not come out', () => {
    expect(ask({ err: 'Токен s3cret не найден' })).toEqual({ kind: 'badCredentials', ref: item.ref, carrierCode: 'Токен * не найден' })
  })
})
