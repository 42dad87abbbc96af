import type { CarrierContext, CarrierRequest, TrackItem } from '../carrier.ts'

/** Numbers of one path. */
export const MAX_NUMBERS = 10
/** Languages that texts were seen in. */
export const LANGUAGES: readonly string[] = ['en', 'de', 'fr']

/** GET /tracking/simple/trackids/{id,id,…}; "simple" is the whole history, and the only lookup by parcel number that there is. */
export function buildRequest(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest {
  const ids = items.map(({ number }) => encodeURIComponent(number)).join(',')
  return {
    method: 'GET',
    path: `/track-and-trace-v1/tracking/simple/trackids/${ids}?showEvents=true`,
    headers: {
      accept: 'application/json',
      'accept-language': (LANGUAGES.includes(ctx.language) ? ctx.language : 'en').toUpperCase(),
      authorization: `Bearer ${ctx.token ?? ''}`,
    },
  }
}
