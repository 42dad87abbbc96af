import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * POST getOrderHistoryMass for up to 50 orders, by 5Post's ids or by the sender's. One call takes one sort of them: where both are asked
 * together getOrderStatus is called, which takes both, and tells the present state alone.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  // 5Post writes its ids in small letters.
  const asked = items.map(({ number }) => (UUID.test(number.toLowerCase()) ? { orderId: number.toLowerCase() } : { senderOrderId: number }))
  const own = asked.flatMap(({ orderId }) => orderId ?? [])
  const others = asked.flatMap(({ senderOrderId }) => senderOrderId ?? [])
  if (others.length === 0) return post('getOrderHistoryMass/byOrderId', { orderIdList: own }, ctx)
  if (own.length === 0) return post('getOrderHistoryMass/bySenderOrderId', { senderOrderIdList: others }, ctx)
  return post('getOrderStatus', asked, ctx)
}

function post(method: string, body: object, ctx: CarrierContext): CarrierRequest {
  return {
    method: 'POST',
    path: `/api/v1/${method}`,
    headers: { accept: 'application/json', authorization: `Bearer ${ctx.token ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}
