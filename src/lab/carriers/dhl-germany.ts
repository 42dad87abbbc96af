import { basic } from '../oauth2.ts'
import { wallClock } from '../time.ts'
import { newestFirst, type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, json, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'
import { escapeXml, parseXml } from '../xml.ts'

const CREDENTIAL = { apiKey: 'lab', apiSecret: 'lab', appName: 'lab', appPassword: 'lab' }
const REQUEST_ID = '00000000-0000-4000-8000-000000000001'
/** `standard-event-code` of the events of the built-in world. */
const STANDARD: Record<string, string> = { SHRCU: 'ES', PCKDU: 'AE', LDTMV: 'AA', ULFMV: 'EE', SRTED: 'PO', DLVRD: 'ZU', NTDEL: 'ZN' }

/**
 * DHL Parcel DE Tracking: GET /shipments?xml=, Basic authentication of the app at the gateway, the business customer's login inside the XML.
 * Everything in the answer is called `data`, and errors are HTTP 200 with a code. Source: developer.dhl.com, DHL Parcel DE Tracking.
 */
export const dhlGermany: Speaker = {
  ...COMMON_REFUSALS,
  code: 'dhl-germany',
  credential: CREDENTIAL,
  token: null,
  keyField: 'event-timestamp',
  respond: (ask, desk) => {
    const [key, secret] = basic(ask.headers['authorization'])
    if (key !== CREDENTIAL.apiKey || secret !== CREDENTIAL.apiSecret)
      return problem(401, 'Unauthorized', 'Unauthorized for given resource.')
    if (ask.path !== '/shipments' || ask.method !== 'GET') return problem(404, 'Not Found', 'The requested resource could not be found.')
    return track(ask, desk)
  },
  throttled: () => problem(429, 'Too Many Requests', 'Too many requests within defined time period, please try again later.'),
  failed: (status) => problem(status, 'Internal Server Error', 'An error has occurred.'),
  okWithFault: () => refuse('99', 'System error'),
}

function problem(status: number, title: string, detail: string): Reply {
  return json(status, { status, title, detail })
}

function xml(body: string): Reply {
  return { status: 200, contentType: 'application/xml;charset=UTF-8', body: `<?xml version="1.0" encoding="UTF-8"?>${body}` }
}

/** `<data name="…" …>`: blanks are written as empty attributes. */
function data(name: string, attributes: Record<string, string>, children: readonly string[] = []): string {
  const written = Object.entries({ name, ...attributes }).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  return children.length === 0 ? `<data${written.join('')}/>` : `<data${written.join('')}>${children.join('')}</data>`
}

function refuse(code: string, error: string): Reply {
  return xml(data('piece-shipment-list', { code, 'request-id': REQUEST_ID, error }))
}

function track({ query }: Ask, desk: Desk): Reply {
  const source = query.get('xml') ?? ''
  const root = parseXml(source)
  if (root?.name !== 'data') return problem(400, 'Bad Request', 'The parameter xml is not well-formed.')
  const asked = root.attributes
  if (asked.get('appname') !== CREDENTIAL.appName || asked.get('password') !== CREDENTIAL.appPassword || desk.refused)
    return refuse('5', 'Log-in failed')
  if (asked.get('request') !== 'd-get-piece-detail') return refuse('3', 'Request unknown')
  const number = asked.get('piece-code') ?? ''
  const parcel = desk.look(number)?.parcels[0]
  if (!parcel) return { ...refuse('100', 'No data found'), numbers: [number] }
  const language = asked.get('language-code') === 'de' ? 'de' : 'en'
  const list = data('piece-shipment-list', { code: '0', 'request-id': REQUEST_ID }, [piece(number, parcel, language)])
  return { ...xml(list), numbers: [number] }
}

function piece(number: string, parcel: SeenParcel, language: 'de' | 'en'): string {
  const ordered = parcel.steps.toSorted((a, b) => a.time.utc - b.time.utc)
  const turn = ordered.find(({ code }) => code === 'RETRN')?.time.utc ?? Infinity
  const last = ordered.at(-1)
  const ids = { 'piece-id': REQUEST_ID, 'piece-identifier': number.replace(/^00/, '') }
  const events = newestFirst(parcel.steps).toReversed()
  return data(
    'piece-shipment',
    {
      'error-status': '0',
      ...ids,
      'piece-code': number,
      'searched-piece-code': number,
      status: last ? words(last, language) : '',
      'recipient-name': 'LAB RECIPIENT',
      'recipient-street': 'LAB STREET 1',
      'product-name': parcel.service ?? 'DHL PAKET',
      'shipment-weight': ((parcel.weightGrams ?? 0) / 1000).toFixed(1),
      'dest-country': parcel.to?.country ?? 'DE',
      'origin-country': parcel.from?.country ?? 'DE',
      ruecksendung: String(parcel.isReturn ?? false),
    },
    [
      data(
        'piece-event-list',
        ids,
        events.map((step) => event(step, language, step.time.utc > turn)),
      ),
    ],
  )
}

function event(step: SeenStep, language: 'de' | 'en', isReturn: boolean): string {
  const said = words(step, language, 'de')
  const country = step.place?.country
  return data('piece-event', {
    'event-timestamp': stamp(step.time),
    'event-status': said,
    'event-text': said,
    'event-short-status': said,
    ice: step.code,
    ric: step.attr ?? 'NRQRD',
    'event-location': step.place?.city ?? '',
    'event-country': country === undefined ? '' : (new Intl.DisplayNames([language], { type: 'region' }).of(country) ?? country),
    'standard-event-code': STANDARD[step.code] ?? '',
    ruecksendung: String(isReturn),
  })
}

/** `01.03.2026 09:05`. */
function stamp(time: SeenStep['time']): string {
  const [date = '', clock = ''] = wallClock(time).split('T')
  return `${date.split('-').toReversed().join('.')} ${clock.slice(0, 5)}`
}
