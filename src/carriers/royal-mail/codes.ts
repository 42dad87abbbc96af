import { table } from '../kit/index.ts'
import { RETURNS } from './returns.ts'

/** Notices to the addressee: what about, then what became of the notice. `NDESS` is "delivered", sent successfully to the operator. */
const NOTICES = ['NDE', 'NEP', 'NFN', 'NLC', 'NRD', 'NRE', 'NSF', 'NUN'].flatMap((about) =>
  ['DF', 'RF', 'RS', 'SF', 'SS'].map((result) => `${about}${result}`),
)
/** Notices that the system makes by itself: attempted, delivered, due to be returned, left, ready for delivery. */
const OWN_NOTICES = ['EVZAM', 'EVZDM', 'EVZDR', 'EVZLM', 'EVZRD', 'EVZRM']

/**
 * Royal Mail's event codes with its wording. The status is that of the list's own public column ("We've got it", "In Transit", "Pending",
 * "Returned to Sender" …), finer where the wording says more: so a machine's "damaged" or "rejected" scan stays in transit, as Royal Mail
 * shows it. "Returned to Sender" is the decision, at the start of the way back. RDC: regional distribution centre, MC: mail centre, NRC:
 * National Returns Centre, ILC and HWDC: offices of exchange. Source: Royal Mail, list of tracking event codes, as public integrations
 * hold it.
 */
