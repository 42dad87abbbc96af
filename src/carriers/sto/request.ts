import { createHash } from 'node:crypto'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** Receiver of the query inside STO, as the documentation of the interface gives it. */
const RECEIVER = 'sto_trace_query'

/** POST /gateway/link.do, a form. `data_digest` is Base64(MD5(content + secretKey)) over the bytes of `content` before they are form-encoded. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const field = (name: string): string => ctx.credential[name] ?? ''
  const content = JSON.stringify({ order: 'asc', waybillNoList: items.map(({ number }) => number) })
  const form = new URLSearchParams({
    content,
    data_digest: createHash('md5')
      .update(content + field('secretKey'), 'utf8')
      .digest('base64'),
    api_name: 'STO_TRACE_QUERY_COMMON',
    from_appkey: field('appKey'),
    from_code: field('fromCode'),
    to_appkey: RECEIVER,
    to_code: RECEIVER,
  })
  return {
    method: 'POST',
    path: '/gateway/link.do',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: form.toString(),
  }
}
