import { wallClock } from '../time.ts'
import type { SeenParcel, SeenStep } from '../world.ts'
import { COMMON_REFUSALS, html, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'
import { child, escapeXml, parseXml, type Element } from '../xml.ts'

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/'
/** Path of a service → its namespace. */
const SERVICES: Record<string, string> = {
  '/services/tracing': 'http://dpd.ru/ws/tracing/2011-11-18',
  '/services/tracing1-1': 'http://dpd.ru/ws/tracing/2012-06-25',
}
/** Note of the document that was confirmed last. */
const CONFIRMED = 'confirmed'
const CREDENTIAL = { clientNumber: 'lab', clientKey: 'lab' }

/**
 * DPD Russia, SOAP 1.1: tracing1-1 getStatesByDPDOrder (one order, all its parcels; pickupYear narrows), tracing getStatesByClient and confirm
 * (the last state of each order that changed since what was confirmed). Only the operation's element has a namespace. Faults are HTTP 500 with `detail/…/code`; `no-data-found` is
 * DPD's, the other codes are the lab's. Source: DPD integration guide.
 */
export const dpdRu: Speaker = {
  ...COMMON_REFUSALS,
  code: 'dpd-ru',
  credential: CREDENTIAL,
  token: null,
  keyField: 'newState',
  respond: (ask, desk) => {
    const namespace = SERVICES[ask.path]
    if (namespace === undefined || ask.method !== 'POST') return html(404, '404 Not Found', 'nginx')
    if (!/^text\/xml\b/i.test(ask.headers['content-type'] ?? '')) return html(415, '415 Unsupported Media Type', 'nginx')
    return call(ask, desk, namespace)
  },
  failed: (status) => (status === 500 ? fault('internal-error', 'Внутренняя ошибка') : html(status, `${status} Error`, 'nginx')),
  okWithFault: () => ({ ...fault('internal-error', 'Внутренняя ошибка'), status: 200 }),
}

function call(ask: Ask, desk: Desk, namespace: string): Reply {
  const root = parseXml(ask.body)
  const operation = root?.namespace === SOAP11 ? child(root, SOAP11, 'Body')?.children[0] : undefined
  if (!operation || operation.namespace !== namespace) return fault('wrong-request', 'Неизвестная операция')
  const request = child(operation, '', 'request')
  const auth = child(request, '', 'auth')
  const { clientNumber, clientKey } = CREDENTIAL
  if (desk.refused || value(auth, 'clientNumber') !== clientNumber || value(auth, 'clientKey') !== clientKey) {
    return fault('auth-failed', 'Ошибка авторизации')
  }
  if (operation.name === 'getStatesByDPDOrder') {
    const number = value(request, 'dpdOrderNr')
    return { ...states(number, value(request, 'pickupYear'), namespace, desk), numbers: [number] }
  }
  const isFeed = namespace === SERVICES['/services/tracing'] && ['getStatesByClient', 'confirm'].includes(operation.name)
  if (!isFeed) return fault('wrong-request', 'Неизвестная операция')
  if (operation.name === 'getStatesByClient') return feed(namespace, desk)
  desk.notes.set(CONFIRMED, value(request, 'docId'))
  return answer('confirm', namespace, '')
}

/** A document's number is the moment that it was made; it holds the newest state of each order that is newer than what was confirmed. */
function feed(namespace: string, desk: Desk): Reply {
  const since = Number(desk.notes.get(CONFIRMED) ?? 0)
  const changed = desk.numbers().flatMap((number) => {
    const parcel = desk.look(number)?.parcels[0]
    const newest = parcel?.steps.toSorted((a, b) => b.time.utc - a.time.utc)[0]
    return parcel && newest && newest.time.utc > since ? [state(number, parcel, newest)] : []
  })
  return answer('getStatesByClient', namespace, head(desk, String(desk.now())) + changed.join(''))
}

function value(parent: Element | undefined, name: string): string {
  return child(parent, '', name)?.text.trim() ?? ''
}

function states(number: string, year: string, namespace: string, desk: Desk): Reply {
  const parcels = (desk.look(number)?.parcels ?? []).filter((parcel) => year === '' || pickupDate(parcel).startsWith(year))
  if (parcels.length === 0) return fault('no-data-found', 'Данные не найдены')
  const content = parcels.flatMap((parcel) => parcel.steps.map((step) => state(number, parcel, step)))
  return answer('getStatesByDPDOrder', namespace, head(desk) + content.join(''))
}

function state(number: string, parcel: SeenParcel, step: SeenStep): string {
  return node(
    'states',
    [
      leaf('clientOrderNr', `SHOP-${number.slice(-4)}`),
      leaf('dpdOrderNr', number),
      leaf('dpdParcelNr', step.attr ?? '100000001'),
      leaf('pickupDate', pickupDate(parcel)),
      parcel.isReturn ? leaf('isReturn', 'true') : '',
      parcel.expected ? leaf('planDeliveryDate', moscow(parcel.expected.utc).slice(0, 10)) : '',
      parcel.weightGrams === undefined ? '' : leaf('parcelPhysicalWeight', String(parcel.weightGrams / 1000)),
      leaf('newState', step.code),
      leaf('transitionTime', moscow(step.time.utc)),
      leaf('terminalCode', 'LAB'),
      leaf('terminalCity', step.place?.city ?? ''),
      step.exception ? leaf('incidentCode', step.exception.code) + leaf('incidentName', step.exception.text) : '',
      step.code === 'Delivered' ? leaf('consignee', 'ПОЛУЧАТЕЛЬ') : '',
    ].join(''),
  )
}

function pickupDate(parcel: SeenParcel): string {
  return moscow(Math.min(...parcel.steps.map((step) => step.time.utc))).slice(0, 10)
}

function moscow(utc: number): string {
  return wallClock({ utc, offsetMinutes: 180 })
}

function head(desk: Desk, docId = '10000000001'): string {
  return leaf('docId', docId) + leaf('docDate', moscow(desk.now())) + leaf('clientNumber', '1000000000') + leaf('resultComplete', 'true')
}

function answer(operation: string, namespace: string, content: string): Reply {
  return envelope(200, `<ns2:${operation}Response xmlns:ns2="${namespace}">${node('return', content)}</ns2:${operation}Response>`)
}

function fault(code: string, message: string): Reply {
  const detail = `<ns2:WSFault xmlns:ns2="${SERVICES['/services/tracing1-1']}">${leaf('code', code)}${leaf('message', message)}</ns2:WSFault>`
  return envelope(500, `<S:Fault>${leaf('faultcode', 'S:Server')}${leaf('faultstring', message)}${node('detail', detail)}</S:Fault>`)
}

function envelope(status: number, content: string): Reply {
  const body = `<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="${SOAP11}"><S:Body>${content}</S:Body></S:Envelope>`
  return { status, contentType: 'text/xml;charset=utf-8', body }
}

function leaf(name: string, text: string): string {
  return node(name, escapeXml(text))
}

function node(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}
