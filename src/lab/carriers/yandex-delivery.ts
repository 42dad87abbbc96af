import { words, type Seen, type SeenParcel, type SeenStep } from '../world.ts'
import { COMMON_REFUSALS, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const CREDENTIAL = { token: 'lab' }
const PLATFORM = '/api/b2b/platform'

/**
 * Yandex Delivery, platform API for delivery on other days: GET request/history by request_id gives all states, oldest first; GET request/info
 * by request_id or request_code gives the last one and the order. Refusals are `{ code, message }`.
 * Source: yandex.com/support/delivery-profile, API of delivery on other days.
 */
export const yandexDelivery: Speaker = {
  ...COMMON_REFUSALS,
  code: 'yandex-delivery',
  credential: CREDENTIAL,
  token: null,
  keyField: 'state_history',
  respond: (ask, desk) => {
    if (desk.refused || ask.headers['authorization'] !== `Bearer ${CREDENTIAL.token}`) return refuse(401, 'unauthorized', 'Unauthorized')
    if (ask.method !== 'GET') return refuse(405, 'method_not_allowed', 'Method not allowed')
    if (ask.path === `${PLATFORM}/request/history`) return answer(ask, desk, 'request_id', history)
    if (ask.path !== `${PLATFORM}/request/info`) return refuse(404, '404', 'No such path')
    return answer(ask, desk, ask.query.has('request_id') ? 'request_id' : 'request_code', info)
  },
  throttled: () => refuse(429, '429', 'Too many requests'),
  failed: (status) => refuse(status, String(status), 'Internal server error'),
  okWithFault: () => refuse(200, '500', 'Internal server error'),
}

function refuse(status: number, code: string, message: string): Reply {
  return json(status, { code, message })
}

function answer(ask: Ask, desk: Desk, field: string, body: (number: string, seen: Seen) => object): Reply {
  const number = ask.query.get(field) ?? ''
  if (!/^[\w-]{1,64}$/.test(number)) return refuse(400, 'validation_error', `Wrong value of ${field}`)
  // The platform's ids are written in small letters.
  const seen = field === 'request_id' && number !== number.toLowerCase() ? null : desk.look(number)
  return { ...(seen ? json(200, body(number, seen)) : refuse(404, 'not_found', 'request not found')), numbers: [number] }
}

function history(_number: string, { parcels }: Seen): object {
  return { state_history: (parcels[0]?.steps ?? []).map(state) }
}

function info(number: string, { parcels }: Seen): object {
  const [parcel] = parcels
  const last = parcel?.steps.toSorted((a, b) => a.time.utc - b.time.utc).at(-1)
  return {
    request_id: '00000000000000000000000000000000-udp',
    courier_order_id: number,
    ...(last ? { state: state(last) } : {}),
    request: order(number, parcel),
    sharing_url: 'https://example.com/route/0',
  }
}

function state(step: SeenStep): object {
  return {
    status: step.code,
    description: words(step, 'ru'),
    timestamp: Math.floor(step.time.utc / 1000),
    timestamp_utc: `${new Date(step.time.utc).toISOString().slice(0, 19)}.000000Z`,
    ...(step.attr === undefined ? {} : { reason: step.attr }),
  }
}

function order(number: string, parcel: SeenParcel | undefined): object {
  const until = parcel?.expected ? new Date(parcel.expected.utc).toISOString() : undefined
  return {
    info: { operator_request_id: `SHOP-${number}` },
    destination: {
      type: 'custom_location',
      custom_location: { details: { full_address: 'АДРЕС' } },
      ...(until && { interval_utc: { to: until } }),
    },
    recipient_info: { first_name: 'ПОЛУЧАТЕЛЬ', phone: '+70000000000' },
    places: [{ barcode: number, physical_dims: { weight_gross: parcel?.weightGrams ?? 0, dx: 10, dy: 10, dz: 10 } }],
  }
}
