import { normaliseNumber } from '../../base/index.ts'
import type { Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { blank, child, children, childText, descend, httpOutcome, num, offsetTime, parseXml, type XmlElement } from '../kit/index.ts'
import { isBatch, parseBatch } from './batch.ts'
import { codes } from './codes.ts'

const SOAP = 'http://www.w3.org/2003/05/soap-envelope'
const SERVICE = 'http://russianpost.org/operationhistory'
const DATA = 'http://russianpost.org/operationhistory/data'
/** Home of all barcodes that this service gives out. */
const CODE = 'russian-post'
// A parcel that crosses the country and comes back has about 60.
const MAX_RECORDS = 1_000
// The heaviest parcel that the post takes weighs 50 kg; 1,000 kg leaves room for pallets and keeps nonsense out.
const MAX_GRAMS = 1_000_000

/** One answer of either service → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  if (isBatch(answer)) return parseBatch(answer, items)
  const root = parseXml(answer.text)
  return items.map((item) => outcome(answer, root, item))
}

function outcome(answer: CarrierAnswer, root: XmlElement | null, { ref, number }: TrackItem): Outcome {
  // A fault comes with status 500, so the body is read before the status is judged.
  const body = root?.name === 'Envelope' && root.ns === SOAP ? child(root, SOAP, 'Body') : undefined
  const fault = child(body, SOAP, 'Fault')
  if (fault) return faultOutcome(fault, ref)
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  const data = child(child(body, SERVICE, 'getOperationHistoryResponse'), DATA, 'OperationHistoryData')
  if (!data) return { kind: 'schemaDrift', ref, path: 'Envelope/Body/getOperationHistoryResponse/OperationHistoryData' }
  const records = children(data, DATA, 'historyRecord').slice(0, MAX_RECORDS)
  if (records.length > 0) return found(records, ref, normaliseNumber(number))
  // Not found is an empty list; children of another name are a change of the service.
  return data.children.length === 0 ? { kind: 'notFound', ref } : { kind: 'schemaDrift', ref, path: 'OperationHistoryData/historyRecord' }
}

/** `Fault/Detail` holds one child whose name decides (SOAP 1.2 writes `Detail`; `detail` of 1.1 is read too). */
function faultOutcome(fault: XmlElement, ref: string): Outcome {
  const detail = fault.children.find((one) => one.name.toLowerCase() === 'detail')
  const reason = detail?.children[0]
  const carrierCode = (reason?.name ?? 'Fault').slice(0, 64)
  if (reason?.name === 'AuthorizationFaultReason') {
    // A used-up daily quota must not be taken for a wrong password: that would switch the account off.
    const spent = /лимит|превыш|limit|exceed/i.test(reason.text.slice(0, 500))
    return spent ? { kind: 'throttled', ref, scope: 'day', carrierCode } : { kind: 'badCredentials', ref, carrierCode }
  }
  // The service answers a well-formed number it does not know with an empty list; this fault is about the barcode's form.
  if (reason?.name === 'OperationHistoryFaultReason') return { kind: 'invalidNumber', ref, carrierCode }
  return { kind: 'temporary', ref, carrierCode }
}

interface Read {
  event: RawEvent
  record: XmlElement
  barcode: string
}

function found(records: readonly XmlElement[], ref: string, number: string): Outcome {
  const reads: Read[] = []
  for (const record of records) {
    const event = eventOf(record)
    if (event) reads.push({ event, record, barcode: normaliseNumber(childText(record, DATA, 'ItemParameters', 'Barcode') ?? number) })
  }
  if (reads.length === 0) return { kind: 'schemaDrift', ref, path: 'historyRecord/OperationParameters' }
  const renumbered = reads.filter(({ event }) => event.code === '8' && event.attr === '26')
  // Somebody else's parcel is never shown: without a change of number the records bear the number that was asked.
  if (renumbered.length === 0 && reads.every(({ barcode }) => barcode !== number)) {
    return { kind: 'schemaDrift', ref, path: 'historyRecord/ItemParameters/Barcode' }
  }
  const next = [...new Set(renumbered.map(({ barcode }) => barcode).filter((barcode) => barcode !== number))]
  const events = reads.map(({ event }) => event)
  const base = { kind: 'found', ref, events, facts: factsOf(reads) } as const
  return next.length === 0 ? base : { ...base, successors: next.map((one) => ({ carrier: CODE, number: one })) }
}

/** Null without a numeric type or a readable time: nothing could be said about it. UserParameters and FinanceParameters are never read. */
function eventOf(record: XmlElement): RawEvent | null {
  const operation = child(record, DATA, 'OperationParameters')
  const type = child(operation, DATA, 'OperType')
  const attribute = child(operation, DATA, 'OperAttr')
  const code = childText(type, DATA, 'Id')
  const time = offsetTime(childText(operation, DATA, 'OperDate'))
  if (!time || code === undefined || !isId(code)) return null
  const given = childText(attribute, DATA, 'Id')
  const attr = given !== undefined && isId(given) ? given : '0'
  const text = wording(childText(type, DATA, 'Name'), childText(attribute, DATA, 'Name'))
  const place = placeOf(child(record, DATA, 'AddressParameters'))
  const event: RawEvent = { code, attr, text, time, ...(place && { place }) }
  // 12 of the 31 known attributes of type 2 hand the item back to its sender. A new one would be taken for delivered, so its words decide.
  const toSender = code === '2' && !codes.has(`2:${attr}`) && /отправител|sender/i.test(text)
  return toSender ? { ...event, meaning: { status: 'exception', sub: 'returned_to_sender' } } : event
}

function isId(text: string): boolean {
  return /^\d{1,5}$/.test(text)
}

/** `Обработка: Прибыло в место вручения`; one of the two when the other is empty or the same. */
function wording(type: string | undefined, attribute: string | undefined): string {
  if (type === undefined || attribute === undefined || type === attribute) return attribute ?? type ?? ''
  return `${type}: ${attribute}`
}

/**
 * The post office; a foreign operation has no index (or `0`) and often no description, then the country stands for it. Its English name
 * whatever the language, because the place is part of what tells two events apart.
 */
function placeOf(address: XmlElement | undefined): Place | undefined {
  const office = child(address, DATA, 'OperationAddress')
  const operated = child(address, DATA, 'CountryOper')
  const index = childText(office, DATA, 'Index')
  const postalCode = blank(index) || index === '0' ? undefined : index
  const description = childText(office, DATA, 'Description')
  const country = countryOf(operated)
  const text = [description, postalCode].filter((part) => part !== undefined).join(', ')
  const shown = text === '' ? (childText(operated, DATA, 'NameEN') ?? country) : text
  if (shown === undefined) return undefined
  return { text: shown, ...(postalCode !== undefined && { postalCode }), ...(country !== undefined && { country }) }
}

function countryOf(element: XmlElement | undefined): string | undefined {
  const code = childText(element, DATA, 'Code2A')
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}

/** Each fact from the latest record that tells it, so that the order of the answer does not matter. */
function factsOf(reads: readonly Read[]): Facts {
  const key = ({ event }: Read): string => `${event.time.utc ?? event.time.local}|${event.code}|${event.attr}`
  const records = reads.toSorted((a, b) => (key(a) < key(b) ? 1 : -1)).map(({ record }) => record)
  const service = first(records, (record) => childText(record, DATA, 'ItemParameters', 'MailType', 'Name'))
  const weightKg = first(records, (record) => kilograms(childText(record, DATA, 'ItemParameters', 'Mass')))
  const destinationCountry = first(records, (record) => countryOf(descend(record, DATA, 'AddressParameters', 'MailDirect')))
  const originCountry = first(records, (record) => countryOf(descend(record, DATA, 'AddressParameters', 'CountryFrom')))
  return {
    ...(service !== undefined && { service }),
    ...(weightKg !== undefined && { weightKg }),
    ...(destinationCountry !== undefined && { destinationCountry }),
    ...(originCountry !== undefined && { originCountry }),
  }
}

/** Grams to kilograms; 0 is "not weighed". */
function kilograms(grams: string | undefined): number | undefined {
  const mass = num(grams)
  return mass !== undefined && mass > 0 && mass <= MAX_GRAMS ? mass / 1000 : undefined
}

function first<T>(records: readonly XmlElement[], read: (record: XmlElement) => T | undefined): T | undefined {
  for (const record of records) {
    const value = read(record)
    if (value !== undefined) return value
  }
  return undefined
}
