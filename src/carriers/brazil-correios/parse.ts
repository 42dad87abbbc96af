import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Facts, Place } from '../../tracking/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, isHtml, list, localTime, meaningOf, parseJson, path, str, zonedTime } from '../kit/index.ts'
import { codes } from './codes.ts'
import { messageCode } from './messages.ts'

const ZONE = 'America/Sao_Paulo'
// 50 objects are asked at a time; an import has about 40 events.
const MAX_OBJECTS = 100
const MAX_EVENTS = 500
/** The 26 states and the federal district; `BR` stands at the international unit. */
const STATES: ReadonlySet<string> = new Set('AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO'.split(' '))
const ABROAD = 'país'
/** S10 of the UPU, and the domestic form of the same length. */
const PLAUSIBLE = /^[A-Z]{2}\d{9}[A-Z]{2}$/
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }
const RETURNING: Meaning = { status: 'exception', sub: 'returning' }

/** Code of an object's `mensagem`, or of `msgs` of the whole answer → outcome. */
const MESSAGES: ReadonlyMap<string, 'notFound' | 'invalidNumber' | 'forbidden'> = new Map([
  ['SRO-020', 'notFound'],
  ['SRO-019', 'invalidNumber'],
  // The object was posted under another contract.
  ['SRO-009', 'forbidden'],
])

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer)
  const objects = list(path(body, 'objetos'))?.slice(0, MAX_OBJECTS)
  return items.map((item) => {
    const failed = failure(answer, body, item.ref)
    if (failed) return failed
    return objects ? outcome(objects, item) : refusalOfAll(body, item, items.length)
  })
}

/** A token that ended is 403, not 401; a page with 403 is a closed door. */
function failure(answer: CarrierAnswer, body: unknown, ref: string): Outcome | null {
  if (answer.status !== 403 || isHtml(answer)) return httpOutcome(answer, ref)
  return { kind: 'authExpired', ref, carrierCode: messageCode(path(body, 'msgs', 0)) ?? 'http_403' }
}

/** An error of the whole answer names no object: of several, only what cannot be one is blamed. */
function refusalOfAll(body: unknown, { ref, number }: TrackItem, count: number): Outcome {
  const message = path(body, 'msgs', 0)
  if (str(message) === undefined) return { kind: 'schemaDrift', ref, path: 'objetos' }
  const carrierCode = messageCode(message) ?? 'no_code'
  const kind = MESSAGES.get(carrierCode)
  const isToBlame = count === 1 || (kind === 'invalidNumber' && !PLAUSIBLE.test(normaliseNumber(number)))
  return { kind: kind !== undefined && isToBlame ? kind : 'temporary', ref, carrierCode }
}

function outcome(objects: readonly unknown[], { ref, number }: TrackItem): Outcome {
  const asked = normaliseNumber(number)
  const own = objects.filter((one) => normaliseNumber(str(path(one, 'codObjeto'), 64) ?? '') === asked)
  if (own.length === 0) return { kind: 'schemaDrift', ref, path: 'objetos[].codObjeto' }
  const known = own.find((one) => eventsOf(one).length > 0)
  if (known !== undefined) return found(known, ref)
  const message = own.map((one) => str(path(one, 'mensagem'))).find((one) => one !== undefined)
  if (message === undefined) return { kind: 'schemaDrift', ref, path: 'objetos[].eventos' }
  const carrierCode = messageCode(message) ?? 'no_code'
  return { kind: MESSAGES.get(carrierCode) ?? 'temporary', ref, carrierCode }
}

function eventsOf(object: unknown): unknown[] {
  return list(path(object, 'eventos'))?.slice(0, MAX_EVENTS) ?? []
}

function found(object: unknown, ref: string): Outcome {
  const events = eventsOf(object)
    .map(eventOf)
    .filter((event) => event !== null)
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: 'objetos[].eventos[].dtHrCriado' }
  return { kind: 'found', ref, events, facts: factsOf(object) }
}

/**
 * Null without a code or a readable time. `detalhe` and `comentario` hold who received the object, and the street where it waits: neither is read.
 */
function eventOf(event: unknown): RawEvent | null {
  const code = str(path(event, 'codigo'), 8)
  const time = timeOf(event)
  if (code === undefined || time === null) return null
  // The push writes `1` where the API writes `01`.
  const attr = str(path(event, 'tipo'), 8)?.padStart(2, '0')
  const text = str(path(event, 'descricao'), 300) ?? code
  const place = placeOf(path(event, 'unidade'))
  const meaning = backToSender(code, attr, text)
  return {
    code,
    ...(attr === undefined ? {} : { attr }),
    text,
    time,
    ...(place === undefined ? {} : { place }),
    ...(meaning === undefined ? {} : { meaning }),
  }
}

/** On the way back the codes of a delivery are used again; the words say to whom. */
function backToSender(code: string, attr: string | undefined, text: string): Meaning | undefined {
  if (!/ao remetente|al remitente|to (?:the )?sender/i.test(text)) return undefined
  const meaning = meaningOf(codes, code, attr)
  if (meaning?.status === 'delivered') return RETURNED
  return meaning?.status === 'pickup' ? RETURNING : undefined
}

/** Brasília time without a zone; what a foreign post reported is in a time that nobody names. */
function timeOf(event: unknown): CheckpointTime | null {
  const raw = str(path(event, 'dtHrCriado'), 48)
  return isAbroad(path(event, 'unidade')) ? localTime(raw) : zonedTime(raw, { zone: ZONE })
}

/** A unit of the type "country" is a foreign post, unless Brazil stands in its address. */
function isAbroad(unit: unknown): boolean {
  return str(path(unit, 'tipo'), 40)?.toLowerCase() === ABROAD && str(path(unit, 'endereco', 'uf'), 8) !== 'BR'
}

/** City and state of the unit, else its name, which abroad is that of the country, in Portuguese. Streets and postcodes are not read. */
function placeOf(unit: unknown): Place | undefined {
  const city = str(path(unit, 'endereco', 'cidade'), 80)
  const state = str(path(unit, 'endereco', 'uf'), 8)?.toUpperCase()
  const region = state !== undefined && STATES.has(state) ? state : undefined
  const text = [city ?? str(path(unit, 'nome'), 80), region].filter((one) => one !== undefined).join(', ')
  if (text === '') return undefined
  const isHome = region !== undefined || state === 'BR'
  return {
    text,
    ...(city === undefined ? {} : { city }),
    ...(region === undefined ? {} : { region }),
    ...(isHome ? { country: 'BR' } : {}),
  }
}

/** The day of `dtPrevista`; its hour is always the last one. */
function factsOf(object: unknown): Facts {
  const service = str(path(object, 'tipoPostal', 'categoria'), 100) ?? str(path(object, 'tipoPostal', 'descricao'), 100)
  const planned = localTime(str(path(object, 'dtPrevista'), 48), ['yyyy-MM-dd'])?.local.slice(0, 10)
  return { ...(service === undefined ? {} : { service }), ...(planned === undefined ? {} : { eta: { to: planned } }) }
}
