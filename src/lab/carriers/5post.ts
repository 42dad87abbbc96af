import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep } from '../world.ts'
import { COMMON_REFUSALS, field, json, readJson, textOf, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const TOKEN = { path: '/jwt-generate-claims/rs256/1', seconds: 3600 }
const CREDENTIAL = { apiKey: 'lab' }
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * 5Post, partner API: a JWT for the API key, then getOrderHistoryMass/byOrderId or /bySenderOrderId with a list, or getOrderStatus with both
 * sorts of ids. Orders that are not known are left out. Faults of the gateway are `{ fault: { faultstring, detail: { errorcode } } }`.
 * Source: lapaygroup/fivepost-sdk.
 */
export const x5post: Speaker = {
  ...COMMON_REFUSALS,
  code: '5post',
  credential: CREDENTIAL,
  token: TOKEN,
  keyField: 'statuses',
  respond: (ask, desk) => {
    if (ask.method !== 'POST') return service(405, 'Method Not Allowed')
    if (ask.path === TOKEN.path) return giveJwt(ask, desk)
    if (desk.refused || !isGood(ask, desk)) return gateway(401, 'Invalid access token', 'keymanagement.service.invalid_access_token')
    const body = readJson(ask.body)
    if (ask.path === '/api/v1/getOrderHistoryMass/byOrderId') return histories(field(body, 'orderIdList'), true, desk)
    if (ask.path === '/api/v1/getOrderHistoryMass/bySenderOrderId') return histories(field(body, 'senderOrderIdList'), false, desk)
    return ask.path === '/api/v1/getOrderStatus' ? present(body, desk) : service(404, 'Not Found')
  },
  throttled: () => gateway(429, 'Rate limit quota violation', 'policies.ratelimit.QuotaViolation'),
  failed: (status) => service(status, 'Internal Server Error'),
  okWithFault: () => service(200, 'Internal Server Error'),
}

function gateway(status: number, faultstring: string, errorcode: string): Reply {
  return json(status, { fault: { faultstring, detail: { errorcode } } })
}

function service(status: number, error: string): Reply {
  return json(status, { status, error, message: 'No message available' })
}

function giveJwt(ask: Ask, desk: Desk): Reply {
  const form = new URLSearchParams(ask.body)
  if (ask.query.get('apikey') !== CREDENTIAL.apiKey || desk.refused) return gateway(401, 'Invalid ApiKey', 'oauth.v2.InvalidApiKey')
  if (form.get('subject') !== 'OpenAPI' || form.get('audience') !== 'A122019!') return service(400, 'Bad Request')
  const now = Math.floor(desk.now() / 1000)
  const parts = [{ alg: 'RS256' }, { jti: desk.tokens.issue(), iat: now, exp: now + TOKEN.seconds }]
  return json(200, { status: 'ok', jwt: `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2ln` })
}

function isGood(ask: Ask, desk: Desk): boolean {
  const claims = /^Bearer [\w-]+\.([\w-]+)\.c2ln$/.exec(ask.headers['authorization'] ?? '')?.[1] ?? ''
  return desk.tokens.check(`Bearer ${textOf(field(readJson(Buffer.from(claims, 'base64url').toString()), 'jti'))}`) === 'good'
}

interface Order {
  orderId: string
  senderOrderId: string
  parcel: SeenParcel
}

/** The lab's other id of an order: a UUID counted up, or a shop's number. */
function find(number: string, isOwnId: boolean, desk: Desk): Order[] {
  const parcel = UUID.test(number) === isOwnId ? desk.look(number)?.parcels[0] : undefined
  if (!parcel) return []
  return [
    isOwnId
      ? { orderId: number, senderOrderId: `SHOP-${number.slice(-4)}`, parcel }
      : { orderId: desk.nextId(), senderOrderId: number, parcel },
  ]
}

function histories(asked: unknown, isOwnId: boolean, desk: Desk): Reply {
  if (!Array.isArray(asked)) return service(400, 'Bad Request')
  const numbers = asked.map(textOf)
  const orders = numbers.flatMap((number) => find(number, isOwnId, desk))
  return {
    ...json(
      200,
      orders.map(({ parcel, ...ids }) => ({ ...ids, statuses: newestFirst(parcel.steps).map(state) })),
    ),
    numbers,
  }
}

function present(asked: unknown, desk: Desk): Reply {
  if (!Array.isArray(asked)) return service(400, 'Bad Request')
  const pairs = asked.map((one) => [textOf(field(one, 'orderId')), textOf(field(one, 'senderOrderId'))] as const)
  const orders = pairs.flatMap(([own, sender]) => (own === '' ? find(sender, false, desk) : find(own, true, desk)))
  const rows = orders.flatMap(({ parcel, ...ids }) => {
    const last = parcel.steps.toSorted((a, b) => a.time.utc - b.time.utc).at(-1)
    return last ? [{ ...ids, ...state(last) }] : []
  })
  return { ...json(200, rows), numbers: pairs.map(([own, sender]) => own || sender) }
}

function state(step: SeenStep): { status: string; executionStatus: string; changeDate: string } {
  const changeDate = `${wallClock(step.time)}.31964${offsetText(step.time)}`
  return { status: step.attr ?? 'IN_PROCESS', executionStatus: step.code, changeDate }
}
