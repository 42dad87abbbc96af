import { offsetText } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, field, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const PATH = '/ShippingAPI.V2/Tracking/Service_1_0.svc/json/TrackShipments'
const CREDENTIAL = {
  userName: 'lab',
  password: 'lab',
  accountNumber: 'lab',
  accountPin: 'lab',
  accountEntity: 'lab',
  accountCountryCode: 'JO',
}
/** Names of the credential's fields on the wire, without their first letter's case. */
const CLIENT_INFO = Object.entries(CREDENTIAL).map(([name, value]) => [name.slice(0, 1).toUpperCase() + name.slice(1), value] as const)

/**
 * Aramex: POST TrackShipments with the account in the body. XML unless the client accepts JSON; every error is HTTP 200 with `HasErrors`.
 * A step's attribute is the problem code. Source: Aramex, Shipments Tracking API.
 */
export const aramex: Speaker = {
  ...COMMON_REFUSALS,
  code: 'aramex',
  credential: CREDENTIAL,
  token: null,
  keyField: 'TrackingResults',
  respond: (ask, desk) => {
    if (ask.path !== PATH)
      return { status: 404, contentType: 'text/html; charset=utf-8', body: '<html><body>Endpoint not found.</body></html>' }
    const isJson = (ask.headers['accept'] ?? '').includes('application/json')
    return isJson ? track(ask, desk) : { status: 200, contentType: 'application/xml; charset=utf-8', body: XML }
  },
  okWithFault: () => answer([{ Code: 'REQ99', Message: 'An unexpected error occurred' }]),
}

const XML = '<ShipmentTrackingResponse xmlns="http://ws.aramex.net/ShippingAPI/v1/"><HasErrors>false</HasErrors></ShipmentTrackingResponse>'

function answer(
  Notifications: readonly object[],
  TrackingResults: readonly object[] = [],
  NonExistingWaybills: readonly string[] = [],
): Reply {
  return json(200, { Transaction: null, Notifications, HasErrors: Notifications.length > 0, TrackingResults, NonExistingWaybills })
}

function track(ask: Ask, desk: Desk): Reply {
  const body = readJson(ask.body)
  const info = field(body, 'ClientInfo')
  const isKnown = CLIENT_INFO.every(([name, value]) => textOf(field(info, name)) === value)
  if (ask.method !== 'POST' || desk.refused || !isKnown)
    return answer([{ Code: 'ERR01', Message: 'ClientInfo - Invalid username or password' }])
  const list = field(body, 'Shipments')
  const numbers = Array.isArray(list) ? list.map(textOf) : []
  const known = numbers.map((number) => [number, desk.look(number)?.parcels[0]] as const)
  const results = known.flatMap(([number, parcel]) => (parcel ? [{ Key: number, Value: updates(number, parcel) }] : []))
  const missing = known.flatMap(([number, parcel]) => (parcel ? [] : [number]))
  return { ...answer([], results, missing), numbers }
}

function updates(number: string, parcel: SeenParcel): object[] {
  const kilograms = String((parcel.weightGrams ?? 0) / 1000)
  return newestFirst(parcel.steps).map((step) => ({
    WaybillNumber: number,
    UpdateCode: step.code,
    UpdateDescription: words(step, 'en'),
    UpdateDateTime: stamp(step),
    UpdateLocation: location(step),
    Comments: step.code === 'SH005' ? 'RECEIVER Delivered by (COURIER)' : '',
    ProblemCode: step.attr ?? '',
    GrossWeight: kilograms,
    ChargeableWeight: kilograms,
    WeightUnit: 'KG',
  }))
}

/** The instant in milliseconds, and the offset of the wall clock: `/Date(1773142821000+0300)/`. */
function stamp({ time }: SeenStep): string {
  return `/Date(${time.utc}${offsetText(time, '')})/`
}

/** `Amman, Jordan`. */
function location({ place }: SeenStep): string {
  const country = place?.country === undefined ? undefined : new Intl.DisplayNames(['en'], { type: 'region' }).of(place.country)
  return [place?.city, country].filter((part) => part !== undefined).join(', ')
}
