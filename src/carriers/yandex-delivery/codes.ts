import { table } from '../kit/index.ts'

/**
 * Statuses of the platform API with Yandex's wording; some names are misspelt by Yandex and are kept so, beside the right ones. Sources:
 * yandex.com/support/delivery-profile, status model of delivery on other days; enumerations of public integrations for the names that the
 * page leaves out. The meanings are ours.
 */
export const codes = table({
  inforeceived: {
    created: [
      'DRAFT', // Заказ создан
      'VALIDATING', // Заявка находится на проверке
      'CREATED', // Заказ создан и подтвержден
      'CREATED_IN_PLATFORM',
      'DELIVERY_PROCESSING_STARTED', // Заказ создается в сортировочном центре
      'DELIVERY_TRACK_RECIEVED', // Заказ создан в системе службы доставки
      'DELIVERY_TRACK_RECEIVED',
      'SORTING_CENTER_PROCESSING_STARTED', // Заказ начал обрабатываться в сортировочном центре
      'SORTING_CENTER_TRACK_RECEIVED', // Заказ обработан в сортировочном центре
      'SORTING_CENTER_TRACK_RECIEVED',
      'SORTING_CENTER_TRACK_LOADED', // Заказ создан в сортировочном центре
      'DELIVERY_LOADED', // Заказ добавлен в текущую отгрузку
      'SORTING_CENTER_LOADED', // Заказ подтвержден в сортировочном центре
    ],
  },
  transit: {
    accepted: ['SORTING_CENTER_AT_START'], // Заказ поступил в точку приема or the sorting centre: the first time that Yandex has it
    arrived_hub: ['SORTING_CENTER_PREPARED'], // Заказ готов к отправке в службу доставки
    departed_hub: ['SORTING_CENTER_TRANSMITTED'], // Заказ передан в дальнейшую доставку
    arrived_destination: [
      'DELIVERY_AT_START', // Заказ находится в городе получателя
      'DELIVERY_AT_START_SORT', // the same, being made ready for the courier
    ],
    in_transit: ['DELIVERY_TRANSPORTATION'], // Заказ выехал в пункт назначения: to the pickup point
  },
  pickup: {
    out_for_delivery: ['DELIVERY_TRANSPORTATION_RECIPIENT'], // Заказ доставляется клиенту
    ready_for_pickup: [
      'DELIVERY_ARRIVED_PICKUP_POINT', // Заказ доставлен в пункт выдачи или постамат
      'CONFIRMATION_CODE_RECEIVED', // Получен код подтверждения заказа
      'DELIVERY_STORAGE_PERIOD_EXTENDED', // Срок хранения увеличен
    ],
  },
  delivered: {
    delivered: [
      'DELIVERY_TRANSMITTED_TO_RECIPIENT', // Заказ выдан получателю
      'DELIVERY_DELIVERED', // Заказ доставлен получателю
      'FINISHED', // Заказ подтвержден: closes a delivered order
    ],
    partially_delivered: ['PARTICULARLY_DELIVERED'], // Заказ частично доставлен
  },
  undelivered: { failed_attempt: ['DELIVERY_ATTEMPT_FAILED'] }, // Неудачная попытка вручения заказа
  exception: {
    rejected: ['VALIDATING_ERROR'], // Заказ не подтвержден в сортировочном центре
    storage_expired: ['DELIVERY_STORAGE_PERIOD_EXPIRED'], // Срок хранения истек
    cancelled: [
      'CANCELLED',
      'CANCELLED_BY_RECIPIENT',
      'CANCELLED_USER',
      'CANCELLED_IN_PLATFORM',
      'CANCELED_IN_PLATFORM',
      'CANCELLED_WITH_PAYMENT',
      'SORTING_CENTER_CANCELLED',
      'SORTING_CENTER_CANCELED',
    ],
    returning: [
      'SORTING_CENTER_RETURN_PREPARING', // Заказ готовится к возврату
      'SORTING_CENTER_RETURN_ARRIVED', // Заказ доставлен в пункт отправителя: to be fetched there
      'SORTING_CENTER_RETURN_PREPARING_SENDER', // Заказ готов к отправке отправителю
      'RETURN_PREPARING', // Заказ в процессе возврата на складе сортировочного центра
      'RETURN_TRANSPORTATION_STARTED', // Заказ едет в точку возврата
      'RETURN_ARRIVED_DELIVERY', // Заказ возвращен на склад
      'RETURN_TRANSMITTED_FULFILMENT', // Заказ передан на единый склад: before it can be fetched, so it is no end
      'RETURN_READY_FOR_PICKUP', // Заказ готов для передачи магазину
    ],
    returned_to_sender: [
      'SORTING_CENTER_RETURN_RETURNED', // Заказ возвращен отправителю
      'RETURN_RETURNED', // Заказ возвращен в магазин
    ],
  },
  // Another day or hour was agreed; the parcel is where it was.
  keep: ['DELIVERY_UPDATED_BY_SHOP', 'DELIVERY_UPDATED_BY_RECIPIENT', 'DELIVERY_UPDATED_BY_DELIVERY', 'DELIVERY_TIME_INTERVALS_UPDATED'],
})
