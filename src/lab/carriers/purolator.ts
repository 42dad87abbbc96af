import { basic } from '../oauth2.ts'
import { wallClock } from '../time.ts'
import { newestFirst, type Seen, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, type Ask, type Desk, type Reply, type Speaker } from '../wire.ts'
import { child, escapeXml, parseXml } from '../xml.ts'

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const TYPES = 'http://purolator.com/pws/datatypes/v1'
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'
const NIL = ' i:nil="true"'
const CREDENTIAL = { key: 'lab', password: 'lab' }
const MAX_NUMBERS = 10

/**
 * Purolator, E-Ship Web Services: TrackPackagesByPin, SOAP 1.1 with Basic. The code of a step is the type of the scan, its words are the description.
 * Codes of errors are the lab's, and so is ten as the longest list. Source: Purolator E-Ship Web Services, tracking service.
 */
export const purolator: Speaker = {
  ...COMMON_REFUSALS,
  code: 'purolator',
  credential: CREDENTIAL,
  token: null,
  keyField: 'Scans',
  respond: (ask, desk) => {
    if (ask.path !== '/PWS/V1/Tracking/TrackingService.asmx' || ask.method !== 'POST') return html(404, '404 Not Found', 'Microsoft-IIS')
    const [key, password] = basic(ask.headers['authorization'])
    if (desk.refused || key !== CREDENTIAL.key || password !== CREDENTIAL.password) return html(401, '401 Unauthorized', 'Microsoft-IIS')
    return track(ask, desk)
  },
  failed: (status) => (status === 500 ? fault('s:Server', 'Internal Error') : html(status, `${status} Error`, 'Microsoft-IIS')),
  okWithFault: () => response(node('Error', leaf('Code', 'LAB01') + leaf('Description', 'Internal Error')), NIL),
}

function track(ask: Ask, desk: Desk): Reply {
  const body = child(parseXml(ask.body) ?? undefined, SOAP11, 'Body')
  const pins = child(child(body, TYPES, 'TrackPackagesByPinRequest'), TYPES, 'PINs')
  if (!pins || !ask.headers['soapaction']?.includes('TrackPackagesByPin')) return fault('s:Client', 'Wrong request')
  const numbers = pins.children.map((one) => child(one, TYPES, 'Value')?.text.trim() ?? '')
  if (numbers.length === 0 || numbers.length > MAX_NUMBERS) return fault('s:Client', 'Wrong number of PINs')
  const list = numbers.map((number) => information(number, desk.look(number)))
  return { ...response('', '', list.join('')), numbers }
}

function information(number: string, seen: Seen | null): string {
  const scans = newestFirst(seen?.parcels[0]?.steps ?? []).map((step) => scan(number, step))
  return node('TrackingInformation', pin(number) + node('Scans', scans.join('')) + `<ResponseInformation${NIL}/>`)
}

function scan(number: string, step: SeenStep): string {
  const { code, place, time } = step
  const [date = '', clock = ''] = wallClock(time).split('T')
  const details = code === 'Delivery' ? node('ScanDetails', leaf('DeliverySignature', 'LAB RECIPIENT')) : ''
  const type = details === '' ? '' : ' i:type="DeliveryScan"'
  const content = [
    leaf('ScanType', code),
    pin(number),
    node('Depot', leaf('Name', place ? `${place.city ?? ''}, ${place.region ?? ''}` : 'Purolator')),
    leaf('ScanDate', date),
    leaf('ScanTime', clock.replaceAll(':', '')),
    leaf('Description', words(step, 'en')),
    '<Comment/>',
    leaf('SummaryScanIndicator', 'false'),
    details,
  ]
  return `<Scan${type}>${content.join('')}</Scan>`
}

function pin(number: string): string {
  return node('PIN', leaf('Value', number))
}

function response(errors: string, nil = '', list = ''): Reply {
  const head = node('ResponseInformation', `${node('Errors', errors)}<InformationalMessages${NIL}/>`)
  const content = `${head}<TrackingInformationList${nil}>${list}</TrackingInformationList>`
  return envelope(200, `<TrackPackagesByPinResponse xmlns="${TYPES}" xmlns:i="${INSTANCE}">${content}</TrackPackagesByPinResponse>`)
}

function fault(code: string, text: string): Reply {
  return envelope(500, `<s:Fault>${leaf('faultcode', code)}${leaf('faultstring', text)}</s:Fault>`)
}

function envelope(status: number, content: string): Reply {
  const body = `<s:Envelope xmlns:s="${SOAP11}"><s:Body>${content}</s:Body></s:Envelope>`
  return { status, contentType: 'text/xml; charset=utf-8', body }
}

function leaf(name: string, text: string): string {
  return node(name, escapeXml(text))
}

function node(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}
