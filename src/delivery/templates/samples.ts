import { type Language, type NoticeFacts, type NoticeKind, type NoticeParcel } from '../channel.ts'

interface LocalSample {
  shop: string
  carrier: string
  carrierOfSecond: string
  place: string
  events: Readonly<Record<NoticeKind, string>>
  pickupPlace: string
  timeZone: string
  numbers: readonly [string, string]
}

const SAMPLES: Readonly<Record<Language, LocalSample>> = {
  en: {
    shop: 'Lantern & Co',
    carrier: 'Royal Mail',
    carrierOfSecond: 'DHL',
    place: 'Bristol',
    events: {
      shipped: 'Accepted at the post office',
      out_for_delivery: 'Due to be delivered today',
      ready_for_pickup: 'Available for collection',
      failed_attempt: 'Delivery attempted, nobody answered',
      exception: 'Held: the address is incomplete',
      delivered: 'Delivered, signed for by the recipient',
      correction: 'In transit',
    },
    pickupPlace: 'Parcel Locker 12, Station Road 4, Bristol',
    timeZone: 'Europe/London',
    numbers: ['RA644000001GB', '1234567890'],
  },
  ru: {
    shop: 'Лавка «Маяк»',
    carrier: 'СДЭК',
    carrierOfSecond: 'Почта России',
    place: 'Казань',
    events: {
      shipped: 'Принято на склад отправителя',
      out_for_delivery: 'Выдано на доставку',
      ready_for_pickup: 'Поступило в пункт выдачи',
      failed_attempt: 'Не вручено: получатель отсутствовал',
      exception: 'Задержано: неполный адрес',
      delivered: 'Вручено получателю',
      correction: 'В пути',
    },
    pickupPlace: 'СДЭК, ул. Баумана, 12, Казань',
    timeZone: 'Europe/Moscow',
    numbers: ['1100000001', '80080000000001'],
  },
  zh: {
    shop: '灯塔小店',
    carrier: '顺丰速运',
    carrierOfSecond: '圆通速递',
    place: '杭州市',
    events: {
      shipped: '已揽收',
      out_for_delivery: '正在派送途中，请您准备签收',
      ready_for_pickup: '快件已存放至自提点',
      failed_attempt: '派送不成功，收件人不在',
      exception: '快件滞留：地址不详',
      delivered: '已签收',
      correction: '运输中',
    },
    pickupPlace: '杭州市西湖区文三路 12 号丰巢柜',
    timeZone: 'Asia/Shanghai',
    numbers: ['SF1234567890123', 'YT1234567890123'],
  },
}

/**
 * Facts of an invented parcel, for previews and tests: always the same, with everything that a notice of the kind can tell.
 * @param parcels how many parcels of one order, 1 or 2
 */
export function sampleFacts(kind: NoticeKind, language: Language, parcels: 1 | 2 = 1): NoticeFacts {
  const sample = SAMPLES[language]
  return {
    kind,
    language,
    shop: { name: sample.shop, homepage: 'https://shop.example', email: 'help@shop.example', phone: '+44 20 7946 0018' },
    orderId: '100245',
    timeZone: sample.timeZone,
    parcels: [parcel(kind, sample, 0), ...(parcels === 2 ? [parcel(kind, sample, 1)] : [])],
    stopUrl: 'https://track.shop.example/n/4kq9hZ2mT7cXw1Rb/stop',
  }
}

function parcel(kind: NoticeKind, sample: LocalSample, index: 0 | 1): NoticeParcel {
  return {
    number: sample.numbers[index],
    carrierName: index === 0 ? sample.carrier : sample.carrierOfSecond,
    url: `https://track.shop.example/p/${['7fW2kLq0ZsV9', 'b3Hn8TyQ5xRd'][index]}`,
    shortUrl: `https://s.example/${['7fW2kL', 'b3Hn8T'][index]}`,
    lastEvent: { text: sample.events[kind], place: sample.place, date: '2026-11-27 14:05' },
    eta: { from: '2026-11-28', to: '2026-11-30' },
    pickup:
      kind === 'ready_for_pickup'
        ? { code: index === 0 ? '48-215' : '48-216', place: sample.pickupPlace, until: Date.UTC(2026, 11, 4, 15) }
        : null,
    previousNumber: kind === 'correction' ? `RA64400009${9 - index}GB` : null,
  }
}
