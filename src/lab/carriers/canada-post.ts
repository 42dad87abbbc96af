import { basic } from '../oauth2.ts'
import { wallClock } from '../time.ts'
import { newestFirst, type Seen, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'
import { escapeXml } from '../xml.ts'

const CREDENTIAL = { username: 'lab', password: 'lab' }
const TYPE = 'application/vnd.cpc.track-v2+xml'
const PATH = /^\/vis\/track\/pin\/([^/]+)\/detail$/

/** Names of zones by the minutes of the offset; of two with the same offset the one further east in Ontario and Quebec. */
const ZONE_NAMES: Record<number, string> = {
  [-150]: 'NDT',
  [-180]: 'ADT',
  [-210]: 'NST',
  [-240]: 'EDT',
  [-300]: 'EST',
  [-360]: 'CST',
  [-420]: 'MST',
  [-480]: 'PST',
}

/**
 * Canada Post, Get Tracking Details: GET /vis/track/pin/{pin}/detail with Basic and an Accept header of its own type; errors are a document
 * `messages`. Source: Canada Post Developer Program.
 */
export const canadaPost: Speaker = {
  ...COMMON_REFUSALS,
  code: 'canada-post',
  credential: CREDENTIAL,
  token: null,
  keyField: 'occurrence',
  respond: (ask, desk) => {
    const number = PATH.exec(ask.path)?.[1]
    if (ask.method !== 'GET' || number === undefined) return html(404, '404 Not Found', 'IBM')
    return { ...detail(ask, decodeURIComponent(number), desk), numbers: [decodeURIComponent(number)] }
  },
  throttled: () => message(500, 'Server', 'Rejected by SLM Monitor'),
  failed: (status) => (status === 500 ? message(500, 'Server', 'Internal Error') : html(status, `${status} Error`, 'IBM')),
  okWithFault: () => message(200, 'Server', 'Internal Error'),
}

function detail(ask: Ask, number: string, desk: Desk): Reply {
  const [username, password] = basic(ask.headers['authorization'])
  if (desk.refused || username !== CREDENTIAL.username || password !== CREDENTIAL.password) {
    return message(401, 'E002', 'AAA Authentication Failure')
  }
  if (ask.headers['accept'] !== TYPE) return message(406, 'Client', 'Not Acceptable')
  const seen = desk.look(number)
  if (!seen) return message(404, '004', 'No PIN History')
  return xml(200, document(number, seen, /^fr/i.test(ask.headers['accept-language'] ?? '') ? 'fr' : 'en'))
}

function xml(status: number, body: string): Reply {
  return { status, contentType: TYPE, body: `<?xml version="1.0" encoding="UTF-8"?>${body}` }
}

function message(status: number, code: string, description: string): Reply {
  const content = leaf('code', code) + leaf('description', description)
  return xml(status, `<messages xmlns="http://www.canadapost.ca/ws/messages"><message>${content}</message></messages>`)
}

function document(number: string, seen: Seen, language: string): string {
  const [parcel] = seen.parcels
  const events = newestFirst(parcel?.steps ?? []).map((step) => occurrence(step, language))
  const service = parcel?.service ?? 'Expedited Parcels'
  const content = [
    leaf('pin', number),
    leaf('active-exists', '1'),
    leaf('archive-exists', ''),
    leaf('changed-expected-date', ''),
    leaf('destination-postal-id', parcel?.to?.postalCode ?? ''),
    leaf('expected-delivery-date', parcel?.expected ? wallClock(parcel.expected).slice(0, 10) : ''),
    leaf('original-pin', ''),
    leaf('service-name', service),
    leaf('service-name-2', service),
    leaf('customer-ref-1', 'LAB-REFERENCE'),
    `<significant-events>${events.join('')}</significant-events>`,
  ]
  return `<tracking-detail xmlns="http://www.canadapost.ca/ws/track">${content.join('')}</tracking-detail>`
}

function occurrence(step: SeenStep, language: string): string {
  const { time, place } = step
  const [date = '', clock = ''] = wallClock(time).split('T')
  const fields = [
    leaf('event-identifier', step.code),
    leaf('event-date', date),
    leaf('event-time', clock),
    leaf('event-time-zone', step.withoutOffset ? '' : (ZONE_NAMES[time.offsetMinutes] ?? '')),
    leaf('event-description', words(step, language, 'en')),
    leaf('signatory-name', step.code === '1496' ? 'LAB RECIPIENT' : ''),
    leaf('event-site', place?.city ?? ''),
    leaf('event-province', place?.region ?? ''),
    leaf('event-retail-location-id', ''),
    leaf('event-retail-name', ''),
  ]
  return `<occurrence>${fields.join('')}</occurrence>`
}

function leaf(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`
}
