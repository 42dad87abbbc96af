import type { Place } from '../journey.ts'
import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type Seen, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

/** Prefix of the shop's own order number: the order 1100000001 is `IM-1100000001`. */
const SHOP_PREFIX = 'IM-'
const TOKEN = { path: '/oauth/token', seconds: 3599 }
const CREDENTIAL = { clientId: 'lab', clientSecret: 'lab' }
const MOSCOW = { city: 'Москва', country: 'RU' }
const UUID_PREFIX = '00000000-0000-4000-8000-'

/**
 * CDEK API v2: OAuth 2 client credentials, then GET /orders?cdek_number=, ?im_number= or /orders/{uuid}, one order a call.
 * Errors come as `requests[].errors[]` with state INVALID. Source: api-docs.cdek.ru.
 */
export const cdek: Speaker = {
  ...COMMON_REFUSALS,
  code: 'cdek',
  credential: CREDENTIAL,
  token: TOKEN,
  keyField: 'statuses',
  respond: (ask, desk) => {
    if (ask.path === TOKEN.path) return token(ask, desk)
    if (ask.path !== '/orders' && !ask.path.startsWith('/orders/')) return spring(desk, 404, 'Not Found', ask.path)
    if (ask.method !== 'GET') return spring(desk, 405, 'Method Not Allowed', ask.path)
    return order(ask, desk)
  },
  instant: {
    journey: {
      weightGrams: 500,
      steps: [
        { code: 'CREATED', at: '-2d 10:00', place: MOSCOW, text: { ru: 'Создан' } },
        { code: 'RECEIVED_AT_SHIPMENT_WAREHOUSE', at: '-1d 08:00', place: MOSCOW, text: { ru: 'Принят на склад отправителя' } },
        {
          code: 'TAKEN_BY_TRANSPORTER_FROM_SENDER_CITY',
          at: '-1d 19:00',
          place: MOSCOW,
          text: { ru: 'Сдан перевозчику в городе отправителе' },
        },
      ],
    },
    render: (number, seen) => JSON.stringify(orderBody(number, seen)),
    escape: (number) => JSON.stringify(number).slice(1, -1),
  },
  throttled: (desk) => invalid(desk, 429, 'GET', 'v2_too_many_requests', 'Too many requests'),
  failed: (status, desk) =>
    status === 500 ? invalid(desk, 500, 'GET', 'v2_internal_error', 'Internal error') : html(status, 'Error', 'nginx'),
  okWithFault: (desk) => invalid(desk, 200, 'GET', 'v2_internal_error', 'Internal error'),
}

function invalid(desk: Desk, status: number, type: 'GET' | 'AUTH', code: string, message: string): Reply {
  const now = `${new Date(desk.now()).toISOString().slice(0, 19)}+0000`
  const errors = [{ code, additional_code: '0x00000000', message }]
  return json(status, { requests: [{ request_uuid: desk.nextId(), type, date_time: now, state: 'INVALID', errors }], related_entities: [] })
}

function spring(desk: Desk, status: number, error: string, path: string): Reply {
  return json(status, { timestamp: new Date(desk.now()).toISOString(), status, error, path: `/v2${path}` })
}

function token(ask: Ask, desk: Desk): Reply {
  if (ask.method !== 'POST') return spring(desk, 405, 'Method Not Allowed', ask.path)
  // The published examples send the fields as a form; older clients send them in the query.
  const form = new URLSearchParams(ask.body.length > 0 ? ask.body : ask.query)
  if (form.get('grant_type') !== 'client_credentials') {
    return json(400, { error: 'unsupported_grant_type', error_description: 'Unsupported grant type' })
  }
  const { clientId, clientSecret } = CREDENTIAL
  if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
    return json(401, { error: 'invalid_client', error_description: 'Bad client credentials' })
  }
  const body = { access_token: desk.tokens.issue(), token_type: 'bearer', expires_in: TOKEN.seconds, scope: 'order:all payment:all' }
  return json(200, { ...body, jti: desk.nextId() })
}

