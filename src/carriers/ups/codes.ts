import { table } from '../kit/index.ts'

/**
 * `status.type`, with `status.code` as the attribute where it says more. UPS publishes the types and no full list of codes.
 * Sources: UPS Track API, status types; codes and wording of type X and D: Open Logistics Tracking Standard, CC BY 4.0 (its list does not tell the
 * type, and the same two letters mean something else with type I: `X:AR` is refused, `I:AR` arrived). The meanings are ours.
 * A bare type is the row of every code that has none of its own.
 */
export const codes = table({
  inforeceived: { label_created: ['M'] }, // Billing information received
  transit: {
    accepted: ['P'], // Pickup
    in_transit: [
      'I', // In transit
      'W', // Warehousing (freight)
    ],
    arrived_hub: [
      'I:AR', // Arrived at Facility
      'I:OR', // Origin Scan
      'DO', // Delivered, origin CFS (freight): handed in at the container station it starts from
    ],
    arrived_destination: ['DD'], // Delivered, destination CFS (freight): at the container station of its destination, not at the receiver
    departed_hub: ['I:DP'], // Departed from Facility
    // Delayed, missed or left behind on the way; weather, strike, holiday, traffic; delivery on a later day
    delayed: x(
      '01 02 03 05 08 14 15 16 17 18 19 20 22 23 2A 2Y 2Z 3A 3B 3C 31 6D 6N 6O 6P 7G 7I 7R 7S 7V 7W 7X 7Y 7Z 8A 87 AH AI AT AZ CC CD CK CL CM CQ',
      'C5 C6 DC DF DG DH DJ DM DR DU D9 E3 ED GH GI G6 HA H7 IJ K1 K2 KW LE LF MF O6 RO RY S8 SX TH TI UG VL XZ YR Y7',
    ),
    misrouted: x('04 06 07 34 96 97 D1 YI'), // Misrouted, missorted, misloaded
    // Transferred to the local post office
    handed_over: x('1I 2V LX Y9'),
    // To another address, to the facility of the destination city, to an Access Point
    forwarded: x('5S 5V 6H 6J 6K 77 O7 TB UD YG ZD ZL'),
    // Being processed by brokerage, submitted, waiting for release; nothing is missing
    customs_processing: x('B3 R5 S4 SI SR TT VK VT X2 XJ XT Y1 YO Z1'),
    customs_cleared: x('75 DA S3 Z3 Z5'), // Released by the clearing agency
  },
  pickup: {
    out_for_delivery: [
      'O', // Out for delivery
      'I:OT', // Out For Delivery Today
      'I:OF', // Out For Delivery
      'I:OD',
      'X:84', // The freight shipment is out for delivery
    ],
    ready_for_pickup: [
      'I:RP', // Ready for pickup
      // Delivered to UPS Access Point; awaiting customer pickup. It is not in the receiver's hands.
      'D:5E',
      'D:ZP',
      'I:5E',
      'I:ZP',
      ...x('3S 39 54 5E E2 LZ O5 O8 O9 S7 TO UE UZ VN ZP'), // Held for the receiver at a UPS facility
    ],
  },
  delivered: {
    delivered: ['D'], // Delivered; after a return it is the shipper's delivery, see parse.ts
    delivered_signed: ['D:KB'], // Signature obtained
    delivered_collected: ['D:FT'], // The receiver picked up the package that was being held
    delivered_other: ['D:GP'], // Left at other than the receiver's address
  },
  undelivered: {
    // Not available, closed, on vacation, no funds, no adult to sign, notice left; at the first, second or third attempt
    failed_attempt: x('2X 48 49 5R 51 52 55 6R 95 AX AY B1 C4 FM G3 G7 G8 HQ KV KX KZ L1 PI YD ZM'),
    // Refused: cancelled, duplicate, no invoice, no C.O.D., too expensive, too late, damaged, not ordered, charges
    refused: x('7J AM AN AP AQ AR AS FE KI KQ KR KS KT L2 YE'),
    // Suite, name, city, street, number, postcode or floor wrong or missing; moved, vacant, post-office box
    address_issue: x('A5 A6 A7 A8 A9 AA AB AC AD AE AF AG AK AL AV AW C8 DW E1 FA H1 H2 H3 H4 H5 YF'),
  },
  exception: {
    on_hold: ['X'], // Exception
    cancelled: [
      'MV', // Billing information voided
      'X:5D', // Customer cancelled package dropoff; UPS does not have package
    ],
    // A document, a number or a payment is wanted, or an agency holds or inspects
    customs_held: x(
      '2B 71 7F 7H 7M 7P BA BB BD BE BG BH BJ BK BP BV BW BX B4 B5 B6 B8 B9 CX CZ DB DE E4 E8 E9 ER ES EU EV EW L3 LV MI NJ NK NL NY OQ P9 R1 R4 R6',
      'R7 R8 R9 RA RB RC RD RE RI RJ RL RM RP RR RS RX RZ S1 S2 S5 SK SL SM SN SP SQ SS SY TG U7 VP XA XB XD XE XG XL XN XO XQ XR XS XU XV XW XY',
      'X3 X4 X5 X6 X8',
    ),
    seized: x('8D B7 R2'), // Seized by customs, surrendered to customs
    damaged: x('13 45 63 64 65 66 67 69 A1 A3 A4 GY HR TV UY'), // Damaged, with what becomes of it
    destroyed: x('26 A2 HB I2 NI TP YL'), // Discarded, destroyed, disposed of
    lost: x('GJ GS GT GU GX'), // Cannot be found, stolen
    unclaimed: x('BZ'), // Abandoned by the sender and the receiver
    storage_expired: x('3N 6C'), // Not picked up at the Access Point, goes back
    returning: [
      'RS', // Returned to shipper
      // Return asked for, pending or begun; by an embargo, by the post office
      ...x('4R 4S 90 CS DL H8 I1 KP O4 PP RV UF YJ YK'),
    ],
    // As a delivery it is the end of the return.
    returned_to_sender: ['D:3N', 'D:4R', 'D:4S', 'D:DL', 'D:KP', 'D:PP'],
    pickup_failed: x('G4 G5 KY TS YW'), // Not ready for pickup, unavailable for pickup
  },
  keep: [
    'NA', // Not available
    // Requests to change the delivery, claims, refunds, bills, letters and messages sent
    ...x(
      '10 3Q 3R 4U 4W 58 68 76 78 79 92 D3 D5 D6 D7 D8 E5 E6 E7 EY F3 F9 FH FN FP FQ GA GB GC GE H6 HD HE K3 K5 K6 K7 LG LK LN LO LQ O1 O2 O3 PB',
    ),
    ...x('RF RG RH T4 T5 T6 T7 T8 TD U1 U2 UH UL UM UP UX VM Y2 Y5 Y6 Z4 ZA ZB ZC ZK'),
  ],
  void: x('G2 TL'), // The previous scan type is incorrect; exception entered in error
})

/** Codes of type X, divided by blanks. */
function x(...lists: readonly string[]): string[] {
  return lists.flatMap((list) => list.split(' ').map((code) => `X:${code}`))
}
