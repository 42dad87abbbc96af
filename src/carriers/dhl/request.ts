import { normaliseNumber } from '../../base/index.ts'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** Those whose phrases words.ts knows: in another language an event could mean something else. */
export const LANGUAGES: readonly string[] = ['en', 'de']

/**
 * GET /track/shipments?trackingNumber=, one number a call. The division (`service`) goes along once it is known: without it DHL may answer with
 * another shipment of that number. The receiver's postcode makes DHL tell more.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const [item] = items
  const query = new URLSearchParams({ trackingNumber: normaliseNumber(item?.number ?? ''), language: ctx.language })
  const [service = ''] = (item?.pin ?? '').split('~')
  if (service !== '') query.set('service', service)
  if (item?.postalCode !== undefined) query.set('recipientPostalCode', item.postalCode)
  return {
    method: 'GET',
    path: `/track/shipments?${query.toString()}`,
    headers: { accept: 'application/json', 'dhl-api-key': ctx.credential['apiKey'] ?? '' },
  }
}
