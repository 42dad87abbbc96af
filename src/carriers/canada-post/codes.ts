import { table } from '../kit/index.ts'

/**
 * `event-identifier` without its leading zeros, with Canada Post's wording. Source: Canada Post Developer Program, message code tables, and
 * answers seen. The meanings are ours. Of the codes in `SAYS_RETURN` (parse.ts) the words decide whether the item is on its way back.
 */
export const codes = table({
  inforeceived: {
    label_created: [
      '3000', // Electronic information submitted by shipper
      '3002', // Return label created
    ],
  },
  transit: {
    accepted: [
      '1300', // Item accepted
      '1301', // Item accepted at the Post Office
      '1302', // the same
      '1303', // Return item accepted at Post Office
      '2300', // Item picked up by Canada Post
      '4000', // International item mailed in origin country
    ],
    arrived_hub: [
      '100', // Item processed; formerly: … at postal facility
      '102', // Item processed, and so the others up to 2501
      '104',
      '105',
      '106',
      '107',
      '170',
      '1240',
      '1244',
      '2500',
      '2501',
      '113', // Item arrived at partner facility
      '400', // Item arrived
      '405',
      '4100', // International item processed in origin country
      '4900', // International item has arrived at transit destination
    ],
    departed_hub: [
      '114', // Item departed partner facility
      '410', // Item departed
    ],
    in_transit: [
      '175', // Item in transit
      '804',
      '815', // International item being prepared for export
      '1703', // Item in transit to Post Office
      '1705', // Item in transit to automated parcel locker
      '4550', // In transit to delivery office
      '4950', // International item has been forwarded onwards to destination
      '8901', // International item being forwarded to destination country
    ],
    handed_over: ['115', '116'], // Item transferred to partner
    departed_origin_country: ['4202'], // International item has left the origin country and is en route to Canada
    arrived_destination_country: [
      '700', // Item has arrived in Canada and was sent for further processing
      '701', // Item has arrived in Canada and will be presented for review
      '4310', // International shipment has arrived in a foreign country
      '4311',
    ],
    arrived_destination: ['4600'], // Item has been received at the delivery office in the destination country
    customs_processing: [
      '800', // Item has been presented to Canada Border Services Agency for customs review
      '4330', // Item presented to import customs
      '4400', // Item has been sent to customs in the destination country
      '1487', // Item being returned to Canadian Customs for appeal of duties
      '1495',
      '2601', // Item is en route to Canadian Customs
    ],
    customs_cleared: [
      '130', // International item released from Customs
      '900', // International item released from Customs for processing by Canada Post
      '910', // Item was released by Customs and is now with Canada Post for processing
      '5201',
      '4450', // Item returned to Post from Customs
      '4500', // International item released from Customs to foreign postal administration
    ],
    delayed: [
      '159', // Delivery may be delayed due to extreme weather conditions
      '160', // … public authority or demonstration
      '161', // … labour disruption
      '162', // … transportation delay
      '163', // … power outage
      '171', // Verifying recipient's address; possible delay
      '173', // Customer addressing error found; attempting to correct. Possible delay
      '1412', // Verifying recipient's address; possible delay
      '2412',
      '1414', // Item rescheduled for delivery next business day
      '2414',
      '1444', // Delivery scheduled for next business day
      '621', // Delivery delayed to next business day, up to 628
      '622',
      '623',
      '624',
      '625',
      '626',
      '627',
      '628',
    ],
    misrouted: ['172'], // Item re-routed due to processing error; possible delay
    forwarded: [
      '1241', // L'article a été redirigé
      '1480', // Item redirected to recipient's new address
      '1490',
      '629', // Locker pickup expired; Post office pickup details to follow
    ],
  },
  pickup: {
    out_for_delivery: [
      '174', // Item out for delivery
      '500', // Out for delivery
    ],
    ready_for_pickup: [
      '1405', // Delivered to automated parcel locker
      '1407', // Item available for pick-up
      '2407',
      '1435', // Notice card left indicating where and when to pick up item
      '1436',
      '1437',
      '1438',
      '1479',
      '1488',
      '1701', // Item available for pickup at Post Office
    ],
    pickup_expiring: ['156'], // Final notice; item will be returned to sender if not collected within 10 days
  },
  delivered: {
    delivered: [
      '1496', // Delivered; formerly: Item successfully delivered
      '1497',
      '1498',
      '1499',
      '1476', // Delivered
      '1421', // Delivered to recipient's front door
      '1428',
      '1422', // … side door
      '1429',
      '1423', // … back door
      '1430',
      '1424', // Delivered at or in recipient's garage
      '1431',
    ],
    delivered_signed: ['1408', '1409'], // Delivered; contact customer service for copy of signature
    delivered_collected: ['1406'], // Item picked up from automated parcel locker
    delivered_other: [
      '1425', // Delivered to superintendent, security or concierge
      '1432',
      '1461', // Delivered to your concierge or building manager
      '1462',
      '1426', // Delivered to recipient's parcel box
      '1433',
      '1427', // Delivered to recipient's safe drop location
      '1434',
      '1441', // Delivered to community mailbox or parcel locker
      '1442',
      '1463', // Delivered to mailroom
      '1465',
      '1466',
      '1467',
      '1468',
      '1469',
      '1473',
      '1475',
      '1471', // Delivered to recipient's delivery partner
      '1472',
    ],
  },
  undelivered: {
    failed_attempt: [
      '1411', // Business closed for the day. Item on hold for second delivery attempt
      '2411',
      '1443', // Attempted delivery. Item rescheduled for delivery next business day
      '630', // Unable to deliver to locker; Post office pickup details to follow
    ],
    address_issue: [
      '1483', // Item cannot be delivered; more details to be provided (in French: as addressed)
      '1493',
      '4650',
    ],
  },
  exception: {
    on_hold: [
      '117', // Item on hold. Documentation irregularity
      '118', // Item held. Recipient outside partner service area
      '179', // Item cannot be delivered; more details to be provided
      '1410', // Item on hold at recipient's request
      '2410',
      '1450', // Item on hold at a secure facility; contact Customer Service
      '1484', // Item on hold
      '1494',
      '4700',
    ],
    address_issue: ['120'], // Item on hold. Incorrect or incomplete address
    unclaimed: ['121'], // Item on hold. Refused or unclaimed by recipient
    customs_held: [
      '127', // Item held at customs
      '810', // Item held by Customs
    ],
    damaged: ['710'], // Item arrived in Canada damaged. Sent for further processing
    destroyed: ['150'], // Hold period expired; item has been disposed of
    returning: [
      '167', // International item being returned to sender. Insufficient postage
      '168', // … Does not meet product requirements
      '169', // … Incorrect or missing shipping label
      '181', // … Shipping label invalid
      '182', // … Documentation incomplete or illegible
      '183', // … Service suspended to country
      '184', // … Non-mailable matter
      '1100', // Refused by Customs. Item being returned to sender
      '1415', // Item being returned to sender. Incomplete address
      '1416', // Recipient not located at address provided. Item being returned to sender
      '1481',
      '1491',
      '1417', // Item refused by recipient. Item being returned to sender
      '1482',
      '1492',
      '1418', // … Valid proof of age identification not provided
      '1419', // Item was unclaimed by recipient. Item being returned to sender
      '1420', // Item being returned to sender
      '3001',
      '2600', // Item has been returned and is en route to the sender
      '2802', // International item was undeliverable. Item being returned to sender
    ],
  },
  keep: [
    '20', // Signature available
    '21', // Signature unavailable; verbal signature
    '2001', // Photo available
    '152', // COD payment is being issued
    '2101', // Waiting for COD remittance return
    '190', // Retail transaction has been voided
    '198', // Label correction applied
    '610', // Item is with your concierge or building manager: says where it lies, not that it was delivered; so up to 620
    '611',
    '612',
    '613',
    '614',
    '615',
    '616',
    '617',
    '618',
    '619',
    '620',
    '1200', // Expected delivery date updated
    '1203',
    '1210', // Duty and taxes paid online
    '1214', // Refund requested for duty and taxes
    '1215', // Refund issued for duty and taxes
    '1216',
    '1220', // Delivery preference, up to 1225
    '1221',
    '1223',
    '1224',
    '1225',
    '1230', // Redirection requested by shipper
    '1232', // Redirection requested
    '1234', // Redirection request cancelled by shipper
    '1245', // Item could not be redirected
  ],
})
