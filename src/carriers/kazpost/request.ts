import type { CarrierRequest, TrackItem } from '../carrier.ts'

/** GET /api/v2/{number}/events: one item a call, no credential. Without `/events` it would be the last state alone. */
export function buildRequest(items: readonly TrackItem[]): CarrierRequest {
  return { method: 'GET', path: `/api/v2/${encodeURIComponent(items[0]?.number ?? '')}/events`, headers: { accept: 'application/json' } }
}
