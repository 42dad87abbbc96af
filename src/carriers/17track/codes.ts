import { table } from '../kit/index.ts'

/** An event that 17TRACK gives no sub-status and no stage. */
export const UNCLASSIFIED = 'unclassified'

/**
 * Sub-statuses, and the key stages that stand in their place in older answers, with 17TRACK's description. Sources: 17TRACK help centre, "Main
 * Status and Substatus"; API document v2.4. The meanings are ours.
 */
export const codes = table({
  inforeceived: { created: ['InfoReceived'] }, // The carrier has received the order information
  transit: {
    accepted: [
      'InTransit_PickedUp', // The carrier has collected the package from the sender
      'PickedUp',
    ],
    in_transit: ['InTransit_Other'], // Circumstances that no other sub-status covers
    departed_origin_country: [
      'InTransit_Departure', // Has left the port of the originating country or region
      'Departure',
    ],
    arrived_destination_country: [
      'InTransit_Arrival', // Has arrived at the port of the destination country or region
      'Arrival',
    ],
    customs_processing: ['InTransit_CustomsProcessing'], // Is undergoing customs clearance
    customs_cleared: ['InTransit_CustomsReleased'], // Customs clearance is complete
    delayed: ['Exception_Delayed'], // It may take longer; an exception in their words
  },
  pickup: {
    ready_for_pickup: ['AvailableForPickup_Other', 'AvailableForPickup'], // Has arrived at the pickup point at the destination
    out_for_delivery: ['OutForDelivery_Other', 'OutForDelivery'],
  },
  delivered: { delivered: ['Delivered_Other', 'Delivered'] },
  undelivered: {
    failed_attempt: [
      'DeliveryFailure_Other',
      'DeliveryFailure_NoBody', // The recipient cannot be reached
      'DeliveryFailure_Security', // Security, customs clearance or fees
      'DeliveryFailure',
    ],
    refused: ['DeliveryFailure_Rejected'],
    address_issue: ['DeliveryFailure_InvalidAddress'],
  },
  exception: {
    on_hold: [
      'Exception_Other',
      'Exception_Security', // Security, customs clearance or fees, found before the delivery
      'Exception',
    ],
    customs_held: ['InTransit_CustomsRequiringInformation'], // More information is needed for clearance
    address_issue: ['Exception_NoBody'], // The recipient's information is wrong, found before the delivery
    returning: ['Exception_Returning', 'Returning'],
    returned_to_sender: ['Exception_Returned', 'Returned'],
    damaged: ['Exception_Damage'],
    rejected: ['Exception_Rejected'], // Refused before the delivery
    lost: ['Exception_Lost'],
    destroyed: ['Exception_Destroyed'],
    cancelled: ['Exception_Cancel'],
  },
  keep: ['NotFound_Other', 'Expired_Other', UNCLASSIFIED],
})
