import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** The barcode of a pack (ECB); every other number is the shipper's reference. */
export const ECB = /^\d{20}$/

/** What narrows the answer to the account. */
export function accountOf(credential: CarrierContext['credential']): { idNumber: string; accountNumber: string; businessUnit: string } {
  const field = (name: string): string => (credential[name] ?? '').trim()
  // A whole CCC such as 12345-28 is the account and the unit.
  return { idNumber: field('idNumber'), accountNumber: field('accountNumber').split('-')[0] ?? '', businessUnit: field('businessUnit') }
}

/**
 * GET /pic/v1/tracking-services/extended. The three fields of the account always go along: without them SEUR answers with every customer's
 * shipments that share the reference.
 */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const ref = items[0]?.number ?? ''
  const refType = ECB.test(ref) ? 'ECB' : 'REFERENCE'
  const query = new URLSearchParams({ ref, refType, ...accountOf(ctx.credential) })
  return {
    method: 'GET',
    path: `/pic/v1/tracking-services/extended?${query.toString()}`,
    headers: { accept: 'application/json', authorization: `Bearer ${ctx.token ?? ''}` },
  }
}
