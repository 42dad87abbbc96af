import { offsetText, wallClock } from '../time.ts'
import type { Place } from '../journey.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { field, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

// Track API v1 (developer.fedex.com): at most 30 numbers a call.
const MAX_NUMBERS = 30
const TOKEN = { path: '/oauth/token', seconds: 3600 }
const CREDENTIAL = { clientId: 'lab', clientSecret: 'lab' }
const CHICAGO = { city: 'Chicago', region: 'IL', country: 'US' }

/** `latestStatusDetail.derivedCode` of the scans that differ from their own code, and the headline of each. */
const DERIVED: Record<string, string> = {
  AR: 'IT',
  DP: 'IT',
  AF: 'IT',
  OF: 'IT',
  LO: 'IT',
  FD: 'IT',
  PF: 'IT',
  CC: 'IT',
  OC: 'IN',
  MD: 'IN',
}
const HEADLINE: Record<string, string> = {
  IN: 'Label created',
  PU: 'Picked up',
  IT: 'In transit',
  OD: 'Out for delivery',
  HL: 'Ready for pickup',
  DE: 'Delivery exception',
  SE: 'Exception',
  DL: 'Delivered',
}

/** FedEx: OAuth 2 client credentials, then POST /track/v1/trackingnumbers for up to 30 numbers. Source: developer.fedex.com, Track API v1. */
export const fedex: Speaker = {
  code: 'fedex',
  credential: CREDENTIAL,
  token: TOKEN,
  keyField: 'trackResults',
  respond: (ask, desk) => {
    if (ask.path === TOKEN.path) return token(ask, desk)
    if (ask.path !== '/track/v1/trackingnumbers')
      return fault(desk, 404, 'NOT.FOUND.ERROR', 'The resource you requested is no longer available.')
    if (ask.method !== 'POST') return fault(desk, 405, 'METHOD.NOT.ALLOWED', 'The method is not allowed for this resource.')
    return track(ask, desk)
  },
  instant: {
    journey: {
      offset: '-06:00',
      weightGrams: 500,
      steps: [
        { code: 'OC', at: '-2d 10:00', place: CHICAGO, text: { en: 'Shipment information sent to FedEx' } },
        { code: 'PU', at: '-1d 08:00', place: CHICAGO, text: { en: 'Picked up' } },
        { code: 'DP', at: '-1d 19:00', place: CHICAGO, text: { en: 'Departed FedEx location' } },
      ],
    },
    render: (number, seen) => renderResults(number, seen.parcels, 'en'),
    escape: (number) => JSON.stringify(number).slice(1, -1),
  },
  throttled: (desk) => fault(desk, 429, 'TOO.MANY.REQUESTS', 'Too many requests in a short time. Wait, then try again.'),
  penalty: (desk) => fault(desk, 403, 'FORBIDDEN.ERROR', 'Too many token requests from this address.'),
  failed: (status, desk) =>
    fault(desk, status, status === 503 ? 'SERVICE.UNAVAILABLE.ERROR' : 'INTERNAL.SERVER.ERROR', 'An unexpected error happened.'),
  okWithFault: (desk) => fault(desk, 200, 'INTERNAL.SERVER.ERROR', 'An unexpected error happened.'),
  tooLarge: (desk) => fault(desk, 413, 'REQUEST.TOO.LARGE', 'The request body is too large.'),
}

function fault(desk: Desk, status: number, code: string, message: string): Reply {
  return json(status, { transactionId: desk.nextId(), errors: [{ code, message }] })
}

function token(ask: Ask, desk: Desk): Reply {
  if (ask.method !== 'POST') return fault(desk, 405, 'METHOD.NOT.ALLOWED', 'The method is not allowed for this resource.')
  const form = new URLSearchParams(ask.body)
  const isForm = (ask.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  if (!isForm || form.get('grant_type') !== 'client_credentials' || !form.get('client_id') || !form.get('client_secret')) {
    return fault(desk, 400, 'BAD.REQUEST.ERROR', 'Missing or duplicate parameters.')
  }
  const { clientId, clientSecret } = CREDENTIAL
  if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
    return fault(desk, 401, 'NOT.AUTHORIZED.ERROR', 'These client credentials are not valid.')
  }
  return json(200, { access_token: desk.tokens.issue(), token_type: 'bearer', expires_in: TOKEN.seconds, scope: 'CXS' })
}

