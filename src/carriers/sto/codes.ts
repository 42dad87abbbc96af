import { table } from '../kit/index.ts'

/**
 * `scanType`: Chinese words at home, action codes for parcels that cross a border. Codes: Open Logistics Tracking Standard, CC BY 4.0, and the
 * enumeration of the track push of open.sto.cn. The meanings are ours.
 */
export const codes = table({
  transit: {
    accepted: [
      '收件', // picked up
      'PU_PICKUP_SUCCESS', // 国际揽收
    ],
    departed_hub: [
      '发件', // sent on
      'LH_DEPART', // 出发
    ],
    arrived_hub: [
      '到件', // arrived
      'LH_ARRIVE', // 抵达
      'SC_INBOUND_SUCCESS', // 分拣
    ],
    in_transit: [
      'MOT_TRANSIT', // 中转
      'SC_ORDER_WEIGHT', // 称重
      'SC_ORDER_PACKET_SUCCESS', // 集包
      'SC_ORDER_PACKET_OUT', // 退出集包
      'CC_START', // 提货
    ],
    handed_over: [
      '转邮', // to the post
      '转同行', // to another express company
      'GOT', // 清关转交成功: to the deliverer after customs
    ],
    customs_processing: ['CC_IM_START'], // 清关中
    customs_cleared: ['CC_IM_SUCCESS'], // 清关完成
    forwarded: ['改地址件'], // to a changed address
    delayed: ['留仓件'], // kept in the depot
  },
  pickup: {
    out_for_delivery: [
      '派件',
      '第三方代派', // by a third party
    ],
    ready_for_pickup: [
      '派件入柜', // into a locker
      '柜机代收', // kept by a locker
      '驿站代收', // kept by a station
      '第三方代收', // kept by a third party
    ],
  },
  delivered: {
    delivered: [
      '签收',
      '客户签收', // by the customer
    ],
  },
  exception: {
    returning: ['退回件'], // a return begins; the signature at the sender comes later
    on_hold: ['问题件'], // a problem, `issueName` names it
    customs_held: ['CC_IM_FAILURE'], // 清关异常
  },
  keep: [
    '快件取出', // taken out of the locker: by whom is not said
    '驿站出库', // out of the station: by whom is not said
    '代取快递', // somebody is asked to fetch it
    'SC_ORDER_PAY_SUCCESS', // 付款: paid
  ],
})

/** Action codes in STO's own words. */
export const WORDING: ReadonlyMap<string, string> = new Map([
  ['PU_PICKUP_SUCCESS', '国际揽收'],
  ['MOT_TRANSIT', '中转'],
  ['SC_INBOUND_SUCCESS', '分拣'],
  ['SC_ORDER_WEIGHT', '称重'],
  ['SC_ORDER_PAY_SUCCESS', '付款'],
  ['SC_ORDER_PACKET_SUCCESS', '集包'],
  ['SC_ORDER_PACKET_OUT', '退出集包'],
  ['LH_DEPART', '出发'],
  ['LH_ARRIVE', '抵达'],
  ['CC_START', '提货'],
  ['CC_IM_START', '清关中'],
  ['CC_IM_SUCCESS', '清关完成'],
  ['CC_IM_FAILURE', '清关异常'],
  ['GOT', '清关转交成功'],
])
