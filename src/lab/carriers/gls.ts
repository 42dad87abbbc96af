import { giveToken } from '../oauth2.ts'
import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type Seen, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

const MAX_NUMBERS = 10
const TOKEN = { path: '/oauth2/v2/token', seconds: 14_400 }
const CREDENTIAL = { clientId: 'lab', clientSecret: 'lab' }
const PATH = /^\/track-and-trace-v1\/tracking\/simple\/trackids\/([^/]+)$/

/** `parcels[].status` of the latest event. */
const STATUSES: Record<string, string> = {
  'INTIAL.PREADVICE': 'PREADVICE',
  'OUTDEL.NORMAL': 'INDELIVERY',
  'DELIVD.NORMAL': 'DELIVERED',
  'DELIVD.PARCELSHOP': 'DELIVEREDPS',
  'CANCEL.NORMAL': 'CANCELED',
}

/** GLS Track and Trace V1: OAuth 2 client credentials, then GET …/simple/trackids/{ids}. Source: dev-portal.gls-group.net. */
export const gls: Speaker = {
  ...COMMON_REFUSALS,
  code: 'gls',
  credential: CREDENTIAL,
  token: TOKEN,
  keyField: 'parcels',
  respond: (ask, desk) => {
    if (ask.path === TOKEN.path) return giveToken(ask, desk, { credential: CREDENTIAL, token: TOKEN })
    const ids = PATH.exec(ask.path)?.[1]
    if (ids === undefined) return json(404, { status: 404, error: 'Not Found', message: 'No static resource' })
    if (ask.method !== 'GET') return json(405, { status: 405, error: 'Method Not Allowed' })
    return track(ask, decodeURIComponent(ids), desk)
  },
  failed: (status) => (status === 500 ? failure(500) : html(status, `${status} Error`, 'nginx')),
  okWithFault: () => failure(200),
}

function failure(status: number): Reply {
  return json(status, { errors: [{ errorCode: 'E_500_01', errorMessage: 'Internal Server Error' }] })
}

function track(ask: Ask, ids: string, desk: Desk): Reply {
  if (desk.refused || desk.tokens.check(ask.headers['authorization']) !== 'good') return html(401, 'Error', 'Authorization failed')
  const numbers = ids.split(',').slice(0, MAX_NUMBERS)
  const language = (ask.headers['accept-language'] ?? 'en').slice(0, 2).toLowerCase()
  const withEvents = ask.query.get('showEvents') !== 'false'
  return { ...json(200, { parcels: numbers.map((number) => parcel(number, desk.look(number), language, withEvents)) }), numbers }
}

function parcel(number: string, seen: Seen | null, language: string, withEvents: boolean): object {
  if (!seen) return { requested: number, errorCode: 'E_404_01', errorMessage: 'Resource Not Found' }
  const steps = newestFirst(seen.parcels[0]?.steps ?? [])
  const latest = steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  return {
    requested: number,
    unitno: number.slice(0, 11),
    status: STATUSES[latest?.code ?? ''] ?? 'INTRANSIT',
    ...(latest ? { statusDateTime: stamp(latest) } : {}),
    ...(withEvents ? { events: steps.map((step) => event(step, language)) } : {}),
  }
}

function event(step: SeenStep, language: string): object {
  return {
    code: step.code,
    city: step.place?.city ?? '',
    postalCode: step.place?.postalCode ?? '',
    country: step.place?.country ?? '',
    description: words(step, language, 'en'),
    eventDateTime: stamp(step),
  }
}

/** The offset has no colon: `2026-01-16T11:52:10+0100`. */
function stamp(step: SeenStep): string {
  return wallClock(step.time) + offsetText(step.time, '')
}
