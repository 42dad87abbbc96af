import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** GET GetTrackInfo: one waybill, order or last-mile number. Between code and secret stands `&`, where Basic has a colon. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const { customerCode = '', apiSecret = '' } = ctx.credential
  const query = new URLSearchParams({ OrderNumber: items[0]?.number ?? '' })
  return {
    method: 'GET',
    path: `/api/Tracking/GetTrackInfo?${query.toString()}`,
    headers: {
      accept: 'application/json',
      'accept-language': ctx.language === 'zh' ? 'zh-cn' : 'en-us',
      authorization: `Basic ${Buffer.from(`${customerCode}&${apiSecret}`).toString('base64')}`,
    },
  }
}
