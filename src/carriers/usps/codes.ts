import { table } from '../kit/index.ts'

/**
 * `eventCode`. Sources: USPS Publication 199 through the Open Logistics Tracking Standard, CC BY 4.0; codes seen in answers (OF, MA, GX, A1, T1, L1,
 * SF, TL, NT, OA). The meanings are ours. 21 to 29 are the reasons why an item goes back; those that blame the address say so.
 */
export const codes = table({
  inforeceived: {
    created: [
      '89', // Pre-shipment info sent to USPS
      'NP', // Origin post is preparing shipment
      'PE', // EPG origin post is preparing shipment
    ],
    label_created: [
      'MA', // Shipping label created
      'GX', // Shipping label created, USPS awaiting item
    ],
  },
  transit: {
    accepted: [
      '03', // USPS in possession of item
      '43', // Picked up
      '80', // Picked up by shipping partner
      '87', // Picked up by agent
      'A0', // Foreign acceptance
      'OA', // Accepted at USPS origin facility
      'OS', // Originating PMPC scan
      'PO', // Processed at origin
      'PU', // Shipment pickup
    ],
    in_transit: [
      '10', // Processed through facility
      '31', // Picked up at USPS facility
      '33', // Processed at facility
      '35', // Vault turnover
      '36', // Transfer to employee
      '38', // Registered mail dispatch signature
      '39', // Registered mail dispatch witness
      '40', // Transfer from vault
      'D0', // Processed through office of exchange
      'DT', // Transit mail dispatch
      'NT', // In transit to next facility
      'TL', // In transit
      'TR', // Transferred through service center
    ],
    arrived_hub: [
      '41', // Received at opening unit
      '81', // Arrived shipping partner facility
      '83', // Arrive USPS sort facility
      '85', // At parcel return facility
      'A1', // Arrived at USPS regional facility
      'AJ', // Intermediate transfer airport
      'AR', // Arrived at international service center
      'B0', // Foreign arrival at outward office
      'BB', // Arrived at international service center
      'CA', // Closed on arrival
      'D1', // Arrived at facility
      'EA', // Enroute arrival
      'J0', // Arrival at transit office from exchange
      'TA', // Transit mail arrival
    ],
    departed_hub: [
      '82', // Departed shipping partner facility
      'D2', // Departed facility
      'DD', // International dispatch ready
      'ED', // Enroute departure
      'K0', // Depart from transit office of exchange
      'L1', // Departed facility
      'SF', // Departed post office
      'T1', // Departed USPS regional facility
    ],
    departed_origin_country: [
      'AT', // Origin airline carrier departed
      'C0', // Foreign international dispatch
    ],
    arrived_destination_country: ['AS'], // Arrived in destination country
    arrived_destination: [
      '07', // Arrival at post office unit
      '32', // Arrived at post office
      '84', // Acceptance at destination
      'G0', // Arrival at post office
    ],
    handed_over: [
      '42', // USPS hand off to shipping partner
      '45', // Tendered to military agent
      '60', // Tendered to agent for final delivery
      '61', // Received by agent
      'AF', // Handoff to intermediate airline carrier
      'AG', // Received from intermediate airline carrier
      'AP', // Accepted by origin airline carrier
      'TP', // Onforwarded to third party
    ],
    forwarded: ['06', 'K3'], // Forwarded
    misrouted: ['08', '15'], // Missent; mis-shipped
    delayed: [
      '57', // Local weather delay
      '71', // Delivery delay, next delivery day
      '74', // Redelivery scheduled
      'BX', // Bumped delay
      'HX', // Holiday delay
      'WX', // Weather delay
    ],
    customs_processing: [
      'B1', // Customs clearance
      'B2', // Into customs
      'CI', // Inbound into customs
      'E0', // Customs clearance
      'IC', // Receipt into customs/bond
      'K1', // Forwarding to US customs
      'K2', // Contact US customs
    ],
    customs_cleared: [
      'B3', // Out of customs
      'B5', // Outbound, out of US customs
      'CO', // Inbound out of customs
      'CR', // Release from customs/bond
      'F0', // Customs clearance processing complete
    ],
  },
  pickup: {
    out_for_delivery: ['DG', 'OF', 'WC'], // Out for delivery; with courier
    ready_for_pickup: [
      '14', // Available for pickup
      '16', // Available for pickup (returns agent)
      '58', // Held at post office, customer request
      '62', // Recipient notified by agent
      '73', // Available for redelivery or pickup
      'CC', // Awaiting consignee collection
      'DF', // Held at delivery depot
      'DH', // Collect for pickup
    ],
  },
  delivered: {
    delivered: [
      '01', // Delivered; its words say more, see parse.ts
      'BR', // Delivered by broker
      'I0', // Delivered
    ],
    delivered_signed: ['13', 'DL', 'OK'], // Delivered with signature
    delivered_collected: ['59'], // Retrieved from parcel locker
    delivered_other: [
      '17', // Delivered to agent
      '34', // Picked up by agent
      '63', // Delivered to recipient by agent
      'AH', // Delivered to postal agent
    ],
    partially_delivered: ['PD'], // Partial delivery
  },
  undelivered: {
    failed_attempt: [
      '02', // Notice left
      '30', // No access
      '51', // Business closed
      '52', // Notice left
      '53', // Receptacle blocked
      '54', // Receptacle full, item oversized
      '55', // No secure location available
      '56', // No authorized recipient available
      '64', // Undelivered to recipient by agent
      '72', // Animal interference
      'H0', // Attempted delivery abroad
      'ND', // Not delivered
      'NH', // Not home
    ],
    refused: ['04', 'RD'], // Refused
    address_issue: [
      '05', // Unable to deliver, problem with address
      '21', // No such number
      '22', // No such street
      '23', // No such address
      '24', // Forward expired
      '25', // Addressee unknown
      '26', // Vacant address
      'BA', // Bad address
      'CM', // Customer moved
    ],
  },
  exception: {
    on_hold: ['46', 'OH', 'SS'], // Duplicate label; on hold; shipment stopped
    customs_held: [
      'CD', // Clearance delay
      'HP', // Held for payment
      'RE', // Refused entry by customs
    ],
    seized: ['11'], // Seized by law enforcement
    damaged: ['12', 'DN'], // Visible damage; delivered damaged
    destroyed: ['DP'], // Disposal
    returning: [
      '09', // Return to sender, undeliverable as addressed
      '27', // Unclaimed, return to sender
      '28', // Return to sender
      '29', // Return to sender
      '44', // Customer recall
      'H8', // Foreign return to sender
      'K4', // Return to sender, improper documentation
      'K5', // Return to sender, abandonment
    ],
    returned_to_sender: [
      '86', // At parcel return merchant
      'RT', // Returned to consignor
    ],
  },
  keep: ['70', 'SC'], // Delivery day verified; service change
})
