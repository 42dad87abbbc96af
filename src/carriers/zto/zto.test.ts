import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, CarrierRequest, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { zto } from './index.ts'

interface Scan {
  scanType: string
  scanDate?: unknown
  returnType?: string
  billCode?: string
  scanSite?: object
  country?: string
}

const NUMBER = '70000000000001'
const START = Date.UTC(2026, 0, 14, 2)
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { appKey: 'key', appSecret: 'top-secret' }, language: 'zh', now: 0 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('delivered.json')

/** An answer with these scans, an hour apart. */
function scans(...all: readonly Scan[]): string {
  const result = all.map((scan, hour) => ({ billCode: NUMBER, scanDate: START + hour * 3_600_000, ...scan }))
  return JSON.stringify({ status: true, statusCode: 'SYS000', message: '', result })
}

function ask(text: string, status = 200): Outcome {
  const [outcome] = zto.parse?.(answerOf(text, status), [item], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function events(text: string): RawEvent[] {
  const outcome = ask(text)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome.events
}

function request(extra: Partial<TrackItem> = {}): CarrierRequest {
  const built = zto.buildRequest?.([itemOf(NUMBER, extra)], ctx)
  if (!built) throw new Error('no request')
  return built
}

const refused = (message: string): string => JSON.stringify({ status: false, statusCode: 'S000', message, result: null })
const meanings = (text: string): unknown[] => events(text).map(({ meaning }) => meaning && 'sub' in meaning && meaning.sub)

carrierContract(zto, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(scans()) },
  invalid: { items: [item], answer: answerOf(refused('运单号格式错误')) },
  auth: { items: [item], answer: answerOf(fixture('bad-signature.json')) },
  throttled: { items: [item], answer: answerOf(refused('请求过于频繁，请稍后再试')) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"scanType"', '"type"')) },
  reversed: JSON.stringify({ ...JSON.parse(delivered), result: JSON.parse(delivered).result.toReversed() }),
  times: {
    answer: (raw) => answerOf(scans({ scanType: '收件', scanDate: raw })),
    samples: [
      { raw: '1768356000000', local: '2026-01-14T02:00:00', utc: '2026-01-14T02:00:00Z' },
      { raw: '1784000000999', local: '2026-07-14T03:33:20', utc: '2026-07-14T03:33:20Z' },
      { raw: '2026-07-14 11:33:20', local: '2026-07-14T11:33:20', utc: '2026-07-14T03:33:20Z' },
    ],
  },
  canaries: ['示例快递员', '示例收件人', '13000000001', '13000000003', '000-1-0001'],
  skip: { partlyFound: 'one waybill a call' },
})

describe('the request', () => {
  test('is signed over its body: Base64(MD5(body + secret)), the vectors made with openssl', () => {
    expect(request()).toEqual({
      method: 'POST',
      path: '/zto.merchant.waybill.track.query',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json; charset=utf-8',
        'x-appkey': 'key',
        'x-datadigest': 'DDan95BcnmN5pjvdpwR2Aw==',
      },
      body: '{"billCode":"70000000000001"}',
    })
    expect(request({ phone: '+86 130-1234-5678' })).toMatchObject({
      headers: { 'x-datadigest': 'bDpnZuYc3kdFbnOlZbQymw==' },
      body: '{"billCode":"70000000000001","mobilePhone":"5678"}',
    })
  })

  test('a phone of fewer than four digits is not sent', () => expect(request({ phone: '12' }).body).toBe('{"billCode":"70000000000001"}'))
})

