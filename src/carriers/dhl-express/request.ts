import { normaliseNumber } from '../../base/index.ts'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** `Accept-Language` wants ISO 639-2. */
const LANGUAGE_CODES: Readonly<Record<string, string>> = {
  en: 'eng',
  ru: 'rus',
  zh: 'chi',
  de: 'ger',
  es: 'spa',
  fr: 'fre',
  it: 'ita',
  ja: 'jpn',
  ko: 'kor',
  nl: 'dut',
  pl: 'pol',
  pt: 'por',
}

/** Languages that texts can be asked in. */
export const LANGUAGES: readonly string[] = Object.keys(LANGUAGE_CODES)

/** GET /tracking with one parameter a number: waybills of ten figures, and pieces (`JD01…`). */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const query = new URLSearchParams()
  const numbers = items.map(({ number }) => normaliseNumber(number))
  for (const number of numbers) query.append(isPiece(number) ? 'pieceTrackingNumber' : 'shipmentTrackingNumber', number)
  query.set('trackingView', 'all-checkpoints')
  query.set('levelOfDetail', numbers.some(isPiece) ? 'all' : 'shipment')
  const pair = `${ctx.credential['username'] ?? ''}:${ctx.credential['password'] ?? ''}`
  return {
    method: 'GET',
    path: `/tracking?${query.toString()}`,
    headers: {
      accept: 'application/json',
      'accept-language': LANGUAGE_CODES[ctx.language] ?? 'eng',
      authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
    },
  }
}

/** A licence plate of a piece begins with J and two or three letters; a waybill has figures only. */
function isPiece(number: string): boolean {
  return /^J[A-Z]{1,3}\d/.test(number)
}
