import { wallClock, type LocalTime } from '../time.ts'
import { newestFirst, type Seen, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'
import type { Place } from '../journey.ts'

const CREDENTIAL = { apiKey: 'lab' }
const PATH = /^\/shipment\/v2\/status\/barcode\/([^/]+)$/

/** Status and phase of the event codes of the built-in world; a code without one is "not applicable". */
const STATUSES: Record<string, [status: string, text: string, phase: string]> = {
  A01: ['1', 'Zending voorgemeld', '1'],
  B01: ['2', 'Zending in ontvangst genomen', '1'],
  J01: ['5', 'Zending gesorteerd', '2'],
  J05: ['7', 'Zending in distributieproces', '3'],
  K70: ['7', 'Zending in distributieproces', '3'],
  H03: ['8', 'Zending niet afgeleverd', '3'],
  I01: ['11', 'Zending afgeleverd', '4'],
  J02: ['12', 'Zending beschikbaar op afhaallocatie', '4'],
}
const PHASES: Record<string, string> = {
  '1': 'Collectie',
  '2': 'Sortering',
  '3': 'Distributie',
  '4': 'Afgeleverd',
  '99': 'Niet van toepassing',
}

/** PostNL Shipping Status v2: GET /shipment/v2/status/barcode/{barcode} with the header apikey. Source: developer.postnl.nl. */
export const postnl3s: Speaker = {
  ...COMMON_REFUSALS,
  code: 'postnl-3s',
  credential: CREDENTIAL,
  token: null,
  keyField: 'Shipment',
  respond: (ask, desk) => {
    const number = PATH.exec(ask.path)?.[1]
    if (number === undefined) return fault(404, 'messaging.adaptors.http.flow.ApplicationNotFound')
    if (ask.method !== 'GET') return fault(405, 'MethodNotAllowed')
    return { ...status(ask, decodeURIComponent(number), desk), numbers: [decodeURIComponent(number)] }
  },
  throttled: () => fault(429, 'policies.ratelimit.QuotaViolation'),
  failed: (code) => (code === 500 ? failure(500) : html(code, `${code} Error`, 'nginx')),
  okWithFault: () => failure(200),
}

function fault(code: number, errorcode: string): Reply {
  return json(code, { fault: { faultstring: 'Error', detail: { errorcode } } })
}

function failure(code: number): Reply {
  return json(code, { Errors: [{ ErrorMsg: 'Internal Server Error', ErrorNumber: '1' }] })
}

function status(ask: Ask, number: string, desk: Desk): Reply {
  if (desk.refused || ask.headers['apikey'] !== CREDENTIAL.apiKey) return fault(401, 'oauth.v2.InvalidApiKey')
  const seen = desk.look(number)
  if (!seen) return json(200, { CurrentStatus: {}, Warnings: [{ Message: 'No shipment found', Code: '2' }] })
  const detailed = ask.query.get('detail') === 'true'
  const language = ask.query.get('language') === 'EN' ? 'en' : 'nl'
  const Shipment = shipment(number, seen, detailed, language)
  return json(200, detailed ? { CompleteStatus: { Shipment } } : { CurrentStatus: { Shipment } })
}

function shipment(number: string, seen: Seen, detailed: boolean, language: string): object {
  const [parcel] = seen.parcels
  const steps = newestFirst(parcel?.steps ?? [])
  const byTime = steps.toSorted((a, b) => b.time.utc - a.time.utc)
  const [latest] = byTime
  return {
    MainBarcode: number,
    Barcode: number,
    ShipmentAmount: '1',
    ShipmentCounter: '1',
    Customer: { CustomerCode: 'LABX', CustomerNumber: '00000000', Name: 'LAB SENDER' },
    ProductCode: '003085',
    ProductDescription: parcel?.service ?? 'Standaardzending',
    Reference: {},
    Dimension: {
      Height: {},
      Length: {},
      Volume: {},
      Weight: parcel?.weightGrams === undefined ? {} : String(parcel.weightGrams),
      Width: {},
    },
    Address: [address('01', parcel?.to), address('02', parcel?.from)],
    ...(detailed ? { Event: steps.map((step) => event(step, language)) } : {}),
    ...(parcel?.expected ? { Expectation: { ETAFrom: stamp(parcel.expected), ETATo: stamp(parcel.expected) } } : {}),
    Status: latest ? state(latest, false) : {},
    ...(detailed ? { OldStatus: byTime.map((step) => state(step, true)) } : {}),
  }
}

/** `16-01-2026 08:27:43`. */
function stamp(time: LocalTime): string {
  const [date = '', clock = ''] = wallClock(time).split('T')
  return `${date.split('-').toReversed().join('-')} ${clock}`
}

function event(step: SeenStep, language: string): object {
  return {
    Code: step.code,
    Description: words(step, language, 'nl'),
    DestinationLocationCode: {},
    LocationCode: '888888',
    RouteCode: {},
    RouteName: {},
    TimeStamp: stamp(step.time),
  }
}

function state(step: SeenStep, isOld: boolean): object {
  const [code, text, phase] = STATUSES[step.code] ?? ['99', 'Niet van toepassing', '99']
  return {
    TimeStamp: stamp(step.time) + (isOld ? ',326' : ''),
    StatusCode: code,
    StatusDescription: text,
    PhaseCode: phase,
    PhaseDescription: PHASES[phase] ?? '',
  }
}

function address(type: string, place: Place | undefined): object {
  return {
    AddressType: type,
    Building: {},
    City: place?.city ?? {},
    CompanyName: {},
    CountryCode: place?.country ?? {},
    FirstName: 'LAB',
    HouseNumber: '1',
    LastName: 'RECIPIENT',
    Street: 'LAB STREET',
    Zipcode: place?.postalCode ?? {},
  }
}
