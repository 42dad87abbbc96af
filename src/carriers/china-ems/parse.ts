import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, meaningOf, obj, parseJson, path, str, zonedTime } from '../kit/index.ts'
import { codes } from './codes.ts'

const ZONE = 'Asia/Shanghai'
const DONE = '00000'
// An item that goes abroad and comes back has about 80 operations.
const MAX_OPERATIONS = 1_000
const WITHDRAWN: Meaning = { status: 'void' }
/** `opCode` → the field that says more. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['704', 'deliverCode'],
  ['705', 'attemptDeliveryCode'],
])

type Refusal = 'badCredentials' | 'scopeMissing' | 'throttled' | 'invalidNumber' | 'notFound'

/** Words of `retMsg` → outcome: of the codes beside them only that of success is known. The first that fits counts. */
const WORDS: readonly (readonly [RegExp, Refusal])[] = [
  [/授权码|签名|验签|密钥|解密/, 'badCredentials'],
  [/白名单|权限|未授权|未订阅/, 'scopeMissing'],
  [/频繁|限流|超限|超过.{0,10}次数/, 'throttled'],
  [/(?:邮件|单)号[^号]{0,6}(?:格式|非法|有误|错误|不合法|不正确)/, 'invalidNumber'],
  [/无查询信息|无邮件信息|无轨迹|查无|未查询到|未找到|(?:邮件|运单)[^邮运]{0,6}不存在/, 'notFound'],
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
  const code = str(path(body, 'retCode'), 64)
  if (code === undefined) return { kind: 'schemaDrift', ref, path: 'retCode' }
  if (code !== DONE) return refusal(str(path(body, 'retMsg'), 200) ?? '', code, ref)
  const operations = operationsOf(path(body, 'retBody'))
  if (operations === undefined) return { kind: 'schemaDrift', ref, path: 'retBody' }
  return operations.length === 0 ? { kind: 'notFound', ref } : found(operations.slice(0, MAX_OPERATIONS), item)
}

function refusal(message: string, carrierCode: string, ref: string): Outcome {
  const kind = WORDS.find(([words]) => words.test(message))?.[1] ?? 'temporary'
  if (kind !== 'throttled') return { kind, ref, carrierCode }
  // 每日 and 当天: the quota of a day.
  return { kind, ref, scope: /[日天]/.test(message) ? 'day' : 'second', carrierCode }
}

/** A list, or JSON inside a text, or an object around the list. Undefined: none of these. */
function operationsOf(value: unknown): readonly unknown[] | undefined {
  if (value === null || value === '') return []
  const body = typeof value === 'string' ? parseJson({ text: value }) : value
  return list(body) ?? list(path(obj(body), 'responseItems'))
}

function found(operations: readonly unknown[], { ref, number }: TrackItem): Outcome {
  const asked = normaliseNumber(number)
  // Another item's operations are never shown.
  const own = operations.filter((one) => [undefined, asked].includes(numberOf(one)))
  if (own.length === 0) return { kind: 'schemaDrift', ref, path: 'retBody[].waybillNo' }
  const events = own.map(eventOf).filter((event) => event !== null)
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: 'retBody[].opTime' }
  return { kind: 'found', ref, events, facts: factsOf(own) }
}

function numberOf(operation: unknown): string | undefined {
  const number = str(path(operation, 'waybillNo'), 64)
  return number === undefined ? undefined : normaliseNumber(number)
}

/**
 * Null without a code or a readable time. `opDesc` holds postmen's names and phones and who took the item, `operatorName` a clerk: neither is
 * read. The text is the operation's name, which is a fixed one.
 */
function eventOf(operation: unknown): RawEvent | null {
  const code = str(path(operation, 'opCode'), 16)
  const time = zonedTime(str(path(operation, 'opTime'), 48), { zone: ZONE })
  if (code === undefined || time === null) return null
  const attr = str(path(operation, ATTRIBUTES.get(code) ?? ''), 16)
  const text = str(path(operation, 'opName'), 100) ?? code
  const place = placeOf(operation)
  const event: RawEvent = { code, ...(attr === undefined ? {} : { attr }), text, time, ...(place === undefined ? {} : { place }) }
  // "Deleted" or "revoked" at the end of a name says so of the operation before, whatever its code.
  return meaningOf(codes, code) === null && /(?:删除|撤销)$/.test(text) ? { ...event, meaning: WITHDRAWN } : event
}

function placeOf(operation: unknown): Place | undefined {
  const city = str(path(operation, 'opOrgCity'), 80)
  const region = str(path(operation, 'opOrgProvName'), 80)
  const text = [...new Set([str(path(operation, 'opOrgName'), 80), city, region])].filter((one) => one !== undefined).join(', ')
  if (text === '') return undefined
  return { text, ...(city === undefined ? {} : { city }), ...(region === undefined ? {} : { region }) }
}

/** The product stands beside each operation. */
function factsOf(operations: readonly unknown[]): Facts {
  const products = operations.map((one) => str(path(one, 'productName'), 100)).filter((one) => one !== undefined)
  const [service] = products.toSorted()
  return service === undefined ? {} : { service }
}