export const codes = table({
  inforeceived: {
    label_created: [
      'EVAIE', // Pre-advice Item Passed - Received with errors
      'EVAIP', // Pre-advice Item Passed - Validation Passed
      'EVAPA', // Pre-advice
      'EVPPB', // Parcel Received at Post Office (inferred): We're expecting it
    ],
  },
  transit: {
    accepted: [
      'EVBAH', // Outward RDC - Handheld Acceptance
      'EVBAV', // Outward RDC - Volumetric Acceptance
      'EVBAW', // Rejected from machine, overweight for machine
      'EVBDM', // Outward RDC - Damaged Scan
      'EVBOF', // Rejected From machine
      'EVBPM', // Outward RDC Primary Mixed - Handheld Acceptance
      'EVBPR', // Outward RDC Primary Regular - Handheld Acceptance
      'EVBRS', // Outward RDC - Rejected Oversize
      'EVBSD', // Outward RDC - Damaged Handheld
      'EVBSM', // Outward RDC Secondary Mixed - Handheld Acceptance
      'EVBSR', // Outward RDC Secondary Regular - Handheld Acceptance
      'EVBSS', // Outward RDC - Rejected Oversize
      'EVBSW', // Outward RDC - Rejected Overweight
      'EVDAA', // Rejected from machine, not in sort plan
      'EVDAC', // Outward MC - Handheld Acceptance
      'EVDAV', // Outward Mail Centre Automation Acceptance
      'EVDAW', // Rejected from machine, overweight for machine
      'EVDDM', // Outward MC - Damaged Handheld
      'EVDLS', // Item lost by machine
      'EVDOF', // Rejected From machine
      'EVDPL', // Outward MC Primary Large - Handheld Acceptance
      'EVDPM', // Outward MC Primary Mixed - Handheld Acceptance
      'EVDPR', // Outward MC Primary Regular - Handheld Acceptance
      'EVDRO', // Rejected from machine, oversize for machine
      'EVDRS', // Outward MC - Oversize Handheld
      'EVDSD', // Outward MC - Damaged Handheld
      'EVDSL', // Outward MC Secondary Large - Handheld Acceptance
      'EVDSM', // Outward MC Secondary Mixed - Handheld Acceptance
      'EVDSR', // Outward MC Secondary Regular - Handheld Acceptance
      'EVDSS', // Outward MC - Oversize Handheld
      'EVHAC', // Outward Collection
      'EVNPB', // Accepted by Royal Mail at Customer Service Point
      'EVOAC', // Item Acceptance
      'EVOBC', // Acceptance from bulk receipt
      'EVPPA', // Receipt scan for all product arriving at Post Office
    ],
    in_transit: [
      'EVOUF', // Item refused by CAA: Item on its way
    ],
    arrived_hub: [
      'EVCAH', // Inward RDC - Handheld Acceptance
      'EVCAV', // Inward RDC - Volumetric Acceptance
      'EVCDM', // Inward RDC - Damaged Scan
      'EVCOF', // Rejected From machine
      'EVCPD', // Inward RDC - Damaged Scan
      'EVCPS', // Inward RDC - Rejected Oversize
      'EVCPW', // Inward RDC - Rejected Overweight
      'EVCRS', // Inward RDC - Rejected Oversize
      'EVCRW', // Inward RDC - Rejected Overweight
      'EVGDM', // Indoor Sorting - Damaged
      'EVGDO', // Delivery Office - Item received in a bag from another Delivery Office
      'EVIAV', // Inward MC - Automation Acceptance
      'EVIDM', // Inward MC - Damaged Handheld
      'EVIMC', // Inward MC - Handheld Acceptance
      'EVIMS', // Rejected from machine, not in sort plan
      'EVIOF', // Rejected from machine
      'EVIPD', // Inward MC - Damaged Handheld
      'EVIPR', // Inward MC Primary Regular - Handheld Acceptance
      'EVIPS', // Inward MC - Oversize Handheld
      'EVIPW', // Inward MC - Overweight Handheld
      'EVIRM', // Rejected from machine, overweight for machine
      'EVIRO', // Rejected from machine, oversize for machine
      'EVOLB', // Mail Centre - Item received in wrongly labelled bag
      'EVOOC', // Mail Centre - Item out of Course
      'EVORC', // Item received in container
      'EVORI', // MC Handheld Acceptance - inferred from container receipt
      'EVORW', // Mail Centre - Bag received without DUN
      'EVOVB', // Mail Centre - Tampered/Violated Bag
    ],
    arrived_destination: [
      'EVOCO', // Received and being processed for delivery
    ],
    departed_hub: [
      'EVILC', // Item despatched from Heathrow ILC to RMG Location
      'EVJDU', // Departure from Inward Office of Exchange
      'EVJJV', // Departure from Inward Office of Exchange - High Value Item
      'EVJLV', // Departure from Inward Office of Exchange - Low Value Item
      'EVJMV', // Departure from Inward Office of Exchange - Medium Value Item
      'EVNDO', // Forwarded to Delivery Office
      'EVNMC', // Forwarded to Mail Centre
      'EVODO', // Item despatched (Inferred)
    ],
    departed_origin_country: [
      'EVHOE', // Departure from Outward Office of Exchange: Item Leaving the UK
    ],
    arrived_destination_country: [
      'EVJOE', // Arrival at Inward Office of Exchange
    ],
    customs_processing: [
      'EVJIC', // Presented to Import Customs
    ],
    customs_cleared: [
      'EVJDP', // Returned from Import Customs: Import Authorised; Taxes and / or Duties to be Paid
      'EVJEA', // Returned from Import Customs: Export Authorised
      'EVJFC', // Returned from Import Customs: Forwarding for Clearance in a Remote Customs Office
      'EVJIA', // Returned from Import Customs: Import Authorised
      'EVJNT', // Returned from Import Customs: No Taxes or Duties to be Paid
    ],
    misrouted: [
      'EVBMI', // Outward RDC Mis-sort Scan
      'EVCMI', // Mis-sort Scan: Inward RDC Handheld
      'EVCPI', // Mis-sort Scan: Inward RDC Handheld
      'EVDMI', // Outward MC Mis-sort Scan
      'EVGMI', // Indoor Sorting - Mis-sort - Redirected
      'EVIMI', // Mis-sort: Inward MC - Handheld
      'EVIPI', // Mis-sort: Inward MC - Handheld
      'EVNMI', // Forwarded - Mis-sort
      'EVOMI', // Item mis-sorted
    ],
    forwarded: [
      'EVNRD', // Item redirected
      'EVNWA', // Forwarded - Wrong Address
    ],
    delayed: [
      'EVNDN', // Delivery Not Attempted
    ],
  },
  pickup: {
    out_for_delivery: [
      'EVGPD', // Indoor Sorting - Ready For Delivery: due for delivery today
    ],
    ready_for_pickup: [
      'EVKLC', // Local Collect - No Signature (Delivered to Post Office)
      'EVKLS', // Local Collect - Signature
      'EVNAA', // Available For Collection - Address Inaccessible
      'EVNAE', // Allocated to Customer Service Point: Available for Collection or Redelivery
      'EVNDA', // Available For Collection - No Answer
      'EVNKS', // Available For Collection - Keepsafe
      'EVNLC', // Available For Collection - Local Collect
      'EVNPS', // Ready for redelivery or collection
      'EVPLA', // Local Collect arrived at Post Office
    ],
  },
  delivered: {
    delivered: [
      'EVKOP', // Delivered - No Signature
      'EVNFS', // Delivery Recorded at the Delivery Office
      'EVNLP', // Item Delivered - recorded late at delivery office
      'EVNOI', // Implied delivery
      'EVNPO', // Delivered to PO Box
      'DELIVERED', // Delivered: stands in the published example
    ],
    delivered_signed: [
      'EVKSP', // Delivered - Signature
    ],
    delivered_other: [
      'EVKDN', // Delivered to Neighbour - No Signature
      'EVKNS', // Delivered to Neighbour - Signature
      'EVKSF', // Safeplace Delivered
    ],
    delivered_collected: [
      'EVNCE', // Item Collected - from SPS site using E739
      'EVNCO', // Item Collected - from SPS site
      'EVNOC', // Item Collected
      'EVNSC', // Item Collected - Signature
      'EVPLC', // Local Collect collected from Post Office - No Fee Paid
      'EVPLF', // Local Collect collected from Post Office - Fee Paid
    ],
  },
  undelivered: {
    failed_attempt: [
      'EVKAA', // Address Inaccessible
      'EVKNA', // No Answer
      'EVKNR', // Delivery Attempted
      'EVKSU', // Unable to deliver to Safeplace
      'EVNBA', // Delivery attempted late - no answer recorded at delivery office
      'EVNIL', // Delivery attempted late - address inaccessible recorded at delivery office
      'EVNIO', // Delivery attempted on time - address inaccessible recorded at delivery office
      'EVNSA', // Delivery attempted on time - no answer recorded at delivery office
      'EVPOA', // Undelivered - Attempted on time - Address Inaccessible
      'EVPON', // Undelivered - Attempted on time - No Answer
      'EVPXA', // Undelivered - Attempted Late - Address Inaccessible
      'EVPXN', // Undelivered - Attempted Late - No Answer
    ],
    address_issue: [
      'EVNUL', // Delivery attempted late - unknown addressee recorded at delivery office
      'EVNUO', // Delivery attempted on time - unknown addressee recorded at delivery office
      'EVPOU', // Undelivered - Attempted on time - Address Unknown
      'EVPXU', // Undelivered - Attempted Late - Address Unknown
    ],
  },
  exception: {
    returning: RETURNS,
    on_hold: [
      'EVHAP', // Export Cancellation due to Awaiting Payment of Charges
      'EVHAR', // Export Cancellation At Addressee's Request
      'EVHFM', // Export Cancellation due to Force Majeure / Exceptional Event
      'EVHNC', // Export Cancellation due to Impossible to Contact Customer for Information
      'EVHSR', // Export Cancellation At Sender's Request
      'EVNCF', // Hold with fee to pay
      'EVNRT', // Held for Retention
      'EVSUS', // Suspected prohibited goods
    ],
    customs_held: [
      'EVJAP', // Held by Import Customs: Awaiting Presentation to Border Agency / Security
      'EVJBA', // Held by Import Customs: Retained by Border Agency / Security for Unspecified Reason
      'EVJCA', // Held by Import Customs: Handed Over to Customs Authority for Final Delivery
      'EVJCC', // Held by Import Customs: Impossible to Contact Customer for Information
      'EVJCD', // Held by Import Customs: Customs Declaration Missing / Inappropriate
      'EVJCO', // Held by Import Customs: Certificate of Origin Missing / Inappropriate
      'EVJEM', // Held by Import Customs: Invoice Missing / Inappropriate
      'EVJES', // Held by Import Customs: Incomplete Shipment
      'EVJIN', // Held by Import Customs: Awaiting Additional Documentation
      'EVJML', // Held by Import Customs: Import Licence Missing / Inappropriate
      'EVJPA', // Held by Import Customs: Prohibited Articles
      'EVJSR', // Held by Import Customs: Export License Missing / Inappropriate
    ],
    seized: [
      'EVSGS', // Confirmed mixed goods - dangerous goods disposed of and remaining items allowed to continue
    ],
    destroyed: [
      'EVNDL', // Item destroyed locally
      'EVSGD', // Confirmed dangerous goods and disposed of
    ],
  },
  keep: [
    ...NOTICES,
    ...OWN_NOTICES,
    'EVNCL', // Item not located
    'EVNDS', // Item deleted in SPS
    'EVNOU', // Booked Out
    'EVNRC', // Selected for redelivery to Local Collect
    'EVNSR', // Selected For Redelivery
    'EVZBF', // Billing request processed
    'EVZSO', // Sales Order raised in SAP
    'RSRXS', // Delivery request received
    'RORXS', // Delivery request received
  ],
})
