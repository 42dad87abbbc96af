import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, localTime, namesPeople, obj, parseJson, path, str, throttled } from '../kit/index.ts'
import { codes, familyOf } from './codes.ts'

const MAX_EVENTS = 500
const MAX_ERRORS = 10
const OWN_NUMBER = /^4PX[A-Z0-9]{10,20}$/

// The codes of refusals are not published for this interface: their words decide.
const NOT_FOUND = /not exist|not found|no data|不存在|未查询到|查无|无轨迹/i
const BAD_CREDENTIALS = /\bsign|app_?key|签名|密钥/i
const THROTTLED = /frequen|too many|limit|频繁|限流|流量/i
const NO_PERMISSION = /permission|authori[sz]|权限|授权/i

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => httpOutcome(answer, item.ref, 'request') ?? outcome(answer, body, item))
}

/** `result` is 1 or 0, as text or number; HTTP is 200 for both. */
function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem): Outcome {
  const result = str(path(body, 'result'), 8)
  if (result === '0') return refusal(answer, body, item.ref)
  if (result !== '1') return { kind: 'schemaDrift', ref: item.ref, path: 'result' }
  const data = path(body, 'data')
  // Other interfaces of the platform were seen to write their data as JSON inside a string.
  return order(typeof data === 'string' ? parseJson({ text: data }) : data, item)
}

function refusal(answer: CarrierAnswer, body: unknown, ref: string): Outcome {
  const errors = (list(path(body, 'errors')) ?? []).slice(0, MAX_ERRORS)
  const carrierCode = errors.map((error) => str(path(error, 'errorCode'), 64)).find((code) => code !== undefined) ?? 'result_0'
  const words = [path(body, 'msg'), ...errors.map((error) => path(error, 'errorMsg'))].map((one) => str(one) ?? '').join(' ')
  if (NOT_FOUND.test(words)) return { kind: 'notFound', ref, carrierCode }
  if (BAD_CREDENTIALS.test(words)) return { kind: 'badCredentials', ref, carrierCode }
  if (THROTTLED.test(words)) return throttled(answer, ref)
  if (NO_PERMISSION.test(words)) return { kind: 'scopeMissing', ref, carrierCode }
  return { kind: 'temporary', ref, carrierCode }
}

function order(data: unknown, { ref, number }: TrackItem): Outcome {
  if (data === null || (list(data)?.length ?? 1) === 0) return { kind: 'notFound', ref, carrierCode: 'no_data' }
  if (!obj(data)) return { kind: 'schemaDrift', ref, path: 'data' }
  if (!isAbout(data, number)) return { kind: 'schemaDrift', ref, path: 'data.deliveryOrderNo' }
  const trackings = path(data, 'trackingList')
  if (trackings === null || list(trackings)?.length === 0) return { kind: 'notFound', ref, carrierCode: 'no_trackings' }
  const entries = list(trackings)?.slice(0, MAX_EVENTS)
  if (!entries) return { kind: 'schemaDrift', ref, path: 'data.trackingList' }
  const events = entries.map(eventOf).filter((event) => event !== null)
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: 'data.trackingList[].occurDatetime' }
  return { kind: 'found', ref, events, facts: factsOf(entries) }
}

/** Somebody else's parcel is never shown. A number of the last mile's carrier is answered under 4PX's own, as another name of the same parcel. */
function isAbout(data: unknown, number: string): boolean {
  const shown = str(path(data, 'deliveryOrderNo'), 64)
  const asked = normaliseNumber(number)
  return shown === undefined || normaliseNumber(shown) === asked || (OWN_NUMBER.test(normaliseNumber(shown)) && !OWN_NUMBER.test(asked))
}

/** Null without a code or a readable time. No zone is told that could be relied on: see README. */
function eventOf(entry: unknown): RawEvent | null {
  const code = str(path(entry, 'businessLinkCode'), 32)
  const time = localTime(str(path(entry, 'occurDatetime'), 48))
  if (code === undefined || time === null) return null
  const place = placeOf(entry)
  const meaning = familyOf(code)
  return {
    code,
    text: wording(code, str(path(entry, 'trackingContent'))),
    time,
    ...(place === undefined ? {} : { place }),
    ...(meaning === undefined ? {} : { meaning }),
  }
}

/** The last mile's carriers write the signer into the words of a delivery, in their own languages. */
function wording(code: string, said: string | undefined): string {
  if (codes.get(code)?.status === 'delivered') return 'Delivered'
  return said === undefined || namesPeople(said) ? code : said
}

/** Without groups of digits: that of a delivery is the recipient's postcode. */
function placeOf(entry: unknown): Place | undefined {
  const words = (str(path(entry, 'occurLocation'), 100) ?? '').split(/\s+/).filter((word) => word !== '' && !/^[\d,-]+$/.test(word))
  const country = countryOf(path(entry, 'country'))
  const location = words.join(' ')
  const text = location === '' ? country : location
  return text === undefined ? undefined : { text, ...(country === undefined ? {} : { country }) }
}

function factsOf(entries: readonly unknown[]): Facts {
  const country = entries.map((entry) => countryOf(path(entry, 'destinationCountry'))).find((one) => one !== undefined)
  return country === undefined ? {} : { destinationCountry: country }
}

function countryOf(value: unknown): string | undefined {
  const code = str(value, 8)?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}
