import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { bool, httpOutcome, list, meaningOf, num, offsetTime, parseJson, path, str, zonedTime } from '../kit/index.ts'
import { codes, WORDING } from './codes.ts'
import { lastFour } from './request.ts'

// A parcel that goes round China and comes back has about 40 scans.
const MAX_SCANS = 500
// The epoch of 1990 and that of 2100, in milliseconds: the kit refuses what is outside, and `Date` throws far beyond.
const MAX_EPOCH_MS = 4_102_444_800_000
const ZONE = 'Asia/Shanghai'
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }
const RETURNING: Meaning = { status: 'exception', sub: 'returning' }
/** Returns that end elsewhere than at the sender: to a changed address. */
const NOT_BACK: ReadonlySet<string | undefined> = new Set(['3', '6'])

type Refusal = 'badCredentials' | 'scopeMissing' | 'throttled' | 'invalidNumber' | 'notFound'

/** Words of `message` → outcome. The codes beside them are not published. The first that fits counts. */
const WORDS: readonly (readonly [RegExp, Refusal])[] = [
  [/签名|验签|digest|appkey/i, 'badCredentials'],
  [/白名单|权限|未授权|未订购/, 'scopeMissing'],
  [/频繁|限流|超限|超过.{0,10}次数/, 'throttled'],
  [/单号[^号]{0,6}(?:格式|非法|有误|错误|不合法|不正确)/, 'invalidNumber'],
  [/无轨迹|不存在|未查询到|查无/, 'notFound'],
]

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem): Outcome {
  const { ref } = item
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  const status = bool(path(body, 'status'))
  if (status === undefined) return { kind: 'schemaDrift', ref, path: 'status' }
  if (!status) return refusal(body, ref)
  const result = path(body, 'result')
  // Nothing known; a wrong phone is answered so as well.
  const unknown: Outcome = { kind: 'notFound', ref, ...(lastFour(item) === '' ? { wants: 'phone' } : {}) }
  if (result === null) return unknown
  const scans = list(result)
  if (!scans) return { kind: 'schemaDrift', ref, path: 'result' }
  return scans.length === 0 ? unknown : found(scans.slice(0, MAX_SCANS), item)
}

function refusal(body: unknown, ref: string): Outcome {
  const message = str(path(body, 'message'), 200) ?? ''
  const carrierCode = str(path(body, 'statusCode'), 64) ?? 'status_false'
  const kind = WORDS.find(([words]) => words.test(message))?.[1] ?? 'temporary'
  if (kind !== 'throttled') return { kind, ref, carrierCode }
  // 每日 and 当天: the quota of a day.
  return { kind, ref, scope: /[日天]/.test(message) ? 'day' : 'second', carrierCode }
}

function found(scans: readonly unknown[], { ref, number }: TrackItem): Outcome {
  const asked = normaliseNumber(number)
  // Another number's scans are never shown.
  const own = scans.filter((scan) => normaliseNumber(str(path(scan, 'billCode'), 64) ?? '') === asked)
  if (own.length === 0) return { kind: 'schemaDrift', ref, path: 'result[].billCode' }
  const events = withReturns(own.map(eventOf).filter((event) => event !== null))
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: 'result[].scanDate' }
  return { kind: 'found', ref, events, facts: {} }
}

/** Null without a type or a readable time. `desc` holds couriers' names and phones and `signMan` a signer: neither is read. */
function eventOf(scan: unknown): RawEvent | null {
  const code = str(path(scan, 'scanType'), 64)
  const time = timeOf(path(scan, 'scanDate'))
  if (code === undefined || time === null) return null
  const attr = code === '退件' ? str(path(scan, 'returnType'), 16) : undefined
  const place = placeOf(scan)
  return { code, ...(attr === undefined ? {} : { attr }), text: WORDING.get(code) ?? code, time, ...(place === undefined ? {} : { place }) }
}

/** Milliseconds of the epoch; the older form `2026-01-14 10:00:00` is Beijing time. */
function timeOf(value: unknown): CheckpointTime | null {
  const ms = num(value)
  if (ms === undefined) return zonedTime(str(value, 48), { zone: ZONE })
  if (ms < 0 || ms > MAX_EPOCH_MS) return null
  const time = offsetTime(new Date(Math.floor(ms)).toISOString())
  return time && { ...time, raw: String(ms) }
}

/** The site with its city and province; of a scan abroad ZTO names the country in English. */
function placeOf(scan: unknown): Place | undefined {
  const city = str(path(scan, 'scanSite', 'city'), 80)
  const region = str(path(scan, 'scanSite', 'prov'), 80)
  const text = [...new Set([str(path(scan, 'scanSite', 'name'), 80), city, region])].filter((one) => one !== undefined).join(', ')
  if (text === '') return undefined
  return {
    text,
    ...(city === undefined ? {} : { city }),
    ...(region === undefined ? {} : { region }),
    ...(str(path(scan, 'country'), 32) === 'China' ? { country: 'CN' } : {}),
  }
}

/** After a return scan the parcel travels to the sender: what is signed then is signed there. By time, not by place in the answer. */
function withReturns(events: readonly RawEvent[]): RawEvent[] {
  const turns = events.filter(({ code, attr }) => code === '8' || (code === '退件' && !NOT_BACK.has(attr)))
  const turnedAt = Math.min(...turns.map(instantOf))
  return events.map((event) => {
    if (instantOf(event) <= turnedAt) return event
    const meaning = meaningOf(codes, event.code, event.attr)
    if (meaning?.status === 'delivered') return { ...event, meaning: RETURNED }
    return meaning?.status === 'pickup' ? { ...event, meaning: RETURNING } : event
  })
}

function instantOf({ time }: RawEvent): number {
  return Date.parse(time.utc ?? `${time.local}Z`)
}
