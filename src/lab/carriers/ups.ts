import { giveToken } from '../oauth2.ts'
import type { Place } from '../journey.ts'
import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, field, json, readJson, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const TOKEN = { path: '/security/v1/oauth/token', seconds: 14_399 }
const CREDENTIAL = { clientId: 'lab', clientSecret: 'lab' }
const DETAILS = '/api/track/v1/details/'
const CHICAGO = { city: 'Chicago', region: 'IL', country: 'US' }

/** `simplifiedTextDescription` by status type. */
const SIMPLE: Record<string, string> = {
  M: 'Shipment Ready for UPS',
  P: 'On the Way',
  I: 'On the Way',
  O: 'Out for Delivery',
  X: 'Exception',
  RS: 'Returned to Sender',
  D: 'Delivered',
}

/**
 * UPS Track API v1: OAuth 2 client credentials in a Basic header, then GET /api/track/v1/details/{number}, one number a call. A step's code is
 * the status type, its attribute the status code. A number that nobody sent is HTTP 200 with a warning. Source: UPS-API/api-documentation.
 */
export const ups: Speaker = {
  ...COMMON_REFUSALS,
  code: 'ups',
  credential: CREDENTIAL,
  token: TOKEN,
  keyField: 'activity',
  respond: (ask, desk) => {
    if (ask.path === TOKEN.path) return token(ask, desk)
    if (!ask.path.startsWith(DETAILS)) return errors(404, '404', 'The requested resource was not found.')
    if (ask.method !== 'GET') return errors(405, '405', 'The method is not allowed.')
    return details(ask, desk)
  },
  instant: {
    journey: {
      offset: '-06:00',
      weightGrams: 500,
      steps: [
        {
          code: 'M',
          attr: 'MP',
          at: '-2d 10:00',
          place: CHICAGO,
          text: { en: 'Shipper created a label, UPS has not received the package yet.' },
        },
        { code: 'P', attr: 'PU', at: '-1d 08:00', place: CHICAGO, text: { en: 'Pickup Scan' } },
        { code: 'I', attr: 'DP', at: '-1d 19:00', place: CHICAGO, text: { en: 'Departed from Facility' } },
      ],
    },
    render: (number, seen) => JSON.stringify(trackResponse(number, seen.parcels, 'en')),
    escape: (number) => JSON.stringify(number).slice(1, -1),
  },
  throttled: () => errors(429, '10429', 'Too Many Requests'),
  failed: (status) => errors(status, '10004', 'Something went wrong while processing your request, please try again later'),
  okWithFault: () => errors(200, '10004', 'Something went wrong while processing your request, please try again later'),
}

function errors(status: number, code: string, message: string): Reply {
  return json(status, { response: { errors: [{ code, message }] } })
}

/** UPS writes `issued_at` and `expires_in` as text. */
function token(ask: Ask, desk: Desk): Reply {
  const given = giveToken(ask, desk, { credential: CREDENTIAL, token: TOKEN }, 'basic')
  if (given.status === 401) return errors(401, '10401', 'ClientId is Invalid')
  if (given.status !== 200) return errors(given.status, '10400', 'Invalid/Missing Authorization Header')
  return json(200, {
    token_type: 'Bearer',
    issued_at: String(desk.now()),
    client_id: CREDENTIAL.clientId,
    access_token: field(readJson(given.body), 'access_token'),
    expires_in: String(TOKEN.seconds),
    status: 'approved',
  })
}

function details(ask: Ask, desk: Desk): Reply {
  const checked = desk.refused ? 'expired' : desk.tokens.check(ask.headers['authorization'])
  if (checked !== 'good') return errors(401, '250002', 'Invalid Authentication Information')
  if (!ask.headers['transid'] || !ask.headers['transactionsrc']) return errors(400, 'VSS100', 'transId and transactionSrc are required.')
  const number = decodeURIComponent(ask.path.slice(DETAILS.length))
  return { ...answer(number, (ask.query.get('locale') ?? 'en_US').slice(0, 2), desk), numbers: [number] }
}

