import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** GET /json.php, method ListStatuses of one order. `ImId` takes Boxberry's number and the shop's own. The token travels in the address. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const query = new URLSearchParams({ token: ctx.credential['token'] ?? '', method: 'ListStatuses', ImId: items[0]?.number ?? '' })
  return { method: 'GET', path: `/json.php?${query.toString()}`, headers: { accept: 'application/json' } }
}
