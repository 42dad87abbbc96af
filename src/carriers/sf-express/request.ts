import { createHash } from 'node:crypto'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** A request with more is refused with 8003. */
export const MAX_NUMBERS = 10
const SERVICE = 'EXP_RECE_SEARCH_ROUTES'
/** `language`: 0 Chinese, 1 English, 2 Chinese in traditional characters. */
const LANGUAGES: Readonly<Record<string, string>> = { zh: '0', en: '1' }

/**
 * POST /std/service: a form whose `msgData` is JSON and whose `msgDigest` signs it. Up to ten waybills; `checkPhoneNo` holds, in their order and
 * with commas between, the last four digits of the sender's or recipient's phone: numbers of other contracts are not shown without.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const partnerID = ctx.credential['partnerId'] ?? ''
  const timestamp = String(ctx.now)
  const numbers = items.map(({ number }) => number)
  const phones = items.map(lastFour)
  const msgData = JSON.stringify({
    language: LANGUAGES[ctx.language] ?? '0',
    trackingType: '1',
    trackingNumber: numbers,
    methodType: '1',
    ...(phones.some((phone) => phone !== '') ? { checkPhoneNo: phones.join(',') } : {}),
  })
  const form = new URLSearchParams({
    partnerID,
    requestID: requestId([partnerID, timestamp, ...numbers]),
    serviceCode: SERVICE,
    timestamp,
    msgDigest: digest(msgData, timestamp, ctx.credential['checkword'] ?? ''),
    msgData,
  })
  return {
    method: 'POST',
    path: '/std/service',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: form.toString(),
  }
}

/** The last four digits of the item's phone, or '' when it has none that long. */
export function lastFour({ phone }: TrackItem): string {
  const digits = (phone ?? '').replaceAll(/\D/g, '')
  return digits.length < 4 ? '' : digits.slice(-4)
}

/**
 * Base64(MD5(form encoding of data, time and check word)). The encoding is that of Java's URLEncoder, which is the one of URLSearchParams:
 * a blank is `+`, `*-._` stay, everything else is `%` and upper-case hex.
 */
export function digest(msgData: string, timestamp: string, checkword: string): string {
  const encoded = new URLSearchParams({ '': msgData + timestamp + checkword }).toString().slice(1)
  return createHash('md5').update(encoded).digest('base64')
}

/** In the shape of a UUID, which SF wants to be another one for each request. */
function requestId(parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}
