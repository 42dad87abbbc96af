import { normaliseNumber } from '../../base/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { bool, httpOutcome, list, namesPeople, obj, parseJson, path, str, throttled, zonedTime } from '../kit/index.ts'
import { PERSONAL, WORDING } from './codes.ts'
import { lastFour } from './request.ts'

type Refusal = 'badCredentials' | 'scopeMissing' | 'blocked' | 'temporary'

// Ten numbers are asked at a time; the longest ways have some 60 routes.
const MAX_ANSWERS = 50
const MAX_ROUTES = 500
const CODE = 'sf-express'
const ZONE = 'Asia/Shanghai'
const FORWARDED: Meaning = { status: 'transit', sub: 'forwarded' }
/** The way goes on under another number: 快件已退回/转寄,新单号为: SF…  */
const NEW_NUMBER = /新单号[为是]?[:： ]{0,3}([A-Z0-9]{10,20})/

/** `apiResultCode`; A1000 means only that the platform has let the request through. Source: open.sf-express.com, platform result codes. */
const ERRORS: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  ['A1001', 'temporary'], // 必传参数不可为空
  ['A1002', 'temporary'], // 请求时效已过期: with signed requests the clock is off; with tokens it is the token
  ['A1003', 'blocked'], // IP无效: the customer code is bound to other addresses
  ['A1004', 'scopeMissing'], // 无对应服务权限
  ['A1006', 'badCredentials'], // 数字签名无效
  ['A1007', 'temporary'], // 重复请求
  ['A1008', 'temporary'], // 数据解密失败
  ['A1009', 'temporary'], // 目标服务异常或不可达
  ['A1010', 'scopeMissing'], // 状态为沙箱测试: the service is not yet released for production
  ['A1011', 'badCredentials'], // OAuth2认证失败
  ['A1099', 'temporary'], // 系统异常
])

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  const data = path(body, 'apiResultData')
  // JSON inside a string.
  const result = typeof data === 'string' ? parseJson({ text: data }) : data
  return items.map((item) => refusal(answer, body, item.ref) ?? businessRefusal(result, item.ref) ?? outcome(result, item))
}

/** What HTTP or the platform says in place of an answer; null: the service was reached. */
function refusal(answer: CarrierAnswer, body: unknown, ref: string): Outcome | null {
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  const carrierCode = str(path(body, 'apiResultCode'), 64)
  if (carrierCode === undefined) return { kind: 'schemaDrift', ref, path: 'apiResultCode' }
  if (carrierCode === 'A1000') return null
  // 流量受控
  if (carrierCode === 'A1005') return throttled(answer, ref)
  return { kind: ERRORS.get(carrierCode) ?? 'temporary', ref, carrierCode }
}

/** What the service says about the whole request, such as 8003: more than ten numbers. */
function businessRefusal(result: unknown, ref: string): Outcome | null {
  if (obj(result) === undefined) return { kind: 'schemaDrift', ref, path: 'apiResultData' }
  const carrierCode = str(path(result, 'errorCode'), 64)
  // Where nothing is said, what is in the answer decides.
  const success = bool(path(result, 'success')) ?? path(result, 'msgData') !== undefined
  if (success && (carrierCode === undefined || carrierCode === 'S0000')) return null
  return { kind: 'temporary', ref, carrierCode: carrierCode ?? 'no_success' }
}

function outcome(result: unknown, item: TrackItem): Outcome {
  const { ref, number } = item
  const answers = list(path(result, 'msgData', 'routeResps'))
  if (!answers) return { kind: 'schemaDrift', ref, path: 'msgData.routeResps' }
  const asked = normaliseNumber(number)
  const own = answers.slice(0, MAX_ANSWERS).filter((one) => normaliseNumber(str(path(one, 'mailNo'), 64) ?? '') === asked)
  if (own.length === 0 && answers.length > 0) return { kind: 'schemaDrift', ref, path: 'msgData.routeResps[].mailNo' }
  const lists = own.map((one) => list(path(one, 'routes')))
  if (lists.includes(undefined)) return { kind: 'schemaDrift', ref, path: 'msgData.routeResps[].routes' }
  const routes = lists.flatMap((one) => one ?? []).slice(0, MAX_ROUTES)
  // The same for a number that nobody sent, a phone that does not belong to it, and another contract's number without a phone.
  if (routes.length === 0)
    return {
      kind: 'notFound',
      ref,
      ...(lastFour(item) === '' ? { carrierCode: 'no_routes_without_phone', wants: 'phone' } : { carrierCode: 'no_routes' }),
    }
  const events = routes.map(eventOf).filter((event) => event !== null)
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: 'msgData.routeResps[].routes[].acceptTime' }
  const next = successorsOf(routes, asked)
  const found = { kind: 'found', ref, events, facts: {} } as const
  return next.length === 0 ? found : { ...found, successors: next.map((one) => ({ carrier: CODE, number: one })) }
}

/** Null without a code or a readable time. */
function eventOf(route: unknown): RawEvent | null {
  const code = str(path(route, 'opCode'), 16)
  const time = zonedTime(str(path(route, 'acceptTime'), 48), { zone: ZONE })
  if (code === undefined || time === null) return null
  const attr = str(path(route, 'reasonCode'), 16)
  const remark = str(path(route, 'remark'))
  const city = str(path(route, 'acceptAddress'), 100)
  return {
    code,
    ...(attr === undefined ? {} : { attr }),
    text: wording(code, remark),
    time,
    ...(city === undefined ? {} : { place: { text: city, city } }),
    ...(code === '648' && isForwarding(remark) ? { meaning: FORWARDED } : {}),
  }
}

function wording(code: string, remark: string | undefined): string {
  const standard = WORDING.get(code) ?? code
  return remark === undefined || PERSONAL.has(code) || namesPeople(remark) ? standard : remark
}

/** 648 is a return or a forwarding; only a remark that speaks of the latter alone tells it. */
function isForwarding(remark = ''): boolean {
  return remark.includes('转寄') && !remark.includes('退回')
}

function successorsOf(routes: readonly unknown[], asked: string): string[] {
  const remarks = routes.filter((route) => str(path(route, 'opCode'), 16) === '648').map((route) => str(path(route, 'remark')) ?? '')
  const numbers = remarks.map((remark) => NEW_NUMBER.exec(remark)?.[1]).filter((one) => one !== undefined)
  return [...new Set(numbers)].filter((one) => one !== asked).toSorted()
}
