import { normaliseNumber } from '../../base/index.ts'
import type { CheckpointTime, Facts } from '../../tracking/index.ts'
import type { CarrierAnswer, Outcome, RawEvent, TrackItem } from '../carrier.ts'
import { bool, httpOutcome, list, localTime, num, offsetTime, parseJson, path, str } from '../kit/index.ts'
import { bodyOfXml } from './xml.ts'

// 30 are asked at a time; a shipment has about 40 updates.
const MAX_RESULTS = 100
const MAX_UPDATES = 500
const MAX_NOTIFICATIONS = 20
const LB_IN_KG = 0.453_592_37
// Single shipments of freight weigh up to some tons.
const MAX_KG = 100_000
// Milliseconds of a year with four digits have 15 figures at most.
const WCF_DATE = /^\/Date\((-?\d{1,15})([+-]\d{4})?\)\/$/

/** One answer → one outcome for each item. Never throws on what the carrier sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[]): Outcome[] {
  const body = parseJson(answer) ?? bodyOfXml(answer.text)
  return items.map((item) => httpOutcome(answer, item.ref, 'request') ?? outcome(body, item))
}

function outcome(body: unknown, { ref, number }: TrackItem): Outcome {
  const asked = normaliseNumber(number)
  const results = list(path(body, 'TrackingResults'))
  const result = results?.slice(0, MAX_RESULTS).find((one) => normaliseNumber(str(path(one, 'Key'), 64) ?? '') === asked)
  if (result !== undefined) return found(result, asked, ref)
  const missing = list(path(body, 'NonExistingWaybills'))?.slice(0, MAX_RESULTS)
  if (results && missing?.some((one) => normaliseNumber(str(one, 64) ?? '') === asked)) return { kind: 'notFound', ref }
  if (bool(path(body, 'HasErrors')) === true) return refusal(body, ref)
  // Neither among the known ones nor among the others: another shape.
  return { kind: 'schemaDrift', ref, path: results ? 'NonExistingWaybills' : 'TrackingResults' }
}

/** `HasErrors` with `Notifications[]`, HTTP 200. What is wrong with the account or the login begins with "ClientInfo". */
function refusal(body: unknown, ref: string): Outcome {
  const notes = (list(path(body, 'Notifications')) ?? []).slice(0, MAX_NOTIFICATIONS)
  const login = notes.find((note) => /^ClientInfo\b|failed to login/i.test(str(path(note, 'Message'), 200) ?? ''))
  const carrierCode = str(path(login ?? notes[0], 'Code'), 64) ?? 'HasErrors'
  return { kind: login === undefined ? 'temporary' : 'badCredentials', ref, carrierCode }
}

function found(result: unknown, asked: string, ref: string): Outcome {
  const updates = list(path(result, 'Value'))?.slice(0, MAX_UPDATES)
  if (!updates) return { kind: 'schemaDrift', ref, path: 'TrackingResults[].Value' }
  // Somebody else's shipment is never shown.
  const own = updates.filter((update) => normaliseNumber(str(path(update, 'WaybillNumber'), 64) ?? asked) === asked)
  const events = own.map(eventOf).filter((event) => event !== null)
  // A shipment that Aramex knows has at least "Record created".
  if (events.length === 0) return { kind: 'schemaDrift', ref, path: 'TrackingResults[].Value[].UpdateDateTime' }
  return { kind: 'found', ref, events, facts: factsOf(own) }
}

/** Null without a code or a readable time. `Comments` name who took the shipment and the courier, and are never read. */
function eventOf(update: unknown): RawEvent | null {
  const code = str(path(update, 'UpdateCode'), 16)
  const written = str(path(update, 'UpdateDateTime'), 48)
  // XML tells the wall clock at the place, mostly without a zone.
  const time = wcfTime(written) ?? offsetTime(written) ?? localTime(written)
  if (code === undefined || time === null) return null
  const attr = str(path(update, 'ProblemCode'), 16)
  const where = str(path(update, 'UpdateLocation'), 100)
  return {
    code,
    ...(attr === undefined ? {} : { attr }),
    text: str(path(update, 'UpdateDescription'), 250) ?? code,
    time,
    ...(where === undefined ? {} : { place: { text: where } }),
  }
}

/**
 * `/Date(1773142821000+0300)/`: the instant in milliseconds UTC; the offset only tells which wall clock was meant (Microsoft, "Stand-Alone JSON
 * Serialization", DateTime wire format). Without an offset it is UTC.
 */
function wcfTime(raw: string | undefined): CheckpointTime | null {
  const [, ms, zone] = WCF_DATE.exec(raw ?? '') ?? []
  if (raw === undefined || ms === undefined) return null
  const minutes = zone === undefined ? 0 : Number(`${zone.slice(0, 1)}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3)))
  const wall = new Date(Number(ms) + minutes * 60_000).toISOString()
  const time = offsetTime(`${wall.slice(0, 19)}${zone ?? 'Z'}`)
  return time && { ...time, raw }
}

/** The heaviest of the weights told, so that the order of the updates does not matter. */
function factsOf(updates: readonly unknown[]): Facts {
  const kilograms = updates.map((update) => {
    const unit = str(path(update, 'WeightUnit'), 8)?.toUpperCase()
    const weight = num(path(update, 'GrossWeight')) ?? 0
    return unit === 'KG' ? weight : unit === 'LB' ? weight * LB_IN_KG : 0
  })
  const weightKg = Math.round(Math.max(0, ...kilograms) * 1000) / 1000
  return weightKg > 0 && weightKg <= MAX_KG ? { weightKg } : {}
}
