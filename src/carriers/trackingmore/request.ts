import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'
import { sameStep } from '../kit/index.ts'

export const CODE = 'trackingmore'

/** POST /trackings/batch for numbers that are not created yet, GET /trackings/get for the others; up to 40 in either. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const { reads, asked } = sameStep(items, CODE)
  const headers = { accept: 'application/json', 'tracking-api-key': ctx.credential['apiKey'] ?? '' }
  if (!reads) {
    const body = JSON.stringify([...asked].map(creation))
    return { method: 'POST', path: '/trackings/batch', headers: { ...headers, 'content-type': 'application/json' }, body }
  }
  // Without the courier: the answer has a tracking for each that the number was created for.
  const query = new URLSearchParams({ tracking_numbers: [...asked].map(({ number }) => number).join(',') })
  return { method: 'GET', path: `/trackings/get?${query.toString()}`, headers }
}

/** Our courier codes are TrackingMore's; a tracking of TrackingMore itself leaves the courier to it. */
function creation({ number, courier, postalCode, shipDate, destinationCountry, accountNumber }: TrackItem): object {
  return {
    tracking_number: number,
    ...(courier === undefined || courier === CODE ? {} : { courier_code: courier }),
    ...(postalCode === undefined ? {} : { tracking_postal_code: postalCode }),
    ...(shipDate === undefined ? {} : { tracking_ship_date: shipDate }),
    ...(destinationCountry === undefined ? {} : { tracking_destination_country: destinationCountry }),
    ...(accountNumber === undefined ? {} : { tracking_courier_account: accountNumber }),
  }
}