function order(ask: Ask, desk: Desk): Reply {
  const checked = desk.refused ? 'expired' : desk.tokens.check(ask.headers['authorization'])
  if (checked === 'expired') return invalid(desk, 401, 'AUTH', 'v2_token_expired', 'The token has expired')
  if (checked !== 'good') return json(401, { error: 'invalid_token', error_description: 'The access token is missing or not valid' })
  return { ...findOrder(ask, desk), numbers: [...ask.query.values()] }
}

function findOrder(ask: Ask, desk: Desk): Reply {
  if (ask.path !== '/orders') {
    const uuid = ask.path.slice('/orders/'.length)
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid))
      return invalid(desk, 400, 'GET', 'v2_invalid_format', 'Invalid value in [uuid]')
    const number = uuid.startsWith(UUID_PREFIX) ? String(Number(uuid.slice(-12))) : ''
    return known(number, desk) ?? invalid(desk, 404, 'GET', 'v2_entity_not_found', `Entity is not found by uuid ${uuid}`)
  }
  const number = ask.query.get('cdek_number')
  if (number !== null && number !== '') {
    const instant = desk.instant(number)
    if (instant !== null) return { status: 200, contentType: 'application/json;charset=UTF-8', body: instant }
    if (!/^\d{1,20}$/.test(number)) return invalid(desk, 400, 'GET', 'v2_invalid_format', 'Invalid value in [cdek_number]')
    return known(number, desk) ?? invalid(desk, 400, 'GET', 'v2_entity_not_found', 'Entity is not found by cdek_number')
  }
  const shop = ask.query.get('im_number') ?? ''
  if (shop === '') return invalid(desk, 400, 'GET', 'v2_parameters_empty', 'cdek_number or im_number is needed')
  const found = shop.startsWith(SHOP_PREFIX) ? known(shop.slice(SHOP_PREFIX.length), desk) : null
  return found ?? invalid(desk, 400, 'GET', 'v2_entity_not_found_im_number', 'Entity is not found by im_number')
}

function known(number: string, desk: Desk): Reply | null {
  const seen = desk.look(number)
  if (!seen) return null
  if (seen.forbidden) return invalid(desk, 400, 'GET', 'v2_entity_forbidden', 'The entity belongs to another client')
  return json(200, orderBody(number, seen))
}

function orderBody(number: string, seen: Seen): object {
  const [parcel] = seen.parcels
  const steps = newestFirst(parcel?.steps ?? [])
  const uuid = UUID_PREFIX + number.padStart(12, '0')
  const created = steps.at(-1)
  return {
    entity: {
      uuid,
      type: 1,
      is_return: parcel?.isReturn ?? false,
      is_reverse: false,
      is_client_return: false,
      number: SHOP_PREFIX + number,
      cdek_number: number,
      tariff_code: 136,
      delivery_mode: '4',
      ...(parcel?.expected ? { planned_delivery_date: wallClock(parcel.expected).slice(0, 10) } : {}),
      sender: { name: 'ОТПРАВИТЕЛЬ', phones: [] },
      recipient: { name: 'ПОЛУЧАТЕЛЬ', phones: [{ number: '+70000000000' }] },
      from_location: location(parcel?.from),
      to_location: location(parcel?.to),
      packages: parcel?.weightGrams === undefined ? [] : [{ number: '1', weight: parcel.weightGrams, length: 10, width: 10, height: 10 }],
      statuses: steps.map((step) => ({
        code: step.code,
        name: words(step, 'ru'),
        date_time: stamp(step),
        city: step.place?.city ?? '',
        deleted: false,
      })),
    },
    requests: [
      {
        request_uuid: uuid,
        type: 'CREATE',
        state: 'SUCCESSFUL',
        ...(created ? { date_time: stamp(created) } : {}),
        errors: [],
        warnings: [],
      },
    ],
    related_entities: [],
  }
}

/** The offset has no colon: `2026-03-01T09:05:00+0300`. */
function stamp(step: SeenStep): string {
  return wallClock(step.time) + offsetText(step.time, '')
}

function location(place: Place | undefined): object {
  const country = place?.country ?? 'RU'
  return {
    country_code: country,
    city: place?.city ?? '',
    region: place?.region ?? '',
    postal_code: place?.postalCode ?? '',
    address: 'АДРЕС',
  }
}
