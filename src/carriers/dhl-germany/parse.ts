import type { CheckpointTime, Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { clip, httpOutcome, localTime, meaningOf, num, parseXml, str, type XmlElement, zonedTime } from '../kit/index.ts'
import { codes } from './codes.ts'
import { pieceCodeOf } from './request.ts'

const ZONE = 'Europe/Berlin'
const FORMATS = ['dd.MM.yyyy HH:mm', 'dd.MM.yyyy HH:mm:ss']
/** `event-country` in German, in English, and as a code. */
const HOME: ReadonlySet<string> = new Set(['deutschland', 'germany', 'de'])
const MAX_EVENTS = 500
const MAX_PIECES = 50
// DHL Paket takes up to 31.5 kg; 2-man handling more.
const MAX_KG = 1_000
const RETURNING: Meaning = { status: 'exception', sub: 'returning' }
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }

/** `standard-event-code` where it says more than event and reason: `SRTED:NRQRD` is any sorting, with PO the loading for delivery. */
const STANDARD: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['PO', { status: 'pickup', sub: 'out_for_delivery' }], // loaded onto the delivery vehicle
  ['EE', { status: 'transit', sub: 'arrived_destination' }], // processed in the destination parcel center
])

/** `code` of the answer and `error-status` of a piece in it, with DHL's words. */
const REFUSALS: ReadonlyMap<string, 'notFound' | 'badCredentials'> = new Map([
  ['5', 'badCredentials'], // Log-in failed
  ['100', 'notFound'], // No data found
])

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  return items.map((item) => outcome(answer, item))
}

function outcome(answer: CarrierAnswer, { ref, number }: TrackItem): Outcome {
  const asked = pieceCodeOf(number)
  // Nothing of it was asked.
  if (asked === '') return { kind: 'invalidNumber', ref, carrierCode: 'empty' }
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  const root = parseXml(answer.text)
  const code = root?.name === 'data' && nameOf(root) === 'pieceshipmentlist' ? attribute(root, 'code', 16) : undefined
  if (!root || code === undefined) return { kind: 'schemaDrift', ref, path: 'data[name=piece-shipment-list]' }
  const pieces = named(root, 'pieceshipment').slice(0, MAX_PIECES)
  if (code !== '0') return { kind: REFUSALS.get(code) ?? 'temporary', ref, carrierCode: code }
  const own = pieces.filter((piece) => isAsked(piece, asked))
  // Somebody else's parcel is never shown.
  if (own.length === 0) return { kind: 'schemaDrift', ref, path: 'data[name=piece-shipment]/@piece-code' }
  const status = own.map((piece) => attribute(piece, 'error-status', 16) ?? '0').find((one) => one !== '0')
  if (status !== undefined) return { kind: REFUSALS.get(status) ?? 'temporary', ref, carrierCode: status }
  return found(root, own, ref)
}

/** The newest of the parcels that had the number. */
function found(root: XmlElement, pieces: readonly XmlElement[], ref: string): Outcome {
  const drift = (path: string): Outcome => ({ kind: 'schemaDrift', ref, path })
  const reads = pieces.map((piece) => ({ piece, lists: listsOf(root, piece) }))
  if (reads.some(({ lists }) => lists.length === 0)) return drift('data[name=piece-event-list]')
  const parcels = reads.map(({ piece, lists }) => {
    const given = lists.flatMap((one) => one.children).slice(0, MAX_EVENTS)
    const isDomestic = (attribute(piece, 'dest-country', 8) ?? 'DE').toUpperCase() === 'DE'
    const events = given
      .filter((one) => one.name === 'data' && nameOf(one) === 'pieceevent')
      .map((one) => eventOf(one, isDomestic))
      .filter((event) => event !== null)
    return { piece, given, events, at: Math.max(...events.map(({ time }) => instantOf(time))) }
  })
  const [newest] = parcels.toSorted((a, b) => b.at - a.at)
  if (!newest || (newest.events.length === 0 && newest.given.length > 0)) return drift('data[name=piece-event]/@event-timestamp')
  return { kind: 'found', ref, events: newest.events, facts: factsOf(newest.piece) }
}

/** Elements are all called `data`; `name` tells them apart. It is written with hyphens by the service and without in its documentation. */
function nameOf(element: XmlElement): string {
  return (element.attributes.get('name') ?? '').slice(0, 40).replaceAll('-', '')
}

function named(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((one) => one.name === 'data' && nameOf(one) === name)
}

function attribute(element: XmlElement, name: string, max?: number): string | undefined {
  return str(element.attributes.get(name), max)
}

