import { table } from '../kit/index.ts'

/**
 * `events[].code` (two words with a dot) and `parcels[].status` (one word) with GLS's wording. Sources: GLS Track and Trace V1, statuses of its
 * description and event codes seen in answers. The meanings are ours. The list of event codes is longer: GLS gives it to an account at
 * /tracking/events/codes.
 */
export const codes = table({
  inforeceived: {
    label_created: [
      'PREADVICE',
      'INTIAL.PREADVICE', // The parcel data was entered into the GLS IT system; the parcel was not yet handed over to GLS
    ],
    pickup_scheduled: [
      'PLANNEDPICKUP',
      'INTIAL.E48_DATA', // The parcel was provided by the sender for collection by GLS
    ],
  },
  transit: {
    accepted: [
      'INPICKUP',
      'INTIAL.NORMAL', // The parcel was handed over to GLS
    ],
    arrived_hub: [
      'INWAREHOUSE',
      'INBOUD.NORMAL', // The parcel has reached the parcel center
    ],
    departed_hub: ['OUTBOD.NORMAL'], // The parcel has left the parcel center
    in_transit: ['INTRANSIT'],
  },
  pickup: {
    out_for_delivery: [
      'INDELIVERY',
      'OUTDEL.NORMAL', // The parcel is expected to be delivered during the day
    ],
    // In a ParcelShop it waits for the addressee.
    ready_for_pickup: [
      'DELIVEREDPS',
      'DELIVD.PARCELSHOP', // The parcel has been delivered at the ParcelShop
    ],
  },
  delivered: {
    delivered: [
      'DELIVERED',
      'FINAL',
      'DELIVD.NORMAL', // The parcel has been delivered
    ],
    delivered_collected: ['DELIVD.DEL_BY_PSAPP'], // Handed out by the ParcelShop
  },
  undelivered: { failed_attempt: ['NOTDELIVERED'] },
  exception: {
    pickup_failed: ['NOTPICKEDUP'],
    cancelled: [
      'CANCELED',
      'CANCEL.NORMAL', // The parcel data have been deleted from the GLS IT system
    ],
  },
})
