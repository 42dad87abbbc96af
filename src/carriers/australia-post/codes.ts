import { clip, table } from '../kit/index.ts'

const MAX_CODE_CHARS = 64

/**
 * Australia Post gives events no codes. A code here is the wording itself, in lower case, of an event's description or of an item's status.
 * Sources: developers.auspost.com.au, Track Items, and answers seen. The meanings are ours.
 */
export const codes = table({
  inforeceived: {
    created: [
      'initiated',
      'shipping information received by australia post',
      'shipping information approved by australia post',
      'courier dispatch information received',
      'courier dispatch information approved',
    ],
    label_created: ['label created by sender'],
  },
  transit: {
    accepted: [
      'received by australia post',
      'received and ready for processing',
      'received item from sender (outbound)',
      'accepted at post office',
      'picked up from sender',
    ],
    arrived_hub: [
      'item processed at facility',
      'processed through australia post facility',
      'arrived at facility',
      'arrived at sorting facility',
      'processed at export facility',
    ],
    departed_hub: ['departed facility', 'despatch parcels from export facility'],
    in_transit: [
      'in transit',
      'in transit to next facility', // … in OAKLEIGH SOUTH VIC
      'processed by air carrier',
      'cleared and awaiting international departure',
    ],
    departed_origin_country: ['international departure', 'despatched to overseas destination'],
    arrived_destination_country: ['arrived in', 'arrived awaiting clearance (inbound)'], // Arrived in New Zealand
    customs_processing: ['item is in customs', 'awaiting customs clearance'],
    customs_cleared: ['item cleared by customs', 'released from customs'],
    delayed: ['possible delay', 'delayed'],
    forwarded: ['redirected', 'item redirected'],
  },
  pickup: {
    out_for_delivery: [
      'onboard for delivery',
      'on board for delivery',
      'with australia post for delivery today',
      'with driver for delivery',
      'out for delivery',
    ],
    ready_for_pickup: ['awaiting collection', 'ready for collection'], // … at INALA HEIGHTS LPO
  },
  delivered: {
    delivered: ['delivered', 'item delivered', 'delivered in full'],
    delivered_signed: ['delivered - signed'],
    delivered_other: ['delivered - left'], // … in a safe place
    delivered_collected: ['delivered - collected'],
  },
  undelivered: {
    failed_attempt: ['attempted delivery', 'unsuccessful delivery', 'unable to deliver'], // Attempted delivery - Unable to gain access
    address_issue: ['cannot be delivered', 'incorrect address'],
    refused: ['refused by addressee'],
  },
  exception: {
    on_hold: ['held by courier'],
    damaged: ['article damaged', 'item damaged'],
    cancelled: ['cancelled'],
    pickup_failed: ['unsuccessful pickup'],
    returning: ['return to sender', 'returning to sender', 'item being returned to sender'],
    returned_to_sender: ['returned to sender', 'delivered to sender'],
  },
})

/** Rows that are the beginning of what is written: the rest is a place or a reason. */
const BEGINNINGS: readonly string[] = [
  'arrived in ',
  'attempted delivery',
  'awaiting collection',
  'ready for collection',
  'delivered - left',
  'delivered - collected',
  'delivered - signed',
  'in transit to next facility',
  'returned to sender',
  'return to sender',
  'returning to sender',
]

/** The row of the table for this wording, else the wording itself: lower case, single blanks, at most 64 characters. */
export function codeOf(wording: string): string {
  const code = clip(wording.toLowerCase().replaceAll(/\s+/g, ' ').trim(), MAX_CODE_CHARS)
  if (codes.has(code)) return code
  return BEGINNINGS.find((beginning) => code.startsWith(beginning))?.trim() ?? code
}