function answer(number: string, language: string, desk: Desk): Reply {
  const instant = desk.instant(number)
  if (instant !== null) return { status: 200, contentType: 'application/json;charset=UTF-8', body: instant }
  if (!/^[A-Z0-9]{7,34}$/i.test(number)) return errors(400, 'TV1002', 'Invalid inquiry number')
  const parcels = desk.look(number)?.parcels ?? []
  if (parcels.length === 0) {
    const warnings = [{ code: 'TW0001', message: 'Tracking Information Not Found' }]
    return json(200, { trackResponse: { shipment: [{ inquiryNumber: number, warnings }] } })
  }
  return json(200, trackResponse(number, parcels, language))
}

/** Other parcels of the number's entry are the other packages of its shipment. */
function trackResponse(number: string, parcels: SeenParcel[], language: string): object {
  const packages = parcels.map((parcel, i) => pack(i === 0 ? number : `${number.slice(0, -1)}${i}`, parcel, language, parcels.length))
  return { trackResponse: { shipment: [{ inquiryNumber: number, package: packages.toReversed(), userRelation: ['SHIPPER'] }] } }
}

function pack(number: string, parcel: SeenParcel, language: string, count: number): object {
  const newest = parcel.steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  const delivered = parcel.steps.find((step) => step.code === 'D')
  return {
    trackingNumber: number,
    ...delivery(parcel, delivered),
    activity: newestFirst(parcel.steps).map((step) => activity(step, language)),
    currentStatus: newest ? { ...statusOf(newest, language), code: '000' } : {},
    packageAddress: [
      { type: 'ORIGIN', name: 'LAB SHIPPER', address: address(parcel.from) },
      { type: 'DESTINATION', name: 'LAB RECIPIENT', attentionName: 'LAB RECIPIENT', address: address(parcel.to) },
    ],
    weight: { unitOfMeasurement: 'KGS', weight: parcel.weightGrams === undefined ? '' : (parcel.weightGrams / 1000).toFixed(2) },
    service: { code: '518', levelCode: '011', description: parcel.service ?? 'UPS Ground' },
    referenceNumber: [{ type: 'SHIPMENT', number: 'LAB-REFERENCE' }],
    additionalServices: [],
    ...(delivered ? { deliveryInformation: { location: 'Front Door', receivedBy: 'LAB RECIPIENT' } } : {}),
    packageCount: count,
  }
}

function delivery(parcel: SeenParcel, delivered: SeenStep | undefined): object {
  if (delivered) {
    const [date, time] = compact(wallClock(delivered.time))
    return { deliveryDate: [{ type: 'DEL', date }], deliveryTime: { type: 'DEL', endTime: time } }
  }
  if (!parcel.expected) return { deliveryDate: [] }
  const [date, endTime] = compact(wallClock(parcel.expected))
  return { deliveryDate: [{ type: 'SDD', date }], deliveryTime: { type: 'CMT', endTime } }
}

function activity(step: SeenStep, language: string): object {
  const [date, time] = compact(wallClock(step.time))
  const utc = new Date(step.time.utc).toISOString()
  return {
    location: { address: address(step.place), slic: '0000' },
    status: statusOf(step, language),
    date,
    time,
    ...(step.withoutOffset ? {} : { gmtDate: compact(utc)[0], gmtTime: utc.slice(11, 19), gmtOffset: offsetText(step.time) }),
  }
}

function statusOf(step: SeenStep, language: string): object {
  return {
    type: step.code,
    description: words(step, language, 'en'),
    code: step.attr ?? '',
    statusCode: '000',
    simplifiedTextDescription: SIMPLE[step.code] ?? 'On the Way',
  }
}

/** `20260301` and `090500`. */
function compact(wall: string): [string, string] {
  return [wall.slice(0, 10).replaceAll('-', ''), wall.slice(11, 19).replaceAll(':', '')]
}

function address(place: Place | undefined): object {
  return {
    city: place?.city?.toUpperCase() ?? '',
    stateProvince: place?.region ?? '',
    postalCode: place?.postalCode ?? '',
    countryCode: place?.country ?? '',
    country: place?.country ?? '',
  }
}
