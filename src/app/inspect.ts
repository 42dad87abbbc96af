import { type Carrier, carrierByCode, type CarrierAnswer, findCourier } from '../carriers/index.ts'
import { systemClock } from '../base/index.ts'
import { type Candidate, detect } from '../numbers/index.ts'
import { readAnswer, type Result } from '../polling/index.ts'
import { decide, displayLocal, merge } from '../tracking/index.ts'

export interface CarrierSummary {
  code: string
  name: string
  country: string
  visibility: Carrier['visibility']
  /** Numbers a request. */
  batch: number
  credentialFields: Carrier['credentialFields']
  /** Whether the carrier can call us. */
  pushes: boolean
}

/** By code or alias; null when no adapter serves it. */
export function findCarrier(code: string): CarrierSummary | null {
  const carrier = carrierByCode(code)
  return carrier ? summary(carrier) : null
}

function summary({ code, names, country, visibility, batch, credentialFields, ...carrier }: Carrier): CarrierSummary {
  return { code, name: names.en, country, visibility, batch: batch.max, credentialFields, pushes: 'pushed' in carrier }
}

export type DetectedCarrier = Omit<Candidate, 'format'> & { name: string }

/** Carriers that a number fits, best first, with what its check digit says. */
export function detectNumber(number: string): DetectedCarrier[] {
  return detect(number).map(({ carrier, confidence, check, nearMiss, evidence }) => ({
    carrier,
    name: findCourier(carrier)?.name ?? carrier,
    confidence,
    check,
    ...(nearMiss ? { nearMiss } : {}),
    evidence,
  }))
}

/** `number` and `outcome`, and what the outcome says: `carrierCode`, `path`, `field`, `retryAfterSeconds` … */
export interface ParsedNumber {
  number: string
  outcome: Result['kind']
  /** What follows only of a found number. */
  status?: string
  substatus?: string | null
  facts?: object
  /** As the carrier sent them: neither sorted nor merged. */
  events?: { date: string; status: string; substatus: string | null; code: string; text: string; place: string | null; basis: string }[]
  unknownCodes?: { code: string; attr: string | null }[]
  successors?: { carrier: string; number: string }[]
}

/** What an adapter makes of a recorded answer, without a network or a database. Null when no adapter serves the code. */
export function parseRecorded(code: string, answer: CarrierAnswer, asked: { numbers: string[]; language: string }): ParsedNumber[] | null {
  const carrier = carrierByCode(code)
  if (!carrier) return null
  const now = systemClock.now()
  const items = asked.numbers.map((number) => ({ ref: number, number, registeredAt: now }))
  // Null for a carrier that answers by itself.
  const results = readAnswer(
    carrier,
    carrier.parse ? answer : null,
    items,
    { credential: {}, language: asked.language, now },
    () => undefined,
  )
  return [...results.values()].map((result): ParsedNumber => {
    const { ref: number, kind: outcome, ...rest } = result
    const base = { number, outcome }
    if (result.kind !== 'found') return { ...base, ...rest }
    const { all } = merge([], result.checkpoints)
    const state = decide(all, {
      facts: result.facts,
      shipDate: null,
      registeredAt: now,
      carrierType: carrier.type,
      now,
      found: true,
      checked: true,
      // A recorded answer may be years old: silence since then says nothing about what it meant.
      expireAfterDays: { express: 36_500, globalpost: 36_500 },
    })
    const events = result.checkpoints.map(({ time, status, sub, code: event, attr, text, place }) => ({
      date: displayLocal(time),
      status,
      substatus: sub,
      code: attr === null ? event : `${event}:${attr}`,
      text,
      place: place?.text ?? null,
      basis: time.basis,
    }))
    return {
      ...base,
      status: state.status,
      substatus: state.sub,
      facts: result.facts,
      events,
      unknownCodes: result.unknownCodes.map(({ code: event, attr }) => ({ code: event, attr })),
      ...(result.successors ? { successors: result.successors } : {}),
    }
  })
}
