import { table } from '../kit/index.ts'

/** Event (`ice`) and reasons (`ric`): `['RETRN:BDADD', 'RETRN:CLREF']` for `some('RETRN', 'BDADD CLREF')`. */
function some(ice: string, reasons: string): string[] {
  return reasons.split(' ').map((ric) => `${ice}:${ric}`)
}

/** The pairs and the bare event, which stands for reasons yet unknown: where all known reasons of an event mean the same. */
function every(ice: string, reasons: string): string[] {
  return [ice, ...some(ice, reasons)]
}

/**
 * The 282 known pairs of event and reason, with DHL's wording of the event. The meanings are ours, corrected where the source lumps what
 * differs. Source: Open Logistics Tracking Standard, CC BY 4.0, which copied them from the carrier's portal.
 *
 * Reasons:
 * ACCDM accepted - damaged; ACCPK collected from automated site; ACCPT accepted; ACCSI accepted - shipment incomplete;
 * AGENT hand over/delivery to agent; AGNEG age-Check negative; BDADD bad address; BOOKN booking; CAPEX capacity exceeded;
 * CCPSD content check - passed; CLOSD closed; CLREF clearance refused; CLRTE tour exception; CNCNR consignee could not be reached;
 * CNRFW consignee request to forward to another address; CODAR electronic shipment advise received; CODRP COD remittance processed;
 * CPUNK company dissolved or unknown; CRFRD customer request for redirection; CROAT DHL arrived outside agreed time;
 * CRQST customer request; CRRCS correct routing info but delivered to wrong; CRRFN correct routing info but at wrong facility;
 * CRROT courier out of time; CSDOC consignee documentation; CSREQ consignee request; CSTBA customs bonded area;
 * CTCNI customer could not identify themselves; CTCST contacted customer; CUSTM customs; DGCPS dangerous goods check - passed;
 * DIDLV direct delivery at hub/delivery depot; DLVDT delivery date; DLVTM delivery time; DMGED damage under investigation;
 * DMGPC damaged in process; DMPHD damaged by poor handling; DRCRU driver or crew unavailable;
 * EQUBF equipment unavailable broken down or faulty; FAMLY delivery to a family member; FFTCH failed product feature validation;
 * FRMJR force majeur; FSCCH failed dangerous goods check; FWAPS forwarded for army postal service; FWEXH forwarded for export handling;
 * FWEXP forwarded for express handling; GDNMS goods or packaging not meet standard; GDNRD goods not ready; GHSTP ghost piece;
 * HDFCT held at DHL facility; HLDAY holiday; HLDSR held on shipper request; HNDCA held for next working day delivery;
 * HNDTC handover to carrier; IDDMG ID damaged or not readable; IDNEG identitycheck negative; INCSH incomplete shipment;
 * INSPF inspection failed; INSPT inspection; LDMGD loaded damaged; LDPCK held in automated collection site; LEGAT legal authority;
 * LOSTX lost; MOVED moved; MSDLA missed delivery cycle; MSDOC missing document; MSGER message error; MSGPC message processing;
 * MSGST message sent; MSLBL missing label; MSSDT missing data; MVMTV movement vehicle;
 * NAGTB not according to general terms of business; NDRFC no data received from customer; NDRFN no data received from network;
 * NEXCH no exchange unit; NGHBR delivery to neighbor; NHOME not home; NORSN no reason; NPRPF no piece received from previous facility;
 * NPYMT no payment; NRQRD not required; NTCCN not collected by consignee; NTCLM not claimed; NTHND customer refused to hand over;
 * NTHNG nothing to collect; NTIHU not in handling unit; NTORD not ordered; OARRV on arrival; ORDER ordered; OTHER other;
 * OTHRE other reason; OVRLD overload; PBNBR PO box number; PCKAD packstation alternate delivery; PCKST packstation;
 * PFLOC preferred location/Neighbor; PKBOX packetbox; PLDMG piece label damaged; POBOX postbox; PPQLT poor quality piece label;
 * PUBCR piece pickup; PUDMG picked up damaged; PWMFD paperwork missing; RDRCR redirected by customer request;
 * RDRDO redirected by redirection order; REJCT rejected; RFUSD refused; ROUCR rerouted on customer request;
 * RSEXW return to shipper exworks error; RTSCR return to shipper at customer request;
 * RTSSA return to shipper by customer standard agreement; RTTSP return to shipper; SECDA second delivery attempt; SECPL secure place;
 * SERPT service point; SHINF shipper information; SHNCP shipment not complete; SPCNR shipper cannot be reached;
 * SPOUS delivery to spouse; STBSD stopped by sender; STPRB sort problem; SVCHG product feature check - service changed;
 * TCATC traffic congestion / air traffic control; TCHBD technical or breakdown; TRPMT terms of payment; UDFPC unidentifiable piece;
 * UDLVR undeliverable; UNLDD unloaded; VHARU vehicle or aircraft unavailable; WINPL preferred neighbor/Place; WRGDT wrong date;
 * WRGID wrong Check-ID; WRGPN wrong Post-ID; WRGRI wrong receiver information; WRGTR wrong tour.
 */
