import { table } from '../kit/index.ts'

/**
 * `statusCode`, the same five words for every division of DHL. Source: DHL Shipment Tracking – Unified API, StatusCode. What an event tells
 * besides (`status`, `statusDetailed`, its words) refines them: see event.ts.
 */
export const codes = table({
  inforeceived: { label_created: ['pre-transit'] }, // Awaiting shipment
  transit: { in_transit: ['transit'] }, // Accepted or picked up; the shipment is on the way
  delivered: { delivered: ['delivered'] }, // Delivered; on a return the shipper has it back, see event.ts
  exception: { on_hold: ['failure'] }, // Could not be delivered, or an unforeseen event
  keep: ['unknown'], // A simplified status code is not available
})
