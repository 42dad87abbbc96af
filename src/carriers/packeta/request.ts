import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'
import { xmlEscape } from '../kit/index.ts'

/** POST /api/rest; the root element is the method. `packetId` is the barcode without the letter at its beginning. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const password = xmlEscape(ctx.credential['apiPassword'] ?? '')
  const id = xmlEscape((items[0]?.number ?? '').replace(/^Z/i, ''))
  return {
    method: 'POST',
    path: '/api/rest',
    headers: { accept: 'application/xml', 'content-type': 'application/xml; charset=utf-8' },
    body: `<packetTracking><apiPassword>${password}</apiPassword><packetId>${id}</packetId></packetTracking>`,
  }
}
