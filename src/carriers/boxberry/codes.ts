import { clip, table } from '../kit/index.ts'

/**
 * Boxberry has no codes, only Russian wordings; a code is what `codeOf` makes of one. Two sets of wordings are in use, the older one with
 * «Выдано» and the newer one with «Успешно Выдан». Sources: help.boxberry.ru, ListStatuses; public integrations. The meanings are ours.
 */
export const codes = table({
  inforeceived: {
    created: [
      'не в акте',
      'в обработке',
      'заказ создан',
      'заказ создан в личном кабинете',
      'загружен реестр',
      'загружен реестр им', // the act of handing over is made, the parcel is still at the shop
      'получена информация о заказе', // . Отправление еще не передано на доставку в Boxberry
    ],
  },
  transit: {
    accepted: [
      'принято к доставке', // labelled and taken in at a warehouse
      'заказ передан на доставку', // the same, newer wording
    ],
    in_transit: [
      'в пути',
      'в пути в город получателя',
      'передано на сортировку', // is being made ready for the way to the city
      'ожидает отправки в город получателя',
    ],
    departed_hub: [
      'отправлен на сортировочный терминал',
      'отправлено на сортировочный терминал',
      'отправлено в город назначения',
      'передан на доставку до пункта выдачи',
    ],
    arrived_hub: ['поступил на сортировочный терминал'],
    arrived_destination: [
      'поступило в город',
      'поступил в город для передачи курьеру',
      'обработка на складе курьерской доставки',
      'в городе получателя', // . Ожидайте поступления в Пункт выдачи
    ],
    delayed: ['перенос срока курьерской доставки'],
  },
  pickup: {
    ready_for_pickup: ['поступило в пункт выдачи', 'доступен к получению в пункте выдачи'],
    out_for_delivery: [
      'передано на курьерскую доставку',
      'передан на курьерскую доставку', // , курьер позвонит за 30-60 минут до доставки
      'передано курьеру', // , курьер позвонит за 30-60 минут до доставки
    ],
  },
  delivered: { delivered: ['выдано', 'успешно выдан'] },
  undelivered: { failed_attempt: ['возвращено с курьерской доставки'] },
  exception: {
    returning: [
      'готовится к возврату', // still lies at the pickup point
      'заказ передан на возврат в интернет-магазин',
      'отправлено в пункт приема',
      'заказ в пути в интернет-магазин',
      'возвращено в пункт приема', // has reached Boxberry's warehouse of returns
    ],
    returned_to_sender: ['возвращено в им', 'заказ возвращен в интернет-магазин'],
  },
})

/**
 * `Передан на Курьерскую доставку, курьер позвонит…` → `передан на курьерскую доставку`: up to the first mark, in lower case, without ё,
 * at most 64 characters. Whole wordings are compared, for «Выдано» may begin another one.
 */
export function codeOf(wording: string): string {
  const [head = ''] = wording.split(/[,.:;(]/, 1)
  return clip((head.trim() === '' ? wording : head).trim().toLowerCase().replaceAll('ё', 'е').split(/\s+/).join(' '), 64)
}
