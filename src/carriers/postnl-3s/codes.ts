import { table } from '../kit/index.ts'

/** `['J01', 'J10']` for `each('J01 J10')`: codes that share their wording. */
function each(codes: string): string[] {
  return codes.split(' ')
}

/**
 * `Event[].Code` (a letter and two digits) and `StatusCode` (a number) with PostNL's English wording. Source: developer.postnl.nl, reference
 * data, "T&T status codes". The meanings are ours; "Sorry, delivery time has been updated" stands for a missing scan as well as for a delay.
 */
export const codes = table({
  inforeceived: {
    created: [
      '1', // Shipment pre-alerted
      '13', // Pre-alerted shipment, not yet accepted
      'A01', // Shipment expected, but not yet arrived at PostNL
      'A71', // Shipment registered
    ],
    label_created: ['A10'], // Sender has generated return label
    pickup_scheduled: [
      'F01', // Pick-up shipment will be collected
      'X80', // Collection order received
      'J56', // We are en route to pickup address
    ],
  },
  transit: {
    accepted: [
      '2', // Shipment accepted
      '3', // Shipment collected
      '23', // Parcel collected: the order to fetch it is carried out
      'A73', // Shipment has been collected by partner
      'A74', // Shipment received by partner in country of shipment
      'B01', // Shipment received by PostNL
      'B04', // Shipment collected by PostNL
      'B06', // Shipment accepted by PostNL IMEC
      'C01', // Shipment collected by PostNL
      'C02', // Scanned at PostNL service point
      'X40', // Shipment received at PostNL outlet
      'Z80', // Shipment has been picked up at a collection point, from the sender
      ...each('V12 V13 V23 V50'), // Received by PostNL
      'V22', // Shipment is at PostNL
    ],
    arrived_hub: [
      '5', // Shipment sorted
      '21', // Shipment in storage
      ...each('J01 J10 J61 R01 X51'), // Shipment has been sorted
      ...each('J06 X50'), // Shipment (sorted) in sorting centre
      'J27', // Shipment sorted by the depot
      'Q16', // Package in depot, goes en route to country of destination
      ...each('X07 X15'), // Shipment sorted in country of destination
      ...each('X08 X14'), // Shipment in sorting centre in country of destination
      'X16', // Shipment pre-alerted by PostNL and sorted at IMEC
    ],
    departed_hub: [
      'J45', // On liner service to distribution depot
      'Q13', // Parcel placed on transport
    ],
    in_transit: [
      '31', // Ready for transport to country of destination
      'A72', // Shipment is ready for transport to the Netherlands
      'J55', // Driver is en route to PostNL outlet
      ...each('Q15 S05'), // Shipment is en route
      ...each('Q17 Q18'), // Your parcel is ready for shipment to Europe, to the Netherlands
      'Q19', // Shipment still in transit
      'X68', // Parcel back in PostNL process
      ...each('Y23 Y24'), // Address corrected, new delivery attempt to follow
    ],
    departed_origin_country: [
      'A75', // Shipment is en route to the Netherlands
      ...each('Q12 X19'), // Shipment sent to country of destination
      'X01', // Your parcel has crossed the border
    ],
    arrived_destination_country: [
      'A76', // Shipment arrived in the Netherlands
      'X02', // Your shipment has arrived in the destination country
    ],
    arrived_destination: ['X52'], // Your parcel is awaiting delivery in the destination country
    customs_processing: [
      '9', // Shipment at customs
      '20', // Shipment in clearance process
      'X03', // Customs in the destination country is checking your shipment
      'X60', // Import declaration submitted by PostNL
      'X62', // Additional declaration has been submitted
      'Y25', // The shipment is with the customs authorities in the destination country for further processing
    ],
    customs_cleared: [
      'X04', // Customs in the destination country has approved your parcel
      'X61', // Import declaration completed successfully
      'X65', // Additional customs declaration completed successfully
    ],
    delayed: [
      '6', // Shipment not sorted
      ...each('15 16 17'), // Missing in collection, in sorting, in distribution
      ...each('J09 J14 J24 J36 J92 K01 H32 T02'), // Sorry, delivery time has been updated
      ...each('G01 G02 G03 G05 V01 V02 V03 V11 V21'),
      ...each('Y07 Y08 Y35 Y60 Y61 Y62'),
      'J07', // Closed: delivery postponed until the following working day
      'J17', // Delivery postponed due to "closed" notification
      'J22', // Delivery postponed because of incomplete multi-parcel shipment
      ...each('J26 J39 Y33'), // Delivery postponed until the following working day
      'J33', // Recovery procedure for incorrect address
      'J95', // Postponed, scanned at depot
      'K25', // Shipment delayed, location unreachable for processing
      'V04', // Delivery delayed due to late delivery to PostNL
      'V06', // Your shipment has been delayed due to very high traffic
      'V31', // Received by PostNL, delayed
      'Y43', // Shipment delayed as addressee location is closed
      'Y64', // Sorry, delay due to import controls in destination country
      'Y65', // Sorry, shipment delayed due to extreme weather conditions
    ],
    forwarded: [
      'J47', // Pickup window closed; shipment moved to PostNL pickup point
      'K02', // Recipient has moved. Shipment forwarded to new address
      'K03', // Shipment forwarded to address chosen by addressee
    ],
  },
  pickup: {
    out_for_delivery: [
      '7', // Shipment out for delivery
      ...each('J05 X55'), // Driver is en route
      'J59', // Parcel will be delivered to you today by courier
      ...each('X06 Y05'), // Your shipment is on its way to the recipient
    ],
    ready_for_pickup: [
      '12', // Shipment at pick-up location
      'I08', // Shipment available at PostNL outlet
      ...each('J02 J12'), // Shipment to be collected at PostNL outlet
      'J23', // Shipment can be collected at the parcel locker
      'J52', // Shipment to be collected at PO Box location
      'X05', // Shipment to be collected at pick-up location
      'Y26', // Shipment to be collected at PO Box
    ],
  },
  delivered: {
    delivered: [
      '11', // Shipment delivered
      ...each('I01 I03'), // Shipment delivered
      ...each('I05 I11'), // Shipment in letterbox
      'I06', // Shipment sorted, will be transferred to addressee; counts as delivered
      'I23', // Shipment has been handed over to recipient
      ...each('Z01 Z02 Z03 Z04 Z08'), // Your shipment has been delivered to the recipient
    ],
    delivered_collected: [
      '22', // Shipment picked up from post office
      ...each('I02 I22'), // Shipment collected at PostNL outlet
      'Z06', // Your shipment has been picked up at a collection point
    ],
    delivered_other: [
      'I09', // Shipment delivered in personal parcel locker
      ...each('I10 Z05'), // Shipment delivered to neighbour
      ...each('I12 Z09'), // Shipment delivered to indicated, to safe location
    ],
    partially_delivered: ['J91'], // Partially-defective shipment delivered
  },
  undelivered: {
    failed_attempt: [
      '8', // Shipment not delivered
      ...each('D08 K14 Y10'), // We missed you; we'll try again
      ...each('H34 Y15 Y38'), // Shipment not delivered; … sender contacted; … parcel sent to depot in destination country
      'J08', // Delivery unsuccessful, we'll try again
      ...each('J16 K16'), // Delivery address inaccessible, new attempt to follow
      'J29', // Shipment does not fit through letterbox, we'll try again
      ...each('J41 J42 J48'), // Shipment not allowed in, or does not fit into the parcel locker
      'J94', // Freight shipment not delivered; addressee absent
      'K15', // Error during shipment delivery. More information to follow
      'K30', // Shipment cannot be delivered
      'K41', // Cash on delivery shipment not delivered, recipient cannot pay
      ...each('K70 K71'), // Delivery unsuccessful, shipment will go to PostNL outlet
      ...each('Y02 Y42'), // We missed you; shipment not delivered; addressee unavailable
      ...each('Y36 Y41'), // Shipment not delivered: recipient identification, access code missing
      ...each('Y37 Y39'), // Contact local deliverer; contact recipient to arrange an appointment
    ],
    refused: [
      'Y03', // Shipment refused by addressee
      'Y13', // Shipment refused, PostNL contacting sender
      'Y44', // Shipment refused by recipient due to damage
      'Y50', // Shipment refused, incomplete
    ],
    address_issue: [
      ...each('H36 Y01 Y17'), // Shipment not delivered; incorrect address
      ...each('Y09 Y12'), // Incorrect address; addressee, sender is contacted
      'Y22', // Shipment not delivered, addressee relocated
      ...each('Y30 Y31 Y32'), // Shipment not delivered, postcode incorrect, missing, address unknown
    ],
  },
  exception: {
    on_hold: [
      'K91', // In storage because of closed return address
      'Q14', // Shipment removed from transport for inspection
      'Y48', // Parcel is undeliverable: incorrect export form and missing return address
    ],
    customs_held: [
      'X10', // Parcel details missing. You will receive an information request from us
      'X30', // Shipment delayed in destination country due to additional investigation at customs clearance
      ...each('X63 X64'), // Shipment delayed due to sample check at customs clearance
      'X66', // Shipment declaration process has been stopped
      'X67', // Awaiting payment of import costs
      'Y46', // Parcel exceeds customs value, transport is postponed
    ],
    damaged: [
      ...each('Y04 Y14'), // Shipment damaged
      'Y11', // Shipment damaged, attempt made to contact recipient
    ],
    destroyed: [
      'K92', // Shipment destroyed
      'Y29', // The shipment has been destroyed on behalf of customs in the destination country
    ],
    seized: ['Y45'], // Parcel permanently removed from process due to prohibited contents
    lost: [
      '18', // Definitely missing
      'Y71', // Shipment missing
    ],
    cancelled: [
      'D41', // Pick-up order cancelled
      ...each('H30 H31'), // Sender has cancelled the shipment order
      'H23', // Cancelled by PostNL, no delivery appointment could be made
      'Q02', // Transaction cancelled at PostNL outlet
      'R06', // Shipment has been cancelled. Please contact the sender
    ],
    pickup_failed: [
      '4', // Shipment not collected
      ...each('D02 D04'), // Shipment not collected; incorrect address
      ...each('D03 D09'), // Collection shipment not collected, no one present, no answer
      ...each('D05 D40'), // There was no shipment to collect; not collected
      ...each('D06 D07'), // Collection shipment not collected, not labelled, not properly packed
      'Y80', // We missed you; we'll try again
      'Y81', // Pick-up order unsuccessful, no new attempt
    ],
    rejected: [
      '19', // Shipment rejected
      ...each('F03 F04 F05 F06 F07 F08 F10'), // Shipment not processed because of missing or wrong details
      ...each('X42 X43'), // Shipment refused at PostNL outlet: too large, insufficient packaging
    ],
    returning: [
      ...each('27 28'), // Return: undeliverable, wrong delivery code
      ...each('H01 H38'), // Refused at delivery; return shipment to sender
      ...each('H02 H12 Y16'), // Incorrect address, addressee; return shipment to sender
      ...each('H03 Y20'), // Shipment not collected, return to sender
      ...each('H04 H35 Y18'), // Shipment is damaged, return to sender
      ...each('H05 H07 Y40'), // We missed you; shipment returned to sender
      'H08', // Incorrect delivery code or ID, return shipment to sender
      'H09', // Shipment incomplete, return to sender
      ...each('H10 Y19'), // Return, content not permitted
      'H15', // Shipment too large or too heavy, return to sender
      ...each('H16 H18 H25'), // Delivery failed, package goes back to sender
      'H17', // Value exceeds maximum customs value. Return to sender
      ...each('H20 Y21'), // Shipment returned to sender: sent back, not yet there
      ...each('H22 H24'), // Returned on request of sender, of recipient
      ...each('H51 H52'), // No letterbox, does not fit. Return to sender
      'K43', // Shipment will be returned
      ...each('X20 X21 X81'), // Return shipment received in distribution centre (abroad), in country of destination
      'X22', // International shipment returned
      'Y47', // Return to sender because of a missing or incorrect export form
    ],
    returned_to_sender: [
      'I07', // Return shipment sorted, will be transferred to sender; counts as delivered
      'J63', // Return shipment delivered
      'X24', // Shipment returned to business PO Box holder abroad
    ],
  },
  keep: [
    '14', // Pre-alerted, definitely not accepted
    '99', // Not applicable
    ...each('A08 A09 A11 A12 A13'), // Recipient's choice: neighbour, pick-up location, other day or part of the day
    ...each('A20 A21 A22'), // Request for payment of shipment costs sent, paid, refused
    ...each('A27 A28 A29 A30 A31 A32 A34 A35 A42 A94 A99 J90'), // Where and when it will be delivered has changed
    ...each('A41 A43'), // Customer Service has made contact; invitation for 2nd delivery attempt sent
    'A46', // Recipient request for pick-up location to return shipment
    'J28', // Due to size, shipment will be delivered by PostNL Extra@Home
    'J80', // No delivery scan for this shipment yet
    'J93', // Pre-alerted shipment partially not found
    'K90', // Status as yet unknown. Try again later
    'M01', // Shipment not physically presented to PostNL
    'M03', // Period of validity label expired
    ...each('P20 P21 P22 P23 P24'), // Appointed place is not safe, visible, wet, not accessible, too small
    'X11', // Answer received with information for import declaration
    'X17', // Shipment weighed and weight determined
  ],
})
