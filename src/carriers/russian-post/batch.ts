import { normaliseNumber } from '../../base/index.ts'
import type { CarrierAnswer, CarrierContext, CarrierRequest, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { clip, httpOutcome, localTime, plain, xmlEscape } from '../kit/index.ts'
import { attributesOf, type Tag, tagsOf } from './tags.ts'

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const SERVER = 'http://fclient.russianpost.org/postserver'
const CLIENT = 'http://fclient.russianpost.org'
const RESPONSES: ReadonlySet<string> = new Set(['ticketResponse', 'answerByTicketResponse'])
const DAY_FIRST = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d(?::\d\d)?)$/
/** The service prepares an answer for a quarter of an hour, wants to be asked no more often, and keeps it for 32 hours. */
const NOT_BEFORE_SECONDS = 900
const EXPIRES_SECONDS = 32 * 3_600
/** So soon a new ticket is asked for when the old one is gone. */
const ANEW_SECONDS = 60
const MAX_OPERATIONS = 1_000
/** Of all numbers together: each takes 5 µs to read. */
const MAX_OPERATIONS_IN_ALL = 30_000
const MAX_TICKET_CHARS = 100

/** Numbers a ticket. */
export const TICKET_NUMBERS = 3_000
/** Bytes of an answer: 3,000 numbers with ten operations each take 4.5 MB. */
export const ANSWER_BYTES = 6 * 1024 * 1024
/** Begins what stands in a ticket's place for numbers whose answer was too large: they are asked for anew, in smaller company. */
const ANEW = 'anew/'

