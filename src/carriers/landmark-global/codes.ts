import { table } from '../kit/index.ts'

/** Landmark's wording of its codes. Source: mercurydocs.landmarkglobal.com, Track API, status codes; the meanings are ours. */
export const WORDING: ReadonlyMap<string, string> = new Map([
  ['50', 'Shipment data uploaded'],
  ['60', 'Shipment inventory allocated'],
  ['75', 'Shipment processed'],
  ['80', 'Shipment fulfilled'],
  ['90', 'Shipment held for payment'],
  ['100', 'Shipment information transmitted to carrier'],
  ['125', 'Customs cleared'],
  ['135', 'Customs issue'],
  ['150', 'Crossing border'],
  ['155', 'Crossing received'],
  ['200', 'Item scanned at postal facility'],
  ['225', 'Item grouped at Landmark or partner facility'],
  ['250', 'Item scanned for crossing'],
  ['275', 'Item in transit with carrier'],
  ['300', 'Item out for delivery'],
  ['400', 'Attempted delivery'],
  ['410', 'Item available for pickup'],
  ['450', 'Item re-directed to new address'],
  ['500', 'Item successfully delivered'],
  ['510', 'Proof of delivery'],
  ['900', 'Delivery failed'],
])

/**
 * 550 and 570 (a return was received: its wording does not tell by whom) and 800 (a claim was issued) stay unknown. 75 and 80 were seen before
 * anything was handed over.
 */
export const codes = table({
  inforeceived: { created: ['50', '60'], label_created: ['75', '80', '100'] },
  transit: {
    in_transit: ['150', '275'],
    arrived_hub: ['200', '225', '250'],
    arrived_destination_country: ['155'],
    customs_cleared: ['125'],
    forwarded: ['450'],
  },
  pickup: { out_for_delivery: ['300'], ready_for_pickup: ['410'] },
  delivered: { delivered: ['500'] },
  undelivered: { failed_attempt: ['400', '900'] },
  exception: { on_hold: ['90'], customs_held: ['135'] },
  // The document comes after 500.
  keep: ['510'],
})
