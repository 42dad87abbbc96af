import { normaliseNumber } from '../../base/index.ts'
import type { Facts } from '../../tracking/index.ts'
import type { CarrierAnswer, CarrierContext, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { httpOutcome, list, obj, parseJson, path, str, throttled, zonedTime } from '../kit/index.ts'
import { accountOf, ECB } from './request.ts'
import { meaningBy, withoutPeople } from './words.ts'

type Json = Record<string, unknown>

// A reference has a handful of entries, each with about 20 situations.
const MAX_ENTRIES = 50
const MAX_PACKS = 200
const MAX_SITUATIONS = 500

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[], { credential }: CarrierContext): Outcome[] {
  // Asked with a blank field SEUR answers with other customers' shipments. (A recorded answer comes without a credential.)
  const isUnfiltered = Object.keys(credential).length > 0 && Object.values(accountOf(credential)).includes('')
  if (isUnfiltered) return items.map(({ ref }) => ({ kind: 'badCredentials', ref, carrierCode: 'account_fields_blank' }))
  const body = parseJson(answer)
  return items.map((item) => httpOutcome(answer, item.ref) ?? outcome(answer, body, item))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem): Outcome {
  const { ref } = item
  // No content: there is nothing with this reference in the account.
  if (answer.status === 204) return { kind: 'notFound', ref, carrierCode: 'http_204' }
  const entries = list(path(body, 'data'))?.slice(0, MAX_ENTRIES)
  if (!entries) return refusal(answer, body, ref)
  if (entries.length === 0) return { kind: 'notFound', ref }
  const asked = normaliseNumber(item.number)
  const own = entries.map((entry) => obj(entry) ?? {}).filter((entry) => isAsked(entry, asked))
  if (own.length === 0) return { kind: 'schemaDrift', ref, path: 'data[].ref' }
  // `Rec` is the collection at the sender's, which may have the same reference.
  return choose(
    own.filter((entry) => entry['type'] !== 'Rec'),
    item,
  )
}

/** `{errors: [{title, status, detail}]}`, with the status as a text and HTTP 200 or the same. */
function refusal(answer: CarrierAnswer, body: unknown, ref: string): Outcome {
  const error = (list(path(body, 'errors')) ?? [])[0]
  const status = str(path(error, 'status'), 8)
  if (status === undefined) return { kind: 'schemaDrift', ref, path: 'data' }
  const carrierCode = str(path(error, 'detail'), 64) ?? str(path(error, 'title'), 64) ?? status
  if (status === '429') return throttled(answer, ref)
  if (status === '401') return { kind: 'authExpired', ref, carrierCode }
  if (status === '403') return { kind: 'scopeMissing', ref, carrierCode }
  if (status === '404') return { kind: 'notFound', ref, carrierCode }
  // "ref is mandatory": about the number; other details are about the request or the account.
  return { kind: status === '400' && /^ref\b/i.test(carrierCode) ? 'invalidNumber' : 'temporary', ref, carrierCode }
}

/** The reference or the barcode of a pack is the asked number. An entry that names no reference was found by it, unless a barcode was asked for. */
function isAsked(entry: Json, asked: string): boolean {
  const reference = str(entry['ref'], 64)
  if (reference === undefined ? !ECB.test(asked) : normaliseNumber(reference) === asked) return true
  return (list(entry['packs']) ?? []).slice(0, MAX_PACKS).some((pack) => normaliseNumber(str(path(pack, 'ecb'), 64) ?? '') === asked)
}

/**
 * One shipment may have several entries with different situations. Entries for different postcodes are different shipments with the same
 * reference: the postcode tells which is meant, and without it none is shown.
 */
function choose(shipments: readonly Json[], item: TrackItem): Outcome {
  const { ref } = item
  const wanted = postcode(item.postalCode)
  const postcodes = new Set(shipments.map((entry) => postcode(entry['postalCode'])).filter((code) => code !== ''))
  if (wanted === '' && postcodes.size > 1) return { kind: 'needsInput', ref, field: 'postalCode', carrierCode: 'several_shipments' }
  const meant = wanted === '' ? shipments : shipments.filter((entry) => ['', wanted].includes(postcode(entry['postalCode'])))
  if (meant.length === 0 && shipments.length > 0) return { kind: 'needsInput', ref, field: 'postalCode', carrierCode: 'other_postcode' }
  return found(meant, item)
}

function postcode(value: unknown): string {
  return (str(value, 16) ?? '').replaceAll(/[^0-9a-z]/gi, '').toUpperCase()
}

function found(shipments: readonly Json[], { ref, number }: TrackItem): Outcome {
  const lists = shipments.map((entry) => list(entry['situations']))
  if (lists.includes(undefined)) return { kind: 'schemaDrift', ref, path: 'data[].situations' }
  const situations = lists.flatMap((one) => one ?? []).slice(0, MAX_SITUATIONS)
  const events = situations.map(eventOf).filter((event) => event !== null)
  if (events.length === 0 && situations.length > 0) return { kind: 'schemaDrift', ref, path: 'data[].situations[].situationDate' }
  // None at all: only the collection is known so far, or the shipment's data.
  return { kind: 'found', ref, events, facts: factsOf(shipments, number) }
}

/** Null without a code or a readable time. */
function eventOf(situation: unknown): RawEvent | null {
  const code = str(path(situation, 'eventCode'), 16)
  const time = zonedTime(str(path(situation, 'situationDate'), 48), { zone: 'Europe/Madrid' })
  if (code === undefined || time === null) return null
  const words = str(path(situation, 'description'), 200) ?? code
  const meaning = meaningBy(code, words)
  return { code, text: withoutPeople(code, words), time, ...(meaning === undefined ? {} : { meaning }) }
}

/** The shipper's reference, where a pack's barcode was asked for. Postcode and town are the addressee's and stay out. */
function factsOf(shipments: readonly Json[], number: string): Facts {
  const references = shipments.map((entry) => str(entry['ref'], 64)).filter((one) => one !== undefined)
  const reference = references.find((one) => normaliseNumber(one) !== normaliseNumber(number))
  return reference === undefined ? {} : { reference }
}
