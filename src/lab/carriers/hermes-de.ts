import { offsetText, wallClock } from '../time.ts'
import { type Seen, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const MAX_NUMBERS = 100
const TOKEN = { path: '/authorization-facade/oauth2/access_token', seconds: 3600 }
const CREDENTIAL = { clientId: 'lab', clientSecret: 'lab', username: 'lab', password: 'lab' }
const COUNTRIES: Record<string, string> = { DE: 'DEU', AT: 'AUT', FR: 'FRA' }

/** Hermes HSI, Shipment Info: password grant, then GET /services/hsi/shipmentinfo?shipmentID=. Source: de-api.hermesworld.com/docs. */
export const hermesDe: Speaker = {
  ...COMMON_REFUSALS,
  code: 'hermes-de',
  credential: CREDENTIAL,
  token: TOKEN,
  keyField: 'shipmentinfo',
  respond: (ask, desk) => {
    if (ask.path === TOKEN.path) return token(ask, desk)
    if (ask.path !== '/services/hsi/shipmentinfo') return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'GET') return html(405, '405 Method Not Allowed', 'nginx')
    return info(ask, desk)
  },
  failed: (status) => (status === 500 ? refusal(500, 'e999', 'General technical error.') : html(status, `${status} Error`, 'nginx')),
  okWithFault: () => refusal(200, 'e999', 'General technical error.'),
}

function refusal(status: number, code: string, message: string): Reply {
  return json(status, { listOfResultCodes: [{ code, message }] })
}

function token(ask: Ask, desk: Desk): Reply {
  const form = new URLSearchParams(ask.body)
  if (form.get('grant_type') !== 'password') return json(400, { error: 'unsupported_grant_type' })
  const { clientId, clientSecret, username, password } = CREDENTIAL
  if (desk.refused || form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
    return json(401, { error: 'invalid_client' })
  }
  if (form.get('username') !== username || form.get('password') !== password) return json(400, { error: 'invalid_grant' })
  const body = { access_token: desk.tokens.issue(), refresh_token: 'LAB', token_type: 'Bearer', scope: 'full' }
  return json(200, { ...body, expires_in: String(TOKEN.seconds) })
}

function info(ask: Ask, desk: Desk): Reply {
  const checked = desk.refused ? 'expired' : desk.tokens.check(ask.headers['authorization'])
  if (checked !== 'good') {
    return checked === 'expired' ? refusal(400, 'e903', 'Token is expired.') : refusal(400, 'e902', 'Token is invalid.')
  }
  const numbers = ask.query.getAll('shipmentID')
  if (numbers.length === 0) return refusal(400, 'e006', 'Required field error during validation.')
  if (numbers.length > MAX_NUMBERS || numbers.some((number) => !/^[A-Za-z0-9]{8,24}$/.test(number))) {
    return refusal(400, 'e005', 'Syntax error during validation.')
  }
  const language = /^de/i.test(ask.headers['accept-language'] ?? 'DE') ? 'de' : 'en'
  return { ...json(200, { shipmentinfo: numbers.map((number) => shipment(number, desk.look(number), language)) }), numbers }
}

function shipment(shipmentID: string, seen: Seen | null, language: string): object {
  if (!seen) return { shipmentID, result: { code: 'e001', message: 'There is no information for the entered value.' } }
  const [parcel] = seen.parcels
  return {
    shipmentID,
    clientReference: 'LAB-REFERENCE',
    trackingLink: `https://example.com/${shipmentID}`,
    receiverAddress: {
      city: parcel?.to?.city ?? '',
      zipCode: parcel?.to?.postalCode ?? '',
      countryCode: COUNTRIES[parcel?.to?.country ?? 'DE'],
    },
    ...(parcel?.expected
      ? { deliveryForecast: { fixed: false, date: wallClock(parcel.expected).slice(0, 10), timeSlot: { from: '10:00', to: '18:00' } } }
      : {}),
    status: (parcel?.steps ?? []).map((step) => entry(step, language)),
  }
}

/** Oldest first. */
function entry(step: SeenStep, language: string): object {
  const { place } = step
  return {
    timestamp: wallClock(step.time) + offsetText(step.time),
    code: step.code,
    description: words(step, language, 'de'),
    scanningUnit: place ? { name: 'Hermes Germany', city: place.city ?? '', countryCode: COUNTRIES[place.country ?? 'DE'] } : {},
  }
}
