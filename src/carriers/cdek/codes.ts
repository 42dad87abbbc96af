import { table } from '../kit/index.ts'

/**
 * Order statuses of API v2 with CDEK's wording. Sources: CDEK API v2, appendix of order statuses; the enumerations of cdek-it/sdk2.0 and
 * shevernitskiy/cdek (MIT). The meanings are ours. On a return order `DELIVERED` means the opposite: see parse.ts.
 */
export const codes = table({
  inforeceived: {
    created: [
      'ACCEPTED', // Принят: the request is, the parcel is not yet
      'CREATED', // Создан
    ],
  },
  transit: {
    accepted: ['RECEIVED_AT_SHIPMENT_WAREHOUSE'], // Принят на склад отправителя
    departed_hub: [
      'READY_FOR_SHIPMENT_IN_SENDER_CITY', // Выдан на отправку в городе-отправителе
      'READY_TO_SHIP_AT_SENDING_OFFICE', // the same, newer name
      'TAKEN_BY_TRANSPORTER_FROM_SENDER_CITY', // Сдан перевозчику в городе-отправителе
      'PASSED_TO_CARRIER_AT_SENDING_OFFICE',
      'SENT_TO_SENDER_CITY', // Отправлен в город-отправитель
      'SENT_TO_SENDING_OFFICE',
      'SENT_TO_TRANSIT_CITY', // Отправлен в город-транзит
      'SENT_TO_TRANSIT_OFFICE',
      'READY_FOR_SHIPMENT_IN_TRANSIT_CITY', // Выдан на отправку в городе-транзите
      'READY_TO_SHIP_IN_TRANSIT_OFFICE',
      'TAKEN_BY_TRANSPORTER_FROM_TRANSIT_CITY', // Сдан перевозчику в городе-транзите
      'PASSED_TO_CARRIER_AT_TRANSIT_OFFICE',
      'SENT_TO_RECIPIENT_CITY', // Отправлен в город-получатель
      'SENT_TO_OFFICE_IN_RECIPIENT_CITY',
      'SHIPPED_TO_DESTINATION', // Отправлено в страну назначения
    ],
    handed_over: ['PASSED_TO_TRANSIT_CARRIER'], // Передано транзитному перевозчику
    arrived_hub: [
      'ACCEPTED_IN_SENDER_CITY', // Встречен в городе-отправителе
      'MET_AT_SENDING_OFFICE',
      // Back on the shelf of an office, on the way there: neither a return to the sender nor a failed attempt.
      'RETURNED_TO_SENDER_CITY_WAREHOUSE', // Возвращён на склад отправителя
      'RETURNED_TO_TRANSIT_WAREHOUSE', // Возвращён на склад транзита
      'ACCEPTED_IN_TRANSIT_CITY', // Встречен в городе-транзите
      'MET_AT_TRANSIT_OFFICE',
      'ACCEPTED_AT_TRANSIT_WAREHOUSE', // Принят на склад транзита
      'ACCEPTED_AT_TRANSIT_OFFICE',
      'ENTERED_TO_OFFICE_TRANSIT_WAREHOUSE',
    ],
    arrived_destination: [
      'ACCEPTED_IN_RECIPIENT_CITY', // Встречен в городе-получателе
      'MET_AT_RECIPIENT_OFFICE',
      'ACCEPTED_AT_RECIPIENT_CITY_WAREHOUSE', // Принят на склад доставки
      'ENTERED_TO_DELIVERY_WAREHOUSE',
      'ENTERED_TO_WAREHOUSE_ON_DEMAND',
    ],
    customs_processing: [
      'IN_CUSTOMS_INTERNATIONAL', // Таможенное оформление в стране отправления
      'IN_CUSTOMS_LOCAL', // Таможенное оформление в стране назначения
    ],
    customs_cleared: ['CUSTOMS_COMPLETE'], // Таможенное оформление завершено
  },
  pickup: {
    ready_for_pickup: [
      'ACCEPTED_AT_PICK_UP_POINT', // Принят на склад до востребования
      'POSTOMAT_POSTED', // Заложен в постамат
    ],
    out_for_delivery: [
      'TAKEN_BY_COURIER', // Выдан на доставку
      'ISSUED_FOR_DELIVERY',
    ],
  },
  delivered: {
    delivered: ['DELIVERED'], // Вручён
    delivered_collected: ['POSTOMAT_RECEIVED'], // Изъят из постамата клиентом
  },
  // Возвращён на склад доставки: the courier brings it back; numeric code 18.
  undelivered: { failed_attempt: ['RETURNED_TO_RECIPIENT_CITY_WAREHOUSE', 'RETURNED_TO_DELIVERY_WAREHOUSE'] },
  exception: {
    storage_expired: ['POSTOMAT_SEIZED'], // Изъят из постамата курьером: the storage period is over, it goes back to the shop
    returning: ['NOT_DELIVERED'], // Не вручён: final for this order, a return order follows
    rejected: ['INVALID'], // Некорректный заказ
    cancelled: ['REMOVED'], // Удалён
  },
})
