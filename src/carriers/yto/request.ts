import { createHash } from 'node:crypto'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

const METHOD = 'track_query_adapter'
const VERSION = 'v1'

/** POST to the customer's own address, which ends in user and customer code; `param` is JSON inside a string, and what is signed. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const field = (name: string): string => ctx.credential[name] ?? ''
  const param = JSON.stringify({ NUMBER: items[0]?.number ?? '' })
  const sign = signature(param + METHOD + VERSION, field('secret'))
  return {
    method: 'POST',
    path: `/open/${METHOD}/${VERSION}/${encodeURIComponent(field('userId'))}/${encodeURIComponent(field('customerCode'))}`,
    headers: { accept: 'application/json', 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify({ timestamp: String(ctx.now), param, sign, format: 'JSON' }),
  }
}

/** Base64(MD5(data + secret)); data is param, method and version in one. */
export function signature(data: string, secret: string): string {
  return createHash('md5')
    .update(data + secret)
    .digest('base64')
}
