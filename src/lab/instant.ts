import type { Journey, LabCarrier } from './journey.ts'

/** Numbers that begin with `prefix` are answered from a journey rendered once, for benchmarks. */
export interface Instantly {
  prefix: string
  /** As it stands when the lab starts; a parcel in transit by default. */
  journey?: Journey
}

const MOSCOW = { city: 'Москва', country: 'RU' }
const CHICAGO = { city: 'Chicago', region: 'IL', country: 'US' }

/** Three events and no end, so that a parcel stays worth asking for. */
export const IN_TRANSIT: Record<LabCarrier, Journey> = {
  'russian-post': {
    weightGrams: 500,
    steps: [
      { code: '1', attr: '1', at: '-2d 10:00', place: MOSCOW, text: { ru: 'Единичный', en: 'Single' } },
      {
        code: '8',
        attr: '3',
        at: '-1d 08:00',
        place: MOSCOW,
        text: { ru: 'Прибыло в сортировочный центр', en: 'Arrived at the sorting centre' },
      },
      { code: '8', attr: '4', at: '-1d 19:00', place: MOSCOW, text: { ru: 'Покинуло сортировочный центр', en: 'Left the sorting centre' } },
    ],
  },
  cdek: {
    weightGrams: 500,
    steps: [
      { code: 'CREATED', at: '-2d 10:00', place: MOSCOW, text: { ru: 'Создан' } },
      { code: 'RECEIVED_AT_SHIPMENT_WAREHOUSE', at: '-1d 08:00', place: MOSCOW, text: { ru: 'Принят на склад отправителя' } },
      {
        code: 'TAKEN_BY_TRANSPORTER_FROM_SENDER_CITY',
        at: '-1d 19:00',
        place: MOSCOW,
        text: { ru: 'Сдан перевозчику в городе отправителе' },
      },
    ],
  },
  fedex: {
    offset: '-06:00',
    weightGrams: 500,
    steps: [
      { code: 'OC', at: '-2d 10:00', place: CHICAGO, text: { en: 'Shipment information sent to FedEx' } },
      { code: 'PU', at: '-1d 08:00', place: CHICAGO, text: { en: 'Picked up' } },
      { code: 'DP', at: '-1d 19:00', place: CHICAGO, text: { en: 'Departed FedEx location' } },
    ],
  },
}
