import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime } from '../../tracking/index.ts'
import type { CarrierAnswer, CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { bool, httpOutcome, list, num, parseJson, path, str } from '../kit/index.ts'
import { choose, type Candidate } from './choose.ts'
import { eventOf } from './event.ts'
import { countryCode, factsOf } from './facts.ts'

// DHL gives five shipments a page; one of ours has about 40 events.
const MAX_SHIPMENTS = 20
const MAX_EVENTS = 500
const MAX_IDS = 1_000
/** References that DHL gives out itself, and for one shipment; those of the customer may be anybody's. */
const OWN_NUMBERS: ReadonlySet<string> = new Set([
  'domestic-consignment-id',
  'ecommerce-number',
  'housebill',
  'local-tracking-number',
  'shipment-id',
])

/** One answer → one outcome for each item (there is one). Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[], ctx: CarrierContext): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item, ctx.language))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem, language: string): Outcome {
  const { ref } = item
  const failed = httpOutcome(answer, ref, 'request')
  if (failed) return failed
  const shipments = list(path(body, 'shipments'))?.slice(0, MAX_SHIPMENTS)
  if (!shipments) return refusal(answer, body, ref)
  if (shipments.length === 0) return { kind: 'notFound', ref }
  const asked = normaliseNumber(item.number)
  const own = shipments.filter((shipment) => numbersOf(shipment).some((number) => isNumber(number, asked)))
  if (own.length === 0) return otherShipment(shipments, ref)
  const candidates = own.map((shipment) => candidateOf(shipment, language)).filter((one) => one !== null)
  if (candidates.length === 0) return { kind: 'schemaDrift', ref, path: 'shipments[].events' }
  const choice = choose(candidates, item)
  if (!choice) return { kind: 'notFound', ref, carrierCode: 'pinned_shipment_missing' }
  const { chosen, ambiguous } = choice
  return { kind: 'found', ref, events: chosen.events, facts: factsOf(chosen.shipment), pin: chosen.key, ...(ambiguous && { ambiguous }) }
}

/** `{ title, detail, status }`, also when it comes with HTTP 200. */
function refusal(answer: CarrierAnswer, body: unknown, ref: string): Outcome {
  const status = num(path(body, 'status'))
  const title = str(path(body, 'title'), 64)
  if (status === undefined || title === undefined) return { kind: 'schemaDrift', ref, path: 'shipments' }
  const told = httpOutcome({ ...answer, status, headers: {} }, ref, 'request')
  if (told) return told
  if (status === 404) return { kind: 'notFound', ref, carrierCode: title }
  const isNumberWrong = status === 400 && (str(path(body, 'detail')) ?? '').toLowerCase().includes('trackingnumber')
  return { kind: isNumberWrong ? 'invalidNumber' : 'temporary', ref, carrierCode: title }
}

/** Without `service` DHL answers with another shipment now and then: the asked one is not found, and that one is never shown. */
function otherShipment(shipments: readonly unknown[], ref: string): Outcome {
  const isNamed = shipments.every((shipment) => str(path(shipment, 'id'), 64) !== undefined)
  return isNamed ? { kind: 'notFound', ref, carrierCode: 'other_shipment' } : { kind: 'schemaDrift', ref, path: 'shipments[].id' }
}

/** The shipment's number, those of its pieces and those that another division of DHL gave it. */
function numbersOf(shipment: unknown): unknown[] {
  const references = path(shipment, 'details', 'references')
  const given = (list(references) ?? [references])
    .slice(0, MAX_IDS)
    .filter((one) => OWN_NUMBERS.has(str(path(one, 'type'), 40) ?? ''))
    .map((one) => path(one, 'number'))
  return [path(shipment, 'id'), ...(list(path(shipment, 'details', 'pieceIds')) ?? []).slice(0, MAX_IDS), ...given]
}

/** `id` is text, or a JSON number that lost its zeros in front. */
function isNumber(value: unknown, asked: string): boolean {
  if (typeof value === 'number') return /^\d{1,20}$/.test(asked) && Number(asked) === value
  return normaliseNumber(str(value, 64) ?? '') === asked
}

/** Null without an event that can be read. */
function candidateOf(shipment: unknown, language: string): Candidate | null {
  const service = str(path(shipment, 'service'), 40) ?? ''
  const listed = list(path(shipment, 'events')) ?? []
  // Some divisions tell only the latest status.
  const given = listed.length > 0 ? listed.slice(0, MAX_EVENTS) : [path(shipment, 'status')]
  const around = { service, isReturn: bool(path(shipment, 'returnFlag')) === true, language }
  const events = given.map((event) => eventOf(event, around)).filter((event) => event !== null)
  if (events.length === 0) return null
  return {
    key: `${service}~${str(path(shipment, 'id'), 64) ?? ''}`,
    events,
    lastAt: Math.max(...events.map(({ time }) => instantOf(time))),
    country: countryCode(path(shipment, 'destination', 'address', 'countryCode')),
    postalCode: str(path(shipment, 'destination', 'address', 'postalCode'), 16),
    shipment,
  }
}

function instantOf({ utc, local }: CheckpointTime): number {
  return Date.parse(utc ?? `${local}Z`)
}
