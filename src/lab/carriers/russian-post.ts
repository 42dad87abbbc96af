import type { Place } from '../journey.ts'
import { offsetText, wallClock } from '../time.ts'
import { batch } from '../russian-post-batch.ts'
import { type SeenParcel, type SeenStep, words } from '../world.ts'
import { COMMON_REFUSALS, html, type Desk, type Reply, type Speaker } from '../wire.ts'
import { child, escapeXml, parseXml, type Element } from '../xml.ts'

const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope'
const HISTORY = 'http://russianpost.org/operationhistory'
const DATA = 'http://russianpost.org/operationhistory/data'
const CREDENTIAL = { login: 'lab', password: 'lab' }
const MOSCOW = { city: 'Москва', country: 'RU' }
const CONTENT_TYPE = 'application/soap+xml; charset=utf-8'

/** Operation types of the built-in world, Russian and English. */
const TYPES: Record<string, [string, string]> = {
  '1': ['Прием', 'Acceptance'],
  '2': ['Вручение', 'Delivery'],
  '3': ['Возврат', 'Return'],
  '8': ['Обработка', 'Processing'],
  '9': ['Импорт международной почты', 'Import of international mail'],
  '10': ['Экспорт международной почты', 'Export of international mail'],
  '12': ['Неудачная попытка вручения', 'Unsuccessful delivery attempt'],
  '14': ['Таможенное оформление', 'Customs clearance'],
  '28': ['Присвоение идентификатора', 'Assignment of an identifier'],
}

/** ISO 3166 numeric and alpha-3 of the countries of the built-in world; others get 0 and an empty code. */
const COUNTRIES: Record<string, [number, string]> = {
  RU: [643, 'RUS'],
  CN: [156, 'CHN'],
  DE: [276, 'DEU'],
  KZ: [398, 'KAZ'],
  BY: [112, 'BLR'],
  US: [840, 'USA'],
}

/**
 * Russian Post, single access: SOAP 1.2, POST /rtm34, getOperationHistory, login and password in the body. Nothing found is an empty
 * OperationHistoryData; faults are HTTP 500 whose Detail names the reason. POST /fc is the batch service. Source: tracking.pochta.ru,
 * specification.
 */
export const russianPost: Speaker = {
  ...COMMON_REFUSALS,
  code: 'russian-post',
  credential: CREDENTIAL,
  token: null,
  keyField: 'OperDate',
  respond: (ask, desk) => {
    if (ask.path === '/fc' && ask.method === 'POST') return batch(ask.body, CREDENTIAL, desk)
    if (ask.path !== '/rtm34') return html(404, '404 Not Found', 'nginx')
    if (ask.method !== 'POST') return html(405, '405 Method Not Allowed', 'nginx')
    // text/xml, the type of SOAP 1.1, is the commonest mistake.
    if (!/^application\/soap\+xml\b/i.test(ask.headers['content-type'] ?? '')) {
      return { status: 415, contentType: 'text/plain', body: 'Unsupported Content-Type. Supported: [application/soap+xml]' }
    }
    return history(ask.body, desk)
  },
  instant: {
    journey: {
      weightGrams: 500,
      steps: [
        { code: '1', attr: '1', at: '-2d 10:00', place: MOSCOW, text: { ru: 'Единичный', en: 'Single' } },
        {
          code: '8',
          attr: '3',
          at: '-1d 08:00',
          place: MOSCOW,
          text: { ru: 'Прибыло в сортировочный центр', en: 'Arrived at the sorting centre' },
        },
        {
          code: '8',
          attr: '4',
          at: '-1d 19:00',
          place: MOSCOW,
          text: { ru: 'Покинуло сортировочный центр', en: 'Left the sorting centre' },
        },
      ],
    },
    render: (number, seen) => envelope(records(number, seen.parcels[0], 0)),
    escape: escapeXml,
  },
  failed: (status) => (status === 500 ? fault('Receiver', 'Error') : html(status, `${status} Error`, 'nginx')),
  okWithFault: () => ({ ...fault('Receiver', 'Error'), status: 200 }),
}

function history(body: string, desk: Desk): Reply {
  const root = parseXml(body)
  if (!root || root.name !== 'Envelope') return fault('Sender', 'The request is not well-formed XML')
  if (root.namespace !== SOAP12) return fault('VersionMismatch', 'SOAP 1.2 is needed')
  const operation = child(root, SOAP12, 'Body')?.children[0]
  if (operation?.name !== 'getOperationHistory' || operation.namespace !== HISTORY) return fault('Sender', 'Unknown operation')

  const request = child(operation, DATA, 'OperationHistoryRequest')
  const number = value(request, 'Barcode')
  return { ...answer(child(operation, DATA, 'AuthorizationHeader'), request, number, desk), numbers: [number] }
}

