import { table } from '../kit/index.ts'

/** On the way there; with the order's status UNCLAIMED the same codes are the way back. */
const WAREHOUSE = [
  'PRESORTED',
  'RECEIVED_IN_WAREHOUSE_IN_DETAILS',
  'RECEIVED_IN_TRANSIT_WAREHOUSE',
  'SORTED_IN_WAREHOUSE',
  'PLACED_IN_CONSOLIDATION_CELL_IN_WAREHOUSE',
  'COMPLECTED_IN_WAREHOUSE',
  'READY_TO_BE_SHIPPED_FROM_WAREHOUSE',
]
const TAKEN_IN = ['RECEIVED_IN_DROP', 'RECEIVED_IN_WAREHOUSE_BY_PLACES']
const onTheWayBack = [...TAKEN_IN, ...WAREHOUSE, 'SHIPPED', 'RECEIVED_IN_STORE'].map((code) => `${code}:UNCLAIMED`)

/**
 * `executionStatus` with `status` as its attribute. Sources: lapaygroup/fivepost-sdk (MIT) and other public clients of the partner API. The
 * meanings are ours.
 */
export const codes = table({
  inforeceived: { created: ['NEW', 'CREATED', 'APPROVED'] },
  transit: {
    accepted: TAKEN_IN,
    arrived_hub: WAREHOUSE,
    departed_hub: ['SHIPPED'],
    in_transit: ['IN_PROCESS'],
    arrived_destination: ['RECEIVED_IN_STORE'], // in the shop, not yet in the locker
  },
  pickup: { ready_for_pickup: ['PLACED_IN_POSTAMAT'] }, // in the locker or at the shop's counter
  delivered: { delivered_collected: ['PICKED_UP', 'DONE'] },
  exception: {
    rejected: ['REJECTED', 'CREATED:REJECTED', 'APPROVED:REJECTED'], // has not passed the check of its data
    cancelled: ['CANCELLED', 'CREATED:CANCELLED', 'APPROVED:CANCELLED'],
    on_hold: [
      'PROBLEM', // lost or damaged, to be decided
      'INTERRUPTED',
      'WAITING_FOR_REPICKUP', // at the warehouse, to be handed out a second time
    ],
    storage_expired: ['READY_FOR_WITHDRAW_FROM_PICKUP_POINT', 'PLACED_IN_POSTAMAT:UNCLAIMED'],
    unclaimed: ['UNCLAIMED', 'READY_FOR_UTILIZE'],
    returning: ['WITHDRAWN_FROM_PICKUP_POINT', 'READY_FOR_RETURN', ...onTheWayBack],
    returned_to_sender: ['RETURNED_TO_PARTNER'],
    lost: ['LOST'],
    destroyed: ['UTILIZED'],
  },
})

/** An answer has codes only: their Russian names for people. A code without a name is shown as it is. */
export const NAMES: ReadonlyMap<string, string> = new Map([
  ['NEW', 'Новый'],
  ['CREATED', 'Создан'],
  ['APPROVED', 'Подтвержден'],
  ['REJECTED', 'Отклонен'],
  ['IN_PROCESS', 'В процессе исполнения'],
  ['DONE', 'Исполнен'],
  ['INTERRUPTED', 'Исполнение прервано'],
  ['UNCLAIMED', 'Не востребован'],
  ['CANCELLED', 'Отменен'],
  ['PROBLEM', 'Проблема'],
  ['RECEIVED_IN_DROP', 'Принят в пункте приема'],
  ['RECEIVED_IN_WAREHOUSE_BY_PLACES', 'Принят на складе по грузоместам'],
  ['PRESORTED', 'Предсортировка'],
  ['RECEIVED_IN_WAREHOUSE_IN_DETAILS', 'Принят на складе детально'],
  ['RECEIVED_IN_TRANSIT_WAREHOUSE', 'Принят на транзитном складе'],
  ['SORTED_IN_WAREHOUSE', 'На сортировке на складе'],
  ['PLACED_IN_CONSOLIDATION_CELL_IN_WAREHOUSE', 'Размещен в ячейку консолидации'],
  ['COMPLECTED_IN_WAREHOUSE', 'Скомплектован на складе'],
  ['READY_TO_BE_SHIPPED_FROM_WAREHOUSE', 'Готов к отгрузке со склада'],
  ['SHIPPED', 'Отгружен со склада'],
  ['RECEIVED_IN_STORE', 'Принят в магазине'],
  ['PLACED_IN_POSTAMAT', 'Размещен в точке выдачи'],
  ['PICKED_UP', 'Выдан'],
  ['READY_FOR_WITHDRAW_FROM_PICKUP_POINT', 'Готов к изъятию из пункта выдачи'],
  ['WITHDRAWN_FROM_PICKUP_POINT', 'Изъят из пункта выдачи'],
  ['WAITING_FOR_REPICKUP', 'Ожидает повторную выдачу'],
  ['READY_FOR_RETURN', 'Готов к возврату'],
  ['RETURNED_TO_PARTNER', 'Отгружен партнеру'],
  ['LOST', 'Утерян'],
  ['READY_FOR_UTILIZE', 'Готов к утилизации'],
  ['UTILIZED', 'Утилизирован'],
])
