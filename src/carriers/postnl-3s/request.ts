import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** GET /shipment/v2/status/barcode/{barcode}; without `detail` only the latest status comes. Texts are Dutch unless English is asked for. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const query = new URLSearchParams({ detail: 'true', language: ctx.language === 'en' ? 'EN' : 'NL' })
  return {
    method: 'GET',
    path: `/shipment/v2/status/barcode/${encodeURIComponent(items[0]?.number ?? '')}?${query.toString()}`,
    headers: { accept: 'application/json', apikey: headerSafe(ctx.credential['apiKey'] ?? '') },
  }
}

/** A key with a stray line break or letter from a copied page would break the header, not be refused. */
function headerSafe(key: string): string {
  return key.replaceAll(/[^\x20-\x7e]/g, '').trim()
}
