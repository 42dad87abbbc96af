import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** GET /orders?cdek_number=: one order a call. The shop's own number would be `im_number`. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const query = new URLSearchParams({ cdek_number: items[0]?.number ?? '' })
  return {
    method: 'GET',
    path: `/orders?${query.toString()}`,
    headers: { accept: 'application/json', authorization: `Bearer ${ctx.token ?? ''}` },
  }
}
