import { normaliseNumber } from '../../base/index.ts'
import type { CarrierAnswer, Meaning, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { childText, httpOutcome, throttled, zonedTime, type XmlElement } from '../kit/index.ts'
import { readAnswer, statesOf } from './answer.ts'
import { NAMES } from './codes.ts'
import { factsOf, type State } from './facts.ts'

// An order of 50 parcels with 20 states each.
const MAX_STATES = 1_000
const DAY_MS = 86_400_000
/** A parcel that was silent for longer before the registration is one of an earlier year, whose number is used again. */
export const REUSE_DAYS = 300
const MOSCOW = { zone: 'Europe/Moscow' }
const ENDS: ReadonlySet<string> = new Set(['Delivered', 'Lost', 'NotDone'])
const RETURNED: Meaning = { status: 'exception', sub: 'returned_to_sender' }

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  return items.map((item) => outcome(answer, item))
}

function outcome(answer: CarrierAnswer, item: TrackItem): Outcome {
  const { ref, number } = item
  // A fault comes with status 500, so the body is read before the status is judged.
  const { fault, result } = readAnswer(answer, /^getStatesBy[A-Za-z]{1,20}Response$/)
  if (fault) return faultOutcome(answer, fault, ref)
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  if (!result) return { kind: 'schemaDrift', ref, path: 'Envelope/Body/getStatesByDPDOrderResponse/return' }
  const elements = statesOf(result, MAX_STATES)
  if (!elements) return { kind: 'schemaDrift', ref, path: 'return/states' }
  if (elements.length === 0) return { kind: 'notFound', ref }
  // Somebody else's parcel is never shown.
  const own = elements.filter((element) => normaliseNumber(childText(element, '', 'dpdOrderNr') ?? '') === normaliseNumber(number))
  if (own.length === 0) return { kind: 'schemaDrift', ref, path: 'states/dpdOrderNr' }
  const states = own.map(stateOf).filter((state) => state !== null)
  return states.length === 0 ? { kind: 'schemaDrift', ref, path: 'states/newState' } : found(states, item)
}

/** `no-data-found` is the only code that is known; the words of the others decide. */
function faultOutcome(answer: CarrierAnswer, { code, words }: { code: string; words: string }, ref: string): Outcome {
  const speaksOf = (...parts: string[]): boolean => parts.some((part) => words.includes(part))
  if (code === 'no-data-found') return { kind: 'notFound', ref, carrierCode: code }
  if (speaksOf('лимит', 'слишком част', 'превыш', 'too-many-requests')) return throttled(answer, ref)
  if (speaksOf('авториз', 'неверный ключ', 'нет доступа', 'clientkey', 'clientnumber', 'auth'))
    return { kind: 'badCredentials', ref, carrierCode: code }
  return { kind: 'temporary', ref, carrierCode: code }
}

/** Null without a state or a readable time. `consignee`, who took the parcel, is never read. */
function stateOf(element: XmlElement): State | null {
  const code = childText(element, '', 'newState')
  const time = zonedTime(childText(element, '', 'transitionTime'), MOSCOW)
  if (code === undefined || !/^[A-Za-z][A-Za-z0-9_]{1,63}$/.test(code) || time === null) return null
  const city = childText(element, '', 'terminalCity')?.slice(0, 100)
  // From DPD's list of incidents, such as «Возвращено отправителю»; without a code of the list it might be anything.
  const incident = childText(element, '', 'incidentCode') === undefined ? undefined : childText(element, '', 'incidentName')
  const name = NAMES.get(code) ?? code
  const parcel = (childText(element, '', 'dpdParcelNr') ?? '').slice(0, 64)
  const event: RawEvent = {
    code,
    // The parcels of an order go through the same states, often within a minute.
    ...(parcel !== '' && { attr: parcel }),
    text: incident === undefined ? name : `${name}: ${incident}`,
    time,
    ...(city !== undefined && { place: { text: city, city } }),
  }
  return { event, parcel, year: (childText(element, '', 'pickupDate') ?? '').slice(0, 4), element }
}

function found(states: readonly State[], item: TrackItem): Outcome {
  const { ref, pin, registeredAt } = item
  const years = [...new Set(states.map(({ year }) => year).filter((year) => /^\d{4}$/.test(year)))].toSorted()
  if (pin !== undefined && years.length > 0 && !years.includes(pin)) return { kind: 'notFound', ref, carrierCode: 'pinned_parcel_missing' }
  const year = pin ?? yearOf(states, item.shipDate) ?? years.at(-1)
  const own = states.filter((state) => state.year === year || !years.includes(state.year))
  const isReturn = own.some(({ element }) => childText(element, '', 'isReturn') === 'true')
  const lastAt = Math.max(...own.map(({ event }) => Date.parse(event.time.utc ?? `${event.time.local}Z`)))
  // Alone in the answer it needs no pin. One of an earlier year is shown for want of a better one: the new one is still to come.
  const isPinned = pin !== undefined || (years.length > 1 && lastAt >= registeredAt - REUSE_DAYS * DAY_MS)
  return {
    kind: 'found',
    ref,
    events: withMeanings(own, isReturn),
    facts: factsOf(own, isReturn),
    ...(isPinned && year !== undefined && { pin: year }),
    ...(pin === undefined && years.length > 1 && { ambiguous: years }),
  }
}

/** The year of the parcel that was picked up nearest to the ship date. */
function yearOf(states: readonly State[], shipDate: string | undefined): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(shipDate ?? '') ?? []
  if (year === undefined) return undefined
  const shipped = Date.parse(`${year}-${month}-${day}T00:00:00Z`)
  const distances = states
    .map((state) => ({ year: state.year, days: Math.abs(Date.parse(`${childText(state.element, '', 'pickupDate')}T00:00:00Z`) - shipped) }))
    .filter(({ days }) => Number.isFinite(days))
  return distances.toSorted((a, b) => a.days - b.days)[0]?.year
}

/** An order is delivered when all of its parcels are; until then the delivery of one is news that leaves the status alone. */
function withMeanings(states: readonly State[], isReturn: boolean): RawEvent[] {
  const ended = new Set(states.filter(({ event }) => ENDS.has(event.code)).map(({ parcel }) => parcel))
  const isWaiting = states.some(({ parcel }) => !ended.has(parcel))
  return states.map(({ event }) => {
    if (event.code !== 'Delivered' || (!isWaiting && !isReturn)) return event
    return { ...event, meaning: isWaiting ? { status: 'keep' } : RETURNED }
  })
}
