import { basic } from '../oauth2.ts'
import { offsetText, wallClock } from '../time.ts'
import { newestFirst, type Seen, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'

// Track Items: ten ids a call (error 51101).
const MAX_NUMBERS = 10
const CREDENTIAL = { apiKey: 'lab', password: 'lab', accountNumber: 'lab' }

/** Status of an article by its latest event, which the scenarios give as the code of a step. */
const STATUSES: Record<string, string> = {
  created: 'Initiated',
  collect: 'Awaiting collection',
  delivered: 'Delivered',
  hold: 'Held by courier',
}

/**
 * Australia Post Track Items v1: GET /shipping/v1/track?tracking_ids= with Basic and Account-Number. The codes of the scenarios are the lab's
 * own: none are on the wire. Source: developers.auspost.com.au.
 */
export const australiaPost: Speaker = {
  ...COMMON_REFUSALS,
  code: 'australia-post',
  credential: CREDENTIAL,
  token: null,
  keyField: 'trackable_items',
  respond: (ask, desk) => {
    if (ask.path !== '/shipping/v1/track') return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'GET') return html(405, '405 Method Not Allowed', 'nginx')
    return track(ask, desk)
  },
  throttled: () => json(429, { errors: [{ message: 'Too many requests', error_code: 'API_002', error_name: 'Too many requests' }] }),
  failed: (status) => (status === 500 ? errors(500, 'ESB-20010', 'System Error') : html(status, `${status} Error`, 'nginx')),
  okWithFault: () => errors(200, 'ESB-20010', 'System Error'),
}

function errors(status: number, code: string, name: string): Reply {
  return json(status, { errors: [{ code, name, message: name }] })
}

function track(ask: Ask, desk: Desk): Reply {
  const [apiKey, password] = basic(ask.headers['authorization'])
  const isKnown = apiKey === CREDENTIAL.apiKey && password === CREDENTIAL.password
  if (desk.refused || !isKnown || ask.headers['account-number'] !== CREDENTIAL.accountNumber) return errors(401, 'API_001', 'Unauthorised')
  const numbers = (ask.query.get('tracking_ids') ?? '').split(',').filter((number) => number !== '')
  if (numbers.length === 0) return errors(400, '51100', 'TRACKING_IDS_MISSING')
  if (numbers.length > MAX_NUMBERS) return errors(400, '51101', 'TOO_MANY_AP_TRACKING_IDS')
  return { ...json(200, { tracking_results: numbers.map((number) => result(number, desk.look(number))) }), numbers }
}

function result(number: string, seen: Seen | null): object {
  if (!seen) return { tracking_id: number, errors: [{ code: 'ESB-10001', name: 'Invalid tracking ID' }] }
  const [parcel] = seen.parcels
  const steps = newestFirst(parcel?.steps ?? [])
  const latest = steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
  const status = STATUSES[latest?.code ?? ''] ?? 'In transit'
  return {
    tracking_id: number,
    status,
    trackable_items: [{ article_id: number, product_type: parcel?.service ?? 'Parcel Post', events: steps.map(event), status }],
  }
}

function event(step: SeenStep): object {
  const { city, region, country } = step.place ?? {}
  const location = country === 'AU' ? `${city?.toUpperCase() ?? ''} ${region ?? ''}` : `${city?.toUpperCase() ?? ''} (${country ?? ''})`
  const date = wallClock(step.time) + (step.withoutOffset ? '' : offsetText(step.time))
  return { ...(step.place ? { location } : {}), description: words(step, 'en'), date }
}
