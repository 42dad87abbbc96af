import { table } from '../kit/index.ts'

/**
 * `StatusCode` with Nova Poshta's wording. Sources: the API's table of statuses, as repeated by the lis-dev and daaner clients. The meanings are
 * ours. 3 (Номер не знайдено) is no event: see parse.ts.
 */
export const codes = table({
  inforeceived: {
    created: [
      '1', // Нова пошта очікує надходження від відправника
      '12', // Нова Пошта комплектує ваше відправлення: still in its warehouse
    ],
  },
  transit: {
    in_transit: [
      '4', // Відправлення у місті … (between regions)
      '41', // Відправлення у місті … (within the city)
      '5', // Відправлення прямує до міста …
    ],
    arrived_destination: ['6'], // Відправлення у місті …, очікуйте додаткове повідомлення про прибуття
    forwarded: ['104'], // Змінено адресу: a new waybill goes on
    delayed: ['112'], // Дата доставки перенесена одержувачем
  },
  pickup: {
    ready_for_pickup: [
      '7', // Прибув на відділення
      '8', // Прибув на відділення (завантажено в поштомат)
      '14', // Відправлення передано до огляду отримувачу
    ],
    pickup_expiring: ['107'], // Нараховується плата за зберігання
    out_for_delivery: ['101'], // На шляху до одержувача
  },
  delivered: {
    delivered: [
      '9', // Відправлення отримано
      '10', // Відправлення отримано; the money for the sender is on its way
      '11', // Відправлення отримано; the money was paid out
      '106', // Одержано і створено ЄН зворотньої доставки
    ],
  },
  undelivered: {
    failed_attempt: ['111'], // Невдала спроба доставки
    refused: ['103', '108'], // Відмова одержувача
  },
  exception: {
    returning: ['102'], // Відмова одержувача (відправником створено замовлення на повернення)
    storage_expired: ['105'], // Припинено зберігання
    cancelled: ['2'], // Видалено
  },
})

/** States in which the recipient has the parcel. */
export const RECEIVED: ReadonlySet<string> = new Set(['9', '10', '11', '106'])