interface Asked {
  number: string
  uniqueId: string
  from: string
  to: string
}

function track(ask: Ask, desk: Desk): Reply {
  const checked = desk.refused ? 'expired' : desk.tokens.check(ask.headers['authorization'])
  if (checked === 'expired') return fault(desk, 401, 'NOT.AUTHORIZED.ERROR', 'The access token has expired.')
  if (checked !== 'good') return fault(desk, 401, 'NOT.AUTHORIZED.ERROR', 'The access token is missing or not valid.')
  if (!(ask.headers['content-type'] ?? '').startsWith('application/json')) {
    return fault(desk, 415, 'UNSUPPORTED.MEDIA.TYPE', 'Send application/json.')
  }
  const asked = readAsked(ask.body)
  if (asked === null) return fault(desk, 400, 'BAD.REQUEST.ERROR', 'The request is not valid JSON of the documented shape.')
  if (asked.length === 0) return fault(desk, 400, 'TRACKING.TRACKINGNUMBER.EMPTY', 'Please provide tracking number.')
  if (asked.length > MAX_NUMBERS)
    return fault(desk, 400, 'TRACKING.TRACKINGNUMBERS.LIMITEXCEEDED', `At most ${MAX_NUMBERS} tracking numbers.`)
  const language = (ask.headers['x-locale'] ?? 'en').slice(0, 2).toLowerCase()
  const results = asked.map((one) => answerOne(one, language, desk))
  return {
    status: 200,
    contentType: 'application/json;charset=UTF-8',
    // Built as text: a part may be precomputed.
    body: `{"transactionId":"${desk.nextId()}","output":{"completeTrackResults":[${results.join(',')}]}}`,
    numbers: asked.map((one) => one.number),
  }
}

function readAsked(body: string): Asked[] | null {
  const parsed = readJson(body)
  if (parsed === undefined) return null
  const list = field(parsed, 'trackingInfo')
  if (list === undefined) return []
  if (!Array.isArray(list)) return null
  return list.map((entry: unknown) => {
    const info = field(entry, 'trackingNumberInfo')
    return {
      number: textOf(field(info, 'trackingNumber')),
      uniqueId: textOf(field(info, 'trackingNumberUniqueId')),
      from: textOf(field(entry, 'shipDateBegin')),
      to: textOf(field(entry, 'shipDateEnd')),
    }
  })
}

function answerOne(asked: Asked, language: string, desk: Desk): string {
  const { number } = asked
  if (number === '') return itemError(number, 'TRACKING.TRACKINGNUMBER.EMPTY', 'Please provide tracking number.')
  const instant = desk.instant(number)
  if (instant !== null) return instant
  if (!/^[A-Za-z0-9]{5,40}$/.test(number)) return itemError(number, 'TRACKING.TRACKINGNUMBER.INVALID', 'Invalid tracking number.')
  const parcels = (desk.look(number)?.parcels ?? []).filter((parcel) => matches(parcel, asked))
  if (parcels.length === 0) return itemError(number, 'TRACKING.TRACKINGNUMBER.NOTFOUND', 'Tracking number cannot be found.')
  return renderResults(number, parcels, language)
}

function matches(parcel: SeenParcel, asked: Asked): boolean {
  if (asked.uniqueId !== '' && asked.uniqueId !== uniqueId(asked.number, parcel)) return false
  const first = earliest(parcel)
  const day = first ? wallClock(first.time).slice(0, 10) : ''
  return (asked.from === '' || day >= asked.from) && (asked.to === '' || day <= asked.to)
}

function itemError(number: string, code: string, message: string): string {
  return JSON.stringify({
    trackingNumber: number,
    trackResults: [
      { trackingNumberInfo: { trackingNumber: number, trackingNumberUniqueId: '', carrierCode: '' }, error: { code, message } },
    ],
  })
}

function earliest(parcel: SeenParcel): SeenStep | undefined {
  return parcel.steps.toSorted((a, b) => a.time.utc - b.time.utc)[0]
}

/** FedEx writes the day (Julian day and three zeros), the number and the operating company: `2461000000~…~FX`. */
function uniqueId(number: string, parcel: SeenParcel): string {
  const day = Math.floor((earliest(parcel)?.time.utc ?? 0) / 86_400_000) + 2_440_588
  return `${day}000~${number}~FX`
}

