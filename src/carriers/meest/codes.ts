import { table } from '../kit/index.ts'

/**
 * Meest's table of `eventCode` is not public: the four numbers here are those whose words were seen. Where the number is unknown `eventCodeUPU`
 * decides (UPU standard M17, EMSEVT), then the Ukrainian words in small letters. The meanings are ours.
 */
export const codes = table({
  inforeceived: { created: ['2'] }, // Створена накладна
  transit: {
    accepted: [
      '606', // Прийнято до перевезення
      'EMA', // posting, collection
    ],
    in_transit: [
      '8081', // В дорозі
      'EMF', // departure from inward office of exchange
    ],
    arrived_hub: [
      'EMB', // arrival at outward office of exchange
      'EMJ', // arrival at transit office of exchange
      'EDD', // into sorting centre
    ],
    departed_hub: [
      'EMK', // departure from transit office of exchange
      'EDE', // out of sorting centre
    ],
    departed_origin_country: ['EMC'], // departure from outward office of exchange
    arrived_destination_country: ['EMD'], // arrival at inward office of exchange
    arrived_destination: ['EMG'], // arrival at delivery office
    customs_processing: [
      'EXA', // presented to export customs
      'EDB', // presented to import customs
    ],
    customs_cleared: [
      'EXC', // returned from export customs
      'EDC', // returned from import customs
    ],
  },
  pickup: {
    out_for_delivery: ['EDG'], // out for physical delivery
    ready_for_pickup: ['EDH'], // arrival at collection point
  },
  delivered: {
    delivered: [
      '1622', // Доручено
      'EMI', // final delivery
      'доручено',
    ],
  },
  undelivered: { failed_attempt: ['EMH'] }, // attempted or unsuccessful delivery
  exception: {
    customs_held: [
      'EXB', // held by export customs
      'EME', // held by import customs
    ],
  },
})
