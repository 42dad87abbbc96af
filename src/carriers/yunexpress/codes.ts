import { table } from '../kit/index.ts'

/**
 * `TrackNodeCode` with YunExpress's wording; where an event has none, its `TrackingStatus`, a number. Sources: YunExpress OMS API document 1.4.5
 * and its table of nodes, as public clients quote them. The meanings are ours.
 */
export const codes = table({
  inforeceived: {
    created: [
      'ORDER_CREATION', // 下单: shipment information received
      'PRE_INFO', // 预上网
      'PRE_ADVICING', // 服务商电子预报信息
      '10', // Pre-advice
    ],
  },
  transit: {
    accepted: ['PICKED_UP'], // 揽收
    arrived_hub: [
      'FIRST_MILE_ARRIVE', // 签入
      'TRANSIT_IN', // 调拨入仓
      'ARRIVE_CONFIRM_OC', // 到港: at the airport of departure
    ],
    departed_hub: [
      'FIRST_MILE_DEPART', // 签出
      'TRANSIT_OUT', // 调拨出仓
      'DEPART_CONFIRM_OC', // 发货
    ],
    in_transit: [
      'IN_TRANSIT', // 正常中转
      'AIRPORT_RELEASE', // 出口机场安检放行
      'AIRPORT_INSPECTION', // 出口机场安检查验
      'PICKUP_CARGO_TERMINAL', // 货站提货
      'READY_FOR_PICKUP', // 待提取: the airline's cargo waits for the carrier, not for the recipient
      'READY_FOR_OUTBOUND', // 待发出
      'CARRIER_PICKUP', // 承运商提取
      'IN_TRANSIT_CARRIER', // 承运商转运
      '20', // Transit
    ],
    departed_origin_country: ['MAIN_LINE_DEPART'], // 离港
    arrived_destination_country: ['MAIN_LINE_ARRIVE'], // 到达目的地机场
    customs_processing: [
      'ARRIVE_ORIN_CUSTOMS', // 报关中
      'CUSTOMS_PROCESSING', // 清关中
      'CUSTOMS_INSPCTION', // 海关查验; the carrier's spelling
    ],
    customs_cleared: [
      'EXPORT_CUSTOMS_COMPLETE', // 出口报关完成
      'CUSTOMS_COMPLETE', // 清关完成
      'CUSTOMS_RELEASE', // 海关放行
    ],
    handed_over: ['TRANSITHUB_ARRIVE'], // 交货给末端派送商
    delayed: ['CUSTOMS_DELAY'], // 清关延误
  },
  pickup: {
    out_for_delivery: ['DELIVERY_ATTEMPT:20'], // the same code while the parcel is in transit: on its way to the recipient
    ready_for_pickup: ['30'], // Ready for pickup
  },
  delivered: {
    delivered: [
      'DELIVERED', // 妥投
      '50', // Delivered
    ],
  },
  undelivered: {
    failed_attempt: [
      'DELIVERY_ATTEMPT', // 派送尝试
      'DELIVERY_FAILURE', // 末端派送失败
      '40', // Failed
    ],
  },
  exception: {
    customs_held: ['CUSTOMS_EXCEPTION'],
    seized: [
      'CUSTOMS_HOLD', // 海关查没
      'AIRPORT_HOLD', // 出口机场安检没收
    ],
    lost: ['PACKAGE_LOST'], // 确认丢件
    on_hold: [
      'PACKAGE_EXCEPTION', // 异常/弃件/销毁/理赔
      'OTHER', // 空运延误/平台异常
      '60', // Exception
    ],
    returning: [
      'RETURNED', // 退件
      'RETURNED_BACK', // 服务商退回中
      '90', // Returned
    ],
    returned_to_sender: ['RETURNED_TO_SENDER'], // 退件出仓(国内)
    cancelled: ['100'], // Cancelled
  },
  keep: [
    'CHANGE_WAYBILL_INFO', // 跟踪号变更
    'EDD', // 预计派送时间
  ],
})
