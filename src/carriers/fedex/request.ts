import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** `x-locale` wants language and country. */
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

/**
 * POST /track/v1/trackingnumbers for up to 30 numbers. The chosen parcel of a reused number goes along. The ship date does not: a merchant's
 * date that is off by some days would hide the parcel; parse.ts weighs it instead.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const trackingInfo = items.map(({ number, pin }) => ({
    trackingNumberInfo: { trackingNumber: number, ...(pin === undefined ? {} : { trackingNumberUniqueId: pin }) },
  }))
  return {
    method: 'POST',
    path: '/track/v1/trackingnumbers',
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${ctx.token ?? ''}`,
      'content-type': 'application/json',
      'x-locale': LOCALES[ctx.language] ?? 'en_US',
    },
    body: JSON.stringify({ includeDetailedScans: true, trackingInfo }),
  }
}
