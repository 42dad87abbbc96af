import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { clientId: 'lab', clientSecret: 'lab' }

/**
 * Royal Mail, Tracking API v2: GET /mailpieces/v2/{id}/events with client id, secret and the accepted terms as headers. Source:
 * developer.royalmail.net, Tracking API V2 (REST) technical user guide.
 */
export const royalMail: Speaker = {
  ...COMMON_REFUSALS,
  code: 'royal-mail',
  credential: CREDENTIAL,
  token: null,
  keyField: 'events',
  respond: (ask, desk) => {
    if (
      ask.headers['x-ibm-client-id'] !== CREDENTIAL.clientId ||
      ask.headers['x-ibm-client-secret'] !== CREDENTIAL.clientSecret ||
      desk.refused
    )
      return gateway(401, 'Unauthorized', 'Client id not registered.')
    const number = /^\/mailpieces\/v2\/([^/]+)\/events$/.exec(ask.path)?.[1]
    if (number === undefined) return gateway(404, 'Not Found', 'No resources match requested URI')
    if (ask.method !== 'GET') return gateway(405, 'Method Not Allowed', 'The method is not allowed for the requested URL')
    return track(decodeURIComponent(number), ask, desk)
  },
  throttled: () => refuse(429, 'Too Many Requests', 'E0010', 'Too many requests', 'Wait, then re-submit'),
  failed: (status) =>
    status === 503
      ? refuse(503, 'Service Unavailable', 'E0001', 'Service is unavailable', 'Please try again later')
      : refuse(status, 'Internal Server Error', 'E0009', 'An internal error has occurred', 'Please try again later'),
  okWithFault: () => refuse(200, 'Internal Server Error', 'E0009', 'An internal error has occurred', 'Please try again later'),
}

function gateway(status: number, httpMessage: string, moreInformation: string): Reply {
  return json(status, { httpCode: String(status), httpMessage, moreInformation })
}

function refuse(status: number, httpMessage: string, errorCode: string, errorDescription: string, errorResolution: string): Reply {
  const errors = [{ errorCode, errorDescription, errorCause: errorDescription, errorResolution }]
  return json(status, { httpCode: String(status), httpMessage, errors })
}

function track(number: string, { headers }: Ask, desk: Desk): Reply {
  const resolution = 'Please check the API request and re-submit'
  if (headers['x-accept-rmg-terms'] !== 'yes')
    return refuse(400, 'Bad Request', 'E0004', 'Failed header validation for X-Accept-RMG-Terms', resolution)
  if (!/^[A-Z0-9]{9,35}$/.test(number))
    return refuse(400, 'Bad Request', 'E0004', 'Failed parameter validation for mailPieceId', resolution)
  const parcel = desk.look(number)?.parcels[0]
  if (!parcel)
    return { ...refuse(404, 'Not Found', 'E1142', `Barcode reference ${number} isn't recognised`, resolution), numbers: [number] }
  return { ...json(200, { mailPieces: mailPiece(number, parcel) }), numbers: [number] }
}

function mailPiece(number: string, parcel: SeenParcel): object {
  const last = parcel.steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  return {
    mailPieceId: number,
    carrierShortName: 'RM',
    carrierFullName: 'Royal Mail Group Ltd',
    summary: {
      uniqueItemId: '000000000000000000001',
      oneDBarcode: number,
      productId: 'TPN',
      productName: parcel.service ?? 'Tracked 24',
      productCategory: 'NON-INTERNATIONAL',
      destinationCountryCode: alpha3(parcel.to?.country),
      originCountryCode: alpha3(parcel.from?.country),
      ...(last ? { lastEventCode: last.code, lastEventName: words(last, 'en'), lastEventDateTime: stamp(last.time) } : {}),
      summaryLine: 'LAB SUMMARY',
    },
    signature: { recipientName: 'LAB RECIPIENT', signatureDateTime: '', imageId: '000000' },
    ...(parcel.expected ? { estimatedDelivery: { date: wallClock(parcel.expected).slice(0, 10) } } : {}),
    events: newestFirst(parcel.steps).map((step) => ({
      eventCode: step.code,
      eventName: words(step, 'en'),
      eventDateTime: stamp(step.time),
      locationName: step.place?.city ?? null,
    })),
  }
}

/** `2026-03-01T09:05:00+0000`. */
function stamp(time: SeenStep['time']): string {
  return wallClock(time) + offsetText(time, '')
}

function alpha3(country = 'GB'): string {
  return { GB: 'GBR', US: 'USA', CN: 'CHN' }[country] ?? ''
}
