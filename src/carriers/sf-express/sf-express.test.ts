import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierAnswer, CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { sfExpress } from './index.ts'
import { digest } from './request.ts'

type Found = Extract<Outcome, { kind: 'found' }>
interface Route {
  opCode: string
  acceptTime?: string
  acceptAddress?: string
  remark?: string
  reasonCode?: string
}

const NUMBER = 'SF0000000000101'
const UNKNOWN = 'SF0000000000102'
const item = itemOf(NUMBER)
const ctx: CarrierContext = { credential: { partnerId: 'shop', checkword: 'word' }, language: 'zh', now: Date.UTC(2026, 0, 15, 12) }
const mixed = readFileSync(new URL('fixtures/found-and-not-found.json', import.meta.url), 'utf8')

/** The platform's envelope around an answer of the service, which is JSON inside a string. */
const service = (result: object): string => JSON.stringify({ apiResultCode: 'A1000', apiResultData: JSON.stringify(result) })
const found1 = (routes: readonly Route[], mailNo = NUMBER): string =>
  service({
    success: true,
    errorCode: 'S0000',
    msgData: { routeResps: [{ mailNo, routes: routes.map((route) => ({ ...PICKED_UP, ...route })) }] },
  })
const platform = (code: string): string => JSON.stringify({ apiErrorMsg: 'Placeholder', apiResultCode: code, apiResultData: null })
const PICKED_UP = { opCode: '50', acceptTime: '2026-01-12 16:05:44', acceptAddress: '甲市', remark: '已收取快件' }

function ask(answer: CarrierAnswer, items: readonly TrackItem[] = [item]): Outcome[] {
  return sfExpress.parse?.(answer, items, ctx) ?? []
}

function found(text: string): Found {
  const [outcome] = ask(answerOf(text))
  if (outcome?.kind !== 'found') throw new Error(`${outcome?.kind} is not found`)
  return outcome
}

const push = (text: string): string[] | undefined => sfExpress.pushed?.({ headers: {}, query: {}, text })
const event = (route: Route): RawEvent | undefined => found(found1([route])).events[0]

function form(items: readonly TrackItem[], language = 'zh'): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(sfExpress.buildRequest?.(items, { ...ctx, language }).body))
}

function reversed(): string {
  const body = JSON.parse(mixed)
  const result = JSON.parse(body.apiResultData)
  result.msgData.routeResps[0].routes.reverse()
  result.msgData.routeResps.reverse()
  return JSON.stringify({ ...body, apiResultData: JSON.stringify(result) })
}

carrierContract(sfExpress, {
  found: { items: [item], answer: answerOf(mixed) },
  partlyFound: { items: [item, itemOf(UNKNOWN)], answer: answerOf(mixed) },
  notFound: { items: [itemOf(UNKNOWN)], answer: answerOf(mixed) },
  auth: { items: [item], answer: answerOf(platform('A1006')) },
  throttled: { items: [item], answer: answerOf(platform('A1005')) },
  malformed: { items: [item], answer: answerOf(mixed.replaceAll('acceptTime', 'time')) },
  reversed: reversed(),
  times: {
    answer: (raw) => answerOf(found1([{ opCode: '50', acceptTime: raw }])),
    samples: [
      { raw: '2026-01-12 00:30:00', local: '2026-01-12T00:30:00', utc: '2026-01-11T16:30:00Z' },
      { raw: '2026-07-12 16:05:44', local: '2026-07-12T16:05:44', utc: '2026-07-12T08:05:44Z' },
    ],
  },
  canaries: ['CANARY', '13000000001'],
  skip: { invalid: 'a malformed number is answered with empty routes, as an unknown one is' },
})

describe('request', () => {
  test('the digest is Base64 of the MD5 of the text as Java encodes it', () => {
    // printf '%s' '%7B%22a%22%3A%22b+c*%7E%21%22%7D1700000000000word' | openssl md5 -binary | base64
    expect(digest('{"a":"b c*~!"}', '1700000000000', 'word')).toBe('Z5ozsxfb3k7y54+3bvs61g==')
  })

  test('a form for all numbers, signed', () => {
    expect(sfExpress.buildRequest?.([item], ctx)).toMatchObject({
      method: 'POST',
      path: '/std/service',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    })
    const sent = form([item])
    expect(sent).toEqual({
      partnerID: 'shop',
      requestID: expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      serviceCode: 'EXP_RECE_SEARCH_ROUTES',
      timestamp: '1768478400000',
      // printf '%s' "$encoded" | openssl md5 -binary | base64, encoded being the msgData below, 1768478400000 and word:
      // %7B%22language%22%3A%220%22%2C%22trackingType%22%3A%221%22%2C%22trackingNumber%22%3A%5B%22SF0000000000101%22%5D%2C%22methodType%22%3A%221%22%7D1768478400000word
      msgDigest: 'XgUZoqydXf70mJiA+5oOhQ==',
      msgData: '{"language":"0","trackingType":"1","trackingNumber":["SF0000000000101"],"methodType":"1"}',
    })
  })

  test('another time or another number is another request', () => {
    const id = (request = sfExpress.buildRequest?.([item], ctx)): string | null => new URLSearchParams(request?.body).get('requestID')
    const others = [
      sfExpress.buildRequest?.([item], { ...ctx, now: ctx.now + 1 }),
      sfExpress.buildRequest?.([itemOf(UNKNOWN)], ctx),
      sfExpress.buildRequest?.([item], ctx),
    ]
    expect(others.map((other) => id(other) === id())).toEqual([false, false, true])
  })

  test('the last four digits of each phone, in the order of the numbers', () => {
    const items = [itemOf('A', { phone: '+86 130-0000-1234' }), itemOf('B'), itemOf('C', { phone: '5678' }), itemOf('D', { phone: '12' })]
    expect(JSON.parse(form(items, 'en')['msgData'] ?? '')).toMatchObject({ language: '1', checkPhoneNo: '1234,,5678,' })
    expect(form([item])['msgData']).not.toContain('checkPhoneNo')
  })
})

