import { table } from '../kit/index.ts'

/**
 * `codeText` of a record, and beside each the `statusCode` that stands for it where the text is missing. Sources: Packeta's own plugins for shops,
 * which go by the text; the numbers from clients, which do not agree on all of them. The meanings are ours.
 */
export const codes = table({
  inforeceived: { created: ['received data', '1'] }, // Awaiting consignment
  transit: {
    accepted: [
      'collected', // Parcel has been collected
      '12',
      'reverse packet arrived', // Reverse parcel has been accepted at our pick-up point
      '15',
    ],
    arrived_hub: ['arrived', '2'], // Accepted at depot
    in_transit: ['prepared for departure', '3'], // On the way
    departed_hub: ['departed', '4'], // Departed from depot
    handed_over: ['handed to carrier', '6'], // Handed over to carrier company
    customs_processing: ['customs', '14'], // Customs declaration process
    forwarded: [
      'favourite point redirect', // Redirected to favourite point
      '28',
      'no favourite point available redirect', // Redirected, favourite points full
      '29',
      'no favourite point set redirect', // Redirected, no favourite point set
      '30',
    ],
  },
  pickup: { ready_for_pickup: ['ready for pickup', '5'] }, // Ready for pick-up
  delivered: { delivered: ['delivered', '7'] }, // Delivered
  undelivered: {
    failed_attempt: [
      'delivery attempt', // Unsuccessful delivery attempt of parcel
      '16',
      'zbox delivery attempt', // Z-BOX delivery attempt
      '23',
      'zbox last delivery attempt', // Z-BOX last delivery attempt
      '24',
      'carrier first delivery attempt', // Carrier first delivery attempt
      '25',
    ],
    refused: ['rejected by recipient', '17', '18'], // Rejected by recipient response
  },
  exception: {
    returning: [
      'posted back', // Returning (on the way back)
      '9',
      'return from hd no branch nearby', // Returning, no nearby pick-up point
      '19',
      'packet cancelled but consigned', // Cancelled but consigned (will be returned)
      '21',
      'return overlimit', // Returning, over limit
      '22',
    ],
    returned_to_sender: ['returned', '10'], // Returned to sender
    cancelled: ['cancelled', '11'], // Cancelled
    storage_expired: ['storage time expired', '20'], // Storage time expired
    on_hold: ['packet under investigation', '26'], // Under investigation
  },
  keep: [
    'packet investigation resolved', // Investigation resolved
    '27',
    'courier tracking code added', // Courier tracking code added
    '31',
    'unknown', // Unknown parcel status
    '999',
  ],
})
