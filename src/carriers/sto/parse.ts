import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { bool, childText, httpOutcome, meaningOf, num, parseJson, parseXml, path, str, zonedTime } from '../kit/index.ts'
import { codes, WORDING } from './codes.ts'
import { numberOf, ownScans } from './shape.ts'

const ZONE = 'Asia/Shanghai'
// A parcel that goes round China and comes back has about 40 scans.
const MAX_SCANS = 500
// STO takes parcels of up to 50 kg; 1 t keeps nonsense out.
const MAX_KG = 1_000
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }
const RETURNING: Meaning = { status: 'exception', sub: 'returning' }

type Refusal = 'badCredentials' | 'scopeMissing' | 'throttled' | 'invalidNumber' | 'notFound'

/** `errorCode` and words of `errorMsg` → outcome. Of the codes only that of the signature is known. The first that fits counts. */
const WORDS: readonly (readonly [RegExp, Refusal])[] = [
  [/^S02 |签名|验签|appkey/i, 'badCredentials'],
  [/白名单|权限|未授权|未订阅/, 'scopeMissing'],
  [/频繁|限流|超限|超过.{0,10}次数/, 'throttled'],
  [/单号[^号]{0,6}(?:格式|非法|有误|错误|不合法|不正确)/, 'invalidNumber'],
  [/无轨迹|不存在|未查询到|查无/, 'notFound'],
]

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer) ?? refusalInXml(answer)
  const numbers = items.map(({ number }) => number)
  return items.map((item) => outcome(answer, body, item, numbers))
}

/** The gateway refuses in XML now and then. A success in XML is not known to exist: a waybill number cannot be the name of an element. */
function refusalInXml({ text }: CarrierAnswer): unknown {
  const root = text.trimStart().startsWith('<') ? parseXml(text) : null
  if (root?.name !== 'response' || childText(root, '', 'success') !== 'false') return undefined
  return { success: false, errorCode: childText(root, '', 'errorCode'), errorMsg: childText(root, '', 'errorMsg') }
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem, numbers: readonly string[]): Outcome {
  const { ref, number } = item
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  const success = bool(path(body, 'success'))
  if (success === undefined) return { kind: 'schemaDrift', ref, path: 'success' }
  if (!success) return refusal(body, ref, numbers.length)
  const scans = ownScans(path(body, 'data'), number, numbers)
  if (scans === undefined) return { kind: 'schemaDrift', ref, path: 'data' }
  return scans === 'nothing' ? { kind: 'notFound', ref } : found(scans.slice(0, MAX_SCANS), item)
}

/** An error of the whole answer. One that speaks of a waybill does not say which: of several none is blamed. */
function refusal(body: unknown, ref: string, count: number): Outcome {
  const code = str(path(body, 'errorCode'), 64)
  const message = `${code ?? ''} ${str(path(body, 'errorMsg'), 200) ?? ''}`
  const carrierCode = code ?? 'success_false'
  const kind = WORDS.find(([words]) => words.test(message))?.[1] ?? 'temporary'
  // 每日 and 当天: the quota of a day.
  if (kind === 'throttled') return { kind, ref, scope: /[日天]/.test(message) ? 'day' : 'second', carrierCode }
  const isAboutOne = kind === 'invalidNumber' || kind === 'notFound'
  return { kind: isAboutOne && count > 1 ? 'temporary' : kind, ref, carrierCode }
}

function found(scans: readonly unknown[], { ref, number }: TrackItem): Outcome {
  const asked = normaliseNumber(number)
  // Another number's scans are never shown.
  const own = scans.filter((scan) => numberOf(scan) === '' || numberOf(scan) === asked)
  if (own.length === 0) return { kind: 'schemaDrift', ref, path: 'data[].waybillNo' }
  const reads = own.flatMap((scan) => {
    const event = eventOf(scan)
    return event ? [{ scan, event }] : []
  })
  if (reads.length === 0) return { kind: 'schemaDrift', ref, path: 'data[].opTime' }
  return { kind: 'found', ref, events: withReturns(reads.map(({ event }) => event)), facts: factsOf(reads) }
}

/**
 * Null without a type or a readable time. `memo` holds couriers' names, phones and collection codes, `signoffPeople` a signer, `bizEmp…` and
 * `opEmp…` couriers: none is read.
 */
function eventOf(scan: unknown): RawEvent | null {
  const code = str(path(scan, 'scanType'), 64)
  const time = zonedTime(str(path(scan, 'opTime'), 48) ?? str(path(scan, 'scanTime'), 48), { zone: ZONE })
  if (code === undefined || time === null) return null
  const issue = str(path(scan, 'issueName'), 100)
  const words = WORDING.get(code) ?? code
  const place = placeOf(scan)
  return { code, text: issue === undefined ? words : `${words}: ${issue}`, time, ...(place === undefined ? {} : { place }) }
}

function placeOf(scan: unknown): Place | undefined {
  const site = str(path(scan, 'opOrgName'), 80) ?? str(path(scan, 'scanNetworkName'), 80)
  const city = str(path(scan, 'opOrgCityName'), 80)
  const region = str(path(scan, 'opOrgProvinceName'), 80)
  const text = [...new Set([site, city, region])].filter((one) => one !== undefined).join(', ')
  if (text === '') return undefined
  return { text, ...(city === undefined ? {} : { city }), ...(region === undefined ? {} : { region }) }
}

/** The weight in kg of the last scan that weighed; 0 is "not weighed". */
function factsOf(reads: readonly { scan: unknown; event: RawEvent }[]): Facts {
  const weights = reads.flatMap(({ scan, event }) => {
    const kg = num(path(scan, 'weight'))
    return kg !== undefined && kg > 0 && kg <= MAX_KG ? [{ kg, at: instantOf(event) }] : []
  })
  const [last] = weights.toSorted((a, b) => b.at - a.at || b.kg - a.kg)
  return last ? { weightKg: Math.round(last.kg * 1000) / 1000 } : {}
}

/** After a return scan the parcel travels to the sender: what is signed then is signed there. By time, not by place in the answer. */
function withReturns(events: readonly RawEvent[]): RawEvent[] {
  const turnedAt = Math.min(...events.filter(({ code }) => code === '退回件').map(instantOf))
  return events.map((event) => {
    if (instantOf(event) <= turnedAt) return event
    const meaning = meaningOf(codes, event.code)
    if (meaning?.status === 'delivered') return { ...event, meaning: RETURNED }
    return meaning?.status === 'pickup' ? { ...event, meaning: RETURNING } : event
  })
}

function instantOf({ time }: RawEvent): number {
  return Date.parse(time.utc ?? `${time.local}Z`)
}
