import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, namesPeople, num, obj, parseJson, path, str, throttled, zonedTime } from '../kit/index.ts'
import { PERSONAL, WORDING } from './codes.ts'

const MAX_EVENTS = 500
// YTO takes parcels of up to 50 kg; freight is another company.
const MAX_KG = 1_000
const ZONE = 'Asia/Shanghai'
const NOT_FOUND = '1001'

// The platform's codes are not published: its words decide. S02 is the bad signature of YTO's older interfaces.
const BAD_CREDENTIALS = /^S02\b|签名|密钥|客户编码|\bsign/i
const THROTTLED = /频繁|限流|流量|上限/
const NO_PERMISSION = /权限|未授权|白名单/

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => httpOutcome(answer, item.ref, 'request') ?? outcome(answer, body, item))
}

/** Events are a bare array; everything else is an object. */
function outcome(answer: CarrierAnswer, body: unknown, { ref, number }: TrackItem): Outcome {
  const entries = list(body)
  if (!entries) return objectOutcome(answer, body, ref)
  if (entries.length === 0) return { kind: 'notFound', ref }
  const asked = normaliseNumber(number)
  // Somebody else's parcel is never shown.
  const own = entries.slice(0, MAX_EVENTS).filter((entry) => normaliseNumber(str(path(entry, 'waybill_No'), 64) ?? '') === asked)
  if (own.length === 0) return { kind: 'schemaDrift', ref, path: '[].waybill_No' }
  const events = own.map(eventOf).filter((event) => event !== null)
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: '[].upload_Time' }
  return { kind: 'found', ref, events, facts: factsOf(own) }
}

/** `success` is "true" for an empty result too, and text or not: `code`, and for other codes the words, decide. */
function objectOutcome(answer: CarrierAnswer, body: unknown, ref: string): Outcome {
  if (!obj(body)) return { kind: 'schemaDrift', ref, path: '[]' }
  const code = str(path(body, 'code'), 64)
  const words = [code, str(path(body, 'message')), str(path(body, 'reason'))].filter((one) => one !== undefined).join(' ')
  if (code === NOT_FOUND) return { kind: 'notFound', ref, carrierCode: code }
  if (words === '') return { kind: 'schemaDrift', ref, path: 'code' }
  const carrierCode = code ?? 'no_code'
  if (BAD_CREDENTIALS.test(words)) return { kind: 'badCredentials', ref, carrierCode }
  if (THROTTLED.test(words)) return throttled(answer, ref)
  if (NO_PERMISSION.test(words)) return { kind: 'scopeMissing', ref, carrierCode }
  return { kind: 'temporary', ref, carrierCode }
}

/** Null without a code or a readable time. */
function eventOf(entry: unknown): RawEvent | null {
  const code = str(path(entry, 'infoContent'), 32)
  const time = zonedTime(str(path(entry, 'upload_Time'), 48), { zone: ZONE })
  if (code === undefined || time === null) return null
  const place = placeOf(entry)
  return { code, text: wording(code, str(path(entry, 'processInfo'))), time, ...(place === undefined ? {} : { place }) }
}

function wording(code: string, said: string | undefined): string {
  const standard = WORDING.get(code) ?? code
  return said === undefined || PERSONAL.has(code) || namesPeople(said) ? standard : said
}

function placeOf(entry: unknown): Place | undefined {
  const city = str(path(entry, 'city'), 80)
  const district = str(path(entry, 'district'), 80)
  const text = [city, district].filter((one) => one !== undefined).join(' ')
  return text === '' ? undefined : { text, ...(city === undefined ? {} : { city }) }
}

/** The greatest weight: the first scan may be by hand, 0 is "not weighed". */
function factsOf(entries: readonly unknown[]): Facts {
  const weights = entries.map((entry) => num(path(entry, 'weight')) ?? 0).filter((kg) => kg > 0 && kg <= MAX_KG)
  return weights.length === 0 ? {} : { weightKg: Math.max(...weights) }
}
