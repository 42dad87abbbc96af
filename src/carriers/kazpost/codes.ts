import { table } from '../kit/index.ts'
import { TEXTS } from './texts.ts'

/**
 * Kazpost's codes; the wording of each is in texts.ts. `E…` are those of the UPU (standard M17, EMSEVT), which decides where Kazpost's words are
 * loose: EMC leaves the country, EMD enters one. The meanings are ours.
 */
export const codes = table({
  transit: {
    accepted: ['RCP', 'RCPOPS', 'BAT', 'EMA'],
    departed_hub: ['SND', 'AVIASND', 'SRTSND', 'SRTSNDB', 'SRTSNDIM', 'TRANSITSND', 'EDE'],
    arrived_hub: [
      'PRC',
      'TRN',
      'TRNBAG',
      'TRNRPO',
      'TRNSRT',
      'TRANSITRCV',
      'SNDZONE',
      'SRTRPOREG',
      'REGPBT',
      'REGSRT',
      'EDD',
      'EMB',
      'EMJ',
    ],
    in_transit: ['EMF'],
    departed_origin_country: ['EMC'],
    arrived_destination_country: ['EMD', 'EDA'],
    arrived_destination: ['EMG'],
    forwarded: ['RDR', 'RDRSC', 'RDRSCSTR'],
    customs_processing: ['SRT_CUSTOM', 'EDB', 'EXA', 'EXB'],
    customs_cleared: ['SNDZONE_T', 'CUSTSRT_SND', 'EDC', 'EXC'],
  },
  pickup: {
    out_for_delivery: ['EDG'],
    // DLV: the Kazakh column of the directory says "given out for delivery", the Russian one "waits for the client".
    ready_for_pickup: ['DLV', 'DLV_POBOX', 'NONDLV_Z', 'STR', 'TRNPST', 'STRPST', 'EDF', 'EDH'],
  },
  delivered: {
    delivered: ['DPAY', 'ISSPAY', 'ISSSC', 'S_ISS', 'EMI'],
    delivered_collected: ['BOXISS'],
  },
  undelivered: { failed_attempt: ['NON', 'NON_S', 'NONDLV', 'NONDLV_S', 'EMH'] },
  exception: {
    returning: ['RET', 'RETSC', 'RETSCSTR', 'STRSC', 'SNDDELAY'],
    customs_held: ['RPODELAY', 'EME', 'EDX'],
    on_hold: ['EXD'],
    cancelled: ['EXX'],
  },
  // What these say about the item is open: back from the customs to whom, out of the locker into whose hands, which transport did not come.
  keep: ['CUSTOM_RET', 'CUSTSTR_RET', 'DELAY_RET', 'RETPST', 'NONTRNOPS', 'NONTRNSRT', 'STRCUST', 'DEL_STR', 'CORRECT'],
  void: [...TEXTS.keys()].filter((code) => code.endsWith('_UNDO')),
})
