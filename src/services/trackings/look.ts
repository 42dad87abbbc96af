import { isDeepStrictEqual } from 'node:util'
import type { Instant } from '../../base/index.ts'
import type { Carrier, TrackItem } from '../../carriers/index.ts'
import type { Answer, Question } from '../../polling/index.ts'
import type { Claimed, Finish } from '../../storage/index.ts'
import {
  afterFailure,
  afterLook,
  afterPending,
  type CadencePolicy,
  type Checkpoint,
  decide,
  eventsOf,
  isGuessing,
  type Freshness,
  merge,
  type StaleBecause,
  type Tracking,
} from '../../tracking/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { planNotices } from '../notices/plan.ts'

/** Engine's word → why the last look is not fresher. What is missing here is an answer, not a failure. */
const STALE: Partial<Record<Answer['result']['kind'], StaleBecause>> = {
  throttled: 'rate_limited',
  temporary: 'carrier_down',
  timeout: 'carrier_down',
  blocked: 'carrier_down',
  schemaDrift: 'carrier_down',
  authExpired: 'no_credentials',
  badCredentials: 'no_credentials',
  scopeMissing: 'no_credentials',
  noCredentials: 'no_credentials',
  needsInput: 'needs_input',
  invalidNumber: 'invalid_number',
  forbidden: 'forbidden',
  unsupported: 'unsupported',
}

/** Undefined: the carrier answered. A number that it knew before is not invalid: then the carrier is unwell. */
export function staleBecause({ result }: Answer, { state, details }: Tracking): StaleBecause | undefined {
  // No number of this courier: then it is another's.
  if (result.kind === 'invalidNumber' && isGuessing({ state, details })) return undefined
  return result.kind === 'invalidNumber' && state.found ? 'carrier_down' : STALE[result.kind]
}

/** The carrier's question about one leased tracking. */
export function questionFor(
  { account, tracking, freshness }: Claimed,
  { courier, adapter }: { courier: string; adapter: Carrier },
  credential: Record<string, string> | null,
  now: Instant,
): Question {
  const { details } = tracking
  const language = details.lang ?? 'en'
  return {
    carrier: adapter.code,
    accountId: account.id,
    credential: adapter.auth.kind === 'none' ? {} : credential,
    language: adapter.languages.includes(language) ? language : (adapter.languages[0] ?? 'en'),
    item: { ...itemFor(tracking, freshness, adapter, now), courier },
  }
}

export function itemFor(
  { id, number, details, pin, createdAt }: Tracking,
  { ticket, source }: Freshness,
  adapter: Carrier,
  now: Instant,
): TrackItem {
  const pinned = pinFor(adapter, pin)
  const isOurs = ticket !== null && ticket.text !== '' && ticket.until > now && source === adapter.code
  return {
    ref: id,
    number,
    registeredAt: createdAt,
    ...(details.postalCode === null ? {} : { postalCode: details.postalCode }),
    ...(details.customerPhone === null ? {} : { phone: details.customerPhone }),
    ...(details.carrierDestinationCountry === null ? {} : { destinationCountry: details.carrierDestinationCountry }),
    ...(details.shipDate === null ? {} : { shipDate: details.shipDate }),
    ...(details.accountNumber === null ? {} : { accountNumber: details.accountNumber }),
    ...(pinned === undefined ? {} : { pin: pinned }),
    ...(isOurs ? { resume: ticket.text } : {}),
  }
}

/** What an aggregator calls a parcel says nothing to its carrier, and the other way round: its pins bear its name. */
function pinFor({ aggregator, code }: Carrier, pin: string | null): string | undefined {
  const [owner = '', ...rest] = pin?.split('|') ?? []
  if (rest.length > 0) return owner === code ? rest.join('|') : undefined
  return aggregator || pin === null ? undefined : pin
}

function pinAfter({ adapter, claimed: { tracking }, answer: { result } }: Look): string | null {
  const pin = result.kind === 'found' || result.kind === 'pending' ? result.pin : undefined
  if (!adapter || pin === undefined) return tracking.pin
  return adapter.aggregator ? `${adapter.code}|${pin}` : pin
}

/** The courier that knew the number, when it is not the one that was guessed first. */
function courierAfter({ courier, claimed: { tracking, freshness }, answer: { result } }: Look): string | null {
  return result.kind === 'found' && courier !== tracking.carrier ? courier : freshness.courier
}

export interface Look {
  claimed: Claimed
  /** Who was asked; null: nobody could be. */
  adapter: Carrier | null
  /** As which courier's parcel. */
  courier: string
  /** When another guess has its turn; null: there is none. */
  nextTurnAt: Instant | null
  known: Checkpoint[]
  answer: Answer
}