describe('events', () => {
  test('in the words of the scan type, at a site in China', () => {
    expect(events(delivered)).toHaveLength(5)
    expect(events(delivered)[3]).toEqual({
      code: 'ARRIVAL',
      text: '派件入三方自提柜',
      time: { raw: '1768528800000', local: '2026-01-16T02:00:00', offset: '+00:00', utc: '2026-01-16T02:00:00Z', basis: 'utc' },
      place: { text: '示例代收点, 示例目的市, 福建省', city: '示例目的市', region: '福建省', country: 'CN' },
    })
  })

  test('a place abroad has no country that we would have to guess', () => {
    const [event] = events(scans({ scanType: '到件', country: 'Placeland', scanSite: { name: 'Example hub' } }))
    expect(event?.place).toEqual({ text: 'Example hub' })
    expect(events(scans({ scanType: '到件' }))[0]).not.toHaveProperty('place')
  })

  test('what is signed after a return is back at the sender', () => {
    const way: Scan[] = [{ scanType: '派件' }, { scanType: '退件', returnType: '2' }, { scanType: '派件' }, { scanType: '签收' }]
    expect(meanings(scans(...way))).toEqual([undefined, undefined, 'returning', 'returned_to_sender'])
    expect(meanings(scans({ scanType: '8' }, { scanType: '5' }))).toEqual([undefined, 'returned_to_sender'])
  })

  test('a changed address is no return', () => {
    expect(meanings(scans({ scanType: '退件', returnType: '3' }, { scanType: '签收' }))).toEqual([undefined, undefined])
    expect(zto.codes.get('退件:3')).toEqual({ status: 'transit', sub: 'forwarded' })
    expect(zto.codes.get('退件:5')).toEqual({ status: 'undelivered', sub: 'refused' })
  })

  test("another number's scans are not shown; nothing but such is a drift", () => {
    const other = { scanType: '签收', billCode: '70000000000002' }
    expect(events(scans({ scanType: '收件' }, other))).toHaveLength(1)
    expect(ask(scans(other))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'result[].billCode' })
  })

  test('a scan without a readable time is left out; all of them are a drift', () => {
    for (const scanDate of [0, -1, 1e300, 'soon', null]) {
      expect(events(scans({ scanType: '收件' }, { scanType: '发件', scanDate })), String(scanDate)).toHaveLength(1)
      expect(ask(scans({ scanType: '发件', scanDate }))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'result[].scanDate' })
    }
  })
})

describe('refusals', () => {
  test.each([
    ['签名校验失败', 'badCredentials'],
    ['appKey不存在', 'badCredentials'],
    ['IP不在白名单内', 'scopeMissing'],
    ['您没有该接口权限', 'scopeMissing'],
    ['接口调用超过最大次数', 'throttled'],
    ['单号有误', 'invalidNumber'],
    ['运单不存在', 'notFound'],
    ['系统异常', 'temporary'],
    ['', 'temporary'],
  ])('%s is %s', (message, kind) => expect(ask(refused(message))).toMatchObject({ kind, ref: NUMBER, carrierCode: 'S000' }))

  test('a quota of the day is told from a rate', () => {
    expect(ask(refused('超过每日调用次数'))).toMatchObject({ kind: 'throttled', scope: 'day' })
    expect(ask(refused('请求频繁'))).toMatchObject({ kind: 'throttled', scope: 'second' })
  })

  test('no result is not found, a missing one is a drift', () => {
    expect(ask('{"status":true,"result":null}').kind).toBe('notFound')
    expect(ask('{"status":true}')).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'result' })
    expect(ask('{"result":[]}')).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'status' })
  })
})

test('a push names its waybill, as a form and as JSON', () => {
  const data = JSON.stringify({ billCode: NUMBER, action: 'GOT', actionTime: '2026-01-14 10:00:00' })
  const form = new URLSearchParams({ data, msg_type: 'Traces', company_id: 'key', data_digest: 'x' }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
  expect(zto.pushed?.({ headers, query: {}, text: form })).toEqual([NUMBER])
  expect(zto.pushed?.({ headers: {}, query: {}, text: `[${data},${data},{"billCode":"70000000000002"}]` })).toEqual([
    NUMBER,
    '70000000000002',
  ])
  for (const text of ['', 'data=', '{}', 'null', '[[]]']) expect(zto.pushed?.({ headers, query: {}, text }), text).toEqual([])
})