/** Inside its piece, as the service sends it, or beside it with the piece's id, as its documentation shows it. */
function listsOf(root: XmlElement, piece: XmlElement): XmlElement[] {
  const inside = named(piece, 'pieceeventlist')
  const id = attribute(piece, 'piece-id', 64)
  if (inside.length > 0 || id === undefined) return inside
  return named(root, 'pieceeventlist').filter((one) => attribute(one, 'piece-id', 64) === id)
}

function isAsked(piece: XmlElement, asked: string): boolean {
  const ids = ['searched-piece-code', 'piece-code', 'piece-identifier'].map((name) => attribute(piece, name, 64) ?? '')
  return ids.some((id) => bare(pieceCodeOf(id)) === bare(asked))
}

/** Without the `00` that a barcode reader puts before the 18 digits of an SSCC (GS1). */
function bare(number: string): string {
  return /^00\d{18}$/.test(number) ? number.slice(2) : number
}

/** Null without a code or a readable time. */
function eventOf(event: XmlElement, isDomestic: boolean): RawEvent | null {
  const ice = attribute(event, 'ice', 16)
  const ric = attribute(event, 'ric', 16)
  const standard = attribute(event, 'standard-event-code', 16)
  const code = ice ?? standard
  const country = attribute(event, 'event-country', 60)
  const isHome = country === undefined ? isDomestic : HOME.has(country.toLowerCase())
  const time = timeOf(attribute(event, 'event-timestamp', 48), isHome)
  if (code === undefined || time === null) return null
  const place = placeOf(attribute(event, 'event-location', 80), country)
  const meaning = meaningOfEvent(code, ice === undefined ? undefined : ric, standard, attribute(event, 'ruecksendung', 8) === 'true')
  return {
    code,
    ...(ice !== undefined && ric !== undefined && { attr: ric }),
    text: words(event) ?? code,
    time,
    ...(place && { place }),
    ...(meaning && { meaning }),
  }
}

/** A wall clock without a zone: that of Germany for what happens there. Abroad nobody says whose it is. */
function timeOf(raw: string | undefined, isHome: boolean): CheckpointTime | null {
  return isHome ? zonedTime(raw, { zone: ZONE, formats: FORMATS }) : localTime(raw, FORMATS)
}

function instantOf({ utc, local }: CheckpointTime): number {
  return Date.parse(utc ?? `${local}Z`)
}

/** Null: what the table says. On the way back ("Rücksendung") a delivery is that to the sender, and any transit the return. */
function meaningOfEvent(code: string, ric: string | undefined, standard: string | undefined, isReturn: boolean): Meaning | null {
  const known = meaningOf(codes, code, ric)
  const finer = known === null || known.status === 'transit' ? (STANDARD.get(standard ?? '') ?? null) : null
  const status = (finer ?? known)?.status
  if (!isReturn) return finer
  if (status === 'delivered') return RETURNED
  return status === 'transit' || status === 'pickup' ? RETURNING : finer
}

/** The sentence, else the short form. Sentences may hold links. */
function words(event: XmlElement): string | undefined {
  const text = ['event-text', 'event-status', 'event-short-status'].map((name) => attribute(event, name)).find((one) => one !== undefined)
  return text === undefined ? undefined : str(clip(text.replaceAll(/<[^<>]*>/g, '')))
}

function placeOf(city: string | undefined, country: string | undefined): Place | undefined {
  const code = country !== undefined && HOME.has(country.toLowerCase()) ? 'DE' : countryOf(country)
  const text = city ?? code ?? country
  if (text === undefined) return undefined
  return { text, ...(city !== undefined && { city }), ...(code !== undefined && { country: code }) }
}

/** Names, streets and towns of recipient and shipper, and references, are never read. */
function factsOf(piece: XmlElement): Facts {
  const facts: Facts = {}
  const service = attribute(piece, 'product-name', 100)
  if (service !== undefined) facts.service = service
  const from = countryOf(attribute(piece, 'origin-country', 8))
  if (from !== undefined) facts.originCountry = from
  const to = countryOf(attribute(piece, 'dest-country', 8))
  if (to !== undefined) facts.destinationCountry = to
  const weight = num(piece.attributes.get('shipment-weight'))
  if (weight !== undefined && weight > 0 && weight <= MAX_KG) facts.weightKg = weight
  if (attribute(piece, 'ruecksendung', 8) === 'true') facts.isReturn = true
  return facts
}

function countryOf(value: string | undefined): string | undefined {
  const code = value?.toUpperCase()
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined
}