describe('routes', () => {
  test('code, reason, words, time in Beijing, city', () => {
    expect(found(mixed).events[4]).toEqual({
      code: '70',
      attr: '15',
      text: '派件不成功',
      time: {
        raw: '2026-01-14 11:00:00',
        local: '2026-01-14T11:00:00',
        offset: '+08:00',
        utc: '2026-01-14T03:00:00Z',
        basis: 'carrierZone',
      },
      place: { text: '乙市', city: '乙市' },
    })
    expect(found(mixed).events[1]?.text).toBe('快件在【甲市中转场】完成分拣,准备发往【乙市中转场】')
  })

  test('a remark that may name somebody gives way to the standard words', () => {
    expect(found(mixed).events[3]?.text).toBe('正在派送途中')
    expect(event({ opCode: '80', remark: '张三' })?.text).toBe('已签收')
    expect(event({ opCode: '777', remark: '请联系 13000000000' })?.text).toBe('777')
    expect(event({ opCode: '31', remark: '-' })?.text).toBe('31')
  })

  test('the reason says more than the code', () => {
    expect([sfExpress.codes.get('70'), sfExpress.codes.get('70:46'), sfExpress.codes.get('8000:6')]).toEqual([
      { status: 'undelivered', sub: 'failed_attempt' },
      { status: 'exception', sub: 'cancelled' },
      { status: 'exception', sub: 'lost' },
    ])
  })

  test('648: the way goes on under another number, back or on', () => {
    const back = found(found1([{ opCode: '648', remark: '快件已退回/转寄,新单号为: SF0000000000201' }]))
    expect(back.successors).toEqual([{ carrier: 'sf-express', number: 'SF0000000000201' }])
    expect(back.events[0]).toMatchObject({ code: '648', text: '快件已退回/转寄' })
    expect(back.events[0]).not.toHaveProperty('meaning')
    expect(event({ opCode: '648', remark: '快件已转寄' })?.meaning).toEqual({ status: 'transit', sub: 'forwarded' })
    expect(found(found1([{ opCode: '648', remark: `新单号为：${NUMBER}` }]))).not.toHaveProperty('successors')
    expect(found(found1([{ opCode: '31', remark: '新单号为: SF0000000000201' }]))).not.toHaveProperty('successors')
  })

  test('a route without a readable time is left out; all of them unreadable is a drift', () => {
    expect(found(found1([{ opCode: '50' }, { opCode: '31', acceptTime: 'today' }])).events).toHaveLength(1)
    expect(ask(answerOf(found1([{ opCode: '31', acceptTime: 'today' }])))).toEqual([
      { kind: 'schemaDrift', ref: NUMBER, path: 'msgData.routeResps[].routes[].acceptTime' },
    ])
  })
})

describe('no routes', () => {
  test('is not found, and says whether a phone was given', () => {
    const empty = answerOf(found1([]))
    expect(ask(empty)).toEqual([{ kind: 'notFound', ref: NUMBER, carrierCode: 'no_routes_without_phone', wants: 'phone' }])
    expect(ask(empty, [itemOf(NUMBER, { phone: '1234' })])).toEqual([{ kind: 'notFound', ref: NUMBER, carrierCode: 'no_routes' }])
    expect(ask(answerOf(service({ success: true, msgData: { routeResps: [] } })))[0]?.kind).toBe('notFound')
  })

  test("another parcel's routes are not shown", () => {
    expect(ask(answerOf(found1([{ opCode: '80' }], 'SF0000000000301')))).toEqual([
      { kind: 'schemaDrift', ref: NUMBER, path: 'msgData.routeResps[].mailNo' },
    ])
  })
})

describe('refusals', () => {
  test.each([
    ['A1001', 'temporary'],
    ['A1002', 'temporary'],
    ['A1003', 'blocked'],
    ['A1004', 'scopeMissing'],
    ['A1006', 'badCredentials'],
    ['A1009', 'temporary'],
    ['A1010', 'scopeMissing'],
    ['A1011', 'badCredentials'],
    ['A1098', 'temporary'],
  ])('%s is %s', (carrierCode, kind) => expect(ask(answerOf(platform(carrierCode)))).toEqual([{ kind, ref: NUMBER, carrierCode }]))

  test('the service may refuse what the platform let through', () => {
    expect(ask(answerOf(service({ success: false, errorCode: '8003', msgData: null })))).toEqual([
      { kind: 'temporary', ref: NUMBER, carrierCode: '8003' },
    ])
  })

  test('text in place of JSON in the string is a drift', () => {
    const text = JSON.stringify({ apiResultCode: 'A1000', apiResultData: '<xml/>' })
    expect(ask(answerOf(text))).toEqual([{ kind: 'schemaDrift', ref: NUMBER, path: 'apiResultData' }])
  })
})

test('a push names its waybills', () => {
  expect(push(JSON.stringify({ Body: { WaybillRoute: [{ mailno: NUMBER }, { mailno: NUMBER }, { mailno: UNKNOWN }, {}] } }))).toEqual([
    NUMBER,
    UNKNOWN,
  ])
  expect([push(''), push('{"Body":{}}')]).toEqual([[], []])
})
