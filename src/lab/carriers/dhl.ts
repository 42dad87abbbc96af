import type { Place } from '../journey.ts'
import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { apiKey: 'lab' }
const LEIPZIG = { city: 'LEIPZIG - GERMANY', country: 'DE' }
const PRODUCTS: Record<string, string> = { express: 'EXPRESS WORLDWIDE', 'parcel-de': 'DHL PAKET', 'parcel-nl': 'DHL For You' }

/**
 * DHL Shipment Tracking – Unified: GET /track/shipments?trackingNumber=, key in the DHL-API-Key header, one number a call. A step's code is the
 * statusCode; its attribute is the `statusDetailed` of parcel-de (`DLVRD_ACCPT_ZU`) or the checkpoint of express (`OK`). A parcel's service is
 * the division. Only express writes offsets. Source: developer.dhl.com, Shipment Tracking – Unified.
 */
export const dhl: Speaker = {
  ...COMMON_REFUSALS,
  code: 'dhl',
  credential: CREDENTIAL,
  token: null,
  keyField: 'timestamp',
  respond: (ask, desk) => {
    if (ask.path !== '/track/shipments') return problem(404, 'Resource not found', 'No such resource.')
    if (ask.method !== 'GET') return problem(405, 'Method Not Allowed', 'Only GET is allowed.')
    return shipments(ask, desk)
  },
  instant: {
    journey: {
      offset: '+01:00',
      service: 'express',
      weightGrams: 500,
      steps: [
        { code: 'pre-transit', at: '-2d 10:00', place: LEIPZIG, text: { en: 'Shipment information received' } },
        { code: 'transit', attr: 'PU', at: '-1d 08:00', place: LEIPZIG, text: { en: 'Shipment picked up' } },
        {
          code: 'transit',
          attr: 'DF',
          at: '-1d 19:00',
          place: LEIPZIG,
          text: { en: 'Shipment has departed from a DHL facility LEIPZIG - GERMANY' },
        },
      ],
    },
    render: (number, seen) => JSON.stringify(answer(number, seen.parcels, 'en')),
    escape: (number) => JSON.stringify(number).slice(1, -1),
  },
  throttled: () => problem(429, 'Too Many Requests', 'Too many requests within defined time period, please try again later.'),
  failed: (status) => problem(status, 'Internal Server Error', 'An unexpected error happened.'),
  okWithFault: () => ({ ...problem(500, 'Internal Server Error', 'An unexpected error happened.'), status: 200 }),
}

function problem(status: number, title: string, detail: string): Reply {
  return json(status, { title, detail, status })
}

function shipments(ask: Ask, desk: Desk): Reply {
  if (desk.refused || ask.headers['dhl-api-key'] !== CREDENTIAL.apiKey)
    return problem(401, 'Unauthorized', 'Unauthorized for given resource.')
  const number = ask.query.get('trackingNumber') ?? ''
  return { ...find(number, ask.query, desk), numbers: [number] }
}

function find(number: string, query: URLSearchParams, desk: Desk): Reply {
  const instant = desk.instant(number)
  if (instant !== null) return { status: 200, contentType: 'application/json', body: instant }
  if (!/^[A-Z0-9-]{5,40}$/i.test(number)) return problem(400, 'Bad Request', 'The query parameter trackingNumber is not valid.')
  const service = query.get('service')
  const parcels = (desk.look(number)?.parcels ?? []).filter((parcel) => service === null || division(parcel) === service)
  if (parcels.length === 0) return problem(404, 'No result found', 'No shipment with given tracking number found.')
  return json(200, answer(number, parcels, query.get('language') ?? 'en'))
}

function division(parcel: SeenParcel): string {
  return parcel.service ?? 'parcel-de'
}

function answer(number: string, parcels: SeenParcel[], language: string): object {
  const url = `/track/shipments?trackingNumber=${number}&language=${language}&offset=0&limit=5`
  return {
    url,
    firstUrl: url,
    lastUrl: url,
    shipments: parcels.map((parcel) => shipment(number, parcel, language)),
    possibleAdditionalShipmentsUrl: [`/track/shipments?trackingNumber=${number}&language=${language}&service=freight`],
  }
}

function shipment(number: string, parcel: SeenParcel, language: string): object {
  const service = division(parcel)
  const newest = parcel.steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  const delivered = parcel.steps.find((step) => step.code === 'delivered')
  return {
    id: number,
    service,
    origin: { address: address(parcel.from) },
    destination: { address: address(parcel.to) },
    status: newest ? event(newest, service, language) : {},
    ...(parcel.expected && !delivered ? { estimatedTimeOfDelivery: wallClock(parcel.expected) } : {}),
    ...(parcel.isReturn ? { returnFlag: true } : {}),
    details: {
      product: { productName: PRODUCTS[service] ?? 'UNKNOWN - Product unknown' },
      receiver: { '@type': 'Person', name: 'LAB RECIPIENT' },
      ...(delivered
        ? { proofOfDelivery: { timestamp: wallClock(delivered.time), signed: { '@type': 'Person', name: 'LAB RECIPIENT' } } }
        : {}),
      proofOfDeliverySignedAvailable: delivered !== undefined,
      totalNumberOfPieces: 1,
      pieceIds: [],
      ...(parcel.weightGrams === undefined ? {} : { weight: { value: parcel.weightGrams / 1000, unitText: 'kg' } }),
      references: [{ number: 'LAB-REFERENCE', type: 'customer-reference' }],
    },
    events: newestFirst(parcel.steps).map((step) => event(step, service, language)),
  }
}

/** Express has its checkpoint for `status`; DHL Paket the last part of its detailed status; the others repeat their words. */
function event(step: SeenStep, service: string, language: string): object {
  const said = words(step, language, 'en')
  const coded = step.attr === undefined ? { status: said } : coding(step.attr, service)
  return {
    timestamp: wallClock(step.time) + (service === 'express' ? offsetText(step.time) : ''),
    ...(step.place ? { location: { address: address(step.place) } } : {}),
    statusCode: step.code,
    ...coded,
    description: said,
  }
}

function coding(attr: string, service: string): object {
  return service === 'express' ? { status: attr } : { status: attr.slice(-2), statusDetailed: attr }
}

function address(place: Place | undefined): object {
  return {
    ...(place?.country === undefined ? {} : { countryCode: place.country }),
    ...(place?.postalCode === undefined ? {} : { postalCode: place.postalCode }),
    ...(place?.city === undefined ? {} : { addressLocality: place.city }),
  }
}
