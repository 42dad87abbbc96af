import { normaliseNumber } from '../../base/index.ts'
import type { CarrierAnswer, CarrierContext, CarrierRequest, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { child, children, childText, clip, httpOutcome, localTime, type XmlElement, xmlEscape } from '../kit/index.ts'

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const SERVER = 'http://fclient.russianpost.org/postserver'
const CLIENT = 'http://fclient.russianpost.org'
const FORMATS = ['dd.MM.yyyy HH:mm:ss', 'dd.MM.yyyy HH:mm']
/** The service prepares an answer for a quarter of an hour, wants to be asked no more often, and keeps it for 32 hours. */
const NOT_BEFORE_SECONDS = 900
const EXPIRES_SECONDS = 32 * 3_600
/** So soon a new ticket is asked for when the old one is gone. */
const ANEW_SECONDS = 60
const MAX_OPERATIONS = 1_000

/** Numbers a ticket. The service takes 3,000; as many as one look holds come back in one piece, and the answer stays far below 2 MB. */
export const TICKET_NUMBERS = 100

/** The batch service "fc", SOAP 1.1: a ticket for these barcodes, or the answer to the ticket that they share. */
export function buildBatchRequest(items: readonly TrackItem[], { credential, language }: CarrierContext): CarrierRequest {
  const access = `<login>${xmlEscape(credential['login'] ?? '')}</login><password>${xmlEscape(credential['password'] ?? '')}</password>`
  const ticket = items[0]?.resume
  const barcodes = items.map(({ number }) => `<fcl:Item Barcode="${xmlEscape(number)}"/>`).join('')
  const body =
    ticket === undefined
      ? `<pos:ticketRequest><request>${barcodes}</request>${access}<language>${language === 'ru' ? 'RUS' : 'ENG'}</language></pos:ticketRequest>`
      : `<pos:answerByTicketRequest><ticket>${xmlEscape(ticket)}</ticket>${access}</pos:answerByTicketRequest>`
  const envelope = `<soapenv:Envelope xmlns:soapenv="${SOAP11}" xmlns:pos="${SERVER}" xmlns:fcl="${CLIENT}"><soapenv:Header/><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
  return { method: 'POST', path: '/fc', headers: { 'content-type': 'text/xml;charset=UTF-8', soapaction: '""' }, body: envelope }
}

/** The body of a SOAP 1.1 answer; undefined for any other, which is not of this service. */
export function batchBody(root: XmlElement | null): XmlElement | undefined {
  return root?.name === 'Envelope' && root.ns === SOAP11 ? child(root, SOAP11, 'Body') : undefined
}

/** One outcome for each barcode. Times are the post office's own without a zone; texts are names of operations, places are postcodes. */
export function parseBatch(answer: CarrierAnswer, body: XmlElement, items: readonly TrackItem[]): Outcome[] {
  const all = (outcome: (ref: string) => Outcome): Outcome[] => items.map(({ ref }) => outcome(ref))
  const response = child(body, SERVER, 'ticketResponse') ?? child(body, SERVER, 'answerByTicketResponse')
  if (!response) {
    const failed = httpOutcome(answer, '', 'request')
    return all((ref) => (failed ? { ...failed, ref } : { kind: 'schemaDrift', ref, path: 'Body' }))
  }
  const error = child(response, '', 'error')
  if (error) return all((ref) => refusal(error.attributes.get('ErrorTypeID') ?? '', ref, items[0]?.resume))
  const value = child(response, '', 'value')
  if (!value) return all((ref) => ({ kind: 'schemaDrift', ref, path: `${response.name}/value` }))
  if (response.name === 'answerByTicketResponse') return answers(value, items)
  const ticket = childText(response, '', 'value')
  return all((ref) => (ticket === undefined ? { kind: 'schemaDrift', ref, path: 'ticketResponse/value' } : pending(ref, ticket)))
}

function pending(ref: string, resume: string, notBeforeSeconds = NOT_BEFORE_SECONDS): Outcome {
  return { kind: 'pending', ref, resume, notBeforeSeconds, expiresSeconds: EXPIRES_SECONDS }
}

/** 3 login or password · 6 not ready · 17 the answer is gone · 18 too many numbers · 21 a barcode that is too long · others: theirs. */
function refusal(code: string, ref: string, ticket: string | undefined): Outcome {
  const carrierCode = `error_${clip(code, 8)}`
  if (code === '3') return { kind: 'badCredentials', ref, carrierCode }
  if (code === '6') return pending(ref, ticket ?? '')
  if (code === '17') return pending(ref, '', ANEW_SECONDS)
  return { kind: code === '21' ? 'invalidNumber' : 'temporary', ref, carrierCode }
}

function answers(value: XmlElement, items: readonly TrackItem[]): Outcome[] {
  const found = new Map(children(value, CLIENT, 'Item').map((item) => [normaliseNumber(item.attributes.get('Barcode') ?? ''), item]))
  if (found.size === 0) return items.map(({ ref }) => ({ kind: 'schemaDrift', ref, path: 'value/Item' }))
  return items.map(({ ref, number }) => {
    const item = found.get(normaliseNumber(number))
    // The ticket was another's: ours is asked for anew.
    if (!item) return pending(ref, '', ANEW_SECONDS)
    const error = child(item, CLIENT, 'Error')?.attributes.get('ErrorTypeID')
    if (error === '12') return { kind: 'notFound', ref, carrierCode: 'error_12' }
    if (error !== undefined) return refusal(error, ref, undefined)
    const events = children(item, CLIENT, 'Operation').slice(0, MAX_OPERATIONS).map(eventOf)
    const readable = events.filter((event) => event !== null)
    if (readable.length > 0) return { kind: 'found', ref, events: readable, facts: {} }
    return { kind: 'schemaDrift', ref, path: 'Item/Operation' }
  })
}

function eventOf({ attributes }: XmlElement): RawEvent | null {
  const code = attributes.get('OperTypeID') ?? ''
  const attr = attributes.get('OperCtgID') ?? '0'
  const time = localTime(attributes.get('DateOper'), FORMATS)
  if (!time || !/^\d{1,5}$/.test(code) || !/^\d{1,5}$/.test(attr)) return null
  const index = attributes.get('IndexOper') ?? ''
  const event: RawEvent = { code, attr, text: clip(attributes.get('OperName')?.trim() ?? '', 200), time }
  return /^\d{6}$/.test(index) ? { ...event, place: { text: index, postalCode: index } } : event
}
