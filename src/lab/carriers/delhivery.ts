import { wallClock } from '../time.ts'
import { type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const MAX_WAYBILLS = 50
const PATH = '/api/v1/packages/json/'

/**
 * Delhivery: a fixed token, GET /api/v1/packages/json/?waybill=A,B&verbose=0|1|2 for up to 50 waybills. Known ones come without the others; none
 * known is an error with HTTP 200. A step's code is the scan, its attribute the scan type. Source: one.delhivery.com, developer portal.
 */
export const delhivery: Speaker = {
  ...COMMON_REFUSALS,
  code: 'delhivery',
  credential: { token: 'lab' },
  token: null,
  keyField: 'Scans',
  respond: (ask, desk) => {
    if (ask.path !== PATH || ask.method !== 'GET') return json(404, { detail: 'Not found.' })
    if (desk.refused || ask.headers['authorization'] !== 'Token lab') return json(401, { detail: 'Invalid token.' })
    return track(ask, desk)
  },
  throttled: () => json(429, { detail: 'Request was throttled. Expected available in 8 seconds.' }),
  okWithFault: () => error('Some error has occurred. Please contact client support.'),
}

function error(message: string): Reply {
  return json(200, { Success: false, Error: message, rmk: message })
}

function track(ask: Ask, desk: Desk): Reply {
  const numbers = (ask.query.get('waybill') ?? '').split(',').filter((number) => number !== '')
  if (numbers.length === 0) return error('Parameter refIDs/refNos or waybill or dateRange is required')
  if (numbers.length > MAX_WAYBILLS) return error('Package handler limit exceeded')
  const verbose = Number(ask.query.get('verbose') ?? '0')
  const known = numbers.flatMap((number) => {
    const seen = desk.look(number)
    // A waybill of another account reads like one that does not exist.
    return seen && !seen.forbidden ? seen.parcels.slice(0, 1).map((parcel) => shipment(number, parcel, verbose)) : []
  })
  const reply = known.length === 0 ? error('Data does not exists for provided Waybill(s)') : json(200, { ShipmentData: known })
  return { ...reply, numbers }
}

function shipment(number: string, parcel: SeenParcel, verbose: number): object {
  const last = parcel.steps.toSorted((a, b) => a.time.utc - b.time.utc).at(-1)
  return {
    Shipment: {
      AWB: number,
      CODAmount: 0,
      ChargedWeight: null,
      ...(verbose >= 2 ? { Consignee: { Name: 'CONSIGNEE', Address1: [], PinCode: 999999, Telephone1: '' } } : {}),
      DispatchCount: parcel.steps.filter(({ code }) => code === 'Dispatched').length,
      ExpectedDeliveryDate: parcel.expected ? wallClock(parcel.expected) : null,
      PromisedDeliveryDate: null,
      Origin: parcel.from?.city ?? '',
      Destination: parcel.to?.city ?? '',
      OrderType: 'Pre-paid',
      PickupLocation: 'WAREHOUSE',
      ReferenceNo: `ORDER-${number}`,
      ReverseInTransit: parcel.isReturn ?? false,
      ...(verbose >= 1 ? { Scans: parcel.steps.map((step) => ({ ScanDetail: scan(step) })) } : {}),
      SenderName: 'SENDER',
      Status: last
        ? {
            Instructions: words(last, 'en'),
            RecievedBy: last.code === 'Delivered' ? 'RECEIVER' : '',
            Status: last.code,
            StatusCode: last.exception?.code ?? '',
            StatusDateTime: stamp(last),
            StatusLocation: location(last),
            StatusType: last.attr ?? 'UD',
          }
        : {},
    },
  }
}

function scan(step: SeenStep): object {
  return {
    Instructions: words(step, 'en'),
    Scan: step.code,
    ScanDateTime: stamp(step),
    ScanType: step.attr ?? 'UD',
    ScannedLocation: location(step),
    StatusCode: step.exception?.code ?? '',
    StatusDateTime: stamp(step),
  }
}

/** Indian wall clock without a zone, with milliseconds. */
function stamp(step: SeenStep): string {
  return `${wallClock(step.time)}.250`
}

function location({ place }: SeenStep): string {
  return place?.region === undefined ? (place?.city ?? '') : `${place.city} (${place.region})`
}
