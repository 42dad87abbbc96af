import { createDecipheriv } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerOf, carrierContract, itemOf } from '../../../test/carriers/contract.ts'
import type { CarrierContext, Outcome, RawEvent } from '../carrier.ts'
import { chinaEms } from './index.ts'

interface Operation {
  opCode: string
  opName?: string
  opTime?: string
  waybillNo?: string
  deliverCode?: string
  attemptDeliveryCode?: string
}

const NUMBER = '9800000000019'
const NOW = Date.UTC(2026, 0, 15, 20)
/** 16 bytes: `LabExampleKey16B`. */
const KEY = 'TGFiRXhhbXBsZUtleTE2Qg=='
const item = itemOf(NUMBER)
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const delivered = fixture('delivered.json')

function context(key = KEY): CarrierContext {
  return { credential: { senderNo: '1100000000000', authorization: 'code', key }, language: 'zh', now: NOW }
}

function form(key = KEY, number = NUMBER): URLSearchParams {
  return new URLSearchParams(chinaEms.buildRequest?.([itemOf(number)], context(key)).body)
}

function answer(retBody: unknown): string {
  return JSON.stringify({ serialNo: '0', retCode: '00000', retMsg: '成功', retBody })
}

/** An answer with these operations, an hour apart. */
function operations(...all: readonly Operation[]): string {
  return answer(all.map((one, hour) => ({ waybillNo: NUMBER, opTime: `2026-01-14 ${10 + hour}:00:00`, ...one })))
}

function ask(text: string): Outcome {
  const [outcome] = chinaEms.parse?.(answerOf(text), [item], context()) ?? []
  if (!outcome) throw new Error('no outcome')
  return outcome
}

