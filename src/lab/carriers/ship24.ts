import { COMMON_REFUSALS, field, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'
import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'

const CREDENTIAL = { apiKey: 'lab' }
/** Couriers are asked when the tracker is made, and take this long: until then there are no events. */
const COURIERS_MS = 60_000
const RESULTS = /^\/trackers\/([0-9a-f-]{1,64})\/results$/
/** `statusMilestone` of each `statusCode`; events without a code are written by the milestone. */
const MILESTONES: Record<string, string> = {
  data_order_created: 'info_received',
  transit_handover: 'in_transit',
  destination_arrival: 'in_transit',
  customs_received: 'in_transit',
  customs_cleared: 'in_transit',
  delivery_out_for_delivery: 'out_for_delivery',
  delivery_available_for_pickup: 'available_for_pickup',
  delivery_attempted: 'failed_attempt',
  delivery_delivered: 'delivered',
  exception_return: 'exception',
}

/** Ship24, Tracking API v1: a tracker for each different set of fields, then its results. Source: docs.ship24.com. */
export const ship24: Speaker = {
  ...COMMON_REFUSALS,
  code: 'ship24',
  credential: CREDENTIAL,
  token: null,
  keyField: 'trackings',
  respond: (ask, desk) => {
    if (desk.refused || ask.headers['authorization'] !== `Bearer ${CREDENTIAL.apiKey}`) return refuse(401, 'unauthorized')
    if (ask.path === '/trackers' && ask.method === 'POST') return create(ask, desk)
    const id = ask.method === 'GET' ? RESULTS.exec(ask.path)?.[1] : undefined
    const number = id === undefined ? undefined : desk.notes.get(id)
    return id === undefined || number === undefined ? refuse(404, 'tracker_not_found') : results(id, number, desk)
  },
  throttled: () => refuse(429, 'too_many_requests'),
  failed: (status) => refuse(status, 'processing_error'),
  okWithFault: () => refuse(200, 'processing_error'),
}

function refuse(status: number, code: string, message?: string): Reply {
  return json(status, { errors: [{ code, ...(message === undefined ? {} : { message }) }], data: null })
}

/** The same fields give the same tracker. */
function create(ask: Ask, desk: Desk): Reply {
  const number = textOf(field(readJson(ask.body), 'trackingNumber'))
  if (!/^[\w./-]{5,50}$/.test(number)) {
    return { ...refuse(400, 'validation_error', 'Please make sure that trackingNumber is valid.'), numbers: [number] }
  }
  const fields = `fields ${ask.body}`
  const id = desk.notes.get(fields) ?? desk.nextId()
  if (!desk.notes.has(fields)) desk.notes.set(`since ${id}`, new Date(desk.now()).toISOString())
  desk.notes.set(fields, id)
  desk.notes.set(id, number)
  return { ...json(201, { data: { tracker: tracker(id, number, desk) } }), numbers: [number] }
}

function tracker(id: string, number: string, desk: Desk): object {
  return {
    trackerId: id,
    trackingNumber: number,
    shipmentReference: null,
    clientTrackerId: null,
    isSubscribed: true,
    isTracked: true,
    createdAt: desk.notes.get(`since ${id}`),
  }
}

function results(id: string, number: string, desk: Desk): Reply {
  const isAsking = desk.now() - Date.parse(desk.notes.get(`since ${id}`) ?? '') < COURIERS_MS
  const parcel = isAsking ? undefined : desk.look(number)?.parcels[0]
  const events = newestFirst(parcel?.steps ?? []).map((step, index, all) => event(step, number, all.length - index))
  const tracking = { tracker: tracker(id, number, desk), shipment: shipment(id, number, parcel), events, statistics: { timestamps: {} } }
  return { ...json(200, { data: { trackings: [tracking] } }), numbers: [number] }
}

function shipment(shipmentId: string, number: string, parcel: SeenParcel | undefined): object {
  const last = parcel?.steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  const code = last?.code ?? 'pending'
  return {
    shipmentId,
    statusCode: MILESTONES[code] === undefined ? null : code,
    statusMilestone: MILESTONES[code] ?? code,
    originCountryCode: parcel?.from?.country ?? null,
    destinationCountryCode: parcel?.to?.country ?? null,
    delivery: delivery(parcel),
    trackingNumbers: [{ tn: number }],
    recipient: { name: 'LAB RECIPIENT', address: null, postCode: null, city: null, subdivision: null },
  }
}

function delivery(parcel: SeenParcel | undefined): object {
  const estimatedDeliveryDate = parcel?.expected ? wallClock(parcel.expected) : null
  return { estimatedDeliveryDate, courierEstimatedDeliveryDate: null, service: parcel?.service ?? null, signedBy: 'LAB RECIPIENT' }
}

/** A step `withoutOffset` is one whose courier told its clock only. */
function event(step: SeenStep, number: string, order: number): object {
  const isCoded = MILESTONES[step.code] !== undefined
  return {
    eventId: `${number}-${order}`,
    trackingNumber: number,
    eventTrackingNumber: number,
    status: words(step, 'en'),
    occurrenceDatetime: wallClock(step.time) + (step.withoutOffset === true ? '' : offsetText(step.time)),
    order,
    location: [step.place?.city, step.place?.region, step.place?.postalCode].filter((part) => part !== undefined).join(' '),
    sourceCode: 'lab-tracking',
    courierCode: 'us-post',
    statusCode: isCoded ? step.code : null,
    statusCategory: isCoded ? step.code.split('_')[0] : null,
    statusMilestone: MILESTONES[step.code] ?? step.code,
  }
}
