import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** POST /tracking/bulk for up to 50 articles. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  return {
    method: 'POST',
    path: '/tracking/bulk',
    headers: { accept: 'application/json', authorization: `Bearer ${ctx.token ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({ bulk: items.map(({ number }) => number) }),
  }
}