/** The batch service "fc", SOAP 1.1: a ticket for these barcodes, or the answer to the ticket that they share. */
export function buildBatchRequest(items: readonly TrackItem[], { credential, language }: CarrierContext): CarrierRequest {
  const access = `<login>${xmlEscape(credential['login'] ?? '')}</login><password>${xmlEscape(credential['password'] ?? '')}</password>`
  const ticket = ticketOf(items)
  const barcodes = items.map(({ number }) => `<fcl:Item Barcode="${xmlEscape(number)}"/>`).join('')
  const body =
    ticket === undefined
      ? `<pos:ticketRequest><request>${barcodes}</request>${access}<language>${language === 'ru' ? 'RUS' : 'ENG'}</language></pos:ticketRequest>`
      : `<pos:answerByTicketRequest><ticket>${xmlEscape(ticket)}</ticket>${access}</pos:answerByTicketRequest>`
  const envelope = `<soapenv:Envelope xmlns:soapenv="${SOAP11}" xmlns:pos="${SERVER}" xmlns:fcl="${CLIENT}"><soapenv:Header/><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
  return { method: 'POST', path: '/fc', headers: { 'content-type': 'text/xml;charset=UTF-8', soapaction: '""' }, body: envelope }
}

function ticketOf([item]: readonly TrackItem[]): string | undefined {
  return item?.resume?.startsWith(ANEW) === true ? undefined : item?.resume
}

/** Two tickets in place of one whose answer is too large. */
export function splitTicket(items: readonly TrackItem[]): Outcome[] {
  const ticket = ticketOf(items) ?? ''
  return items.map(({ ref }, i) => pending(ref, `${ANEW}${ticket}/${i < items.length / 2 ? 1 : 2}`, ANEW_SECONDS))
}

/** Whether the answer is of this service, which alone speaks SOAP 1.1. */
export function isBatch({ text }: CarrierAnswer): boolean {
  return text.slice(0, 1_000).includes(SOAP11)
}

interface Read {
  response: string
  error?: string
  /** The text of `value`: the ticket. */
  value?: string
  /** By barcode. */
  items: Map<string, Item>
  /** The one whose operations are being read. */
  item?: Item
  /** So many items and operations there were. */
  numbers: number
  operations: number
}

interface Item {
  error?: string
  events: RawEvent[]
}

/** Null: not well-formed, or about more numbers than a ticket holds. Undefined: no answer of this service. */
function read(text: string): Read | 'tooMuch' | null | undefined {
  let found: Read | undefined
  const tags = tagsOf(text)
  let step = tags.next()
  for (; step.done !== true; step = tags.next()) {
    const { ns, name } = step.value
    if (found) note(found, step.value)
    else if (ns === SERVER && RESPONSES.has(name)) found = { response: name, items: new Map(), numbers: 0, operations: 0 }
    if (found && found.numbers > TICKET_NUMBERS) return null
    if (found && found.operations > MAX_OPERATIONS_IN_ALL) return 'tooMuch'
  }
  return step.value ? found : null
}

function note(found: Read, { ns, name, kind, source, text }: Tag): void {
  if (kind === 'close') {
    if (ns === '' && name === 'value') found.value = text.trim()
  } else if (ns === '' && name === 'error') found.error = attributesOf(source).get('ErrorTypeID') ?? ''
  else if (ns === CLIENT) noteItem(found, name, attributesOf(source))
}

function noteItem(found: Read, name: string, attributes: ReadonlyMap<string, string>): void {
  const { item } = found
  if (name === 'Item') {
    found.numbers += 1
    found.item = { events: [] }
    found.items.set(normaliseNumber(attributes.get('Barcode') ?? ''), found.item)
  } else if (item && name === 'Error') item.error = attributes.get('ErrorTypeID') ?? ''
  else if (item && name === 'Operation' && item.events.length < MAX_OPERATIONS) {
    found.operations += 1
    const event = eventOf(attributes)
    if (event) item.events.push(event)
  }
}

/** One outcome for each barcode. Times are the post office's own without a zone; texts are names of operations, places are postcodes. */
export function parseBatch(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const all = (outcome: (ref: string) => Outcome): Outcome[] => items.map(({ ref }) => outcome(ref))
  const answered = answer.text.length > ANSWER_BYTES ? null : read(answer.text)
  if (!answered) {
    const failed = httpOutcome(answer, '', 'request')
    return all((ref) => (failed ? { ...failed, ref } : { kind: 'schemaDrift', ref, path: 'Body' }))
  }
  if (answered === 'tooMuch')
    return items.length > 1 ? splitTicket(items) : all((ref) => ({ kind: 'schemaDrift', ref, path: 'Item/Operation' }))
  const { response, error, value } = answered
  if (error !== undefined) return all((ref) => refusal(error, ref, ticketOf(items)))
  if (value === undefined) return all((ref) => ({ kind: 'schemaDrift', ref, path: `${response}/value` }))
  if (response === 'answerByTicketResponse') return answers(answered.items, items)
  const ticket = clip(plain(value), MAX_TICKET_CHARS)
  return all((ref) => (ticket === '' ? { kind: 'schemaDrift', ref, path: 'ticketResponse/value' } : pending(ref, ticket)))
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

function answers(found: ReadonlyMap<string, Item>, items: readonly TrackItem[]): Outcome[] {
  if (found.size === 0) return items.map(({ ref }) => ({ kind: 'schemaDrift', ref, path: 'value/Item' }))
  return items.map(({ ref, number }) => {
    const item = found.get(normaliseNumber(number))
    // The ticket was another's: ours is asked for anew.
    if (!item) return pending(ref, '', ANEW_SECONDS)
    const { error, events } = item
    if (error === '12') return { kind: 'notFound', ref, carrierCode: 'error_12' }
    if (error !== undefined) return refusal(error, ref, undefined)
    return events.length > 0 ? { kind: 'found', ref, events, facts: {} } : { kind: 'schemaDrift', ref, path: 'Item/Operation' }
  })
}

function eventOf(attributes: ReadonlyMap<string, string>): RawEvent | null {
  const code = attributes.get('OperTypeID') ?? ''
  const attr = attributes.get('OperCtgID') ?? '0'
  const time = timeOf(attributes.get('DateOper') ?? '')
  if (!time || !/^\d{1,5}$/.test(code) || !/^\d{1,5}$/.test(attr)) return null
  const index = attributes.get('IndexOper') ?? ''
  const event: RawEvent = { code, attr, text: clip(attributes.get('OperName')?.trim() ?? '', 200), time }
  return /^\d{6}$/.test(index) ? { ...event, place: { text: index, postalCode: index } } : event
}

/** Turned round by hand: formats cost 10 µs, and an answer holds 30,000 times. */
function timeOf(raw: string): RawEvent['time'] | null {
  const time = localTime(raw.replace(DAY_FIRST, '$3-$2-$1 $4'))
  return time && { ...time, raw }
}