function answer(header: Element | undefined, request: Element | undefined, number: string, desk: Desk): Reply {
  const { login, password } = CREDENTIAL
  if (value(header, 'login') !== login || value(header, 'password') !== password || desk.refused) {
    return fault('Receiver', 'Error', 'AuthorizationFaultReason', 'Ошибка авторизации')
  }
  const language = value(request, 'Language') || 'RUS'
  if (language !== 'RUS' && language !== 'ENG') return fault('Receiver', 'Error', 'LanguageFaultReason', 'Неизвестный язык')
  const instant = desk.instant(number)
  if (instant !== null) return ok(instant)
  if (!/^(\d{14}|[A-Z]{2}\d{9}[A-Z]{2})$/.test(number)) {
    return fault('Receiver', 'Error', 'OperationHistoryFaultReason', 'Неверный формат идентификатора')
  }
  const kind = value(request, 'MessageType') || '0'
  // 1 asks for the delivery notice's own journey; no parcel of the lab has one.
  const parcel = kind === '0' ? desk.look(number)?.parcels[0] : undefined
  return ok(envelope(parcel ? records(number, parcel, language === 'RUS' ? 0 : 1) : ''))
}

function value(parent: Element | undefined, name: string): string {
  return child(parent, DATA, name)?.text.trim() ?? ''
}

function ok(body: string): Reply {
  return { status: 200, contentType: CONTENT_TYPE, body }
}

function soap(content: string): string {
  return `<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="${SOAP12}"><S:Body>${content}</S:Body></S:Envelope>`
}

function fault(code: 'Receiver' | 'Sender' | 'VersionMismatch', reason: string, detail?: string, text = ''): Reply {
  const details = detail === undefined ? '' : `<S:Detail><ns3:${detail} xmlns:ns3="${DATA}">${escapeXml(text)}</ns3:${detail}></S:Detail>`
  const body = `<S:Fault><S:Code><S:Value>S:${code}</S:Value></S:Code><S:Reason><S:Text xml:lang="en">${escapeXml(reason)}</S:Text></S:Reason>${details}</S:Fault>`
  return { status: 500, contentType: CONTENT_TYPE, body: soap(body) }
}

function envelope(content: string): string {
  const data = content === '' ? '<ns3:OperationHistoryData/>' : `<ns3:OperationHistoryData>${content}</ns3:OperationHistoryData>`
  return soap(`<ns7:getOperationHistoryResponse xmlns:ns3="${DATA}" xmlns:ns7="${HISTORY}">${data}</ns7:getOperationHistoryResponse>`)
}

type Language = 0 | 1

function records(number: string, parcel: SeenParcel | undefined, language: Language): string {
  return parcel ? parcel.steps.map((step) => record(number, parcel, step, language)).join('') : ''
}

function record(number: string, parcel: SeenParcel, step: SeenStep, language: Language): string {
  const names = TYPES[step.code]
  const said = words(step, language === 0 ? 'ru' : 'en')
  return node('historyRecord', [
    node('AddressParameters', [
      node('DestinationAddress', office(parcel.to)),
      node('OperationAddress', office(step.place)),
      node('MailDirect', country(parcel.to)),
      node('CountryFrom', country(parcel.from)),
      node('CountryOper', country(step.place)),
    ]),
    node('FinanceParameters', [leaf('Payment', '0'), leaf('Value', '100000'), leaf('MassRate', '25000')]),
    node('ItemParameters', [
      leaf('Barcode', number),
      leaf('ComplexItemName', parcel.service ?? 'Посылка'),
      node('MailType', [leaf('Id', '4'), leaf('Name', parcel.service ?? 'Посылка')]),
      leaf('Mass', parcel.weightGrams === undefined ? '' : String(parcel.weightGrams)),
    ]),
    node('OperationParameters', [
      node('OperType', [leaf('Id', step.code), leaf('Name', names?.[language] ?? '')]),
      node('OperAttr', [leaf('Id', step.attr ?? '0'), leaf('Name', said)]),
      leaf('OperDate', `${wallClock(step.time)}.000${offsetText(step.time)}`),
    ]),
    node('UserParameters', [
      node('SendCtg', [leaf('Id', '1'), leaf('Name', 'Население')]),
      leaf('Sndr', 'ОТПРАВИТЕЛЬ'),
      leaf('Rcpn', 'ПОЛУЧАТЕЛЬ'),
    ]),
  ])
}

function node(name: string, children: string[]): string {
  return `<ns3:${name}>${children.join('')}</ns3:${name}>`
}

function leaf(name: string, text: string): string {
  return node(name, [escapeXml(text)])
}

/** No Index abroad; at home "0" stands for an unknown one. */
function office(place: Place | undefined): string[] {
  const description = leaf('Description', place?.city ?? '')
  const atHome = (place?.country ?? 'RU') === 'RU'
  return atHome ? [leaf('Index', place?.postalCode ?? '0'), description] : [description]
}

function country(place: Place | undefined): string[] {
  const code = place?.country ?? 'RU'
  const [id, alpha3] = COUNTRIES[code] ?? [0, '']
  const name = (language: string): string => new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code
  return [leaf('Id', String(id)), leaf('Code2A', code), leaf('Code3A', alpha3), leaf('NameRU', name('ru')), leaf('NameEN', name('en'))]
}
