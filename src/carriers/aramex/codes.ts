import { table } from '../kit/index.ts'

/**
 * `UpdateCode`, with `ProblemCode` as the attribute where it says more, and Aramex's wording. Sources: the status texts of the public clients
 * DigitalCloud/aramex and of recorded answers. The meanings are ours. "Please contact local office" tells nothing: it leaves the status alone.
 */
export const codes = table({
  inforeceived: {
    created: [
      'SH014', // Record created.
      'SH203', // Record Created
      'SH278', // Data received.
      'SH442', // Booking Received from client
      'SH443', // Booking Request created
      'SH444', // Booking Request sent to carrier
    ],
    pickup_scheduled: [
      'SH308', // Pickup Scheduled
      'SH312', // Pickup Re-Scheduled
      'SH448', // Shipment pickup arranged
    ],
  },
  transit: {
    accepted: [
      'SH012', // Picked Up From Shipper
      'SH047', // Received at Origin Facility
      'SH314', // Pickup Completed
      'SH406', // Received at Origin Facility
      'SH434', // Received at Origin Facility
    ],
    arrived_hub: [
      'SH001', // Under processing at operations facility
      'SH160', // Under processing at operations facility
      'SH259', // Entry into Warehouse
      'SH452', // Shipment gated in
      'SH454', // Vessel arrived
      'SH495', // Shipment Scanned at Operations Facility
    ],
    departed_hub: [
      'SH022', // Departed Operations facility – In Transit
      'SH260', // Exit from Warehouse
    ],
    in_transit: [
      'SH073', // Shipment Forwarded to Beyond/Remote Area Sorting Location
      'SH077', // Forwarded to Aramex office
      'SH110', // Forwarded to Delivery Office
      'SH252', // Shipment Forwarded to Beyond/Remote Area Sorting Location
      'SH272', // Forwarded to Final Destination
      'SH438', // Shipment transferred to other vessel
      'SH460', // On-carriage arranged
      'SH461', // Shipment in transit to final destination
      'SH475', // Forwarded to Aramex office
      'SH493', // Delivery Method Changed - Shipment will be Moved from Aramex Locker
      'SH494', // Shipment Picked up by Aramex Courier from Locker
    ],
    handed_over: [
      'SH007', // Will be Delivered by Postal Services
      'SH034', // Documents Delivered to Consignee/Broker for Self Clearance & Delivery
      'SH451', // Shipment released to carrier / Co-loader
    ],
    arrived_destination: ['SH222'], // Arrived at Destination and Documents Recovered
    customs_processing: [
      'SH035', // Awaiting Clearance from Consignee/Broker to Arrange Delivery
      'SH466', // Shipment under customs clearance process
      'SH469', // Customs Clearance - In Progress
      'SH540', // Shipment arrived / Clearance In Progress
      'SH548', // Clearance In Progress
    ],
    customs_cleared: [
      'SH041', // Cleared from Customs
      'SH450', // Export Customs clearance completed
      'SH464', // Customs Cleared
      'SH543', // Clearance Completed/ Awaiting gate pass
    ],
    forwarded: ['SH070'], // Redirected to New Delivery Address
    delayed: [
      'SH044', // Delay - Delivery Rescheduled
      'SH074', // Delay - Pending Payment
      'SH076', // Delay - Delivery Rescheduled
      'SH157', // Delay - Unable to Deliver
      'SH162', // Delay - Uncontrollable Due to Carrier
      'SH376', // Delay - Delivery Rescheduled for Next Business Day
      'SH453', // Vessel Delayed
      'SH465', // Sailing reschduled- Please contact local office
    ],
  },
  pickup: {
    out_for_delivery: [
      'SH003', // Out for Delivery
      'SH004', // Out for Delivery - Partial
    ],
    ready_for_pickup: [
      'SH164', // Held for Consignee Pickup
      'SH499', // Shipment Held at Aramex Locker for Consignee Pick up
      'SH532', // Shipment dropped off by the courier at the drop off location as per customer request
      'SH533', // Shipment Held at the Drop off location for Consignee Pick up
    ],
    pickup_expiring: ['SH560'], // Awaiting Customer Collection-Will Be Returned In 2 Days
  },
  delivered: {
    delivered: [
      'SH005', // Delivered
      'SH236', // Document delivered.
      'SH408', // Document delivered.
    ],
    delivered_collected: [
      'SH006', // Collected by Consignee
      'SH496', // Shipment Picked up by Consignee
      'SH534', // Shipment Picked up from the Drop-off location
    ],
    delivered_other: ['SH234'], // Shipment is Delivered in Letter Box
    partially_delivered: ['SH154'], // Delivered - Partial Delivery
  },
  undelivered: {
    failed_attempt: ['SH033'], // Attempted Delivery - … (the reason follows)
    address_issue: ['SH033:A16'], // … Awaiting Correct Delivery Address
    refused: ['SH033:A18'], // … Payment was Declined by Consignee / Awaiting Shipper Instructions
  },
  exception: {
    on_hold: [
      'SH008', // Shipment on Hold
      'SH043', // Invalid Identity proof document
      'SH156', // Held - Pending KYC Document
      'SH275', // On Hold - Operations Facility
      'SH294', // On Hold - Customer Mobile Cannot be Reached
      'SH381', // Shipment On-Hold
      'SH480', // On Hold - Payment not Ready / Delivery Rescheduled
    ],
    address_issue: ['SH375'], // On Hold - Awaiting Correct Delivery Address
    pickup_failed: [
      'SH299', // Shipment Not Received from Shipper
      'SH313', // Pickup Cancelled
    ],
    customs_held: [
      'SH158', // Held in Customs - Pending Clearance
      'SH163', // On Hold - Pending Customs Value Confirmation
      'SH462', // Held by Customs
      'SH467', // Held in Customs - Awaiting Customer Instructions
      'SH468', // Held in Customs - Awaiting Commercial Invoice/Clearance Documents
      'SH470', // Held in Customs - Awaiting Duty and Tax Payment
      'SH471', // Held in Customs - Misdeclaration by Shipper / Urgent Customer Instructions Required
      'SH472', // Held in Customs - Unacceptable Commodities
      'SH473', // Held in Customs - Requires Governmental Approvals
      'SH542', // Clearance Process Pending- Requires Value Verification / Urgent Customer Instructions Required
      'SH544', // Clearance Process Pending- Incomplete Information / Urgent Customer Instructions Required
      'SH546', // the same
      'SH547', // the same
      'SH549', // Clearance In Progress- Awaiting Duty and Tax Payment
    ],
    seized: ['SH280'], // Confiscated by Customs Authorities
    returning: [
      'SH474', // To be Returned to Shipper
      'SH498', // Customer Contact Attempts Completed - Pending Return to Shipper
    ],
    // The way back has a waybill of its own: this one ends here.
    returned_to_sender: [
      'SH069', // Returned to Shipper
      'SH407', // Returned to Shipper
      'SH559', // Shipment Returned to Shipper
    ],
    storage_expired: [
      'SH492', // Consignee Pickup Time Exceeded - Shipment is no Longer Available at Aramex Locker
      'SH531', // Consignee Pickup Time Exceeded - Shipment is no Longer Available at the Drop-off location
    ],
  },
  keep: [
    'SH071', // Please Contact Local Office to Verify Your Shipment Status
    'SH228', // Shipment Consol Update
    'SH230', // Consignee/Broker Notified of Shipment Arrival
    'SH237', // Please Contact Local Office to Verify Your Shipment Status
    'SH239', // Shipment charges paid
    'SH247', // Supporting Document Returned to Shipper
    'SH249', // SMS Sent to Consignee to Contact Aramex and Set Delivery Address
    'SH250', // Shipper Contacted
    'SH251', // Third Party Customer Contacted
    'SH257', // Unable to Notify Consignee/Broker
    'SH261', // Consignee contacted to set delivery
    'SH270', // Email Sent to Consignee
    'SH271', // SMS Sent to Consignee
    'SH273', // Delivery Scheduled
    'SH279', // Shop&Ship Update
    'SH281', // Customs' Documents Out for Delivery
    'SH295', // Delivery Address Corrected
    'SH296', // Delivery Address Corrected
    'SH369', // SMS Sent to Consignee
    'SH382', // Shipment Update
    'SH383', // Credit Card Payment - Completed
    'SH410', // Customer contact Attempts Completed
    'SH445', // Equipment release received
    'SH446', // B/L Instructions Created/Sent to carrier
    'SH447', // B/L Instructions sent to carrier
    'SH449', // Commercial documents is been received
    'SH455', // Shipment short shipped / partial shipment received
    'SH456', // Customer notified
    'SH457', // Shipment Customer update
    'SH458', // Shipment Customer update
    'SH459', // Delivery order released
    'SH463', // Shipment Customer update
    'SH479', // Unable to Notify Consignee/Broker
    'SH484', // Shipment Delivery Method Set as Aramex Locker
    'SH491', // SMS Reminder Sent to Pick up Shipment from Aramex Locker
    'SH504', // Delivery Method Changed - Shipment is Oversize
    'SH505', // Auto-Payment Cancelled
    'SH513', // Shipment Delivery Auto-scheduled
    'SH515', // Courier Called Customer – Number Unreachable
    'SH516', // Customer Called Courier - Responded
    'SH517', // Trip Request Created
    'SH518', // Tools Ready for Shipping
    'SH519', // Destination GL Provided
    'SH521', // Upon Consignee Request At Local Office - Shipment To Be Scheduled For Delivery
    'SH529', // Shipment Delivery Method Set as Drop-off
    'SH530', // SMS Reminder Sent to Pick up Shipment from the Drop-off location
    'SH537', // Shipment Delivery Method Set as Park and Parcel
    'SH538', // Delivery Review – Please contact Local Office for Shipment Status
    'SH539', // Delivery Review – Please contact Local Office for Shipment Status
    'SH556', // Customer Contacted Successfully
    'SH562', // Customer Approved SNS Shipment E-Invoice Goods Value
    'SH563', // Customer Approved SNS Shipment Goods Value- No E-Invoice
  ],
})