/** What one answer changes: a new state where there is news, and the time of the next look in any case. */
export function conclude(deps: ServiceDeps, look: Look): Finish {
  const { adapter, answer } = look
  const { tracking, leaseToken } = look.claimed
  const freshness = { ...look.claimed.freshness, source: adapter?.code ?? null, courier: courierAfter(look) }
  const { result, askedAt } = answer
  const base = { bucket: tracking.bucket, trackingId: tracking.id, leaseToken, outcome: result.kind }
  if (result.kind === 'pending') {
    const wait = { notBefore: result.notBeforeSeconds, expires: result.expiresSeconds }
    const pin = pinAfter(look)
    const change = pin === tracking.pin ? {} : { change: { tracking: { ...tracking, pin }, newCheckpoints: [] } }
    return withEvents(deps, look.claimed, askedAt, { ...base, freshness: afterPending(freshness, result.resume, askedAt, wait), ...change })
  }
  const stale = staleBecause(answer, tracking)
  const timing = { now: askedAt, jitter: deps.random.fraction(), policy: policyFor(deps, adapter) }
  if (stale !== undefined) {
    const failed = afterFailure({
      freshness,
      staleBecause: stale,
      ...(result.kind === 'needsInput' ? { needs: result.field } : {}),
      ...(answer.notBefore === undefined ? {} : { notBefore: answer.notBefore }),
      ...timing,
    })
    // Who cannot tell, or will not, may be the wrong one.
    const nextCheckAt = failed.nextCheckAt ?? look.nextTurnAt
    return withEvents(deps, look.claimed, askedAt, { ...base, freshness: { ...failed, nextCheckAt } })
  }
  const looked = withNews(deps, look)
  const news = looked.newCheckpoints.length > 0 || looked.tracking.state.status !== tracking.state.status
  const next = afterLook({
    state: looked.tracking.state,
    freshness,
    carrierType: carrierType(deps, look.courier),
    createdAt: tracking.createdAt,
    news,
    ...timing,
  })
  const changed = news || !isDeepStrictEqual(looked.tracking.state, tracking.state) || looked.tracking.pin !== tracking.pin
  const hinted = { ...next, ...hintOf(answer, looked.tracking) }
  return withEvents(deps, look.claimed, askedAt, { ...base, freshness: hinted, ...(changed ? { change: looked } : {}) })
}

/** It may be there, and hidden for want of something; or not there yet, so the next look stays. */
function hintOf({ result }: Answer, { state }: Tracking): Partial<Freshness> {
  const wants = result.kind === 'notFound' && !state.found ? result.wants : undefined
  return wants === undefined ? {} : { staleBecause: 'needs_input', needs: wants }
}

/** With what others are told of it. */
export function withEvents(deps: Pick<ServiceDeps, 'vault'>, claimed: Claimed, at: Instant, finish: Finish): Finish {
  const { tracking, newCheckpoints } = finish.change ?? { tracking: claimed.tracking, newCheckpoints: [] }
  const after = { tracking, freshness: finish.freshness }
  const events = eventsOf(claimed, after, { checkpoints: newCheckpoints })
  if (events.length === 0) return finish
  const notices = planNotices(deps, claimed.account, { before: claimed, after, checkpoints: newCheckpoints, now: at })
  return { ...finish, told: { accountId: tracking.accountId, at, events, ...(notices ? { notices } : {}) } }
}

/** The cadence of the server, but for a carrier that names its own. */
function policyFor(deps: ServiceDeps, adapter: Carrier | null): CadencePolicy {
  const seconds = adapter?.lookEverySeconds
  if (seconds === undefined) return deps.cadence
  const everyMs = seconds * 1_000
  return {
    ...deps.cadence,
    steps: { express: [everyMs], globalpost: [everyMs] },
    young: { ...deps.cadence.young, everyMs },
    near: { ...deps.cadence.near, everyMs, outForDeliveryEveryMs: everyMs },
  }
}

/** The state after an answer that the carrier gave, and the checkpoints that are new. */
export function withNews(deps: ServiceDeps, look: Look): NonNullable<Finish['change']> {
  const { claimed, known, answer } = look
  const { tracking } = claimed
  const { result, askedAt } = answer
  const found = result.kind === 'found' ? result : null
  const { all, added } = merge(known, found?.checkpoints ?? [])
  const facts = { ...tracking.state.facts, ...found?.facts }
  const state = decide(all, {
    facts,
    shipDate: tracking.details.shipDate,
    registeredAt: tracking.createdAt,
    carrierType: carrierType(deps, look.courier),
    now: askedAt,
    found: tracking.state.found || found !== null,
    checked: true,
    expireAfterDays: deps.expireAfterDays,
  })
  const changedAt = added.length > 0 || state.status !== tracking.state.status ? askedAt : tracking.changedAt
  return {
    tracking: { ...tracking, state, pin: pinAfter(look), changedAt },
    newCheckpoints: added,
  }
}

function carrierType(deps: ServiceDeps, courier: string): 'express' | 'globalpost' {
  return deps.carriers.courier(courier)?.type ?? 'express'
}