export const codes = table({
  inforeceived: {
    created: [
      ...some('ADVIS', 'ORDER'), // Advise
    ],
    pickup_scheduled: [
      ...some('PURCR', 'BOOKN NRQRD OTHER SECPL'), // Pick up request created
    ],
  },
  transit: {
    accepted: [
      ...every('PCKDU', 'PFLOC PKBOX PUBCR WINPL'), // Picked up
      ...every('SHRCU', 'NRQRD PCKST SERPT'), // Shipment Received from customer
    ],
    in_transit: [
      ...every('ASMVT', 'NRQRD'), // Assigned to movement
      ...every('FWDCF', 'SERPT'), // Forwarded to correct facility
      ...some('INFCL', 'CSREQ CTCST DLVDT FWEXH HLDAY HNDCA NRQRD SERPT'), // In facility
      ...every('LDTHU', 'NRQRD'), // Loaded to handling unit
      ...some('LDTMV', 'FWEXH MVMTV NRQRD SERPT'), // Loaded to movement vehicle
      ...some('REPCK', 'MVMTV NRQRD'), // Repacked
      ...every('SECHK', 'CCPSD DGCPS INSPT NRQRD'), // Security checked
      ...every('SRTED', 'FWAPS FWEXH FWEXP NRQRD'), // Sorted
    ],
    departed_hub: [
      ...every('MVDPT', 'NRQRD'), // Movement vehicle departed
    ],
    arrived_hub: [
      ...some('INFCL', 'OARRV'), // In facility
      ...every('MVARR', 'NRQRD'), // Movement vehicle arrived
      ...every('ULFMV', 'OARRV UNLDD'), // Unloaded from movement vehicle
    ],
    customs_processing: [
      ...some('DLVRD', 'CUSTM'), // Delivered
      ...some('HNDND', 'CUSTM'), // Handover to 3rd party - No delivery details
      ...every('ICPRC', 'FWEXH NRQRD OARRV'), // Into clearance processing
      ...every('ITBAR', 'CSTBA FWEXH OARRV'), // In bonded area
    ],
    customs_cleared: [
      ...every('RSDCP', 'FWEXH OARRV'), // Released from clearance processing
    ],
    delayed: [
      ...some('LDEXC', 'MSDLA OVRLD'), // Loading exception
      ...every('MVDEX', 'FRMJR'), // Movement vehicle departure exception
      ...every('MVTEX', 'FRMJR TCATC TCHBD VHARU'), // Movement vehicle exception
      ...every('NTADT', 'NPRPF'), // Not assigned to delivery tour
      ...some('NTDEL', 'CAPEX CRROT DRCRU FRMJR NTIHU TCHBD WRGTR'), // Not delivered
    ],
    forwarded: [
      ...some('OFWRD', 'CNCNR CNRFW CRFRD CRRFN CSREQ NRQRD PBNBR RDRCR RDRDO'), // Onforwarded
      ...some('REPCK', 'RDRDO'), // Repacked
      ...every('ROUCR', 'PKBOX'), // Re-Routed on customer request
    ],
    handed_over: [
      ...some('DLVRD', 'HNDTC'), // Delivered
      ...some('HNDDE', 'SERPT'), // Handover to 3rd party - Delivery details expected
      ...every('PARCV', 'NRQRD'), // PAN Received by Carrier
      ...every('TRBCR', 'NRQRD'), // Transferred between carriers
    ],
    misrouted: [
      ...every('MSRTD', 'CRRCS CRRFN NRQRD WRGTR'), // Mis routed
    ],
  },
  pickup: {
    out_for_delivery: [
      ...some('LDTMV', 'PCKST SECDA'), // Loaded to movement vehicle
    ],
    ready_for_pickup: [
      ...every('CNRFC', 'HDFCT NRQRD PCKST SERPT'), // Consignee notified - Ready for collection
      ...some('DLVRD', 'PCKAD PKBOX SERPT'), // Delivered
      ...some('HLDCC', 'HDFCT LDPCK SERPT'), // Held for consignee collection
    ],
  },
  delivered: {
    delivered: [
      ...some('DLVRD', 'ACCDM ACCPT ACCSI CODAR CODRP DIDLV POBOX'), // Delivered
    ],
    delivered_collected: [
      ...some('DLVRD', 'ACCPK'), // Delivered
    ],
    delivered_other: [
      ...some('DLVRD', 'AGENT FAMLY NGHBR OTHER SECPL SPOUS WINPL'), // Delivered
    ],
  },
  undelivered: {
    failed_attempt: [
      ...some('NTDEL', 'AGNEG CLOSD CNCNR CTCNI CTCST HLDAY IDDMG IDNEG NHOME OTHER OTHRE PCKST SECDA SERPT'), // Not delivered
      ...some('NTDEL', 'UDLVR'),
    ],
    refused: [
      ...every('DLVRF', 'CROAT DMGED NEXCH NTORD OTHER SHNCP TRPMT'), // Delivery refused
      ...some('NTDEL', 'RFUSD TRPMT'), // Not delivered
    ],
    address_issue: [
      ...some('NTDEL', 'BDADD CPUNK MOVED WRGPN WRGRI'), // Not delivered
    ],
  },
  exception: {
    on_hold: [
      ...some('ADVIS', 'STBSD'), // Advise
      ...every('DTNPC', 'GHSTP NPRPF'), // Data but no piece
      ...some('EXPHD', 'CAPEX EQUBF FFTCH FRMJR GDNMS INCSH INSPT MSDOC MSLBL MSSDT NRQRD OTHER PWMFD STBSD'), // Exception hold
      ...some('EXPHD', 'STPRB TRPMT UDFPC'),
      ...some('INFCL', 'HLDSR INCSH'), // In facility
      ...some('NTDEL', 'MSDOC MSLBL MSSDT NAGTB SHINF'), // Not delivered
    ],
    address_issue: [
      ...some('ALERT', 'BDADD'), // Alert
      ...some('EXPHD', 'BDADD WRGRI'), // Exception hold
      ...some('LDEXC', 'BDADD'), // Loading exception
      ...some('REPCK', 'WRGRI'), // Repacked
    ],
    cancelled: [
      ...every('CANCL', 'NRQRD'), // Shipment order canceled by sender
    ],
    customs_held: [
      ...some('EXPHD', 'CLREF'), // Exception hold
      ...every('HLDCP', 'NORSN'), // Held for clearance purposes
      ...every('HLDCU', 'NORSN'), // Held by Customs
    ],
    damaged: [
      ...every('DMGDS', 'CSDOC CTCST DMGED DMGPC LDMGD NRQRD PUDMG'), // Damage discovered
      ...some('EXPHD', 'DMGED DMGPC DMPHD'), // Exception hold
      ...some('NTDEL', 'DMGED'), // Not delivered
      ...some('REPCK', 'DMGPC LDMGD'), // Repacked
    ],
    destroyed: [
      ...every('DSPSD', 'BDADD CLREF CNCNR CRQST CSREQ DMGED DMGPC FRMJR FSCCH GDNMS MOVED MSLBL NRQRD NTCLM'), // Disposed of
      ...some('DSPSD', 'NTORD'),
    ],
    lost: [
      ...some('EXPHD', 'LOSTX'), // Exception hold
      ...some('RCCLS', 'LOSTX'), // Record closed
    ],
    pickup_failed: [
      ...every('NTPUP', 'BDADD CLOSD CLRTE CPUNK CRROT DMGED GDNMS GDNRD NAGTB NHOME NPYMT NTHND NTHNG OTHER'), // Not picked up
      ...some('NTPUP', 'SPCNR TRPMT WRGTR'),
      ...some('PURCR', 'BDADD REJCT'), // Pick up request created
    ],
    returning: [
      ...some('EXPHD', 'RTTSP'), // Exception hold
      ...some('NTDEL', 'RSEXW'), // Not delivered
      ...some('OFWRD', 'RTSCR RTSSA'), // Onforwarded
      ...every('RETRN', 'BDADD CLREF CNCNR CSREQ DMGED DMGPC FRMJR FSCCH GDNMS INSPF MOVED MSDLA MSSDT NAGTB'), // Shipment will be returned to origin
      ...some('RETRN', 'NEXCH NHOME NTCCN NTORD OTHER RFUSD RTSCR RTSSA UDFPC WRGDT WRGID WRGTR'),
    ],
    seized: [
      ...every('CNFSC', 'LEGAT'), // Confiscation
    ],
    unclaimed: [
      ...some('HLDCC', 'NTCCN'), // Held for consignee collection
      ...some('NTDEL', 'NTCCN'), // Not delivered
    ],
  },
  keep: [
    ...some('ADVIS', 'DLVDT DLVTM MSGER MSGPC MSGST PFLOC REJCT ROUCR SECDA'), // Advise
    ...some('ALERT', 'DLVTM'), // Alert
    ...some('CHECK', 'SVCHG'), // Checked
    ...every('PBNDT', 'NDRFC NDRFN NORSN'), // Piece but no data
    ...every('PMTCR', 'NRQRD'), // Payments received from courier
    ...every('PMTCS', 'NRQRD SERPT'), // Payment received from customer
    ...some('RCCLS', 'GHSTP'), // Record closed
    ...every('RELBL', 'NRQRD PLDMG PPQLT'), // Relabeled
  ],
  // Previous event was deleted by driver.
  void: every('STORN', 'NRQRD'),
})
