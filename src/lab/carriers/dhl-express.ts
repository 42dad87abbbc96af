import { basic } from '../oauth2.ts'
import type { Place } from '../journey.ts'
import { offsetText, wallClock } from '../time.ts'
import { type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { username: 'lab', password: 'lab' }
const LEIPZIG = { city: 'Leipzig', country: 'DE' }

/**
 * MyDHL API of DHL Express: GET /tracking with a parameter for each number, Basic credentials. Numbers that nobody sent are left out; when all are,
 * it is a 404. Checkpoints come oldest first. Source: developer.dhl.com, DHL Express – MyDHL API.
 */
export const dhlExpress: Speaker = {
  ...COMMON_REFUSALS,
  code: 'dhl-express',
  credential: CREDENTIAL,
  token: null,
  keyField: 'typeCode',
  respond: (ask, desk) => {
    if (ask.path !== '/tracking') return problem(404, 'Not Found', 'No such resource.')
    if (ask.method !== 'GET') return problem(405, 'Method Not Allowed', 'Only GET is allowed.')
    return tracking(ask, desk)
  },
  instant: {
    journey: {
      offset: '+01:00',
      weightGrams: 500,
      steps: [
        { code: 'PU', at: '-2d 10:00', place: LEIPZIG, text: { en: 'Shipment picked up' } },
        { code: 'PL', at: '-1d 08:00', place: LEIPZIG, text: { en: 'Processed at LEIPZIG-GERMANY' } },
        { code: 'DF', at: '-1d 19:00', place: LEIPZIG, text: { en: 'Shipment has departed from a DHL facility LEIPZIG-GERMANY' } },
      ],
    },
    render: (number, seen) => seen.parcels.map((parcel) => shipment(number, parcel)).join(','),
    escape: (number) => JSON.stringify(number).slice(1, -1),
  },
  failed: (status) => problem(status, 'Internal Server Error', 'An unexpected error happened.'),
  okWithFault: () => ({ ...problem(500, 'Internal Server Error', 'An unexpected error happened.'), status: 200 }),
}

function problem(status: number, title: string, detail: string): Reply {
  return json(status, { instance: '/expressapi/tracking', status, title, detail })
}

function tracking(ask: Ask, desk: Desk): Reply {
  const [user, password] = basic(ask.headers['authorization'])
  if (desk.refused || user !== CREDENTIAL.username || password !== CREDENTIAL.password)
    return problem(401, 'Unauthorized', 'Authentication failed')
  const numbers = [...ask.query.getAll('shipmentTrackingNumber'), ...ask.query.getAll('pieceTrackingNumber')]
  return { ...find(numbers, desk), numbers }
}

function find(numbers: string[], desk: Desk): Reply {
  const wrong = numbers.find((number) => !/^[A-Z0-9]{8,35}$/i.test(number))
  if (numbers.length === 0 || wrong !== undefined)
    return problem(400, 'Bad request', '#/shipmentTrackingNumber: does not match the pattern')
  const found = numbers.flatMap((number) => {
    const instant = desk.instant(number)
    return instant === null ? (desk.look(number)?.parcels ?? []).slice(0, 1).map((parcel) => shipment(number, parcel)) : [instant]
  })
  if (found.length === 0) return problem(404, 'Not Found', 'No shipments found for the given tracking number')
  // Built as text: a part may be precomputed.
  return { status: 200, contentType: 'application/json', body: `{"shipments":[${found.join(',')}]}` }
}

function shipment(number: string, parcel: SeenParcel): string {
  const first = parcel.steps.toSorted((a, b) => a.time.utc - b.time.utc)[0]
  return JSON.stringify({
    shipmentTrackingNumber: number,
    status: 'Success',
    ...(first ? { shipmentTimestamp: wallClock(first.time) } : {}),
    productCode: 'P',
    description: 'LAB GOODS',
    shipperDetails: party('LAB SHIPPER', parcel.from),
    receiverDetails: party('LAB RECIPIENT', parcel.to),
    ...(parcel.weightGrams === undefined ? {} : { totalWeight: parcel.weightGrams / 1000, unitOfMeasurements: 'metric' }),
    shipperReferences: [{ value: 'LAB-REFERENCE', typeCode: 'CU' }],
    ...(parcel.expected ? { estimatedDeliveryDate: wallClock(parcel.expected).slice(0, 10) } : {}),
    events: parcel.steps.map(event),
    numberOfPieces: 1,
  })
}

function party(name: string, place: Place | undefined): object {
  return {
    name,
    postalAddress: { cityName: place?.city?.toUpperCase() ?? '', postalCode: place?.postalCode ?? '', countryCode: place?.country ?? '' },
    serviceArea: area(place),
  }
}

function area(place: Place | undefined): object[] {
  return place ? [{ code: (place.city ?? 'XXX').slice(0, 3).toUpperCase(), description: `${place.city}-${place.country}` }] : []
}

function event(step: SeenStep): object {
  const [date, time] = wallClock(step.time).split('T')
  return {
    date,
    time,
    ...(step.withoutOffset ? {} : { GMTOffset: offsetText(step.time) }),
    typeCode: step.code,
    description: words(step, 'en'),
    serviceArea: area(step.place),
    ...(step.code === 'OK' ? { signedBy: 'LAB RECIPIENT' } : {}),
  }
}
