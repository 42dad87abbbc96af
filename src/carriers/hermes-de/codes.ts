import { table } from '../kit/index.ts'

/** `['3731', '4031']` for `each('3731 4031')`: codes that mean the same. */
function each(codes: string): string[] {
  return codes.split(' ')
}

/**
 * Hermes's short codes of four digits ("2x2") with its English wording, shortened. Source: Hermes Germany, catalogue of event codes. The
 * meanings are ours. 37.. is the driver's scan of a failed delivery, 40.. the same at the depot afterwards, 60.. its way back to the client.
 */
export const codes = table({
  inforeceived: { created: ['0000'] }, // The shipment has been notified to Hermes electronically
  transit: {
    accepted: [
      '1000', // The shipment has left the client's warehouse
      ...each('1900 1901 1910'), // … was accepted after collection; arrived by self-delivery; was collected from the client
      '2400', // … has been handed in at the ParcelShop
    ],
    arrived_hub: [
      '1510', // Shipment handled at logistics center
      ...each('2000 2300'), // The shipment has arrived
      '2100', // … has arrived without advice data
      ...each('3300 6090'), // … has been sorted
    ],
    departed_hub: ['3010'], // … has left the depot, for another one that delivers
    in_transit: [
      '1610', // … is in international transit
      '4025', // … has been sorted and will be forwarded to the nearest distribution centre
    ],
    handed_over: [
      ...each('1810 1820'), // … will be handed over to the partner carrier for international shipping
      '3430', // … has been handed over to the island carrier
    ],
    customs_processing: ['1710'], // Customs export for the shipment was created
    customs_cleared: ['1720'], // Customs clearance was successfully completed
    delayed: [
      ...each('3750 4050'), // Unable to be delivered due to a route cancellation
      '4100', // Unable to deliver as planned, or asked to deliver later: the shipment is kept
      ...each('4610 4620'), // Not taken from the ParcelShop: high volume; not available
    ],
    misrouted: [
      ...each('3780 4080'), // … has gone out on the wrong route
      ...each('6086 6087'), // … has been delivered to the wrong location
    ],
    forwarded: ['6088'], // … will be redirected at the request of the recipient
  },
  pickup: {
    out_for_delivery: ['3000'], // … has gone out on a delivery route
    ready_for_pickup: ['3410'], // … is available for collection from the ParcelShop
  },
  delivered: {
    delivered: each('3500 3510 3511 3520'), // … has been delivered; 3511 in the letterbox
    delivered_collected: ['3530'], // … has been collected by the recipient from the ParcelShop
  },
  undelivered: {
    failed_attempt: [
      ...each('3731 3732 3733 4031 4032 4033'), // The recipient was not present
      ...each('3715 4015'), // COD amount could not be paid
      ...each('3751 3752 3753 4051 4052 4053'), // Missing or incorrect TAN
      ...each('3782 3783 3784 3785 3786 3787'), // Identification failed: picture, name, date of birth, document, PIN, age
      ...each('4081 4082 4083 4084 4085 4086 4087'),
      '4024', // Too large or heavy for ParcelShop storage
    ],
    refused: each('3710 4010'), // … was not accepted when delivery was attempted
    address_issue: each('3720 4020'), // The specified address was unable to be found
  },
  exception: {
    on_hold: each('3795 4095'), // Delivery of the shipment will not be continued
    customs_held: [
      '1730', // Shipment is held by customs
      '1751', // The shipment was rejected by customs
    ],
    damaged: each('3740 4040 6085'), // Potential damage
    lost: ['4630'], // The whereabouts of the shipment are unclear
    unclaimed: ['4035'], // … was not collected from the ParcelShop within 10 days
    cancelled: each('9340 9341'), // The shipment has been cancelled
    returning: [
      ...each('3734 4034 3754 4054'), // The 4th attempt has failed: will be prepared for return to the client
      ...each('6080 6081 6082 6083 6084 6089 6092 6093 6094 6096 6098 6099'), // … is on its way back to the client
      '1520', // The return shipment has been sorted and is on its way back to the client
      ...each('3760 3761 4060 4061 4062'), // The return shipment was collected, has arrived, was handed in
    ],
    returned_to_sender: ['7500'], // The return shipment has arrived at the client
  },
  // The previous status was incorrect and is being corrected.
  void: each('4070 4072 4690'),
  keep: [
    ...each('0600 0700 0800 0900'), // The notified shipment has not yet arrived: after 1, 2, 7, 28 days
    '4500', // Shipment stored (stocktaking)
    ...each('9040 9041'), // Bulky good identified
    ...each('9311 9315 9321 9322 9323 9324 9325 9381 9385'), // The recipient has chosen, or cancelled, a place or a day
    ...each('9327 9328'), // Customer Service has issued a note, has corrected the address
  ],
})