function renderResults(number: string, parcels: SeenParcel[], language: string): string {
  return JSON.stringify({ trackingNumber: number, trackResults: parcels.map((parcel) => result(number, parcel, language)) })
}

function result(number: string, parcel: SeenParcel, language: string): object {
  const delivered = parcel.steps.find((step) => step.code === 'DL')
  const expected = parcel.expected ? { ends: stamp(parcel.expected) } : {}
  return {
    trackingNumberInfo: { trackingNumber: number, trackingNumberUniqueId: uniqueId(number, parcel), carrierCode: 'FDXE' },
    additionalTrackingInfo: {
      nickname: '',
      packageIdentifiers: [{ type: 'SHIPPER_REFERENCE', values: ['LAB-REFERENCE'] }],
      hasAssociatedShipments: false,
    },
    serviceDetail: {
      type: 'INTERNATIONAL_PRIORITY',
      description: parcel.service ?? 'FedEx International Priority',
      shortDescription: 'IP',
    },
    shipperInformation: { address: address(parcel.from) },
    recipientInformation: { contact: { personName: 'LAB RECIPIENT' }, address: address(parcel.to) },
    originLocation: { locationContactAndAddress: { address: address(parcel.from) } },
    destinationLocation: { locationContactAndAddress: { address: address(parcel.to) } },
    latestStatusDetail: latest(parcel, language),
    dateAndTimes: dates(parcel, delivered),
    estimatedDeliveryTimeWindow: { window: delivered ? {} : expected },
    standardTransitTimeWindow: { window: expected },
    shipmentDetails: { possessionStatus: true, weight: weights(parcel.weightGrams) },
    packageDetails: { count: '1', weightAndDimensions: { weight: weights(parcel.weightGrams) } },
    deliveryDetails: delivered ? { receivedByName: 'LAB RECIPIENT', deliveryAttempts: '0' } : { deliveryAttempts: '0' },
    scanEvents: newestFirst(parcel.steps).map((step) => scan(step, language)),
    availableNotifications: ['ON_DELIVERY', 'ON_EXCEPTION'],
  }
}

function latest(parcel: SeenParcel, language: string): object {
  const newest = parcel.steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  if (!newest) return {}
  const derived = DERIVED[newest.code] ?? newest.code
  const { exception } = newest
  return {
    code: newest.code,
    derivedCode: derived,
    statusByLocale: HEADLINE[derived] ?? derived,
    description: words(newest, language, 'en'),
    scanLocation: address(newest.place),
    ...(exception ? { ancillaryDetails: [{ reason: exception.code, reasonDescription: exception.text }] } : {}),
  }
}

function dates(parcel: SeenParcel, delivered: SeenStep | undefined): object[] {
  const first = earliest(parcel)
  return [
    ...(first ? [{ type: 'SHIP', dateTime: stamp(first.time) }] : []),
    ...(delivered ? [{ type: 'ACTUAL_DELIVERY', dateTime: stamp(delivered.time) }] : []),
    ...(parcel.expected && !delivered ? [{ type: 'ESTIMATED_DELIVERY', dateTime: stamp(parcel.expected) }] : []),
  ]
}

function scan(step: SeenStep, language: string): object {
  const derived = DERIVED[step.code] ?? step.code
  return {
    date: stamp(step.time, step.withoutOffset),
    eventType: step.code,
    eventDescription: words(step, language, 'en'),
    exceptionCode: step.exception?.code ?? '',
    exceptionDescription: step.exception?.text ?? '',
    scanLocation: address(step.place),
    locationType: step.code === 'DL' ? 'DELIVERY_LOCATION' : 'FEDEX_FACILITY',
    derivedStatusCode: derived,
    derivedStatus: HEADLINE[derived] ?? derived,
  }
}

function stamp(time: SeenStep['time'], withoutOffset = false): string {
  return wallClock(time) + (withoutOffset ? '' : offsetText(time))
}

function address(place: Place | undefined): object {
  return {
    streetLines: [''],
    city: place?.city?.toUpperCase() ?? '',
    stateOrProvinceCode: place?.region ?? '',
    postalCode: place?.postalCode ?? '',
    countryCode: place?.country ?? '',
    residential: false,
  }
}

function weights(grams: number | undefined): object[] {
  return grams === undefined ? [] : [{ unit: 'KG', value: (grams / 1000).toFixed(2) }]
}
