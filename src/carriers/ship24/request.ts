import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'
import { pinnedKey } from '../kit/index.ts'
import { COURIERS } from './couriers.ts'

export const CODE = 'ship24'

/**
 * POST /trackers creates the tracker or finds it, without results; GET /trackers/{id}/results reads the pinned one. Creating is idempotent for the
 * same fields only: a postcode that comes later would make another tracker, so whoever has a tracker never creates again. The call that does both
 * (POST /trackers/track) holds the line for up to a minute while couriers are asked.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const item = items[0]
  const headers = { accept: 'application/json', authorization: `Bearer ${ctx.credential['apiKey'] ?? ''}` }
  const trackerId = item && trackerOf(item)
  if (trackerId !== undefined) return { method: 'GET', path: `/trackers/${trackerId}/results`, headers }
  return {
    method: 'POST',
    path: '/trackers',
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(item ? creation(item) : {}),
  }
}

/** The ship date stays out: one that is off by some days hides the parcel. */
function creation({ number, courier, postalCode, destinationCountry }: TrackItem): object {
  const courierCode = courier === undefined ? undefined : COURIERS.get(courier)
  return {
    trackingNumber: number,
    ...(courierCode === undefined ? {} : { courierCode: [courierCode] }),
    ...(destinationCountry === undefined ? {} : { destinationCountryCode: destinationCountry }),
    ...(postalCode === undefined ? {} : { destinationPostCode: postalCode }),
  }
}

/** The tracker's id of the pin. */
export function trackerOf(item: TrackItem): string | undefined {
  const key = pinnedKey(item, CODE)
  return key !== undefined && /^[0-9A-Za-z-]{1,64}$/.test(key) ? key : undefined
}
