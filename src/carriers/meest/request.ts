import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** GET /tracking/{number or barcode}; the token has a header of its own. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  return {
    method: 'GET',
    path: `/tracking/${encodeURIComponent(items[0]?.number ?? '')}`,
    headers: { accept: 'application/json', token: ctx.token ?? '' },
  }
}
