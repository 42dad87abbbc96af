import type { Instant } from '../base/index.ts'
import { DAY_MS } from './story.ts'
import type { CheckReason, Freshness, InputField, StaleBecause, TrackingState } from './tracking.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** When carriers are asked again. All in milliseconds but where said otherwise. */
export interface CadencePolicy {
  /** Between looks at a parcel that moves, and at one that was quiet for `looksPerStep` looks at the first, then at the second … */
  steps: { express: readonly number[]; globalpost: readonly number[] }
  /** Looks without news before the next step. */
  looksPerStep: number
  /** So long after registration a parcel is young, and looked at this often. */
  young: { forMs: number; everyMs: number }
  /** Near delivery (status pickup or an ETA within a day), while the last event is not older than `forMs`. */
  near: { forMs: number; everyMs: number; outForDeliveryEveryMs: number }
  /** One more look so long after the end, where carriers often correct a wrong scan or add a signature. Null: none. */
  confirmAfterMs: number | null
  /** A parcel delivered in part is given up after so long without an event. */
  partialForMs: number
  /**
   * After a failed look, doubling with each further one; `closedMs` while the carrier is down for all; `limitedMs` at least where a
   * limit says when it ends. A carrier that asks for a longer pause than `longestToldMs` is not believed.
   */
  retry: { firstMs: number; maxMs: number; closedMs: number; limitedMs: number; longestToldMs: number }
  /** A parcel of which the carrier told us within `forMs` is not asked about more often than this: a slow heartbeat. */
  pushed: { forMs: number; everyMs: number }
  /** Largest share of an interval that `jitter` adds. Only ever later: an interval is a promise to the carrier. */
  jitter: number
}

/** Express 3 h and post 6 h are what merchants know from the hosted services; quiet parcels go down to one look a day. */
export const DEFAULT_CADENCE: CadencePolicy = {
  steps: { express: [3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, DAY_MS], globalpost: [6 * HOUR_MS, 12 * HOUR_MS, DAY_MS] },
  looksPerStep: 2,
  young: { forMs: 2 * DAY_MS, everyMs: HOUR_MS },
  near: { forMs: 2 * DAY_MS, everyMs: HOUR_MS, outForDeliveryEveryMs: 30 * MINUTE_MS },
  // Delivered parcels are not polled any more: what v1 says with `track_update: false`.
  confirmAfterMs: null,
  partialForMs: 30 * DAY_MS,
  // Day quotas end within a day, the longest penalties met within ten minutes.
  retry: { firstMs: 5 * MINUTE_MS, maxMs: 6 * HOUR_MS, closedMs: 15 * MINUTE_MS, limitedMs: MINUTE_MS / 2, longestToldMs: DAY_MS },
  pushed: { forMs: 7 * DAY_MS, everyMs: 12 * HOUR_MS },
  jitter: 0.1,
}

interface Timing {
  /** When the look took place. */
  now: Instant
  /** In [0, 1). */
  jitter: number
  policy?: CadencePolicy
}

export interface AfterLook extends Timing {
  /** After the look. */
  state: TrackingState
  /** Before the look. */
  freshness: Freshness
  carrierType: 'express' | 'globalpost'
  /** Of the tracking. */
  createdAt: Instant
  /** The look brought an event or another status. */
  news: boolean
}

/** Freshness after a look that the carrier answered, "not known" included. */
export function afterLook(input: AfterLook): Freshness {
  const answered = { lastCheckedAt: input.now, staleBecause: null, failedChecks: 0, needs: null, ticket: null }
  return { ...input.freshness, ...answered, ...nextCheck(input) }
}

/**
 * When to look next and why. Expired parcels are not looked at again, ended ones at most once more (`confirmAfterMs`). `ended` says that the
 * parcel is not followed any more, even while a confirming look is still to come.
 */
function nextCheck(input: AfterLook): Pick<Freshness, 'nextCheckAt' | 'checkReason' | 'quietChecks'> {
  const { state, freshness, now, policy = DEFAULT_CADENCE } = input
  const quietBefore = input.news ? 0 : freshness.quietChecks
  if (isOver(state, now, policy)) return { nextCheckAt: confirmAt(input, policy), checkReason: 'ended', quietChecks: quietBefore }
  const hurried = hurriedInterval(input, policy)
  // Hurried looks are many and say little about quiet: counted, two young days would end in one look a day.
  const quietChecks = input.news || hurried ? quietBefore : quietBefore + 1
  const { everyMs, checkReason } = hurried ?? {
    everyMs: regularInterval(input, quietChecks, policy),
    checkReason: input.news ? 'news' : 'quiet',
  }
  if (everyMs < policy.pushed.everyMs && isPushed(freshness, now, policy))
    return { nextCheckAt: later(now, policy.pushed.everyMs, input.jitter, policy), checkReason: 'pushed', quietChecks }
  return { nextCheckAt: later(now, everyMs, input.jitter, policy), checkReason, quietChecks }
}

function isPushed({ pushedAt }: Freshness, now: Instant, { pushed }: CadencePolicy): boolean {
  return pushedAt !== null && now - pushedAt < pushed.forMs
}

/** Freshness while the carrier works on the question: nothing was learnt, and it is asked again with the ticket. */
export function afterPending(
  freshness: Freshness,
  ticket: string,
  now: Instant,
  seconds: { notBefore: number; expires: number },
): Freshness {
  return {
    ...freshness,
    staleBecause: null,
    failedChecks: 0,
    nextCheckAt: now + Math.max(1, seconds.notBefore) * 1_000,
    checkReason: 'pending',
    ticket: { text: ticket, until: now + seconds.expires * 1_000 },
  }
}

