import { giveToken } from '../oauth2.ts'
import type { Place } from '../journey.ts'
import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const TOKEN = { path: '/oauth2/v3/token', seconds: 28_799 }
const CREDENTIAL = { clientId: 'lab', clientSecret: 'lab' }
const TRACKING = '/tracking/v3/tracking/'
const JAMAICA = { city: 'Jamaica', region: 'NY', postalCode: '11430', country: 'US' }
const NOT_FOUND =
  'The tracking number may be incorrect or the status update is not yet available. Please verify your tracking number and try again later.'

/**
 * USPS Tracking API v3: OAuth 2 client credentials, then GET /tracking/v3/tracking/{number}?expand=DETAIL, one number a call. Source:
 * developers.usps.com, Tracking 3.0.
 */
export const usps: Speaker = {
  ...COMMON_REFUSALS,
  code: 'usps',
  credential: CREDENTIAL,
  token: TOKEN,
  keyField: 'trackingEvents',
  respond: (ask, desk) => {
    if (ask.path === TOKEN.path) return giveToken(ask, desk, { credential: CREDENTIAL, token: TOKEN })
    if (!ask.path.startsWith(TRACKING)) return html(404, '404 Not Found', 'The resource is not known.')
    if (ask.method !== 'GET') return error(405, 'Method Not Allowed')
    return track(ask, desk)
  },
  instant: {
    journey: {
      offset: '-05:00',
      steps: [
        { code: 'GX', at: '-2d 10:00', place: JAMAICA, text: { en: 'Shipping Label Created, USPS Awaiting Item' } },
        { code: '03', at: '-1d 08:00', place: JAMAICA, text: { en: 'USPS in possession of item' } },
        { code: '10', at: '-1d 19:00', place: JAMAICA, text: { en: 'Processed Through Facility' } },
      ],
    },
    render: (number, seen) => JSON.stringify(detail(number, seen.parcels[0])),
    escape: (number) => JSON.stringify(number).slice(1, -1),
  },
  throttled: () => error(429, 'Quota Violation. Please wait before retrying.'),
  failed: (status) => error(status, 'Internal Server Error'),
  okWithFault: () => ({ ...error(500, 'Internal Server Error'), status: 200 }),
}

function error(status: number, message: string, errors: object[] = []): Reply {
  return json(status, { apiVersion: '/tracking/v3', error: { code: String(status), message, errors } })
}

function track(ask: Ask, desk: Desk): Reply {
  if (desk.refused || desk.tokens.check(ask.headers['authorization']) !== 'good') return error(401, 'Invalid or expired access token')
  const number = decodeURIComponent(ask.path.slice(TRACKING.length))
  return { ...find(number, ask.query.get('expand') ?? 'SUMMARY', desk), numbers: [number] }
}

function find(number: string, expand: string, desk: Desk): Reply {
  const instant = desk.instant(number)
  if (instant !== null) return { status: 200, contentType: 'application/json', body: instant }
  if (!/^[A-Z0-9]{10,34}$/i.test(number)) {
    const source = { parameter: 'trackingNumber', example: '9400100000000000000000' }
    return error(400, 'Bad Request', [{ status: '400', code: '400', title: 'Invalid value', detail: 'Not a tracking number.', source }])
  }
  const parcel = desk.look(number)?.parcels[0]
  if (!parcel) return error(404, NOT_FOUND)
  const { trackingEvents, ...summary } = detail(number, parcel)
  return json(200, expand === 'DETAIL' ? { ...summary, trackingEvents } : summary)
}

function detail(number: string, parcel: SeenParcel | undefined): { trackingEvents: object[] } & Record<string, unknown> {
  const steps = parcel?.steps ?? []
  const newest = steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  return {
    trackingNumber: number,
    ...end('origin', parcel?.from),
    ...end('destination', parcel?.to),
    emailEnabled: 'true',
    mailClass: parcel?.service ?? 'USPS Ground Advantage<SUP>&#153;</SUP>',
    mailType: 'DM',
    ...(parcel?.expected ? { expectedDeliveryTimeStamp: wallClock(parcel.expected) } : {}),
    services: ['USPS Tracking<SUP>&#174;</SUP>'],
    status: newest ? words(newest, 'en') : '',
    statusCategory: newest?.code === '01' ? 'Delivered' : 'In Transit',
    statusSummary: newest ? `${words(newest, 'en')} at LAB RECIPIENT` : '',
    trackingEvents: newestFirst(steps).map(event),
  }
}

function end(name: 'origin' | 'destination', place: Place | undefined): object {
  const isHome = place?.country === undefined || place.country === 'US'
  return {
    ...(place?.city === undefined ? {} : { [`${name}City`]: place.city.toUpperCase() }),
    ...(place?.region === undefined ? {} : { [`${name}State`]: place.region }),
    ...(place?.postalCode === undefined ? {} : { [`${name}ZIP`]: place.postalCode }),
    ...(isHome ? {} : { [name === 'origin' ? 'originCountry' : 'destinationCountryCode']: place.country }),
  }
}

/** The local time has no seconds; the GMT time does. */
function event(step: SeenStep): object {
  const isHome = step.place?.country === undefined || step.place.country === 'US'
  return {
    eventType: words(step, 'en'),
    eventTimestamp: `${wallClock(step.time).slice(0, 16)}:00`,
    ...(step.withoutOffset
      ? {}
      : { GMTTimestamp: `${new Date(step.time.utc).toISOString().slice(0, 19)}Z`, GMTOffset: offsetText(step.time) }),
    eventCountry: isHome ? null : (step.place?.country ?? null),
    eventCity: step.place?.city?.toUpperCase() ?? null,
    eventState: step.place?.region ?? null,
    eventZIP: step.place?.postalCode ?? null,
    firm: null,
    name: step.code === '01' ? 'LAB RECIPIENT' : null,
    authorizedAgent: 'false',
    eventCode: step.code,
    additionalProp: null,
  }
}
