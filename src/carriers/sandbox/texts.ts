import type { Code } from './codes.ts'

interface Words {
  en: string
  ru: string
  zh: string
}

/** What an event says to a person; English for a language that is not spoken here. */
export function textOf(code: Code, language: string): string {
  const words = TEXTS[code]
  return language === 'ru' || language === 'zh' ? words[language] : words.en
}

const TEXTS: Readonly<Record<Code, Words>> = {
  'inforeceived/created': { en: 'Order created', ru: 'Заказ создан', zh: '订单已创建' },
  'inforeceived/label_created': {
    en: 'Label created, parcel not yet handed over',
    ru: 'Этикетка создана, отправление ещё не передано',
    zh: '已创建运单,等待交寄',
  },
  'inforeceived/pickup_scheduled': { en: 'Collection scheduled', ru: 'Назначен забор отправления', zh: '已预约上门取件' },
  'transit/in_transit': { en: 'On its way', ru: 'В пути', zh: '运输途中' },
  'transit/accepted': { en: 'Accepted from the sender', ru: 'Принято у отправителя', zh: '已揽收' },
  'transit/departed_hub': { en: 'Departed from the sorting centre', ru: 'Покинуло сортировочный центр', zh: '离开分拣中心' },
  'transit/arrived_hub': { en: 'Arrived at the sorting centre', ru: 'Прибыло в сортировочный центр', zh: '到达分拣中心' },
  'transit/arrived_destination': { en: 'Arrived at the delivery office', ru: 'Прибыло в отделение доставки', zh: '到达派送网点' },
  'transit/arrived_destination_country': { en: 'Arrived in the destination country', ru: 'Прибыло в страну назначения', zh: '到达目的国' },
  'transit/customs_processing': { en: 'Customs clearance started', ru: 'Начато таможенное оформление', zh: '海关清关中' },
  'transit/customs_cleared': { en: 'Released by customs', ru: 'Выпущено таможней', zh: '海关放行' },
  'transit/delayed': { en: 'Delayed', ru: 'Задержка в пути', zh: '运输延误' },
  'transit/forwarded': { en: 'Forwarded to another address', ru: 'Перенаправлено на другой адрес', zh: '已转寄至其他地址' },
  'transit/handed_over': { en: 'Handed over to the delivery partner', ru: 'Передано партнёру по доставке', zh: '已转交派送合作方' },
  'transit/misrouted': {
    en: 'Sorted to a wrong place, being rerouted',
    ru: 'Засылка, отправление перенаправляется',
    zh: '错分,正在重新转运',
  },
  'transit/renumbered': { en: 'Given a new number', ru: 'Присвоен новый номер', zh: '已更换运单号' },
  'transit/departed_origin_country': { en: 'Departed from the origin country', ru: 'Покинуло страну отправления', zh: '离开始发国' },
  'pickup/out_for_delivery': { en: 'Out for delivery', ru: 'Передано курьеру', zh: '派送中' },
  'pickup/ready_for_pickup': {
    en: 'Waiting for the recipient at the pickup point',
    ru: 'Ожидает получателя в пункте выдачи',
    zh: '已到达自提点,等待领取',
  },
  'pickup/pickup_expiring': {
    en: 'Storage at the pickup point ends soon',
    ru: 'Срок хранения в пункте выдачи истекает',
    zh: '自提点保管期即将届满',
  },
  'delivered/delivered': { en: 'Delivered', ru: 'Вручено', zh: '已妥投' },
  'delivered/delivered_collected': { en: 'Collected by the recipient', ru: 'Получено адресатом в пункте выдачи', zh: '收件人已自提' },
  'delivered/delivered_signed': { en: 'Delivered against signature', ru: 'Вручено под подпись', zh: '已签收' },
  'delivered/delivered_other': { en: 'Left with a neighbour', ru: 'Оставлено у соседа', zh: '已由邻居代收' },
  'delivered/partially_delivered': { en: 'Delivered in part', ru: 'Вручено частично', zh: '部分妥投' },
  'undelivered/failed_attempt': {
    en: 'Nobody in, delivery will be tried again',
    ru: 'Получателя не застали, попытка повторится',
    zh: '投递未成功,将再次派送',
  },
  'undelivered/refused': { en: 'Refused by the recipient', ru: 'Получатель отказался', zh: '收件人拒收' },
  'undelivered/address_issue': { en: 'Delivery failed: address incomplete', ru: 'Не вручено: неполный адрес', zh: '投递失败:地址不完整' },
  'exception/on_hold': { en: 'On hold', ru: 'Задержано', zh: '已暂扣' },
  'exception/address_issue': {
    en: 'Cannot be delivered: wrong address',
    ru: 'Доставка невозможна: неверный адрес',
    zh: '地址错误,无法派送',
  },
  'exception/cancelled': { en: 'Cancelled', ru: 'Отменено', zh: '已取消' },
  'exception/customs_held': { en: 'Held by customs', ru: 'Задержано таможней', zh: '海关扣留' },
  'exception/damaged': { en: 'Damaged', ru: 'Повреждено', zh: '包裹破损' },
  'exception/destroyed': { en: 'Destroyed', ru: 'Уничтожено', zh: '已销毁' },
  'exception/lost': { en: 'Lost', ru: 'Утрачено', zh: '包裹丢失' },
  'exception/pickup_failed': { en: 'Collection from the sender failed', ru: 'Не удалось забрать у отправителя', zh: '取件失败' },
  'exception/rejected': { en: 'Rejected by the carrier', ru: 'Отклонено перевозчиком', zh: '承运商拒收' },
  'exception/returned_to_sender': { en: 'Returned to the sender', ru: 'Возвращено отправителю', zh: '已退回寄件人' },
  'exception/returning': { en: 'On its way back to the sender', ru: 'Возвращается отправителю', zh: '正在退回寄件人' },
  'exception/seized': { en: 'Confiscated', ru: 'Изъято', zh: '已被没收' },
  'exception/storage_expired': { en: 'Storage period is over', ru: 'Срок хранения истёк', zh: '保管期已过' },
  'exception/unclaimed': { en: 'Not claimed by the recipient', ru: 'Не востребовано получателем', zh: '无人认领' },
  'keep/note': {
    en: 'Delivery time agreed with the recipient',
    ru: 'Время доставки согласовано с получателем',
    zh: '已与收件人约定派送时间',
  },
  'void/withdrawn': { en: 'The previous event was entered by mistake', ru: 'Предыдущая операция внесена ошибочно', zh: '上一条记录为误录' },
}
