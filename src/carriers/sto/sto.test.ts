import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { sto } from './index.ts'

interface Scan {
  scanType: string
  opTime?: string
  waybillNo?: string
  issueName?: string
  weight?: unknown
}
type Found = Extract<Outcome, { kind: 'found' }>

const NUMBER = '770000000000001'
const OTHER = '770000000000002'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { appKey: 'key', fromCode: 'code', secretKey: 'top-secret' }, language: 'zh', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const mixed = fixture('found-and-not-found.json')

function ask(text: string, items: readonly TrackItem[] = [item]): Outcome[] {
  return sto.parse?.(answerOf(text), items, ctx) ?? []
}

function found(text: string): Found {
  const [outcome] = ask(text)
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

/** An answer with this `data`. */
function data(value: unknown): string {
  return JSON.stringify({ success: 'true', errorCode: null, errorMsg: null, data: value })
}

/** An answer with these scans, a day apart. */
function scans(...all: readonly Scan[]): string {
  return data({ [NUMBER]: all.map((scan, day) => ({ waybillNo: NUMBER, opTime: `2026-01-${10 + day} 10:00:00`, ...scan })) })
}

function reversed(): string {
  const body = JSON.parse(mixed)
  body.data[NUMBER].reverse()
  return JSON.stringify(body)
}

const refused = (errorCode: string, errorMsg: string): string =>
  JSON.stringify({ success: 'false', errorCode, errorMsg, needRetry: 'false', data: null })
const meanings = (events: readonly RawEvent[]): unknown[] => events.map(({ meaning }) => meaning && 'sub' in meaning && meaning.sub)

carrierContract(sto, {
  found: { items: [item], answer: answerOf(mixed) },
  partlyFound: { items: [item, itemOf(OTHER)], answer: answerOf(mixed) },
  notFound: { items: [itemOf(OTHER)], answer: answerOf(data({})) },
  invalid: { items: [item], answer: answerOf(refused('B01', '运单号格式不正确')) },
  auth: { items: [item], answer: answerOf(fixture('bad-signature.xml'), 200, { 'content-type': 'application/xml' }) },
  throttled: { items: [item], answer: answerOf(refused('B02', '请求过于频繁')) },
  malformed: { items: [item], answer: answerOf(mixed.replaceAll('"scanType"', '"type"')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(scans({ scanType: '收件', opTime: raw })),
    samples: [
      { raw: '2026-01-14 10:05:44', local: '2026-01-14T10:05:44', utc: '2026-01-14T02:05:44Z' },
      { raw: '2026-07-14 00:30:00', local: '2026-07-14T00:30:00', utc: '2026-07-13T16:30:00Z' },
    ],
  },
  canaries: ['示例揽收员', '示例派件员', '示例收件人', '13000000001', '0000-00000001', '示例路1号', '00-0-0001'],
})

test('the form is signed over its content: Base64(MD5(content + secret)), the vectors made with openssl', () => {
  const request = sto.buildRequest?.([item], ctx)
  expect(request).toMatchObject({ method: 'POST', path: '/gateway/link.do' })
  expect(request?.headers?.['content-type']).toBe('application/x-www-form-urlencoded; charset=utf-8')
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    content: `{"order":"asc","waybillNoList":["${NUMBER}"]}`,
    data_digest: 'YMJNanp7ktUWefdpnXevwQ==',
    api_name: 'STO_TRACE_QUERY_COMMON',
    from_appkey: 'key',
    from_code: 'code',
    to_appkey: 'sto_trace_query',
    to_code: 'sto_trace_query',
  })
  const two = new URLSearchParams(sto.buildRequest?.([item, itemOf(OTHER)], ctx).body)
  expect(two.get('data_digest')).toBe('PjIvgAM1yKAXtyKru7T7Ag==')
})

describe('events', () => {
  test('in the words of the scan type, at a site, in Beijing time', () => {
    const { events, facts } = found(mixed)
    expect(events.map(({ code }) => code)).toEqual(['收件', '发件', '派件', '驿站代收', '客户签收'])
    expect(events[0]).toEqual({
      code: '收件',
      text: '收件',
      time: {
        raw: '2026-01-14 10:05:44',
        local: '2026-01-14T10:05:44',
        offset: '+08:00',
        utc: '2026-01-14T02:05:44Z',
        basis: 'carrierZone',
      },
      place: { text: '示例始发公司, 示例始发市, 浙江省', city: '示例始发市', region: '浙江省' },
    })
    expect(facts).toEqual({ weightKg: 1.25 })
  })

  test('a problem is named, an action code has its words', () => {
    const { events } = found(scans({ scanType: '问题件', issueName: '收件人电话有误' }, { scanType: 'CC_IM_SUCCESS' }))
    expect(events.map(({ text }) => text)).toEqual(['问题件: 收件人电话有误', '清关完成'])
  })

  test('what is signed after a return is back at the sender', () => {
    const { events } = found(scans({ scanType: '派件' }, { scanType: '退回件' }, { scanType: '派件' }, { scanType: '签收' }))
    expect(meanings(events)).toEqual([undefined, undefined, 'returning', 'returned_to_sender'])
  })

  test.each([
    ['2.5', 2.5],
    [0, 2],
    ['x', 2],
    [9e9, 2],
    [null, 2],
  ])('the weight %j after 2 kg gives %d', (weight, kg) => {
    expect(found(scans({ scanType: '收件', weight: '2' }, { scanType: '发件', weight })).facts).toEqual({ weightKg: kg })
  })

  test('a scan without a readable time is left out; all of them are a drift', () => {
    expect(found(scans({ scanType: '收件' }, { scanType: '发件', opTime: 'soon' })).events).toHaveLength(1)
    expect(ask(scans({ scanType: '发件', opTime: '' }))).toEqual([{ kind: 'schemaDrift', ref: NUMBER, path: 'data[].opTime' }])
  })
})

