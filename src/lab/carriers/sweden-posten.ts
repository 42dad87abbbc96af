import type { Place } from '../journey.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { apiKey: 'lab' }
const PATH = '/rest/shipment/v5/trackandtrace/findByIdentifier.json'
const LOCALES = ['en', 'sv', 'no', 'da', 'fi']

/**
 * PostNord, Track & Trace v5: GET findByIdentifier.json with the key in the query. An unknown number is an empty list of shipments, other
 * refusals are faults, and the gateway in front speaks plain text. Source: developer.postnord.com.
 */
export const swedenPosten: Speaker = {
  ...COMMON_REFUSALS,
  code: 'sweden-posten',
  credential: CREDENTIAL,
  token: null,
  keyField: 'events',
  respond: (ask, desk) => {
    if (ask.path !== PATH || ask.method !== 'GET') return plain(404, 'No Mapping Rule matched')
    return track(ask, desk)
  },
  throttled: () => plain(429, 'Usage limit exceeded'),
  okWithFault: () => fault(200, 'generalFault', 'The server experienced a runtime exception'),
}

function plain(status: number, body: string): Reply {
  return { status, contentType: 'text/plain; charset=us-ascii', body }
}

function fault(status: number, faultCode: string, explanationText: string, paramValues: object[] = []): Reply {
  return json(status, { TrackingInformationResponse: { compositeFault: { faults: [{ faultCode, explanationText, paramValues }] } } })
}

function track({ query }: Ask, desk: Desk): Reply {
  const key = query.get('apikey')
  if (key === null) return plain(403, 'Authentication parameters missing')
  if (key !== CREDENTIAL.apiKey || desk.refused) return plain(403, 'Authentication failed')
  const locale = query.get('locale') ?? 'en'
  const number = query.get('id') ?? ''
  if (!LOCALES.includes(locale)) return fault(400, 'invalidLocale', 'The locale is not supported', [{ param: 'locale', value: locale }])
  if (!/^[A-Za-z0-9]{8,35}$/.test(number))
    return fault(400, 'invalidIdentifier', 'The identifier is not valid', [{ param: 'id', value: number }])
  const parcels = desk.look(number)?.parcels ?? []
  const shipments = parcels.map((parcel) => shipment(number, parcel, locale))
  return { ...json(200, { TrackingInformationResponse: { shipments } }), numbers: [number] }
}

function shipment(number: string, parcel: SeenParcel, locale: string): object {
  const newest = parcel.steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  const isDelivered = newest?.code === 'DELIVERED'
  const status = { status: newest?.code ?? 'OTHER', statusText: { header: newest ? words(newest, locale, 'en') : '', body: '' } }
  const expected = parcel.expected && !isDelivered ? { estimatedTimeOfArrival: stamp(parcel.expected) } : {}
  return {
    shipmentId: number,
    uri: '/ntt/shipment/recipientview',
    assessedNumberOfItems: 1,
    service: { code: '19', name: parcel.service ?? 'PostNord MyPack Collect', issuerCode: 'Z11' },
    consignor: { name: 'LAB SHOP', address: address(parcel.from) },
    consignee: { name: 'LAB RECIPIENT', address: address(parcel.to) },
    ...status,
    ...expected,
    ...(parcel.weightGrams === undefined ? {} : { totalWeight: { value: (parcel.weightGrams / 1000).toFixed(2), unit: 'kg' } }),
    items: [{ itemId: number, ...status, ...expected, events: newestFirst(parcel.steps).map((step) => event(step, locale)) }],
  }
}

function event(step: SeenStep, locale: string): object {
  const { place } = step
  return {
    eventTime: stamp(step.time),
    eventCode: step.attr ?? '0',
    status: step.code,
    eventDescription: words(step, locale, 'en'),
    location: {
      ...(place?.city === undefined ? {} : { displayName: place.city, name: place.city, city: place.city }),
      countryCode: place?.country ?? 'SE',
      postcode: place?.postalCode ?? '',
      locationId: '0',
      locationType: step.code === 'DELIVERED' ? 'CUSTOMER_LOCATION' : 'HUB',
    },
  }
}

/** UTC, whatever the place. */
function stamp({ utc }: SeenStep['time']): string {
  return `${new Date(utc).toISOString().slice(0, 19)}Z`
}

function address(place: Place | undefined): object {
  return { street1: 'LAB STREET 1', city: place?.city ?? '', countryCode: place?.country ?? 'SE', postCode: place?.postalCode ?? '' }
}
