import type { Meaning } from '../carrier.ts'
import { table } from '../kit/index.ts'

/**
 * `businessLinkCode`. Sources: open.4px.com, help-data 21, table of tracking codes, as public clients quote it; the letter after `FPX_` is the part of the
 * way (C collection, F and Q export, M line haul, I import, D delivery, S signature, O the partners' news). The meanings are ours. Codes whose words are not
 * known are left out.
 */
export const codes = table({
  inforeceived: {
    created: [
      'FPX_L_RPIF', // Parcel information received
      'FPX_O_SIS', // Electronic information sent to service provider
      'FPX_S_SFBR', // Booked
    ],
    label_created: ['FPX_O_CRLB'], // Shipping label created
    pickup_scheduled: ['FPX_L_ATP'], // Courier assigned
  },
  transit: {
    accepted: [
      'FPX_C_SPLS', // 4PX picked up shipment
      'FPX_C_SPQS',
      'FPX_L_SC',
    ],
    arrived_hub: [
      'FPX_C_AAF', // Shipment arrived at facility
      'FPX_F_AF',
      'FPX_M_AAA', // … at airport
      'FPX_M_AAHK', // … at Hong Kong
    ],
    departed_hub: [
      'FPX_C_ADFF', // Departed from facility
      'FPX_C_RDFF',
      'FPX_F_DF',
      'FPX_M_DAHK', // … from Hong Kong
      'FPX_M_DFA', // … from airport
    ],
    departed_origin_country: ['FPX_M_DFOA'], // Departed from origin airport
    in_transit: [
      'FPX_D_AOPC',
      'FPX_D_APC',
      'FPX_D_DFD',
      'FPX_D_STPP',
      'FPX_F_ST',
      'FPX_M_HA', // Handed over to airline
      'FPX_M_IT', // In transit
      'FPX_O_RR',
    ],
    arrived_destination_country: ['FPX_M_ATA'], // Arrived at destination airport
    arrived_destination: ['FPX_D_AAD', 'FPX_D_HQ'],
    customs_processing: [
      'FPX_M_CRSD',
      // Export customs
      'FPX_Q_AAEC',
      'FPX_Q_DFEC',
      'FPX_Q_ECC',
      'FPX_Q_ECI',
      'FPX_Q_UEPC',
    ],
    customs_cleared: [
      'FPX_I_CPC',
      'FPX_I_RCUK', // Released from customs
    ],
    delayed: ['FPX_D_CCNS', 'FPX_I_DELAY'],
  },
  pickup: {
    out_for_delivery: [
      'FPX_D_DIP',
      'FPX_D_OFD',
      'FPX_D_SD', // Out for delivery
    ],
    ready_for_pickup: [
      'FPX_D_ADWP', // Awaiting collection at local post office
      'FPX_D_AP', // Awaiting pickup by recipient
      'FPX_D_SASPS', // Arrived at self-pickup site
    ],
  },
  delivered: {
    delivered: [
      'FPX_S_OK', // Delivered; the others tell where or to whom
      'FPX_S_OKCC',
      'FPX_S_OKGP',
      'FPX_S_OKIDC',
      'FPX_S_OKPO',
      'FPX_S_OKSC',
      'FPX_S_OKVP',
    ],
  },
  undelivered: { failed_attempt: ['FPX_D_DFCR'] },
  exception: {
    returning: ['FPX_I_CR'], // Returned by customs
    destroyed: [
      'FPX_C_DT', // Destroyed
      'FPX_C_DTCQ',
      'FPX_C_DTTM',
      'FPX_Y_ADPR', // Abandoned due to prohibited or restricted items
      'FPX_Y_DS', // Overseas service provider destroyed shipment
    ],
  },
  // What a partner reports, from the electronic notice to an arrival: the code alone tells nothing.
  keep: ['FPX_O_IR', 'FPX_O_IRI'],
})

/** Codes that begin so are one thing for many reasons, of which the carrier has dozens. */
const FAMILIES: readonly (readonly [string, Meaning])[] = [
  ['FPX_C_HF', { status: 'exception', sub: 'on_hold' }], // Held in facility
  ['FPX_D_DD', { status: 'transit', sub: 'delayed' }], // Delivery delay
  ['FPX_D_FD', { status: 'undelivered', sub: 'failed_attempt' }], // Delivery failed
  ['FPX_D_SH', { status: 'exception', sub: 'on_hold' }], // Shipment on hold
  ['FPX_I_HC', { status: 'exception', sub: 'customs_held' }], // Held in customs
  ['FPX_M_TD', { status: 'transit', sub: 'delayed' }], // Transport delay
  ['FPX_O_RT', { status: 'exception', sub: 'returning' }], // Return
  ['FPX_O_SPH', { status: 'exception', sub: 'on_hold' }], // Held by service provider
]

/** The meaning of a code by its family, none of which has a row in the table; undefined: it belongs to none. */
export function familyOf(code: string): Meaning | undefined {
  return FAMILIES.find(([prefix]) => code.startsWith(prefix))?.[1]
}
