import type { CodeTable, Meaning } from '../carrier.ts'
import { meaningOf, table } from '../kit/index.ts'

/**
 * Event and reason of DHL Paket (ICE and RIC), the first two parts of `statusDetailed` such as `DLVRD_SECPL_ZU`; a bare event is the row of every
 * reason that has none of its own. Source: DHL Parcel DE, list of ICE event and RIC combinations, through the Open Logistics Tracking Standard,
 * CC BY 4.0. The meanings are ours.
 */
const PARCEL: CodeTable = table({
  inforeceived: { pickup_scheduled: ['PURCR'] }, // Pick up request created
  transit: {
    accepted: [
      'PCKDU', // Picked up
      'SHRCU', // Received from customer
    ],
    in_transit: [
      'ASMVT', // Assigned to movement
      'FWDCF', // Forwarded to correct facility
      'INFCL', // In facility
      'LDTHU', // Loaded to handling unit
      'LDTMV', // Loaded to movement vehicle
      'REPCK', // Repacked
      'SRTED', // Sorted
    ],
    arrived_hub: [
      'INFCL:OARRV', // In facility / On arrival
      'MVARR', // Movement vehicle arrived
      'ULFMV', // Unloaded from movement vehicle
    ],
    departed_hub: ['MVDPT'], // Movement vehicle departed
    handed_over: [
      'DLVRD:HNDTC', // Delivered / Handover to carrier
      'HNDDE', // Handover to 3rd party, delivery details expected
      'HNDND', // Handover to 3rd party, no delivery details
      'PARCV', // Received by carrier
      'TRBCR', // Transferred between carriers
    ],
    forwarded: ['OFWRD'], // Onforwarded
    misrouted: ['MSRTD', 'OFWRD:CRRFN'], // Mis routed; onforwarded from the wrong facility
    delayed: [
      'INFCL:HLDAY', // In facility / Holiday
      'INFCL:HNDCA', // In facility / Held for next working day delivery
      'LDEXC', // Loading exception
      'MVDEX', // Movement vehicle departure exception
      'MVTEX', // Movement vehicle exception
      'NTADT', // Not assigned to delivery tour
    ],
    customs_processing: [
      'DLVRD:CUSTM', // Delivered / Customs
      'HNDND:CUSTM', // Handover to customs
      'ICPRC', // Into clearance processing
      'ITBAR', // In bonded area
      'SECHK', // Security checked
    ],
    customs_cleared: ['RSDCP'], // Released from clearance processing
  },
  pickup: {
    out_for_delivery: [
      'LDTMV:PCKST', // Loaded to movement vehicle / Packstation
      'LDTMV:SECDA', // Loaded to movement vehicle / Second delivery attempt
    ],
    ready_for_pickup: [
      'CNRFC', // Consignee notified, ready for collection
      'DLVRD:PCKAD', // Delivered / Packstation, alternate delivery
      'DLVRD:SERPT', // Delivered / Service point
      'HLDCC', // Held for consignee collection
    ],
    pickup_expiring: ['HLDCC:NTCCN'], // Held / Not collected by consignee
  },
  delivered: {
    delivered: ['DLVRD'],
    delivered_collected: ['DLVRD:ACCPK'], // Collected from automated site
    // To an agent, a family member, a neighbour, another person, the preferred neighbour or place
    delivered_other: ['DLVRD:AGENT', 'DLVRD:FAMLY', 'DLVRD:NGHBR', 'DLVRD:OTHER', 'DLVRD:SPOUS', 'DLVRD:WINPL'],
    partially_delivered: ['DLVRD:ACCSI'], // Accepted, shipment incomplete
  },
  undelivered: {
    failed_attempt: ['NTDEL', 'DLVRF:CROAT'], // Not delivered, such as not home, closed, no identification
    refused: ['DLVRF', 'NTDEL:RFUSD', 'NTDEL:TRPMT'], // Delivery refused
    // Bad address, moved, company unknown, wrong Post-ID, wrong receiver information
    address_issue: [
      'ALERT:BDADD',
      'EXPHD:BDADD',
      'EXPHD:WRGRI',
      'LDEXC:BDADD',
      'NTDEL:BDADD',
      'NTDEL:CPUNK',
      'NTDEL:MOVED',
      'NTDEL:WRGPN',
      'NTDEL:WRGRI',
      'REPCK:WRGRI',
    ],
  },
  exception: {
    on_hold: [
      'EXPHD', // Exception hold
      'INFCL:HLDSR', // In facility / Held on shipper request
      'INFCL:INCSH', // In facility / Incomplete shipment
      'DTNPC', // Data but no piece
      'PBNDT', // Piece but no data
    ],
    cancelled: ['CANCL', 'EXPHD:STBSD'], // Order cancelled by sender; stopped by sender
    customs_held: [
      'EXPHD:CLREF', // Exception hold / Clearance refused
      'HLDCP', // Held for clearance purposes
      'HLDCU', // Held by customs
      'ITBAR:CSTBA', // In bonded area / Customs bonded area
    ],
    damaged: ['DLVRF:DMGED', 'DMGDS', 'EXPHD:DMGED', 'EXPHD:DMGPC', 'EXPHD:DMPHD', 'NTDEL:DMGED', 'REPCK:DMGPC', 'REPCK:LDMGD'],
    destroyed: ['DSPSD'], // Disposed of
    lost: ['EXPHD:LOSTX', 'RCCLS:LOSTX'],
    seized: ['CNFSC'], // Confiscation
    storage_expired: ['NTDEL:NTCCN'], // Not delivered / Not collected by consignee
    returning: [
      'EXPHD:RTTSP', // Exception hold / Return to shipper
      'OFWRD:RTSCR', // Onforwarded / Return to shipper at customer request
      'OFWRD:RTSSA',
      'RETRN', // Will be returned to origin
    ],
    pickup_failed: ['NTPUP', 'PURCR:BDADD', 'PURCR:REJCT'], // Not picked up; pick up request rejected
  },
  // Notices to the customer, payments, checks, new labels, closed records
  keep: ['ADVIS', 'ALERT', 'CHECK', 'DLVRD:CODAR', 'DLVRD:CODRP', 'PMTCR', 'PMTCS', 'RCCLS', 'RELBL', 'ROUCR'],
  void: ['STORN'], // Previous event was deleted by driver
})

