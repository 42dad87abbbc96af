import type { CarrierRequest, TrackItem } from '../carrier.ts'

/** GET /v1/tracking/{number}: one parcel a call, no credential. */
export function buildRequest(items: readonly TrackItem[]): CarrierRequest {
  return { method: 'GET', path: `/v1/tracking/${encodeURIComponent(items[0]?.number ?? '')}`, headers: { accept: 'application/json' } }
}
