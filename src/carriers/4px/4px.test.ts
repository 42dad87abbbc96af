import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent } from '../carrier.ts'
import { x4px } from './index.ts'
import { signature } from './request.ts'

type Found = Extract<Outcome, { kind: 'found' }>
type Entry = Record<string, string | null>

const NUMBER = '4PX00000000000101CN'
const ctx: CarrierContext = { credential: { appKey: 'key', appSecret: 'secret' }, language: 'en', now: 1_768_478_400_000 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('found.json')
const PICKED_UP: Entry = {
  businessLinkCode: 'FPX_C_SPLS',
  occurDatetime: '2026-01-12 16:05:44',
  trackingContent: '4PX picked up shipment.',
}

const data = (fields: unknown): string => JSON.stringify({ result: '1', msg: '', errors: [], data: fields })
const trackings = (...entries: readonly Entry[]): string =>
  data({ deliveryOrderNo: NUMBER, trackingList: entries.map((entry) => ({ ...PICKED_UP, ...entry })) })
const refused = (errorMsg: string, errorCode = 'X.1'): string =>
  JSON.stringify({ result: '0', msg: 'System processing failed', errors: [{ errorCode, errorMsg }], data: null })

function ask(text: string, { number = NUMBER, status = 200 } = {}): Outcome {
  const [outcome] = x4px.parse?.(answerOf(text, status), [itemOf(number)], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string): Found {
  const outcome = ask(text)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

const event = (entry: Entry): RawEvent | undefined => found(trackings(entry)).events[0]

function reversed(): string {
  const body = JSON.parse(delivered)
  body.data.trackingList.reverse()
  return JSON.stringify(body)
}

carrierContract(x4px, {
  found: { items: [itemOf(NUMBER)], answer: answerOf(delivered) },
  notFound: { items: [itemOf(NUMBER)], answer: answerOf(fixture('not-found.json')) },
  auth: { items: [itemOf(NUMBER)], answer: answerOf(refused('Invalid sign')) },
  throttled: { items: [itemOf(NUMBER)], answer: answerOf('', 429, { 'retry-after': '3' }) },
  malformed: { items: [itemOf(NUMBER)], answer: answerOf(delivered.replace('"trackingList"', '"trackings"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(trackings({ occurDatetime: raw })),
    samples: [
      { raw: '2026-01-12 16:05:44', local: '2026-01-12T16:05:44', utc: null },
      { raw: '2026-07-12 16:05:44', local: '2026-07-12T16:05:44', utc: null },
    ],
  },
  canaries: ['CANARY', '00002'],
  skip: {
    partlyFound: 'one number a call',
    invalid: 'nothing is known of an answer that tells a malformed number from an unknown one',
  },
})

describe('signature', () => {
  test("4PX's own example", () => {
    // open.4px.com, guide for merchants. printf '%s' app_key…formatjsonmethodds.xms.order.createtimestamp1532592413187v1.0'{"aa":"bb"}'… | openssl md5
    const parameters = {
      v: '1.0',
      app_key: '16081f05-e8fc-4250-b9c4-0660d1ecbb28',
      format: 'json',
      method: 'ds.xms.order.create',
      timestamp: '1532592413187',
    }
    expect(signature(parameters, '{"aa":"bb"}', '7eebf328-8e5a-4030-904d-ec6e89174fbc')).toBe('ff4af77c062a9b97d98aa29777621c4a')
  })

  test('the request: parameters in the query, the number in the body', () => {
    const request = x4px.buildRequest?.([itemOf(NUMBER)], ctx)
    const url = new URL(`https://x${request?.path}`)
    expect(request).toMatchObject({ method: 'POST', body: '{"deliveryOrderNo":"4PX00000000000101CN"}', headers: { accept: '*/*' } })
    expect(url.pathname).toBe('/router/api/service')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      app_key: 'key',
      format: 'json',
      language: 'en',
      method: 'tr.order.tracking.get',
      // printf '%s' app_keykeyformatjsonmethodtr.order.tracking.gettimestamp1768478400000v1.0.0'{"deliveryOrderNo":"4PX00000000000101CN"}'secret | openssl md5
      sign: 'eb0599054f3de5d9781bfb9b84b6d6ea',
      timestamp: '1768478400000',
      v: '1.0.0',
    })
    expect(x4px.buildRequest?.([itemOf(NUMBER)], { ...ctx, language: 'zh' }).path).toContain('language=cn')
  })
})

describe('events', () => {
  test('code, words, a time without a zone, a place without a postcode', () => {
    expect(found(delivered).events[0]).toEqual({
      code: 'FPX_S_OK',
      text: 'Delivered',
      time: { raw: '2026-01-20 13:22:00', local: '2026-01-20T13:22:00', offset: null, utc: null, basis: 'unknown' },
      place: { text: 'AMSTERDAM', country: 'NL' },
    })
    expect(
      found(delivered)
        .events.slice(4)
        .map(({ place }) => place),
    ).toEqual([{ text: 'NL', country: 'NL' }, { text: 'SHENZHEN' }, undefined])
  })

  test('a text that may name somebody gives way to the code', () => {
    expect(event({ businessLinkCode: 'FPX_D_FDNC', trackingContent: 'Contact EXAMPLE' })?.text).toBe('FPX_D_FDNC')
    expect(event({ trackingContent: '' })?.text).toBe('FPX_C_SPLS')
    expect(event({ businessLinkCode: 'FPX_S_OKPO', trackingContent: 'EXAMPLE' })?.text).toBe('Delivered')
  })

  test('a code of a family has its meaning; others stay unknown', () => {
    expect(event({ businessLinkCode: 'FPX_D_FDNC' })?.meaning).toEqual({ status: 'undelivered', sub: 'failed_attempt' })
    expect(event({ businessLinkCode: 'FPX_M_TDMF' })?.meaning).toEqual({ status: 'transit', sub: 'delayed' })
    expect(event({ businessLinkCode: 'FPX_I_HCXX' })?.meaning).toEqual({ status: 'exception', sub: 'customs_held' })
    expect(event({ businessLinkCode: 'FPX_O_RTOC' })?.meaning).toEqual({ status: 'exception', sub: 'returning' })
    for (const code of ['FPX_S_OK', 'FPX_O_IR', 'FPX_S_OKRC', 'FPX_D_ZZ'])
      expect(event({ businessLinkCode: code })).not.toHaveProperty('meaning')
    expect([x4px.codes.has('FPX_S_OKRC'), x4px.codes.has('FPX_D_ZZ')]).toEqual([false, false])
  })

  test('an entry without a readable time is left out; all of them unreadable is a drift', () => {
    expect(found(trackings({}, { occurDatetime: 'today' })).events).toHaveLength(1)
    expect(ask(trackings({ occurDatetime: null }))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'data.trackingList[].occurDatetime' })
  })
})

test('the destination is a fact', () => {
  expect(found(delivered).facts).toEqual({ destinationCountry: 'NL' })
  expect(found(trackings({ destinationCountry: 'Netherlands' })).facts).toEqual({})
})

describe('the number', () => {
  const own = trackings({})
  test("another parcel's data is not shown", () => {
    const number = '4PX00000000000301CN'
    expect(ask(own, { number })).toEqual({ kind: 'schemaDrift', ref: number, path: 'data.deliveryOrderNo' })
  })

  test("a number of the last mile's carrier is answered under 4PX's own", () => {
    expect(ask(own, { number: '3STEST000000000' }).kind).toBe('found')
    expect(ask(own.replace(NUMBER, '3STEST000000001'), { number: '3STEST000000000' }).kind).toBe('schemaDrift')
  })

  test('data as JSON inside a string is read', () => {
    expect(ask(data(JSON.stringify({ deliveryOrderNo: NUMBER, trackingList: [PICKED_UP] }))).kind).toBe('found')
    expect(ask(data('x'))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'data' })
  })

  test.each([[null], [[]], [{ deliveryOrderNo: NUMBER, trackingList: [] }], [{ deliveryOrderNo: NUMBER, trackingList: null }]])(
    'nothing in %j is not found',
    (fields) => expect(ask(data(fields)).kind).toBe('notFound'),
  )
})

describe('refusals', () => {
  test.each([
    ['Order not exist', 'notFound'],
    ['物流单号不存在', 'notFound'],
    ['Invalid sign', 'badCredentials'],
    ['app_key is invalid', 'badCredentials'],
    ['签名错误', 'badCredentials'],
    ['The request is too frequent', 'throttled'],
    ['没有权限', 'scopeMissing'],
    ['System error', 'temporary'],
  ])('%s is %s', (message, kind) => {
    expect(ask(refused(message))).toMatchObject({ kind, ref: NUMBER, carrierCode: kind === 'throttled' ? 'http_200' : 'X.1' })
  })

  test('another result than 0 and 1 is a drift; a number counts as text', () => {
    expect(ask(data(null).replace('"1"', '"2"'))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'result' })
    expect(ask(trackings({}).replace('"1"', '1')).kind).toBe('found')
  })
})
