import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome } from '../carrier.ts'
import { meaningOf, parseXml } from '../kit/index.ts'
import { russianPost } from './index.ts'

const HEADERS = { 'content-type': 'application/soap+xml;charset=utf-8' }
const RECORD = /<d:historyRecord>[\s\S]*?<\/d:historyRecord>/g
const DELIVERED = '10100001000003'
const INTERNATIONAL = 'LB000000120CN'

function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.xml`, import.meta.url), 'utf8')
}

function outcomeOf(text: string, number = DELIVERED, options: { status?: number } = {}): Outcome | undefined {
  const ctx: CarrierContext = { credential: {}, language: 'ru', now: 0 }
  return russianPost.parse?.(answerOf(text, options.status ?? 200, HEADERS), [itemOf(number)], ctx)[0]
}

function foundOf(...args: Parameters<typeof outcomeOf>): Extract<Outcome, { kind: 'found' }> {
  const outcome = outcomeOf(...args)
  if (outcome?.kind !== 'found') throw new Error(`not found but ${outcome?.kind}`)
  return outcome
}

/** `delivered` with its only record replaced piece by piece. */
function oneRecord(...edits: readonly (readonly [from: string, to: string])[]): string {
  const text = fixture('delivered')
  const [first = '', ...others] = text.match(RECORD) ?? []
  const record = edits.reduce((all, [from, to]) => {
    expect(all).toContain(from)
    return all.replace(from, to)
  }, first)
  return others.reduce((all, other) => all.replace(other, ''), text).replace(first, record)
}

function reversed(text: string): string {
  const records = text.match(RECORD) ?? []
  let next = records.length
  return text.replaceAll(RECORD, () => records[--next] ?? '')
}

function withCode(code: string, attr: string, name = 'Название'): string {
  return oneRecord(
    ['<d:OperType><d:Id>1</d:Id>', `<d:OperType><d:Id>${code}</d:Id>`],
    ['<d:OperAttr><d:Id>1</d:Id><d:Name>Единичный', `<d:OperAttr><d:Id>${attr}</d:Id><d:Name>${name}`],
  )
}

const delivered = fixture('delivered')

carrierContract(russianPost, {
  found: { items: [itemOf(DELIVERED)], answer: answerOf(delivered, 200, HEADERS) },
  notFound: { items: [itemOf(DELIVERED)], answer: answerOf(fixture('not-found'), 200, HEADERS) },
  invalid: { items: [itemOf('RA1')], answer: answerOf(fixture('fault-barcode'), 500, HEADERS) },
  auth: { items: [itemOf(DELIVERED)], answer: answerOf(fixture('fault-authorization'), 500, HEADERS) },
  throttled: { items: [itemOf(DELIVERED)], answer: answerOf('', 429, { 'retry-after': '60' }) },
  malformed: { items: [itemOf(DELIVERED)], answer: answerOf(delivered.replaceAll('historyRecord', 'record'), 200, HEADERS) },
  reversed: reversed(delivered),
  times: {
    answer: (raw) => answerOf(oneRecord(['2026-01-12T10:15:00.000+03:00', raw]), 200, HEADERS),
    samples: [
      { raw: '2026-01-12T10:15:00.000+03:00', local: '2026-01-12T10:15:00', utc: '2026-01-12T07:15:00Z' },
      { raw: '2026-07-01T00:05:30.5+12:00', local: '2026-07-01T00:05:30', utc: '2026-06-30T12:05:30Z' },
      { raw: '2026-02-01T10:15:00', local: '2026-02-01T10:15:00', utc: null },
    ],
  },
  canaries: ['ОБРАЗЕЦОВ', 'ОБРАЗЦОВА', '+7 900', '987654'],
  skip: { partlyFound: 'rtm34 takes one number a request' },
})

test('a delivered parcel has its journey, offices, weight and service', () => {
  const { events, facts } = foundOf(delivered)
  expect(events.map(({ code, attr }) => `${code}:${attr}`)).toEqual(['1:1', '8:1', '8:3', '8:4', '8:2', '2:1'])
  expect(events[5]).toMatchObject({
    text: 'Вручение: Вручение адресату',
    time: { local: '2026-01-16T17:45:00', utc: '2026-01-16T10:45:00Z', offset: '+07:00', basis: 'offset' },
    place: { text: 'Город назначения 1, 190000', postalCode: '190000', country: 'RU' },
  })
  expect(facts).toEqual({ service: 'Посылка онлайн', weightKg: 1.25, destinationCountry: 'RU', originCountry: 'RU' })
})

test('an international item: abroad the country is the place, and the last weighing counts', () => {
  const { events, facts } = foundOf(fixture('international'), INTERNATIONAL)
  expect(events).toHaveLength(7)
  expect(events[1]).toMatchObject({ code: '1', attr: '0', text: 'Прием', place: { text: 'China', country: 'CN' } })
  expect(events[1]?.place).not.toHaveProperty('postalCode')
  expect(facts).toEqual({ service: 'Мелкий пакет', weightKg: 0.305, destinationCountry: 'RU', originCountry: 'CN' })
  expect(foundOf(reversed(fixture('international')), INTERNATIONAL).facts).toEqual(facts)
})

test.each([
  ['1:0', 'transit', 'accepted'],
  ['2:1', 'delivered', 'delivered'],
  ['2:2', 'exception', 'returned_to_sender'],
  ['2:31', 'exception', 'returned_to_sender'],
  ['5:1', 'exception', 'lost'],
  ['8:2', 'pickup', 'ready_for_pickup'],
  ['8:13', 'transit', 'arrived_destination_country'],
  ['8:15', 'pickup', 'out_for_delivery'],
  ['9:1', 'transit', 'arrived_destination_country'],
  ['10:0', 'transit', 'departed_origin_country'],
  ['11:0', 'transit', 'customs_processing'],
  ['12:9', 'pickup', 'ready_for_pickup'],
  ['12:28', 'exception', 'lost'],
  ['14:1', 'transit', 'customs_cleared'],
  ['26:2', 'void', undefined],
  ['31:21', 'transit', 'in_transit'],
  ['42:6', 'undelivered', 'refused'],
  ['43:0', 'keep', undefined],
])('%s means %s %s', (pair, status, sub) => {
  const [code = '', attr] = pair.split(':')
  expect(meaningOf(russianPost.codes, code, attr)).toEqual(sub === undefined ? { status } : { status, sub })
})

test('the table holds the 446 documented pairs of 64 types', () => {
  const pairs = [...russianPost.codes.keys()].filter((key) => key.includes(':'))
  expect([pairs.length, new Set(pairs.map((pair) => pair.split(':')[0])).size]).toEqual([446, 64])
})

test('a new attribute means what more than half of its type mean, and nothing where the type has no such meaning', () => {
  const pairs = [...russianPost.codes]
    .filter(([key]) => key.includes(':'))
    .map(([key, meaning]) => ({ type: key.split(':')[0] ?? '', meaning }))
  for (const type of new Set(pairs.map((pair) => pair.type))) {
    const rows = pairs.filter((pair) => pair.type === type).map(({ meaning }) => JSON.stringify(meaning))
    const most = rows.find((row) => rows.filter((one) => one === row).length * 2 > rows.length)
    expect(JSON.stringify(meaningOf(russianPost.codes, type, '99999')), type).toBe(most ?? 'null')
  }
  expect(meaningOf(russianPost.codes, '999', '1')).toBeNull()
})

test('a new way to hand an item back is not shown as delivered', () => {
  const back = { status: 'exception', sub: 'returned_to_sender' }
  expect(foundOf(withCode('2', '77', 'Отправителю дроном')).events[0]?.meaning).toEqual(back)
  expect(foundOf(withCode('2', '77', 'Адресату дроном')).events[0]?.meaning).toBeUndefined()
  expect(foundOf(withCode('2', '1', 'по заявлению отправителя')).events[0]?.meaning).toBeUndefined()
})

test('an unknown type is kept verbatim', () => {
  expect(foundOf(withCode('777', '3')).events[0]).toMatchObject({ code: '777', attr: '3', text: 'Прием: Название' })
})

test('a new number is a successor', () => {
  const text = withCode('8', '26').replace(`<d:Barcode>${DELIVERED}`, '<d:Barcode>10100001000016')
  expect(foundOf(text).successors).toEqual([{ carrier: 'russian-post', number: '10100001000016' }])
  expect(foundOf(withCode('8', '26'))).not.toHaveProperty('successors')
})

test("another parcel's history is not taken for this one's", () => {
  expect(outcomeOf(delivered, '10100001000016')).toMatchObject({ kind: 'schemaDrift', path: 'historyRecord/ItemParameters/Barcode' })
  expect(outcomeOf(fixture('international'), 'lb000000120cn')?.kind).toBe('found')
})

test('prefixes do not matter, namespaces do', () => {
  expect(foundOf(delivered.replaceAll('d:', 'ns7:').replaceAll('xmlns:d=', 'xmlns:ns7=')).events).toHaveLength(6)
  expect(outcomeOf(delivered.replace('operationhistory/data', 'other/data'))?.kind).toBe('schemaDrift')
})

test('a record without a time or a code is left out; without any that can be read the answer is an error', () => {
  const time = '2026-01-12T10:15:00.000+03:00'
  expect(foundOf(delivered.replace(time, '0001-01-01T00:00:00.000Z')).events).toHaveLength(5)
  expect(outcomeOf(oneRecord([time, 'yesterday']))).toMatchObject({ kind: 'schemaDrift', path: 'historyRecord/OperationParameters' })
  expect(outcomeOf(oneRecord(['OperType><d:Id>1', 'OperType><d:Id>one']))?.kind).toBe('schemaDrift')
})

test('faults are told apart', () => {
  expect(outcomeOf(fixture('fault-authorization'), DELIVERED, { status: 500 })?.kind).toBe('badCredentials')
  expect(outcomeOf(fixture('fault-language'), DELIVERED, { status: 500 })).toMatchObject({
    kind: 'temporary',
    carrierCode: 'LanguageFaultReason',
  })
  const spent = fixture('fault-authorization').replace('the login or the password is wrong', 'превышен лимит')
  expect(outcomeOf(spent, DELIVERED, { status: 500 })).toMatchObject({ kind: 'throttled', scope: 'day' })
  expect(outcomeOf('<html>Bad gateway</html>', DELIVERED, { status: 502 })).toMatchObject({ kind: 'temporary', carrierCode: 'http_502' })
})

test('the request is SOAP 1.2 with the credential in the body, escaped', () => {
  const ctx: CarrierContext = { credential: { login: 'me', password: '<&">' }, language: 'en', now: 0 }
  const request = russianPost.buildRequest?.([itemOf(DELIVERED)], ctx)
  expect(request).toMatchObject({ method: 'POST', path: '/rtm34', headers: { 'content-type': 'application/soap+xml;charset=UTF-8' } })
  expect(request?.body).toContain(`<data:Barcode>${DELIVERED}</data:Barcode><data:MessageType>0</data:MessageType><data:Language>ENG<`)
  expect(request?.body).toContain('<data:login>me</data:login><data:password>&lt;&amp;&quot;&gt;</data:password>')
  expect(parseXml(request?.body ?? '')?.ns).toBe('http://www.w3.org/2003/05/soap-envelope')
})
