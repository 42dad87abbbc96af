import type { Meaning } from '../carrier.ts'
import { clip, table } from '../kit/index.ts'

const MAX_CODE = 64
/** What stands after these words is a reason, a place or a person. */
const HEADS = ['attempted delivery', 'shipment delivered'] as const

/**
 * A scan has no code, only words and one of five types. The code is the words in lower case with single blanks, without the full stop or dash at
 * their end, cut to 64 characters; of an attempt and of a delivery only their first two words.
 */
export function codeOf(words: string): string {
  const whole = words.toLowerCase().trim().split(/\s+/).join(' ')
  const code = whole.endsWith('.') || whole.endsWith(' -') ? whole.slice(0, -1).trimEnd() : whole
  return HEADS.find((head) => code === head || code.startsWith(`${head} `)) ?? clip(code, MAX_CODE).trimEnd()
}

/** Codes of words that mean the same. */
function each(...words: readonly string[]): string[] {
  return words.map(codeOf)
}

/**
 * Purolator's English wording. Sources: answers in the public samples of E-Ship Web Services, and the wording that clients of it list. The meanings
 * are ours. The type of a scan is its attribute: "Undeliverable" is written for every kind of news, so it means nothing by itself.
 */
export const codes = table({
  inforeceived: {
    created: each('Shipment created', 'Shipment created - interim manifest received', 'Shipment created - final manifest received'),
    label_created: each('Shipper created a label', 'Label information electronically submitted'),
  },
  transit: {
    accepted: each('Picked up by Purolator at', 'Picked up by Purolator', 'Received by Purolator for processing at'),
    arrived_hub: each('Arrived at sort facility'),
    departed_hub: each('Departed sort facility'),
    in_transit: each('Shipment in transit'),
    renumbered: each('New Tracking Number Assigned -'),
    forwarded: each(
      'Shipment redirected',
      'Resolution complete - shipment redirected',
      // Comes with the type Delivery, and delivers nothing.
      'Transferring to Shipping Centre - please wait for further instructions',
    ),
  },
  pickup: {
    out_for_delivery: each('On vehicle for delivery'),
    ready_for_pickup: each(
      'Available for pickup for 5 business days from arrival date at the counter.',
      'Item Held for Pickup at Locker',
      'Item available for receiver to pick up at post office',
      'Receiver advised they will pick up shipment',
      'Receiver contacted.  Shipment available for pickup',
      'Receiver contacted, no answer.  Shipment available for pickup',
      'Shipper contacted.  Shipment available for pickup',
      'Shipment available for pickup. Unable to contact customer.',
    ),
  },
  delivered: {
    delivered: each('Shipment delivered to'),
    // Out of a locker a courier may take it, too: then the type is another.
    delivered_collected: [...each('Delivered to Customer by Locker'), `${codeOf('Package removed from Locker')}:Delivery`],
  },
  undelivered: { failed_attempt: each('Attempted Delivery - Customer Closed') },
  exception: {
    // Still on its way back.
    returning: each(
      'Shipment unclaimed - to be returned to sender',
      'Shipment undeliverable - Returned to sender',
      'Unable to deliver - item returned to sender',
      'Unable to deliver - item returned to shipper',
      'Returned to sender.  Shipment no longer available for pickup',
    ),
  },
})

/** What a type means when the words are not in the table. `Other` and `Undeliverable` mean nothing by themselves. */
export const TYPES: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['ProofOfPickUp', { status: 'transit', sub: 'accepted' }],
  ['OnDelivery', { status: 'pickup', sub: 'out_for_delivery' }],
  ['Delivery', { status: 'delivered', sub: 'delivered' }],
])
