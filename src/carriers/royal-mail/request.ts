import { normaliseNumber } from '../../base/index.ts'
import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** The number as Royal Mail takes it: letters and digits only, so that none can be read as another path. */
export function mailPieceIdOf(number: string): string {
  return normaliseNumber(number).replaceAll(/[^A-Z0-9]/g, '')
}

/** GET /mailpieces/v2/{id}/events: one item a call. Without the header that accepts the terms the call is refused (E0004). */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  return {
    method: 'GET',
    path: `/mailpieces/v2/${mailPieceIdOf(items[0]?.number ?? '')}/events`,
    headers: {
      accept: 'application/json',
      'x-accept-rmg-terms': 'yes',
      'x-ibm-client-id': ctx.credential['clientId'] ?? '',
      'x-ibm-client-secret': ctx.credential['clientSecret'] ?? '',
    },
  }
}
