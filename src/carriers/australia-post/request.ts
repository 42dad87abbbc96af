import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** More are refused as a whole (error 51101). */
export const MAX_NUMBERS = 10

/** GET /shipping/v1/track?tracking_ids= with the charge account in a header. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const { apiKey = '', password = '', accountNumber = '' } = ctx.credential
  const ids = items.map(({ number }) => encodeURIComponent(number)).join(',')
  return {
    method: 'GET',
    path: `/shipping/v1/track?tracking_ids=${ids.replaceAll("'", '%27')}`,
    headers: {
      accept: 'application/json',
      'account-number': accountNumber.replaceAll(/[^\x20-\x7e]/g, '').trim(),
      authorization: `Basic ${Buffer.from(`${apiKey}:${password}`).toString('base64')}`,
    },
  }
}
