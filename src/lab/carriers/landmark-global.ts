import { wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'
import { child, type Element, escapeXml, parseXml } from '../xml.ts'

const CREDENTIAL = { username: 'lab', password: 'lab', clientId: 'lab' }

/**
 * Landmark Global, XML API v2: POST /Track.php with a TrackRequest, the login in its body; errors are HTTP 200 with Errors/Error. Codes and words of
 * errors are the lab's, but for Login. Without RetrievalType Historical only the last event comes. Source: mercurydocs.landmarkglobal.com, Track API.
 */
export const landmarkGlobal: Speaker = {
  ...COMMON_REFUSALS,
  code: 'landmark-global',
  credential: CREDENTIAL,
  token: null,
  keyField: 'Events',
  respond: (ask, desk) => (ask.method === 'POST' && ask.path === '/Track.php' ? track(ask, desk) : html(404, '404 Not Found', 'Apache')),
  okWithFault: () => refusal('Internal', 'Please try again later.'),
}

function track(ask: Ask, desk: Desk): Reply {
  const root = parseXml(ask.body)
  if (root?.name !== 'TrackRequest') return refusal('XML', 'The request cannot be read.')
  const login = child(root, '', 'Login')
  const isKnown = textOf(login, 'Username') === CREDENTIAL.username && textOf(login, 'Password') === CREDENTIAL.password
  if (desk.refused || !isKnown || textOf(root, 'ClientID') !== CREDENTIAL.clientId)
    return refusal('Login', 'The username/password combination provided is invalid.')
  const number = textOf(root, 'TrackingNumber')
  const parcel = desk.look(number)?.parcels[0]
  if (!parcel) return { ...refusal('TrackingNumber', 'The shipment was not found.'), numbers: [number] }
  return { ...xml(response(number, parcel, textOf(root, 'RetrievalType') === 'Historical')), numbers: [number] }
}

function textOf(parent: Element | undefined, name: string): string {
  return child(parent, '', name)?.text.trim() ?? ''
}

function response(number: string, parcel: SeenParcel, isWhole: boolean): string {
  const events = newestFirst(parcel.steps).map(event)
  const content = [
    leaf('TrackingNumber', `LAB${number.replaceAll(/\D/g, '')}`),
    leaf('LandmarkTrackingNumber', number),
    leaf('PackageReference', ''),
    node('Events', (isWhole ? events : events.slice(0, 1)).join('')),
  ]
  const details = node('ShipmentDetails', leaf('EndDeliveryCarrier', 'Lab Post'))
  return node('Result', leaf('Success', 'true') + details + node('Packages', node('Package', content.join(''))))
}

function event(step: SeenStep): string {
  const { code, place, time } = step
  const where = [place?.city, place?.region, place?.country].filter((part) => part !== undefined).join(', ')
  return node(
    'Event',
    leaf('Status', words(step, 'en')) + leaf('DateTime', clock(wallClock(time))) + leaf('Location', where) + leaf('EventCode', code),
  )
}

/** `10/01/2025 03:02 PM`. */
function clock(wall: string): string {
  const [, year = '', month = '', day = '', hour = '', minute = ''] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(wall) ?? []
  const twelve = String(Number(hour) % 12 || 12).padStart(2, '0')
  return `${month}/${day}/${year} ${twelve}:${minute} ${Number(hour) < 12 ? 'AM' : 'PM'}`
}

function refusal(code: string, message: string): Reply {
  const result = node('Result', leaf('Success', 'false') + leaf('ResultMessage', 'See Errors element for error details'))
  return xml(result + node('Errors', node('Error', leaf('ErrorCode', code) + leaf('ErrorMessage', message))))
}

function xml(content: string): Reply {
  return { status: 200, contentType: 'text/xml; charset=utf-8', body: `<?xml version="1.0"?>${node('TrackResponse', content)}` }
}

function leaf(name: string, text: string): string {
  return node(name, escapeXml(text))
}

function node(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}
