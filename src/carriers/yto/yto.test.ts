import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent } from '../carrier.ts'
import { yto } from './index.ts'
import { signature } from './request.ts'

type Found = Extract<Outcome, { kind: 'found' }>
type Entry = Record<string, string | number | null>

const NUMBER = 'YT0000000000101'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { userId: 'u1', customerCode: 'TEST', secret: '123456' }, language: 'zh', now: 1_630_056_973_033 }
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('found.json')
const GOT: Entry = { waybill_No: NUMBER, upload_Time: '2026-01-12 16:05:44', infoContent: 'GOT', processInfo: '已揽收', city: '甲市' }

const entries = (...some: readonly Entry[]): string => JSON.stringify(some.map((entry) => ({ ...GOT, ...entry })))
const refused = (fields: object): string => JSON.stringify({ success: false, ...fields })
const form = (content: string): string => new URLSearchParams({ logistics_interface: content, data_digest: 'x' }).toString()
const push = (text: string): string[] | undefined => yto.pushed?.({ headers: {}, query: {}, text })

function ask(text: string, status = 200): Outcome {
  const [outcome] = yto.parse?.(answerOf(text, status), [item], ctx) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function found(text: string): Found {
  const outcome = ask(text)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome
}

const event = (entry: Entry): RawEvent | undefined => found(entries(entry)).events[0]

carrierContract(yto, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(fixture('not-found.json')) },
  auth: { items: [item], answer: answerOf(refused({ code: 'S02', reason: '非法的数字签名' })) },
  throttled: { items: [item], answer: answerOf('', 429, { 'retry-after': '3' }) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"upload_Time"', '"uploadTime"')) },
  reversed: JSON.stringify(JSON.parse(delivered).toReversed()),
  times: {
    answer: (raw) => answerOf(entries({ upload_Time: raw })),
    samples: [
      { raw: '2026-01-12 00:30:00', local: '2026-01-12T00:30:00', utc: '2026-01-11T16:30:00Z' },
      { raw: '2026-07-12 16:05:44', local: '2026-07-12T16:05:44', utc: '2026-07-12T08:05:44Z' },
    ],
  },
  canaries: ['CANARY', '13000000001'],
  skip: {
    partlyFound: 'one number a call',
    invalid: 'nothing is known of an answer that tells a malformed number from an unknown one',
  },
})

describe('signature', () => {
  test("YTO's own example", () => {
    // open.yto.net.cn, signature: data opentest, secret 123456. printf '%s' opentest123456 | openssl md5 -binary | base64
    expect(signature('opentest', '123456')).toBe('YLstCNa3x8ijQx16e/jqOA==')
  })

  test('what is signed is param, method and version', () => {
    const request = yto.buildRequest?.([item], ctx)
    expect(request).toMatchObject({ method: 'POST', path: '/open/track_query_adapter/v1/u1/TEST' })
    expect(JSON.parse(request?.body ?? '')).toEqual({
      timestamp: '1630056973033',
      param: '{"NUMBER":"YT0000000000101"}',
      // printf '%s' '{"NUMBER":"YT0000000000101"}track_query_adapterv1123456' | openssl md5 -binary | base64
      sign: 'hq/IIPjfajhkGmcw6efb8A==',
      format: 'JSON',
    })
  })

  test('what the account holds cannot leave the address', () => {
    const request = yto.buildRequest?.([item], { ...ctx, credential: { userId: 'a/b', customerCode: 'c?d' } })
    expect(request?.path).toBe('/open/track_query_adapter/v1/a%2Fb/c%3Fd')
  })
})

describe('events', () => {
  test('code, words, time in Beijing, place', () => {
    expect(found(delivered).events[0]).toEqual({
      code: 'GOT',
      text: '【甲市】的示例网点已揽收',
      time: {
        raw: '2026-01-12 16:05:44',
        local: '2026-01-12T16:05:44',
        offset: '+08:00',
        utc: '2026-01-12T08:05:44Z',
        basis: 'carrierZone',
      },
      place: { text: '甲市 示例区', city: '甲市' },
    })
    expect(found(delivered).events[2]?.place).toEqual({ text: '乙市', city: '乙市' })
  })

  test('a text that may name somebody gives way to the standard words', () => {
    expect(
      found(delivered)
        .events.slice(3)
        .map(({ text }) => text),
    ).toEqual(['派件中', '签收失败', '签收成功'])
    expect(event({ infoContent: 'SIGNED', processInfo: '张三' })?.text).toBe('签收成功')
    expect(event({ infoContent: 'NEW', processInfo: '请联系网点' })?.text).toBe('NEW')
  })

  test('a return under way is not a return that ended', () => {
    expect([yto.codes.get('TMS_RETURN'), yto.codes.get('退件完成')]).toEqual([
      { status: 'exception', sub: 'returning' },
      { status: 'exception', sub: 'returned_to_sender' },
    ])
  })

  test('an entry without a readable time is left out; all of them unreadable is a drift', () => {
    expect(found(entries({}, { upload_Time: 'today' })).events).toHaveLength(1)
    expect(ask(entries({ upload_Time: 'today' }))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: '[].upload_Time' })
  })

  test("another parcel's entries are not shown", () => {
    expect(found(entries({}, { waybill_No: 'YT0000000000301', infoContent: 'SIGNED' })).events).toHaveLength(1)
    expect(ask(entries({ waybill_No: 'YT0000000000301' }))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: '[].waybill_No' })
  })
})

test('the weight is the greatest that was taken, nonsense left out', () => {
  expect(found(delivered).facts).toEqual({ weightKg: 0.65 })
  expect(found(entries({ weight: 0 }, { weight: 9e9 }, { weight: 'x' })).facts).toEqual({})
})

describe('objects', () => {
  test.each([
    [{ code: 1001, success: 'true', message: '查询结果为空。' }, 'notFound'],
    [{ code: '1001', success: true, map: {} }, 'notFound'],
    [{ code: 'S02', reason: 'S02' }, 'badCredentials'],
    [{ code: '1002', message: '签名错误' }, 'badCredentials'],
    [{ message: '客户编码不存在' }, 'badCredentials'],
    [{ code: '1003', message: '访问过于频繁' }, 'throttled'],
    [{ code: '1004', message: '无接口权限' }, 'scopeMissing'],
    [{ code: '1005', reason: '请求失败，请稍后重试~~' }, 'temporary'],
    [{ data: [] }, 'schemaDrift'],
  ])('%j is %s', (fields, kind) => expect(ask(refused(fields))).toMatchObject({ kind, ref: NUMBER }))

  test('an empty list is not found either', () => expect(ask('[]')).toEqual({ kind: 'notFound', ref: NUMBER }))
})

test('a push names its waybill, in XML or JSON', () => {
  expect(push(form(`<UpdateInfo><mailNo>${NUMBER}</mailNo><infoType>STATUS</infoType></UpdateInfo>`))).toEqual([NUMBER])
  expect(push(form(JSON.stringify({ mailNo: NUMBER, infoContent: 'GOT' })))).toEqual([NUMBER])
  expect([push(''), push(form('<UpdateInfo/>')), push(form('x'))]).toEqual([[], [], []])
})
