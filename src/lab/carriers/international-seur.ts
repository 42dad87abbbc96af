import { wallClock } from '../time.ts'
import { type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const TOKEN = { path: '/pic_token', seconds: 3600 }
const LOGIN = { clientId: 'lab', clientSecret: 'lab', username: 'lab', password: 'lab' }
const ACCOUNT = { idNumber: 'lab', accountNumber: 'lab', businessUnit: 'lab' }
const REF_TYPES = ['REFERENCE', 'ECB', 'PARCEL_NUMBER', 'SECOND_REFERENCE', 'PACK_REFERENCE']

/**
 * SEUR: OAuth 2 password grant, then GET /pic/v1/tracking-services/extended for one reference. 204 when there is nothing. `others` of a journey
 * and forbidden ones are of other customers, who use the same references: they come when the account's fields do not. Source: SEUR PIC API.
 */
export const internationalSeur: Speaker = {
  ...COMMON_REFUSALS,
  code: 'international-seur',
  credential: { ...LOGIN, ...ACCOUNT },
  token: TOKEN,
  keyField: 'situations',
  respond: (ask, desk) => {
    if (ask.path === TOKEN.path) return token(ask, desk)
    if (ask.path !== '/pic/v1/tracking-services/extended' || ask.method !== 'GET') return error(404, 'Not Found', 'No Mapping Rule matched')
    return track(ask, desk)
  },
  okWithFault: () => ({ ...error(500, 'Internal Server Error', 'Unexpected error'), status: 200 }),
}

function error(status: number, title: string, detail: string): Reply {
  return json(status, { errors: [{ title, status: String(status), detail }] })
}

function token(ask: Ask, desk: Desk): Reply {
  const form = new URLSearchParams(ask.body)
  if (ask.method !== 'POST' || form.get('grant_type') !== 'password') return json(400, { error: 'unsupported_grant_type' })
  const isKnown =
    form.get('client_id') === LOGIN.clientId &&
    form.get('client_secret') === LOGIN.clientSecret &&
    form.get('username') === LOGIN.username &&
    form.get('password') === LOGIN.password
  if (!isKnown || desk.refused) return json(401, { error: 'invalid_grant', error_description: 'Invalid user credentials' })
  return json(200, { access_token: desk.tokens.issue(), expires_in: TOKEN.seconds, token_type: 'Bearer' })
}

function track(ask: Ask, desk: Desk): Reply {
  if (desk.refused || desk.tokens.check(ask.headers['authorization']) !== 'good') return error(401, 'Unauthorized', 'Token is not valid')
  const number = ask.query.get('ref') ?? ''
  const refType = ask.query.get('refType') ?? ''
  if (number === '') return error(400, 'Bad Request', 'ref is mandatory')
  if (!REF_TYPES.includes(refType)) return error(400, 'Bad Request', 'refType is not valid')
  const isFiltered = Object.entries(ACCOUNT).every(([name, value]) => ask.query.get(name) === value)
  const seen = desk.look(number)
  const parcels = seen && !(isFiltered && seen.forbidden) ? seen.parcels.slice(0, isFiltered ? 1 : undefined) : []
  const data = parcels.flatMap((parcel) => entries(number, refType === 'ECB', parcel))
  if (data.length === 0) return { status: 204, contentType: 'application/json', body: '', numbers: [number] }
  return { ...json(200, { data }), numbers: [number] }
}

/** The collection, and the shipment in two entries with some of its situations each, as the network sends them now and then. */
function entries(number: string, isEcb: boolean, { steps, to, from }: SeenParcel): object[] {
  const ref = isEcb ? `PEDIDO-${number.slice(-4)}` : number
  const packs = [{ ecb: isEcb ? number : '00000000000000000000' }]
  const half = Math.ceil(steps.length / 2)
  const place = { postalCode: to?.postalCode ?? '', cityName: (to?.city ?? '').toUpperCase() }
  const collection = { type: 'Rec', ref, postalCode: from?.postalCode ?? '', cityName: (from?.city ?? '').toUpperCase(), packs: [] }
  const parts = [steps.slice(0, half), steps.slice(half)].filter((part) => part.length > 0)
  return [
    { ...collection, situations: [{ eventCode: 'GI600', description: 'RECOGIDA REALIZADA', situationDate: '2020-01-01T12:00:00' }] },
    ...parts.map((part) => ({ type: 'Exp', ref, ...place, packs, situations: part.map(situation) })),
  ]
}

function situation(step: SeenStep): object {
  return { eventCode: step.code, description: words(step, 'es'), situationDate: wallClock(step.time) }
}
