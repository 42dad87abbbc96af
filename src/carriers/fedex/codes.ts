import { table } from '../kit/index.ts'

/**
 * `scanEvents[].eventType`, with `exceptionCode` as the attribute where it says more. Sources of the wording: FedEx Web Services developer
 * guide, tracking status codes; the published lists of delivery exceptions (DEX). The meanings are ours.
 */
export const codes = table({
  inforeceived: {
    label_created: [
      'OC', // Order created
      'OX', // Shipment information sent to USPS
      'MD', // Manifest data
    ],
    pickup_scheduled: [
      'EP', // En route to pickup
      'AP', // At pickup
      'PD', // Pickup delay
    ],
  },
  transit: {
    accepted: [
      'PU', // Picked up
      'PX', // Picked up, see details
    ],
    arrived_hub: [
      'OF', // At FedEx origin facility
      'AR', // Arrived at
      'AF', // At FedEx facility
      'SF', // At sort facility
      'PL', // Plane landed
      'AA', // At airport
    ],
    departed_hub: [
      'DP', // Departed
      'LO', // Left origin
      'EO', // En route to origin airport
      'EA', // En route to airport; export approved
      'PF', // Plane in flight
    ],
    in_transit: [
      'IT', // In transit
      'IX', // In transit, see details
      'PM', // In progress
      'TR', // Transfer
    ],
    handed_over: [
      'AC', // At Canada Post facility
      'AX', // At USPS facility
    ],
    arrived_destination: ['FD'], // At FedEx destination
    customs_processing: ['CP'], // Clearance in progress
    customs_cleared: ['CC'], // Cleared customs
    delayed: [
      'DY', // Delay
      'DD', // Delivery delay
      'DE:01', // Package not delivered, not attempted
      'DE:17', // Customer requested future delivery
    ],
    misrouted: ['DE:12'], // Package sorted to wrong route
  },
  pickup: {
    out_for_delivery: [
      'OD', // On vehicle for delivery
      'AD', // At delivery
      'ED', // En route to delivery
      'DS', // Vehicle dispatched
    ],
    ready_for_pickup: [
      'HL', // Hold at location
      'HP', // Ready for recipient pickup
    ],
  },
  delivered: { delivered: ['DL'] }, // Delivered; after RS it is the shipper's delivery, see parse.ts
  undelivered: {
    failed_attempt: ['DE'], // Delivery exception, such as 08 and 15: recipient not in, business closed
    address_issue: ['DE:03'], // Incorrect address
    refused: ['DE:07'], // Shipment refused by recipient
  },
  exception: {
    on_hold: [
      'SE', // Shipment exception
      'HA', // Hold at location requested
    ],
    customs_held: ['CD'], // Clearance delay
    damaged: ['DE:10'], // Damaged, delivery not completed
    returning: [
      'RS', // Return to shipper
      'RT',
    ],
    cancelled: ['CA'], // Shipment cancelled
  },
  keep: [
    'SP', // Split status
    'DR', // Vehicle furnished but not used
    'CH', // Location changed
    'AO', // Arriving on time
    'AE', // Arriving early
    'RR', // Customer delivery option requested
    'RM', // … modified
    'RC', // … cancelled
    'RP', // Return label link e-mailed to return sender
    'LP', // Return label link cancelled
    'RG', // Return label link expiring soon
    'RD', // Return label link expired
  ],
})
