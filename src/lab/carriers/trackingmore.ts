import { COMMON_REFUSALS, field, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'
import { wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'

// Official SDKs: at most 40 numbers a call.
const MAX_NUMBERS = 40
const CREDENTIAL = { apiKey: 'lab' }
/** So long after the creation the courier has not been asked yet. */
const FIRST_SYNC_MS = 60_000

/** TrackingMore, API v4: trackings are created, then read. A number costs a unit once. Source: trackingmore.com/docs, official SDKs. */
export const trackingmore: Speaker = {
  ...COMMON_REFUSALS,
  code: 'trackingmore',
  credential: CREDENTIAL,
  token: null,
  keyField: 'trackinfo',
  respond: (ask, desk) => {
    if (desk.refused || ask.headers['tracking-api-key'] !== CREDENTIAL.apiKey) return refuse(401, 401, 'Authentication failed.')
    if (ask.path === '/trackings/batch' && ask.method === 'POST') return batch(ask, desk)
    if (ask.path === '/trackings/get' && ask.method === 'GET') return get(ask, desk)
    return refuse(404, 404, 'Page does not exist.')
  },
  throttled: () => refuse(429, 429, 'Exceeded API request limits, please try again later.'),
  failed: (status) => refuse(status, 511, 'Server error.'),
  okWithFault: () => refuse(200, 511, 'Server error.'),
}

function refuse(status: number, code: number, message: string): Reply {
  return json(status, { meta: { code, message }, data: [] })
}

function good(data: object, numbers: string[]): Reply {
  return { ...json(200, { meta: { code: 200, message: 'Request response is successful' }, data }), numbers }
}

function batch(ask: Ask, desk: Desk): Reply {
  const body = readJson(ask.body)
  if (!Array.isArray(body)) return refuse(400, 400, 'Request type error.')
  if (body.length > MAX_NUMBERS) return refuse(400, 4103, 'The maximum quantity is 40 shipments per call.')
  const success: object[] = []
  const error: object[] = []
  for (const one of body) {
    const tracking_number = textOf(field(one, 'tracking_number'))
    const courier_code = textOf(field(one, 'courier_code'))
    const failed = create(tracking_number, courier_code, desk)
    if (failed) error.push({ tracking_number, courier_code, errorCode: failed[0], errorMessage: failed[1] })
    else success.push({ id: desk.nextId().replaceAll('-', ''), tracking_number, courier_code })
  }
  return good(
    { success, error },
    body.map((one: unknown) => textOf(field(one, 'tracking_number'))),
  )
}

function create(number: string, courier: string, desk: Desk): [number, string] | null {
  if (!/^[A-Za-z0-9-]{4,50}$/.test(number)) return [4110, 'The value of tracking_number is invalid.']
  if (courier === '') return [4121, 'Cannot detect courier.']
  if (desk.notes.has(`${number} ${courier}`)) return [4101, 'Tracking No. already exists.']
  desk.notes.set(`${number} ${courier}`, String(desk.now()))
  return null
}

function get(ask: Ask, desk: Desk): Reply {
  const numbers = (ask.query.get('tracking_numbers') ?? '').split(',')
  const data = [...desk.notes].flatMap(([key, since]) => {
    const [number = '', courier = ''] = key.split(' ')
    return numbers.includes(number) ? [tracking(number, courier, desk.now() - Number(since) >= FIRST_SYNC_MS, desk)] : []
  })
  return good(data, numbers)
}

function tracking(number: string, courier: string, isSynced: boolean, desk: Desk): object {
  const parcel = isSynced ? desk.look(number)?.parcels[0] : undefined
  const last = parcel?.steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  const substatus = last?.code ?? (isSynced ? 'notfound002' : 'pending001')
  return {
    id: number,
    tracking_number: number,
    courier_code: courier,
    delivery_status: statusOf(substatus),
    substatus,
    updating: !isSynced,
    customer_name: 'LAB RECIPIENT',
    signed_by: null,
    latest_event: last ? words(last, 'en') : null,
    ...facts(parcel),
    origin_info: { courier_code: courier, trackinfo: newestFirst(parcel?.steps ?? []).map(checkpoint) },
    destination_info: { courier_code: null, trackinfo: [] },
  }
}

function facts(parcel: SeenParcel | undefined): object {
  return {
    origin_country: parcel?.from?.country ?? null,
    destination_country: parcel?.to?.country ?? null,
    weight_kg: parcel?.weightGrams === undefined ? null : String(parcel.weightGrams / 1000),
    scheduled_delivery_date: parcel?.expected ? wallClock(parcel.expected).slice(0, 10) : null,
  }
}

function checkpoint(step: SeenStep): object {
  return {
    checkpoint_date: wallClock(step.time).replace('T', ' ').slice(0, 16),
    checkpoint_delivery_status: statusOf(step.code),
    checkpoint_delivery_substatus: step.code,
    tracking_detail: words(step, 'en'),
    location: step.place?.city ?? null,
    country_iso2: step.place?.country ?? null,
    state: step.place?.region ?? null,
    city: step.place?.city ?? null,
    zip: step.place?.postalCode ?? null,
    raw_status: null,
  }
}

function statusOf(substatus: string): string {
  return substatus.replaceAll(/\d/g, '')
}
