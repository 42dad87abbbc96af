import { table } from '../kit/index.ts'

/** An event without a status code and without a milestone. */
export const UNCLASSIFIED = 'unclassified'

/**
 * `statusCode`, with Ship24's description, and `statusMilestone` (the parcel's status when the event happened), which stands in its place on the
 * many events that have none. Source: docs.ship24.com/status. The meanings are ours.
 */
export const codes = table({
  inforeceived: {
    created: [
      'data_order_created', // The delivery order is electronically declared
      'info_received',
    ],
  },
  transit: {
    accepted: ['transit_handover'], // Picked up or received by the carrier
    in_transit: ['in_transit'],
    departed_origin_country: ['transit_origin_country_departure'],
    arrived_destination_country: ['destination_arrival'],
    customs_processing: ['customs_received'], // Received by or presented to the customs
    customs_cleared: ['customs_cleared'],
  },
  pickup: {
    out_for_delivery: ['delivery_out_for_delivery', 'out_for_delivery'],
    ready_for_pickup: ['delivery_available_for_pickup', 'available_for_pickup'],
  },
  delivered: { delivered: ['delivery_delivered', 'delivered'] },
  undelivered: {
    failed_attempt: ['delivery_attempted', 'failed_attempt'],
    refused: ['delivery_refused'],
  },
  exception: {
    on_hold: [
      'delivery_exception', // An issue that prevents the delivery and usually can be solved
      'exception',
    ],
    cancelled: ['data_order_cancelled'],
    customs_held: ['customs_exception'], // Documents or a payment may be required
    rejected: ['customs_rejected'],
    returning: ['exception_return'], // Undeliverable, will be or is being returned
    lost: ['exception_lost'],
    destroyed: ['exception_discarded'],
  },
  keep: [
    'data_delivery_decided', // A way or a time of delivery was chosen
    'data_delivery_proposed',
    'pending',
    UNCLASSIFIED,
  ],
})
