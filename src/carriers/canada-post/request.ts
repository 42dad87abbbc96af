import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** GET /vis/track/pin/{pin}/detail. An Accept header that takes any type is refused. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const { username = '', password = '' } = ctx.credential
  return {
    method: 'GET',
    path: `/vis/track/pin/${encodeURIComponent(items[0]?.number ?? '')}/detail`,
    headers: {
      accept: 'application/vnd.cpc.track-v2+xml',
      'accept-language': ctx.language === 'fr' ? 'fr-CA' : 'en-CA',
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    },
  }
}
