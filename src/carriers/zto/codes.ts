import { table } from '../kit/index.ts'

/**
 * `scanType`, with `returnType` as the attribute of a return. Three vocabularies live in one field: Chinese words, English words of lockers
 * and shops, and numbers after the parcel was handed to another company. Codes: Open Logistics Tracking Standard, CC BY 4.0; the return
 * types are those of open.zto.com. The meanings are ours.
 */
export const codes = table({
  transit: {
    accepted: ['收件', '1'], // picked up
    departed_hub: ['发件', '2'], // sent on
    arrived_hub: ['到件', '3'], // arrived
    handed_over: ['转单', '9'], // handed to another company, the number may change
    in_transit: ['安检'], // security check: of aviation, not of customs
    forwarded: [
      '退件:3', // the address is changed
      '退件:6', // a problem, and the address is changed
    ],
  },
  pickup: {
    out_for_delivery: [
      '派件',
      '4',
      'DELIVERY', // 上门派送: to the door
    ],
    ready_for_pickup: [
      'ARRIVAL', // 派件入三方自提柜: into a locker or shop of a third party
      '44', // 第三方进站: into a shop
    ],
  },
  delivered: {
    delivered: ['签收', '5'],
    delivered_collected: ['SIGNED'], // 派件出三方自提柜: taken out of the locker or shop
    delivered_other: ['7'], // 第三方签收: signed by a third party
  },
  undelivered: { refused: ['退件:5'] }, // 问题件拒收
  exception: {
    returning: [
      '退件', // a return begins; the signature at the sender comes later
      '8',
      '退件:1', // to the outlet that sent it
      '退件:2', // to the sender's address
      '退件:4', // return scan
      '退件:10', // to the sender, because the way is closed
    ],
    on_hold: [
      '问题件', // a problem
      'DEPARTURE', // 派件异常出站: out of the shop, undelivered
    ],
  },
  keep: [
    '事件', // "an event", and no more
    '45', // 第三方出站: out of the shop, by whom is not said; a signature follows
  ],
})

/** Scan types that are no Chinese words, in ZTO's own words. */
export const WORDING: ReadonlyMap<string, string> = new Map([
  ['1', '收件'],
  ['2', '发件'],
  ['3', '到件'],
  ['4', '派件'],
  ['5', '签收'],
  ['7', '第三方签收'],
  ['8', '退件'],
  ['9', '转单'],
  ['44', '第三方进站'],
  ['45', '第三方出站'],
  ['ARRIVAL', '派件入三方自提柜'],
  ['SIGNED', '派件出三方自提柜'],
  ['DELIVERY', '上门派送'],
  ['DEPARTURE', '派件异常出站'],
])