function events(text: string): RawEvent[] {
  const outcome = ask(text)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind} is not found`)
  return outcome.events
}

const refused = (retMsg: string): string => JSON.stringify({ serialNo: '0', retCode: 'B00009', retMsg, retBody: null })
const inText = (): string => answer(JSON.stringify(JSON.parse(delivered).retBody))

carrierContract(chinaEms, {
  found: { items: [item], answer: answerOf(delivered) },
  notFound: { items: [item], answer: answerOf(answer([])) },
  invalid: { items: [item], answer: answerOf(refused('邮件号格式不正确')) },
  auth: { items: [item], answer: answerOf(fixture('bad-authorization.json')) },
  throttled: { items: [item], answer: answerOf(refused('请求过于频繁')) },
  malformed: { items: [item], answer: answerOf(delivered.replaceAll('"opCode"', '"code"')) },
  reversed: JSON.stringify({ ...JSON.parse(delivered), retBody: JSON.parse(delivered).retBody.toReversed() }),
  times: {
    answer: (raw) => answerOf(operations({ opCode: '203', opTime: raw })),
    samples: [
      { raw: '2026-01-14 10:05:44', local: '2026-01-14T10:05:44', utc: '2026-01-14T02:05:44Z' },
      { raw: '2026-07-14 00:30:00', local: '2026-07-14T00:30:00', utc: '2026-07-13T16:30:00Z' },
    ],
  },
  canaries: ['示例揽投员', '示例投递员', '示例收件人', '13000000001', '87654321'],
  skip: { partlyFound: 'one item a call' },
})

describe('the body under SM4', () => {
  test('is what openssl makes of it: sm4-ecb of the JSON and the key as Base64', () => {
    expect(Object.fromEntries(form())).toEqual({
      apiCode: '040001',
      senderNo: '1100000000000',
      authorization: 'code',
      msgType: '0',
      timeStamp: '2026-01-16 04:00:00',
      version: 'V1.0.0',
      logitcsInterface: '|$4|UxOrS6JPucevkzF7LZiLVQuYu3wwAaD7wo9TGPTdjzqEztFJv1dXfv/VT7wZZkgkb8+WO7xDmePbovAcIlgMrcmzLoRGo47f/cyrRZlZAOc=',
    })
  })

  test('under the key of GB/T 32907-2016, whose vector the cipher gives back', () => {
    const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')
    const decipher = createDecipheriv('sm4-ecb', key, null).setAutoPadding(false)
    expect(decipher.update('681edf34d206965e86b3e94f536e4246', 'hex', 'hex')).toBe(key.toString('hex'))

    const sent = form(key.toString('base64')).get('logitcsInterface')?.slice('|$4|'.length) ?? ''
    const reader = createDecipheriv('sm4-ecb', key, null)
    const text = reader.update(sent, 'base64', 'utf8') + reader.final('utf8')
    expect(text).toBe(`{"waybillNo":"${NUMBER}","direction":"0"}ASNFZ4mrze/+3LqYdlQyEA==`)
  })

  test.each(['', 'short', 'x'.repeat(100), '授权'])(
    'a key that cannot be one (%s) makes a request that EMS refuses, and no exception',
    (key) => expect(form(key).get('logitcsInterface')).toMatch(/^\|\$4\|[A-Za-z0-9+/]{64,}=*$/),
  )
})

describe('operations', () => {
  test('in the words of their names, at an office, in Beijing time; who took it is an attribute', () => {
    expect(events(delivered)[3]).toEqual({
      code: '704',
      attr: '20',
      text: '投递结果反馈-妥投',
      time: {
        raw: '2026-01-16 11:40:21',
        local: '2026-01-16T11:40:21',
        offset: '+08:00',
        utc: '2026-01-16T03:40:21Z',
        basis: 'carrierZone',
      },
      place: { text: '示例投递部, 示例目的市, 福建省', city: '示例目的市', region: '福建省' },
    })
    expect(ask(delivered)).toMatchObject({ facts: { service: '示例快件' } })
  })

  test('a list, a list in a text and a list in an object are the same', () => {
    expect(ask(inText())).toEqual(ask(delivered))
    expect(ask(answer({ responseItems: JSON.parse(delivered).retBody }))).toEqual(ask(delivered))
    expect(ask(answer(JSON.stringify({ responseItems: JSON.parse(delivered).retBody })))).toEqual(ask(delivered))
  })

  test.each([
    [null, 'notFound'],
    ['', 'notFound'],
    ['[]', 'notFound'],
    [{ responseItems: [] }, 'notFound'],
    [undefined, 'schemaDrift'],
    ['x', 'schemaDrift'],
    [{}, 'schemaDrift'],
  ])('a retBody %j is %s', (retBody, kind) => expect(ask(answer(retBody)).kind).toBe(kind))

  test('only 704 and 705 have an attribute', () => {
    const all = events(
      operations({ opCode: '705', attemptDeliveryCode: '7' }, { opCode: '702', deliverCode: '10', attemptDeliveryCode: '7' }),
    )
    expect(all.map(({ attr }) => attr)).toEqual(['7', undefined])
    expect(chinaEms.codes.get('705:7')).toEqual({ status: 'undelivered', sub: 'refused' })
    expect(chinaEms.codes.get('705')).toEqual({ status: 'undelivered', sub: 'failed_attempt' })
  })

  test('revoked, cancelled and deleted withdraw the event before', () => {
    const all = events(operations({ opCode: '704' }, { opCode: '743', opName: '投递妥投撤销' }))
    expect(all.map(({ code, meaning }) => [code, meaning])).toEqual([
      ['704', undefined],
      ['743', undefined],
    ])
    for (const code of ['207', '212', '743', 'EMED']) expect(chinaEms.codes.get(code), code).toEqual({ status: 'void' })
  })

  test('a new code whose name ends in 删除 or 撤销 withdraws, one with another name stays unknown', () => {
    const names = ['示例操作删除', '示例操作撤销', '示例操作', '删除后示例操作']
    const all = events(operations(...names.map((opName, i) => ({ opCode: `9X${i}`, opName })), { opCode: '702', opName: '删除' }))
    const withdrawn = { status: 'void' }
    expect(all.map(({ meaning }) => meaning)).toEqual([withdrawn, withdrawn, undefined, undefined, undefined])
  })

  test('the table holds the 237 published codes', () => expect(chinaEms.codes.size).toBe(237))

  test("another item's operations are not shown; nothing but such is a drift", () => {
    const other = { opCode: '704', waybillNo: '9800000000026' }
    expect(events(operations({ opCode: '203' }, other))).toHaveLength(1)
    expect(ask(operations(other))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'retBody[].waybillNo' })
  })

  test('an operation without a readable time is left out; all of them are a drift', () => {
    expect(events(operations({ opCode: '203' }, { opCode: '702', opTime: 'soon' }))).toHaveLength(1)
    expect(ask(operations({ opCode: '702', opTime: '' }))).toEqual({ kind: 'schemaDrift', ref: NUMBER, path: 'retBody[].opTime' })
  })
})

test.each([
  ['客户授权码错误', 'badCredentials'],
  ['签名验证失败', 'badCredentials'],
  ['该接口未授权', 'scopeMissing'],
  ['超过当日调用次数', 'throttled'],
  ['运单号有误', 'invalidNumber'],
  ['无查询信息', 'notFound'],
  ['系统异常', 'temporary'],
  ['无客户信息', 'temporary'],
])('%s is %s', (message, kind) => expect(ask(refused(message))).toMatchObject({ kind, carrierCode: 'B00009' }))
