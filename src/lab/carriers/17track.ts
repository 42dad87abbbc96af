import { field, json, readJson, textOf, COMMON_REFUSALS, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'
import type { Place } from '../journey.ts'
import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'

// API document v2.4: at most 40 numbers a call.
const MAX_NUMBERS = 40
const CREDENTIAL = { apiKey: 'lab' }
/** What the lab detects where no carrier is named: China Post. */
const DETECTED = 3011
/** So long after the registration the carrier has not been asked yet. */
const FIRST_SYNC_MS = 60_000

interface Asked {
  number: string
  carrier: number
}

/** 17TRACK, API v2.4: numbers are registered, then read. A number costs a unit once. Source: api.17track.net/en/doc. */
export const x17track: Speaker = {
  ...COMMON_REFUSALS,
  code: '17track',
  credential: CREDENTIAL,
  token: null,
  keyField: 'providers',
  respond: (ask, desk) => {
    if (desk.refused || ask.headers['17token'] !== CREDENTIAL.apiKey) return failure(401, -18010002, 'Invalid security key.')
    if (ask.path !== '/register' && ask.path !== '/gettrackinfo') return failure(404, 404, 'Not Found')
    if (ask.method !== 'POST') return failure(405, 405, 'Method Not Allowed')
    const asked = readAsked(ask)
    if (asked === null) return failure(200, -18010013, 'Invalid submitted data.')
    if (asked.length > MAX_NUMBERS) return failure(200, -18010014, 'Tracking numbers exceed the 40 limit.')
    const answers = asked.map((one) => (ask.path === '/register' ? register(one, desk) : trackInfo(one, desk)))
    const data = { accepted: answers.filter((one) => !('error' in one)), rejected: answers.filter((one) => 'error' in one) }
    return { ...json(200, { code: 0, data }), numbers: asked.map(({ number }) => number) }
  },
  throttled: () => failure(429, 429, 'Too many requests.'),
  failed: (status) => failure(status, -18010003, 'Internal service error. Please try again later.'),
  okWithFault: () => failure(200, -18010003, 'Internal service error. Please try again later.'),
}

function failure(status: number, code: number, message: string): Reply {
  return json(status, { code, data: { errors: [{ code, message }] } })
}

function readAsked(ask: Ask): Asked[] | null {
  const body = readJson(ask.body)
  if (!Array.isArray(body)) return null
  return body.map((one: unknown) => ({ number: textOf(field(one, 'number')), carrier: Number(field(one, 'carrier') ?? 0) }))
}

function rejected({ number, carrier }: Asked, code: number, message: string): object {
  return { number, carrier, error: { code, message } }
}

function register(asked: Asked, desk: Desk): object {
  const { number } = asked
  if (!/^[A-Za-z0-9-]{5,50}$/.test(number)) return rejected(asked, -18010012, `The format of '${number}' is invalid.`)
  const known = desk.notes.get(number)
  if (known !== undefined) {
    const carrier = Number(known.split(' ')[0])
    return rejected({ number, carrier }, -18019901, `Tracking number ${number} is already registered.`)
  }
  const carrier = asked.carrier === 0 ? DETECTED : asked.carrier
  desk.notes.set(number, `${carrier} ${desk.now()}`)
  return { origin: asked.carrier === 0 ? 1 : 2, number, carrier, email: null, tag: null, lang: null }
}

function trackInfo(asked: Asked, desk: Desk): object {
  const { number } = asked
  const [carrier = 0, since = 0] = (desk.notes.get(number) ?? '').split(' ').map(Number)
  if (carrier === 0 || (asked.carrier !== 0 && asked.carrier !== carrier)) {
    return rejected(asked, -18019902, `The tracking number '${number}' does not register, please register first.`)
  }
  if (desk.now() - since < FIRST_SYNC_MS) return rejected(asked, -18019909, 'No tracking info at the moment.')
  return { number, carrier, param: null, tag: null, lang: null, track_info: info(number, carrier, desk) }
}

function info(number: string, carrier: number, desk: Desk): object {
  const parcel = desk.look(number)?.parcels[0]
  const steps = newestFirst(parcel?.steps ?? [])
  const last = parcel?.steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  const code = last?.code ?? 'NotFound_Other'
  return {
    shipping_info: { shipper_address: address(parcel?.from), recipient_address: { ...address(parcel?.to), street: 'LAB STREET' } },
    latest_status: { status: code.split('_')[0], sub_status: code, sub_status_descr: null },
    latest_event: last ? event(last) : null,
    time_metrics: { days_after_order: 0, days_of_transit: 0, estimated_delivery_date: estimate(parcel) },
    milestone: [],
    misc_info: { service_type: parcel?.service ?? null, weight_kg: weight(parcel), reference_number: null, local_number: null },
    tracking: {
      providers_hash: 1,
      providers: [
        {
          provider: { key: carrier, name: 'Lab carrier', country: 'CN' },
          latest_sync_status: 'Success',
          latest_sync_time: `${new Date(desk.now()).toISOString().slice(0, 19)}Z`,
          provider_tips: null,
          events: steps.map(event),
        },
      ],
    },
  }
}

/** A step `withoutOffset` is one whose carrier told no zone: `time_iso` has 17TRACK's idea of it. */
function event(step: SeenStep): object {
  const local = wallClock(step.time)
  const offset = offsetText(step.time)
  return {
    time_iso: local + offset,
    time_utc: `${new Date(step.time.utc).toISOString().slice(0, 19)}Z`,
    time_raw: { date: local.slice(0, 10), time: local.slice(11), timezone: step.withoutOffset === true ? null : offset },
    description: words(step, 'en', 'zh'),
    location: [step.place?.city, step.place?.country].filter((part) => part !== undefined).join(', '),
    stage: null,
    sub_status: step.code,
    address: address(step.place),
  }
}

function address(place: Place | undefined): object {
  return {
    country: place?.country ?? null,
    state: place?.region ?? null,
    city: place?.city ?? null,
    street: null,
    postal_code: place?.postalCode ?? null,
    coordinates: { longitude: null, latitude: null },
  }
}

function estimate(parcel: SeenParcel | undefined): object {
  const to = parcel?.expected ? wallClock(parcel.expected) + offsetText(parcel.expected) : null
  return { source: to === null ? null : 'Official', from: null, to }
}

function weight(parcel: SeenParcel | undefined): string | null {
  return parcel?.weightGrams === undefined ? null : String(parcel.weightGrams / 1000)
}
