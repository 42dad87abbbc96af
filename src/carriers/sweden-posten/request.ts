import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** Languages of the texts; Norwegian is `no`, not `nb` or `nn`. */
export const LANGUAGES = ['en', 'sv', 'no', 'da', 'fi'] as const

/** GET findByIdentifier.json: one shipment or piece a call. The key is a query parameter, there is no header for it. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const language = ctx.language === 'nb' || ctx.language === 'nn' ? 'no' : ctx.language
  const query = new URLSearchParams({
    apikey: ctx.credential['apiKey'] ?? '',
    id: items[0]?.number ?? '',
    locale: LANGUAGES.find((one) => one === language) ?? 'en',
  })
  return {
    method: 'GET',
    path: `/rest/shipment/v5/trackandtrace/findByIdentifier.json?${query.toString()}`,
    headers: { accept: 'application/json' },
  }
}
