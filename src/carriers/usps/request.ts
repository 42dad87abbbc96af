import { normaliseNumber } from '../../base/index.ts'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** GET /tracking/v3/tracking/{number}?expand=DETAIL, one number a call; without `expand` there would be no events. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  return {
    method: 'GET',
    path: `/tracking/v3/tracking/${encodeURIComponent(normaliseNumber(items[0]?.number ?? ''))}?expand=DETAIL`,
    headers: { accept: 'application/json', authorization: `Bearer ${ctx.token ?? ''}` },
  }
}
