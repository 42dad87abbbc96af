import { table } from '../kit/index.ts'

/** `newState` of a parcel. Source: DPD integration guide, states of a parcel. The meanings are ours. On a return `Delivered` means the opposite. */
export const codes = table({
  inforeceived: { created: ['NewOrder', 'NewOrderByClient', 'NewOrderByDPD'] },
  transit: {
    accepted: ['OnTerminalPickup'],
    in_transit: ['OnRoad'],
    arrived_hub: ['OnTerminal'],
    // Where it waits for the courier or for the recipient: an answer does not tell which.
    arrived_destination: ['OnTerminalDelivery'],
  },
  pickup: { out_for_delivery: ['Delivering'] },
  delivered: { delivered: ['Delivered'] },
  undelivered: { failed_attempt: ['ReturnedFromDelivery'] },
  exception: {
    cancelled: ['NotDone'],
    lost: ['Lost'],
    on_hold: ['Problem'],
  },
})

/** An answer has codes only: DPD's wording of them, for people. A code without one is shown as it is. */
export const NAMES: ReadonlyMap<string, string> = new Map([
  ['NewOrder', 'Оформлен новый заказ'],
  ['NewOrderByClient', 'Оформлен новый заказ по инициативе клиента'],
  ['NewOrderByDPD', 'Оформлен новый заказ по инициативе DPD'],
  ['NotDone', 'Заказ отменен'],
  ['OnTerminalPickup', 'Посылка находится на терминале приема отправления'],
  ['OnRoad', 'Посылка находится в пути'],
  ['OnTerminal', 'Посылка находится на транзитном терминале'],
  ['OnTerminalDelivery', 'Посылка находится на терминале доставки'],
  ['Delivering', 'Посылка выведена на доставку'],
  ['Delivered', 'Посылка доставлена получателю'],
  ['Lost', 'Посылка утеряна'],
  ['Problem', 'С посылкой возникла проблемная ситуация'],
  ['ReturnedFromDelivery', 'Посылка возвращена с доставки'],
])
