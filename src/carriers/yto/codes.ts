import { table } from '../kit/index.ts'

/**
 * `infoContent` with YTO's wording. Sources: open.yto.net.cn by way of the Open Logistics Tracking Standard (CC BY 4.0), cn/yto.csv; PACKAGE and the
 * Chinese names, which some answers write in place of a code, as integrators saw them. The meanings are ours.
 */
export const codes = table({
  transit: {
    accepted: [
      'GOT', // 已揽收
      '收件',
    ],
    departed_hub: [
      'DEPARTURE', // 已发出
      'AIRSEND', // 航空发货
      '发件',
    ],
    arrived_hub: [
      'ARRIVAL', // 已收入
      'AIRPICK', // 航空提货
      '到件',
    ],
    in_transit: [
      'PACKAGE', // put into a bag
      '转件',
    ],
    forwarded: [
      'FORWARDING', // 转寄
      '转投',
    ],
  },
  pickup: {
    out_for_delivery: [
      'SENT_SCAN', // 派件
      '派件',
    ],
    ready_for_pickup: ['INBOUND'], // 自提柜入柜
  },
  delivered: {
    delivered: [
      'SIGNED', // 签收成功
      '签收',
    ],
  },
  undelivered: {
    failed_attempt: ['FAILED'], // 签收失败
    refused: ['拒签'],
  },
  exception: {
    on_hold: ['问题件'],
    returning: [
      'TMS_RETURN', // 退回: on the way back; its end is 退件完成
      '退件',
    ],
    returned_to_sender: ['退件完成'],
  },
})

/** Said in place of a text that may name the courier, the signer or a code for the locker. */
export const WORDING: ReadonlyMap<string, string> = new Map([
  ['GOT', '已揽收'],
  ['ARRIVAL', '已收入'],
  ['DEPARTURE', '已发出'],
  ['SENT_SCAN', '派件中'],
  ['INBOUND', '自提柜入柜'],
  ['SIGNED', '签收成功'],
  ['FAILED', '签收失败'],
  ['FORWARDING', '转寄'],
  ['TMS_RETURN', '退回'],
  ['AIRSEND', '航空发货'],
  ['AIRPICK', '航空提货'],
])

/** Their texts always speak of people. */
export const PERSONAL: ReadonlySet<string> = new Set(['SENT_SCAN', 'INBOUND', 'SIGNED', '派件', '签收'])
