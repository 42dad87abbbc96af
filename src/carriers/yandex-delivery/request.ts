import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** `77241d8009bb46d0bff5c65a73077bcd-udp`, or a UUID. */
const REQUEST_ID = /^[0-9a-f][0-9a-f-]{31,35}(?:-udp)?$/

/**
 * GET request/history by `request_id`: the whole history. Any other number is a code that people see, which only request/info takes: the
 * present state alone.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const number = items[0]?.number ?? ''
  const id = requestId(number)
  const query = new URLSearchParams(id === undefined ? { request_code: number } : { request_id: id })
  return {
    method: 'GET',
    path: `/api/b2b/platform/request/${id === undefined ? 'info' : 'history'}?${query.toString()}`,
    headers: { accept: 'application/json', 'accept-language': 'ru', authorization: `Bearer ${ctx.credential['token'] ?? ''}` },
  }
}

/** The number as Yandex writes an id, in small letters; undefined: it is none. */
export function requestId(number: string): string | undefined {
  const id = number.toLowerCase()
  return REQUEST_ID.test(id) ? id : undefined
}