const HOPE: Readonly<Record<StaleBecause, 'retry' | 'waiting_for_setup' | 'ended'>> = {
  rate_limited: 'retry',
  carrier_down: 'retry',
  backed_off: 'retry',
  no_credentials: 'waiting_for_setup',
  needs_input: 'waiting_for_setup',
  forbidden: 'waiting_for_setup',
  unsupported: 'waiting_for_setup',
  invalid_number: 'ended',
}

/** Here the carrier did answer, and finally. */
const ANSWERED = new Set<StaleBecause>(['forbidden', 'invalid_number'])

export interface AfterFailure extends Timing {
  /** Before the look. */
  freshness: Freshness
  staleBecause: StaleBecause
  /** With `needs_input`: what is missing. */
  needs?: InputField
  /** The carrier, or a limit, forbids another look before this; with `carrier_down`: it is down for all. */
  notBefore?: Instant
}

/**
 * Freshness after a look that failed. What time may heal is tried again after 5 minutes, doubling to 6 hours, and every 15 minutes while
 * the carrier is down for all; what only a person can heal (credentials, a postcode, someone else's parcel) waits to be woken;
 * an invalid number and a carrier without an adapter are not asked again.
 * `lastCheckedAt` stays, except where the carrier did answer and the answer is final.
 */
export function afterFailure({
  freshness,
  staleBecause,
  needs,
  notBefore,
  now,
  jitter,
  policy = DEFAULT_CADENCE,
}: AfterFailure): Freshness {
  const failed = { ...freshness, staleBecause, needs: needs ?? null, failedChecks: freshness.failedChecks + 1 }
  const hope = HOPE[staleBecause]
  if (hope !== 'retry') {
    const lastCheckedAt = ANSWERED.has(staleBecause) ? now : freshness.lastCheckedAt
    return { ...failed, lastCheckedAt, nextCheckAt: null, checkReason: hope }
  }
  const told = Math.min((notBefore ?? now) - now, policy.retry.longestToldMs)
  const nextCheckAt = (everyMs: number): Instant => later(now, Math.max(everyMs, told), jitter, policy)
  const unfailed = { ...failed, failedChecks: freshness.failedChecks, checkReason: hope }
  // A limit with a known end is waited for, however often it was met, and no longer: it is no sign that the carrier is unwell, and five minutes
  // for each time that a minute was full made looks late by twice their interval.
  if (staleBecause === 'rate_limited' && notBefore !== undefined) return { ...unfailed, nextCheckAt: nextCheckAt(policy.retry.limitedMs) }
  // The carrier is spared by the engine. Doubled for each parcel, the wait would outlast an outage of 6 hours by up to 5.
  if (staleBecause === 'carrier_down' && notBefore !== undefined) return { ...unfailed, nextCheckAt: nextCheckAt(policy.retry.closedMs) }
  return { ...failed, nextCheckAt: nextCheckAt(backoff(freshness.failedChecks, policy)), checkReason: hope }
}

function isOver(state: TrackingState, now: Instant, { partialForMs }: CadencePolicy): boolean {
  if (state.endedAt !== null || state.status === 'expired') return true
  return state.status === 'delivered' && now - (state.lastEventAt ?? now) >= partialForMs
}

/** Null once the confirming look has been. An end in the future (a scan without a zone) is confirmed a day after it was first seen. */
function confirmAt({ state: { endedAt }, freshness, now, jitter }: AfterLook, policy: CadencePolicy): Instant | null {
  if (endedAt === null || policy.confirmAfterMs === null) return null
  const isSeenBefore = freshness.checkReason === 'ended'
  if (endedAt > now && isSeenBefore) return null
  const delay = Math.min(endedAt, now) + policy.confirmAfterMs - now
  return delay > 0 ? later(now, delay, jitter, policy) : null
}

/** Null: neither young nor near delivery. */
function hurriedInterval(input: AfterLook, policy: CadencePolicy): { everyMs: number; checkReason: CheckReason } | null {
  const { state, now, news, createdAt } = input
  const nearMs = nearInterval(state, now, policy)
  if (nearMs !== null) return { everyMs: nearMs, checkReason: 'near_delivery' }
  return now - createdAt < policy.young.forMs ? { everyMs: policy.young.everyMs, checkReason: news ? 'news' : 'new' } : null
}

function regularInterval({ carrierType }: AfterLook, quietChecks: number, { steps, looksPerStep }: CadencePolicy): number {
  const ladder = steps[carrierType]
  return ladder[Math.min(Math.floor(quietChecks / looksPerStep), ladder.length - 1)] ?? DAY_MS
}

function nearInterval(state: TrackingState, now: Instant, { near }: CadencePolicy): number | null {
  const isRecent = state.lastEventAt !== null && now - state.lastEventAt < near.forMs
  if (state.status === 'pickup' && isRecent) return state.sub === 'out_for_delivery' ? near.outForDeliveryEveryMs : near.everyMs
  return isNearEta(state, now) ? near.everyMs : null
}

/** From a day before the promised time to a day after it. A date without a time is its whole day. */
function isNearEta({ facts: { eta } }: TrackingState, now: Instant): boolean {
  const from = eta?.from ?? eta?.to ?? ''
  const to = eta?.to ?? from
  const isWholeDay = to.length === 10
  return now >= Date.parse(from) - DAY_MS && now < Date.parse(to) + (isWholeDay ? 2 : 1) * DAY_MS
}

function backoff(failedChecks: number, { retry }: CadencePolicy): number {
  // 2^30 doublings are past any maximum; more would leave the whole numbers.
  return Math.min(retry.firstMs * 2 ** Math.min(failedChecks, 30), retry.maxMs)
}

function later(now: Instant, delay: number, jitter: number, policy: CadencePolicy): Instant {
  const share = Math.min(Math.max(jitter, 0), 1) * policy.jitter
  return Math.round(now + delay * (1 + share))
}
