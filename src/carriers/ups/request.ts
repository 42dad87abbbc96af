import { createHash } from 'node:crypto'
import { normaliseNumber } from '../../base/index.ts'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** `locale` wants language and country. */
const LOCALES: Readonly<Record<string, string>> = {
  en: 'en_US',
  ru: 'ru_RU',
  zh: 'zh_CN',
  de: 'de_DE',
  es: 'es_ES',
  fr: 'fr_FR',
  it: 'it_IT',
  ja: 'ja_JP',
  ko: 'ko_KR',
  nl: 'nl_NL',
  pl: 'pl_PL',
  pt: 'pt_BR',
}

/** Languages that texts can be asked in. */
export const LANGUAGES: readonly string[] = Object.keys(LOCALES)

/** GET /api/track/v1/details/{number}, one number a call; signature, photo and proof of delivery are not asked for. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const number = normaliseNumber(items[0]?.number ?? '')
  const query = new URLSearchParams({
    locale: LOCALES[ctx.language] ?? 'en_US',
    returnSignature: 'false',
    returnMilestones: 'false',
    returnPOD: 'false',
  })
  return {
    method: 'GET',
    path: `/api/track/v1/details/${encodeURIComponent(number)}?${query.toString()}`,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${ctx.token ?? ''}`,
      transid: createHash('sha256').update(`${number} ${ctx.now}`).digest('hex').slice(0, 32),
      transactionsrc: 'trackru',
    },
  }
}