describe('the two shapes of data', () => {
  test('a list of entries with traces', () => {
    const { events } = found(fixture('traces.json'))
    expect(events.map(({ code, time, place }) => [code, time.utc, place?.text])).toEqual([
      ['签收', '2026-01-16T10:40:21Z', '示例目的公司'],
      ['收件', '2026-01-14T02:05:44Z', '示例始发公司'],
    ])
    expect(ask(fixture('traces.json'), [item, itemOf(OTHER)]).map(({ kind }) => kind)).toEqual(['found', 'notFound'])
  })

  test('a list of scans, each with its waybill', () => {
    const flat = [NUMBER, OTHER, NUMBER].map((waybillNo) => ({ waybillNo, opTime: '2026-01-14 10:00:00', scanType: '收件' }))
    expect(ask(data(flat), [item, itemOf(OTHER)]).map((one) => one.kind === 'found' && one.events.length)).toEqual([2, 1])
  })

  test('an entry that names no waybill is that of the one number asked, and of no other', () => {
    const unnamed = data([{ traceList: [{ scanTime: '2026-01-14 10:00:00', scanType: '收件' }] }])
    expect(ask(unnamed)[0]?.kind).toBe('found')
    expect(ask(unnamed, [item, itemOf(OTHER)]).map(({ kind }) => kind)).toEqual(['schemaDrift', 'schemaDrift'])
  })

  test.each([
    [null, 'notFound'],
    [{}, 'notFound'],
    [[], 'notFound'],
    [{ [NUMBER]: null }, 'notFound'],
    [{ [NUMBER]: [] }, 'notFound'],
    [[{ waybillNo: NUMBER, traceList: [] }], 'notFound'],
    [[{ waybillNo: NUMBER, traceList: null }], 'notFound'],
    [[{ waybillNo: NUMBER, traceList: {} }], 'schemaDrift'],
    [{ [NUMBER]: 'x' }, 'schemaDrift'],
    [{ waybill: [] }, 'schemaDrift'],
    [[{ waybill: NUMBER }], 'schemaDrift'],
    ['x', 'schemaDrift'],
  ])('data %j is %s', (value, kind) => expect(ask(data(value))[0]?.kind).toBe(kind))

  test("another number's scans are not shown; nothing but such is a drift", () => {
    expect(found(scans({ scanType: '收件' }, { scanType: '签收', waybillNo: OTHER })).events).toHaveLength(1)
    expect(ask(scans({ scanType: '签收', waybillNo: OTHER }))).toEqual([{ kind: 'schemaDrift', ref: NUMBER, path: 'data[].waybillNo' }])
  })
})

describe('refusals', () => {
  test.each([
    ['S02', '数据签名验证失败', 'badCredentials'],
    ['S02', '', 'badCredentials'],
    ['B03', '无接口权限', 'scopeMissing'],
    ['B04', '运单不存在', 'notFound'],
    ['S07', '系统异常，请重试', 'temporary'],
  ])('%s %s is %s', (code, message, kind) => expect(ask(refused(code, message))).toEqual([{ kind, ref: NUMBER, carrierCode: code }]))

  test('a quota of the day is told from a rate', () => {
    expect(ask(refused('B02', '超过每日调用次数'))[0]).toMatchObject({ kind: 'throttled', scope: 'day' })
    expect(ask(refused('B02', '限流'))[0]).toMatchObject({ kind: 'throttled', scope: 'second' })
  })

  test('an error about one of several numbers blames none', () => {
    expect(ask(refused('B04', '运单不存在'), [item, itemOf(OTHER)]).map(({ kind }) => kind)).toEqual(['temporary', 'temporary'])
  })

  test('a refusal in XML is read, a success in XML is a drift', () => {
    expect(ask(fixture('bad-signature.xml'))).toEqual([{ kind: 'badCredentials', ref: NUMBER, carrierCode: 'S02' }])
    expect(ask('<response><success>true</success></response>')).toEqual([{ kind: 'schemaDrift', ref: NUMBER, path: 'success' }])
  })
})

test('a push names its waybill', () => {
  const content = JSON.stringify({ waybillNo: NUMBER, trace: { opTime: '2026-01-14 10:05:44', scanType: '收件' } })
  const text = new URLSearchParams({ content, data_digest: 'x', api_name: 'STO_TRACE_PLATFORM_PUSH' }).toString()
  expect(sto.pushed?.({ headers: {}, query: {}, text })).toEqual([NUMBER])
  for (const other of ['', 'content=', 'content={}', '{}']) expect(sto.pushed?.({ headers: {}, query: {}, text: other }), other).toEqual([])
})
