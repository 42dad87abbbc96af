import { table } from '../kit/index.ts'

/** A checkpoint that TrackingMore gives no status. */
export const UNCLASSIFIED = 'unclassified'

/**
 * `checkpoint_delivery_substatus`, and `checkpoint_delivery_status` where that is missing, with TrackingMore's description. Source:
 * trackingmore.com, "Logistics status"; rows without words are named in the v4 document only, and mean no more than their status. The meanings
 * are ours.
 */
export const codes = table({
  inforeceived: {
    created: [
      'inforeceived',
      'inforeceived001',
      'notfound001', // Information received; the package is about to be picked up
    ],
  },
  transit: {
    in_transit: [
      'transit',
      'transit001', // Shipment on the way
      'transit006',
      'transit007',
    ],
    arrived_hub: ['transit002'], // Arrival scan: arrived at a hub or sorting centre
    arrived_destination: ['transit003'], // Arrived at delivery facility
    arrived_destination_country: ['transit004'], // Arrived at the destination country
    customs_cleared: ['transit005'], // Customs clearance completed
  },
  pickup: {
    out_for_delivery: [
      'pickup',
      'pickup001', // Out for delivery
      'pickup003',
    ],
    ready_for_pickup: ['pickup002'],
  },
  delivered: {
    delivered: [
      'delivered',
      'delivered001', // Shipment delivered successfully
    ],
    delivered_collected: ['delivered002'], // Package picked up by customer
    delivered_signed: ['delivered003'], // Delivered to and signed by the customer
    delivered_other: ['delivered004'], // Left at the front door or with a neighbour
  },
  undelivered: { failed_attempt: ['undelivered', 'undelivered001', 'undelivered002', 'undelivered003', 'undelivered004'] },
  exception: {
    unclaimed: ['exception004'], // The package is unclaimed
    on_hold: [
      'exception',
      'exception005', // Delivery exception; an older table says "sent back to the sender"
    ],
    customs_held: ['exception006'], // Retained by customs because it is prohibited goods
    damaged: ['exception007'], // Damaged, lost or discarded
    cancelled: ['exception008'], // Cancelled before delivering
    rejected: ['exception009'], // Refused by the recipient
    returned_to_sender: ['exception010'], // Package returned to sender
    returning: ['exception011'], // Back to sender
  },
  // TrackingMore's own words about age and silence.
  keep: [
    'exception001',
    'exception002',
    'exception003',
    'expired',
    'expired001',
    'notfound',
    'notfound002',
    'pending',
    'pending001',
    UNCLASSIFIED,
  ],
})
