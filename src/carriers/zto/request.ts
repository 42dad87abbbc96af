import { createHash } from 'node:crypto'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/**
 * POST /zto.merchant.waybill.track.query for one waybill. Of the recipient's phone only the last four digits are sent. The signature is
 * Base64(MD5(body + appSecret)) over the bytes of the body.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const [item] = items
  const mobilePhone = lastFour(item)
  const body = JSON.stringify({ billCode: item?.number ?? '', ...(mobilePhone === '' ? {} : { mobilePhone }) })
  return {
    method: 'POST',
    path: '/zto.merchant.waybill.track.query',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json; charset=utf-8',
      // Only what a header can hold: a key with anything else is refused by ZTO, not by the transport.
      'x-appkey': (ctx.credential['appKey'] ?? '').replaceAll(/[^\x21-\x7e]/g, ''),
      'x-datadigest': createHash('md5')
        .update(body + (ctx.credential['appSecret'] ?? ''), 'utf8')
        .digest('base64'),
    },
    body,
  }
}

/** Empty without a phone, and for one of fewer than four digits. */
export function lastFour(item: TrackItem | undefined): string {
  const digits = item?.phone?.replaceAll(/\D/g, '') ?? ''
  return digits.length < 4 ? '' : digits.slice(-4)
}