/** First and second part of the long code ("3x3") → short code; the third part names the scanner. `45-1-8` has a meaning of its own. */
const SHORT = new Map(
  [
    '0-0:0000 0-1:0600 0-2:0700 0-3:0800 0-4:0900 10-0:1000 30-0:1510 30-15:1510 31-40:9040 31-41:9041',
    '33-1:1710 33-2:1720 33-3:1730 33-5:1810 33-6:1820 33-51:1751 35-1:1610 37-1:1900 37-2:1901 37-3:1910 37-4:1900',
    '45-0:2000 45-1:2000 45-1-8:2400 45-2:2100 45-5:2000 45-20:2300 48-1:4610 48-2:4620 48-3:4630 48-90:4690',
    '50-1:3000 50-21:3010 50-24:3300 50-26:3010 50-28:3010 50-29:3010 50-90:4070 55-1:3410 55-2:3430',
    '60-0:4025 60-1:3710 60-2:3720 60-3:3731 60-4:3732 60-5:3733 60-6:3734 60-7:3780 60-8:3740 60-9:3750 60-10:3715 60-11:4081',
    '60-12:4035 60-13:3782 60-14:3783 60-15:3784 60-16:3785 60-17:3786 60-18:3787 60-24:4024 60-32:3751 60-33:3752 60-34:3753',
    '60-35:3754 60-90:4072 60-95:3795 65-1:3760 65-2:3761 80-1:4100 80-2:4100 80-3:4100 80-4:4100 80-5:4100 80-6:4100 80-7:4100',
    '85-1:4500 90-0:3500 90-1:3510 90-2:3520 90-3:3530 90-5:3511 100-0:6080 100-1:6081 100-2:6082 100-3:6083 100-4:6084 100-5:6085',
    '100-6:6086 100-7:6087 100-8:6088 100-9:6089 100-10:6094 100-11:6092 100-15:6093 100-18:6098 100-24:6096 100-90:4072 100-99:6099',
    '101-1:6090 115-1:1520 125-1:7500 310-1:9311 310-5:9315 320-1:9321 320-2:9322 320-3:9323 320-4:9324 320-5:9325 320-7:9327',
    '320-8:9328 320-20:9340 320-21:9341 380-1:9381 380-5:9385',
  ]
    .flatMap((line) => line.split(' '))
    .map((pair): [string, string] => {
      const [long = '', short = ''] = pair.split(':')
      return [long, short]
    }),
)

/** The short code for `3500`, `90-0-0` and `090000000`; another text as it is. */
export function shortCode(code: string): string {
  const [, a, b, c] = /^(\d{3})(\d{3})(\d{3})$/.exec(code) ?? /^(\d{1,3})-(\d{1,3})-(\d{1,3})$/.exec(code) ?? []
  if (a === undefined) return code
  const [first, second, third] = [Number(a), Number(b), Number(c)]
  return SHORT.get(`${first}-${second}-${third}`) ?? SHORT.get(`${first}-${second}`) ?? code
}
