import { table } from '../kit/index.ts'

/**
 * `events[].typeCode`, the checkpoints of DHL Express with their names. Sources: DHL Express checkpoint codes as DHL's older interfaces list them;
 * the texts that MyDHL API writes beside them. The meanings are ours.
 */
export const codes = table({
  transit: {
    accepted: [
      'PU', // Shipment picked up
      'SA', // Shipment accepted
    ],
    in_transit: [
      'AD', // Agreed delivery: scheduled for delivery as agreed
      'PO', // Port of origin
      'SM', // Scheduled for movement
      'TR', // Record of transfer
    ],
    arrived_hub: [
      'AF', // Arrived at DHL Sort Facility
      'PL', // Processed at
    ],
    arrived_destination: ['AR'], // Arrived at DHL Delivery Facility
    departed_hub: [
      'CU', // Confirm uplift
      'DF', // Shipment has departed from a DHL facility
    ],
    handed_over: [
      'FD', // Forwarded to a third party, delivery details expected
      'TP', // Forwarded to a third party
    ],
    customs_processing: [
      'BL', // Bond location
      'BN', // Customer's broker notified
      'ES', // Entry submitted
      'IC', // Processed for clearance
      'RR', // Customs clearance status updated
    ],
    customs_cleared: [
      'BR', // Broker release
      'CR', // Clearance processing complete
    ],
    delayed: [
      'MD', // Missed delivery cycle
      'NA', // Not arrived
      'TD', // Transport delay
    ],
    misrouted: [
      'MC', // Miscoded
      'MS', // Arrived at incorrect facility
    ],
  },
  pickup: {
    out_for_delivery: ['WC'], // Shipment is out with courier for delivery
    ready_for_pickup: ['CC'], // Awaiting collection by the consignee
  },
  delivered: {
    delivered: ['OK'], // Delivered
    delivered_other: ['DD'], // Delivered damaged
    partially_delivered: ['PD'], // Partial delivery
  },
  undelivered: {
    failed_attempt: [
      'CA', // Closed on arrival
      'ND', // Not delivered
      'NH', // Not home
    ],
    refused: ['RD'], // Delivery refused
    address_issue: [
      'BA', // Bad address
      'CM', // Consignee moved
    ],
  },
  exception: {
    on_hold: [
      'OH', // Shipment is on hold
      'SS', // Shipment stopped
      'ST', // Shipment intercepted
    ],
    customs_held: [
      'CD', // Controllable clearance delay
      'HP', // Held for payment
      'UD', // Uncontrollable clearance delay
    ],
    damaged: ['DM'], // Damaged
    destroyed: ['DS'], // Destroyed, disposed of
    returning: ['RT'], // Returned to shipper, under another waybill
  },
  keep: [
    'CS', // Closed shipment
    'DI', // Duty invoice
    'IA', // Image available
    'PY', // Payment is received and recorded
    'RW', // Weighed and measured
    'SC', // Service changed
  ],
})
