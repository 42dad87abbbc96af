import type { Meaning } from '../carrier.ts'
import { clip, table } from '../kit/index.ts'

/**
 * Events have no code, only words, which differ between offices and years: they are put in capitals, with single blanks for everything that is
 * neither letter nor digit. The words of the API, those of the event codes that it may send in their place (`ITEM_BOOK`), and those of the
 * website. Sources: Department of Posts, approach document for customer integrations; recorded answers. The meanings are ours.
 */
export const codes = table({
  inforeceived: {
    created: ['BOOKING ACCEPTED'],
    label_created: ['LABEL GENERATED'],
    pickup_scheduled: ['PICKUP REQUEST RAISED', 'PICKUP ASSIGNED'],
  },
  transit: {
    accepted: ['ITEM BOOKED', 'ITEM BOOK', 'ITEM INDUCTED', 'INDUCTED', 'ITEM PICKEDUP', 'ITEM PICKED UP', 'PICKEDUP'],
    in_transit: ['ITEM BAGGED', 'ITEM BAG', 'BAG CLOSE', 'BAG CLOSED'],
    departed_hub: ['ITEM DISPATCHED', 'ITEM DESPATCHED', 'ITEM DISPATCH', 'BAG DISPATCHED', 'BAG DESPATCHED', 'BAG DISPATCH'],
    arrived_hub: ['ITEM RECEIVED', 'ITEM RECEIVE', 'BAG RECEIVED', 'BAG RECEIVE', 'BAG OPENED', 'BAG OPEN'],
    arrived_destination: ['ITEM RECEIVED AT DESTINATION'],
    forwarded: ['ITEM REDIRECTED', 'ITEM REDIRECT'],
    misrouted: ['MISSENT', 'ITEM MISSENT'],
  },
  pickup: {
    out_for_delivery: [
      'OUT FOR DELIVERY',
      'TAKEN OUT FOR DELIVERY',
      'ITEM INVOICED', // On the postman's list
      'ITEM INVOICE',
      'ITEM INVOICED TO BO', // With the branch office that delivers
      'INVOICED TO BO',
    ],
  },
  delivered: {
    delivered: [
      'ITEM DELIVERED ADDRESSEE',
      'ITEM DELIVERED TO ADDRESSEE',
      // These do not tell to whom: after a return it is the sender, see parse.ts.
      'ITEM DELIVERED',
      'ITEM DELIVERY',
      'ITEM DELIVERY CONFIRMED',
    ],
  },
  undelivered: {
    failed_attempt: ['ITEM NOT DELIVERED', 'ITEM UNDELIVERED', 'DELIVERY ATTEMPTED', 'ITEM DELIVERY ATTEMPTED'],
  },
  exception: {
    on_hold: ['ITEM KEPT ON HOLD', 'ITEM ON HOLD', 'ITEM HOLD', 'ITEM ONHOLD', 'KEPT IN DEPOSIT'],
    unclaimed: ['UNCLAIMED', 'ITEM UNCLAIMED'],
    // Still on its way back.
    returning: ['ITEM RETURNED TO SENDER', 'ITEM RETURNED', 'ITEM RETURN', 'RETURNS CONFIRMED'],
    returned_to_sender: ['ITEM DELIVERED SENDER', 'ITEM DELIVERED TO SENDER'],
    cancelled: ['ITEM PICKUP CANCELLED', 'PICKUP CANCELLED'],
    rejected: ['BOOKING REJECTED'],
  },
})

export const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }
/** Delivered, without a word about to whom. */
export const DELIVERED_TO_SOMEBODY: ReadonlySet<string> = new Set(['ITEM DELIVERED', 'ITEM DELIVERY', 'ITEM DELIVERY CONFIRMED'])

/** Where a name, an office or a reason begins: `Item Delivered to …`, `Missent - Redirected to …`, `Item Delivered [To: …]`. */
const SEPARATOR = /[([:\-–]|\s(?:to|for|by|at|from)\s/i
const MAX_CODE = 64

/**
 * Code and text of an event's words. What follows a separator is cut where the words before it are known; and it is not shown after a delivery or
 * "by", since a person's name stands there.
 */
export function readWords(words: string): { code: string; text: string } {
  const whole = normalised(words)
  if (codes.has(whole)) return { code: whole, text: words }
  const at = words.search(SEPARATOR)
  const head = at === -1 ? words : words.slice(0, at).trim()
  const code = normalised(head)
  const text = /deliver/i.test(head) || /^\sby\s/i.test(words.slice(at)) ? head : words
  return { code: codes.has(code) ? code : clip(normalised(text), MAX_CODE), text }
}

function normalised(words: string): string {
  return words
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, ' ')
    .trim()
}
