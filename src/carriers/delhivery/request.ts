import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/**
 * GET /api/v1/packages/json/?waybill=A,B for up to 50 waybills. `verbose=1` brings the scans; `2` would bring the consignee's name, phone and
 * address as well, so it is never asked for.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const query = new URLSearchParams({ waybill: items.map(({ number }) => number).join(','), verbose: '1' })
  return {
    method: 'GET',
    path: `/api/v1/packages/json/?${query.toString()}`,
    headers: { accept: 'application/json', authorization: `Token ${ctx.credential['token'] ?? ''}` },
  }
}