/** Standard event of DHL Paket: `status`, and the last part of `statusDetailed`. Seen in answers, not described. */
const STANDARD: CodeTable = table({
  transit: { arrived_destination: ['EE'] }, // arrived in the region of the receiver
  pickup: { out_for_delivery: ['PO'] }, // loaded onto the delivery vehicle
})

/** Checkpoints of DHL Express, `status`. Source: DHL Express checkpoint codes. The meanings are ours. */
const EXPRESS: CodeTable = table({
  transit: {
    accepted: ['PU', 'SA'], // Shipment picked up, accepted
    in_transit: ['AD', 'SM', 'TR', 'PO'],
    arrived_hub: ['AF', 'PL'], // Arrived at sort facility; processed
    arrived_destination: ['AR'], // Arrived at delivery facility
    departed_hub: ['CU', 'DF'], // Departed from a facility
    handed_over: ['FD', 'TP'], // Forwarded to a third party
    customs_processing: ['BL', 'BN', 'ES', 'IC', 'RR'], // Clearance status updated
    customs_cleared: ['BR', 'CR'], // Clearance processing complete
    delayed: ['MD', 'NA', 'TD'],
    misrouted: ['MC', 'MS'], // Arrived at incorrect facility
  },
  pickup: { out_for_delivery: ['WC'], ready_for_pickup: ['CC'] }, // With courier; awaiting collection
  delivered: { delivered: ['OK'], delivered_other: ['DD'], partially_delivered: ['PD'] },
  undelivered: { failed_attempt: ['CA', 'ND', 'NH'], refused: ['RD'], address_issue: ['BA', 'CM'] },
  exception: {
    on_hold: ['OH', 'SS', 'ST'],
    customs_held: ['CD', 'HP', 'UD'], // Clearance delay; held for payment
    damaged: ['DM'],
    destroyed: ['DS'],
    returning: ['RT'],
  },
  keep: ['CS', 'DI', 'IA', 'PY', 'RW', 'SC'],
})

const PARCEL_SERVICES: ReadonlySet<string> = new Set(['parcel-de', 'post-de'])

/**
 * What DHL's own codes beside `statusCode` mean; null where there are none or they are not known. An event of DHL Paket is decided by event and
 * reason, except that sorting and loading take the standard event, which tells the last stretch from the others.
 */
export function detailMeaning(service: string, status: string | undefined, detailed: string | undefined): Meaning | null {
  const [event = '', reason, standard] = (detailed ?? '').split('_')
  if (service === 'express') return status === undefined ? null : meaningOf(EXPRESS, status)
  const meaning = meaningOf(PARCEL, event, reason)
  const isVague = meaning === null || ('sub' in meaning && meaning.sub === 'in_transit')
  if (!isVague || !(PARCEL_SERVICES.has(service) || meaning)) return meaning
  return meaningOf(STANDARD, status ?? '') ?? meaningOf(STANDARD, standard ?? '') ?? meaning
}
