import { wallClock } from './time.ts'
import type { SeenStep } from './world.ts'
import type { Desk, Reply } from './wire.ts'
import { child, escapeXml, parseXml, type Element } from './xml.ts'

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const SERVER = 'http://fclient.russianpost.org/postserver'
const CLIENT = 'http://fclient.russianpost.org'
/** An answer is prepared for a quarter of an hour and kept for 32 hours. */
const READY_MS = 900_000
const KEPT_MS = 32 * 3_600_000
const MOST_NUMBERS = 3_000

/** Russian Post's batch service fc: ticketRequest for up to 3,000 barcodes, answerByTicketRequest for what was found. Errors come with HTTP 200. */
export function batch(body: string, credential: { login: string; password: string }, desk: Desk): Reply {
  const root = parseXml(body)
  const asked = root?.namespace === SOAP11 ? child(root, SOAP11, 'Body')?.children[0] : undefined
  if (!asked || asked.namespace !== SERVER) return error('answerByTicketResponse', 2, 'Неверный формат запроса')
  const refused = desk.refused || text(asked, 'login') !== credential.login || text(asked, 'password') !== credential.password
  if (asked.name === 'ticketRequest') return refused ? error('ticketResponse', 3, 'Ошибка авторизации') : ticket(asked, desk)
  if (refused) return error('answerByTicketResponse', 3, 'Ошибка авторизации')
  return answer(text(asked, 'ticket'), desk)
}

function text(parent: Element | undefined, name: string): string {
  return child(parent, '', name)?.text.trim() ?? ''
}

function ticket(asked: Element, desk: Desk): Reply {
  const items = child(asked, '', 'request')?.children ?? []
  const numbers = items.map((item) => item.attributes.get('Barcode') ?? '')
  if (numbers.length > MOST_NUMBERS) return error('ticketResponse', 18, 'Слишком много идентификаторов')
  const name = `${new Date(desk.now()).toISOString().replaceAll(/\D/g, '')}LAB${desk.notes.size}`
  desk.notes.set(name, JSON.stringify({ at: desk.now(), numbers }))
  return { ...reply('ticketResponse', `<value>${name}</value>`), numbers }
}

function answer(name: string, desk: Desk): Reply {
  const note = desk.notes.get(name)
  const { at, numbers }: { at: number; numbers: string[] } = note === undefined ? { at: 0, numbers: [] } : JSON.parse(note)
  if (note === undefined || desk.now() - at > KEPT_MS) return error('answerByTicketResponse', 17, 'Ответ по билету удалён')
  if (desk.now() - at < READY_MS) return error('answerByTicketResponse', 6, 'Ответ по билету ещё не готов')
  const items = numbers.map((number) => `<ns3:Item Barcode="${escapeXml(number)}">${operations(number, desk)}</ns3:Item>`)
  const value = `<value FileName="" FileTypeID="2" FileNumber="1" RecipientID="1">${items.join('')}</value>`
  return { ...reply('answerByTicketResponse', value), numbers }
}

function operations(number: string, desk: Desk): string {
  const parcel = desk.look(number)?.parcels[0]
  if (!parcel) return '<ns3:Error ErrorTypeID="12" ErrorName="Информация о заданном идентификаторе отправления отсутствует"/>'
  return parcel.steps.map(operation).join('')
}

function operation({ code, attr, time, place }: SeenStep): string {
  const [day, clock] = wallClock(time).split('T')
  const date = `${day?.split('-').toReversed().join('.')} ${clock}`
  return `<ns3:Operation OperTypeID="${code}" OperCtgID="${attr ?? '0'}" OperName="Операция ${code}" DateOper="${date}" IndexOper="${place?.postalCode ?? ''}"/>`
}

function error(name: string, id: number, words: string): Reply {
  return reply(name, `<error ErrorTypeID="${id}" ErrorName="${escapeXml(words)}"/>`)
}

function reply(name: string, content: string): Reply {
  const body = `<S:Envelope xmlns:S="${SOAP11}"><S:Body><ns2:${name} xmlns:ns2="${SERVER}" xmlns:ns3="${CLIENT}">${content}</ns2:${name}></S:Body></S:Envelope>`
  return { status: 200, contentType: 'text/xml; charset=utf-8', body }
}
