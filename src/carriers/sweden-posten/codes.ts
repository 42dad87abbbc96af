import { table } from '../kit/index.ts'

/**
 * `status` of an event: the enumeration ItemStatus of PostNord's Track & Trace API, SPLIT of its ShipmentStatus, and DELIVERY, which answers
 * bear and the enumeration lacks. PostNord publishes the names without wording; the meanings are ours. `eventCode` refines nothing we know of.
 */
export const codes = table({
  inforeceived: { label_created: ['CREATED', 'INFORMED'] },
  transit: {
    in_transit: ['EN_ROUTE'],
    delayed: ['DELAYED', 'EXPECTED_DELAY'],
  },
  pickup: {
    out_for_delivery: ['DELIVERY'],
    ready_for_pickup: [
      'AVAILABLE_FOR_DELIVERY', // at a service point
      'AVAILABLE_FOR_DELIVERY_PAR_LOC', // in a parcel locker
    ],
  },
  delivered: { delivered: ['DELIVERED'] },
  undelivered: {
    failed_attempt: ['DELIVERY_IMPOSSIBLE'],
    refused: ['DELIVERY_REFUSED'],
  },
  exception: {
    on_hold: ['STOPPED'],
    returned_to_sender: ['RETURNED'],
  },
  keep: [
    'SPLIT', // the pieces of a shipment differ
    'OTHER',
  ],
})
