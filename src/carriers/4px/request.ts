import { createHash } from 'node:crypto'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/**
 * POST /router/api/service: the common parameters in the query, the number in a JSON body, both signed. `language` is no part of what is signed.
 * Other types than any in `accept` were seen to be answered with question marks in place of Chinese.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const body = JSON.stringify({ deliveryOrderNo: items[0]?.number ?? '' })
  const signed = {
    app_key: ctx.credential['appKey'] ?? '',
    format: 'json',
    method: 'tr.order.tracking.get',
    timestamp: String(ctx.now),
    v: '1.0.0',
  }
  const sign = signature(signed, body, ctx.credential['appSecret'] ?? '')
  const query = new URLSearchParams({ ...signed, language: ctx.language === 'zh' ? 'cn' : 'en', sign })
  return {
    method: 'POST',
    path: `/router/api/service?${query.toString()}`,
    headers: { accept: '*/*', 'content-type': 'application/json;charset=UTF-8' },
    body,
  }
}

/** MD5 in lower-case hex over name and value of each parameter, in the order of the names, then the body, then the secret. */
export function signature(parameters: Readonly<Record<string, string>>, body: string, secret: string): string {
  const names = Object.keys(parameters).toSorted()
  const text = names.map((name) => `${name}${parameters[name]}`).join('')
  return createHash('md5')
    .update(text + body + secret)
    .digest('hex')
}
