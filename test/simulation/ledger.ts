import type { Instant } from '../../src/base/index.ts'
import type { Finish, Storage } from '../../src/storage/index.ts'
import type { Member } from './carriers.ts'
import type { SimulatedClock } from './clock.ts'
import { HOUR_MS, type Parcel } from './journeys.ts'
import type { Witness } from './servers.ts'
import { dayOf } from './meter.ts'
import { createSpread, type Spread } from './spread.ts'

/** A look may be late by this share of its interval … */
const LATE_SHARE = 0.1
/** … and by what its batch takes: 60 s at the carrier. */
export const BATCH_MS = 60_000
/**
 * So long after a trouble (and the round in which the worker notices) its backlog is gone. Looks that fall due until then are judged by that.
 */
const CATCH_UP_MS = 30 * 60_000
/** A limit of a minute holds back for less: who waits longer and until another day waits for that day. */
const LONGEST_WINDOW_MS = 2 * 60_000

const ANSWERS = new Set(['found', 'notFound'])
/** Neither an answer nor a failure: a limit spoke, or the process was stopped. */
const UNASKED = new Set(['throttled', 'stopped'])
const DUE_TO_TROUBLE = new Set(['temporary', 'timeout', 'throttled', 'schemaDrift'])

/** Looks by what they are judged by; each with how late they were. */
export interface Looks {
  /** Share of the interval by which a look came after it was due; 0.1 is allowed, and the time of its batch. */
  regular: Spread
  /** Milliseconds from registration to the first answer. */
  first: Spread
  /** Shares again, of looks that a day quota held back. */
  quota: Spread
  /** Milliseconds after the end of the trouble (or after the look fell due, if that was later). */
  trouble: Spread
}

export interface Ledger extends Witness {
  /** Rounds of the worker: the next one after `now` at which a row is due. */
  nextRound(now: Instant): Instant
  registered(index: number, at: Instant): void
  /** The storage, watched. */
  watch(storage: Storage): Storage
  /** By index of the carrier. */
  looks: readonly Looks[]
  /** Outcome → looks, by index of the carrier. */
  outcomes: readonly Map<string, number>[]
  /** So long after a trouble its backlog is to be gone. */
  catchUpMs: number
  /** The longest that an answered look took from its claim. */
  longestBatchMs(): number
  /** What must not happen → how often, and the first cases. */
  faults: ReadonlyMap<string, { times: number; cases: string[] }>
  /** When the parcel was last looked at, and when the next look is promised; infinite when it is over, NaN before the first. */
  promise(index: number): { lookedAt: Instant; dueAt: Instant; isExcused: boolean }
}

export interface LedgerOptions {
  fleet: readonly Member[]
  parcels: readonly Parcel[]
  clock: SimulatedClock
  start: Instant
  days: number
  /** The worker looks for due rows so often. */
  roundMs: number
}

/** Compares what was promised with what the carriers saw. */
export function createLedger({ fleet, parcels, clock, start, days, roundMs }: LedgerOptions): Ledger {
  const catchUpMs = CATCH_UP_MS + roundMs
  const rounds = createRounds(start, days, roundMs)
  const lookedAt = new Float64Array(parcels.length).fill(Number.NaN)
  const dueAt = new Float64Array(parcels.length).fill(Number.POSITIVE_INFINITY)
  const claimedAt = new Float64Array(parcels.length)
  const scheduledAt = new Float64Array(parcels.length).fill(Number.POSITIVE_INFINITY)
  const isHeldByQuota = new Uint8Array(parcels.length)
  const isAnswered = new Uint8Array(parcels.length)
  const claimed = new Map<string, number>()
  const looks = fleet.map((): Looks => ({ regular: createSpread(), first: createSpread(), quota: createSpread(), trouble: createSpread() }))
  const outcomes = fleet.map(() => new Map<string, number>())
  const faults = new Map<string, { times: number; cases: string[] }>()
  let longestBatch = 0

  const memberOf = (index: number): Member | undefined => fleet[parcels[index]?.carrier ?? -1]

  function fault(what: string, index: number, detail: string): void {
    const known = faults.get(what) ?? { times: 0, cases: [] }
    faults.set(what, known)
    known.times++
    const { number = '', carrier = -1 } = parcels[index] ?? {}
    const code = fleet[carrier]?.carrier.code ?? ''
    if (known.cases.filter((one) => one.includes(code)).length < 3)
      known.cases.push(`${number} of ${code} on ${new Date(clock.now()).toISOString()}: ${detail}`)
  }

  function schedule(index: number, at: Instant): void {
    rounds.remove(scheduledAt[index] ?? Number.NaN)
    scheduledAt[index] = at
    rounds.add(at)
  }

  /** Whether the trouble of its carrier, or the backlog after it, touches a look due then and made (or not made) until `at`. */
  function isTroubled(index: number, due: Instant, at: Instant): boolean {
    const trouble = memberOf(index)?.trouble
    return trouble != null && due <= trouble.to + catchUpMs && at >= trouble.from
  }

  /** Whether a day that did not suffice holds it back, or ended meanwhile: then all that it held back is asked at once. */
  function isHeldByDay(index: number, due: Instant, at: Instant): boolean {
    if (isHeldByQuota[index] === 1) return true
    const member = memberOf(index)
    const zone = member?.carrier.limits.find(({ per }) => per === 'day')?.resetZone
    return member?.scarce === true && dayOf(due - catchUpMs, zone) !== dayOf(at, zone)
  }

  function judge(index: number, at: Instant): void {
    const due = dueAt[index] ?? Number.NaN
    const before = lookedAt[index] ?? Number.NaN
    const mine = looks[parcels[index]?.carrier ?? -1]
    if (mine === undefined) return
    longestBatch = Math.max(longestBatch, at - (claimedAt[index] ?? at))
    const interval = due - before
    const late = at - due
    if (isTroubled(index, due, at)) return mine.trouble.add(at - Math.max(due, memberOf(index)?.trouble?.to ?? due))
    if (isHeldByDay(index, due, at)) return mine.quota.add(Number.isNaN(interval) ? 0 : late / interval)
    if (Number.isNaN(interval)) return mine.first.add(late)
    mine.regular.add(late / interval)
    if (late > LATE_SHARE * interval + BATCH_MS)
      fault('a look came late', index, `${Math.round(late / 1_000)} s after an interval of ${Math.round(interval / 1_000)} s`)
  }

  function fail(index: number, outcome: string, next: Instant | null): void {
    const member = memberOf(index)
    const now = clock.now()
    const day = member?.carrier.limits.find(({ per }) => per === 'day')
    const waits = outcome === 'throttled' && next !== null && next - now > LONGEST_WINDOW_MS
    if (waits && day && dayOf(next, day.resetZone) !== dayOf(now, day.resetZone)) isHeldByQuota[index] = 1
    else if (UNASKED.has(outcome)) return
    else if (!(DUE_TO_TROUBLE.has(outcome) && isTroubled(index, claimedAt[index] ?? now, now)))
      fault(`a look failed: ${outcome}`, index, '')
  }

  function finished({ trackingId, outcome, freshness }: Finish): void {
    const index = claimed.get(trackingId) ?? -1
    claimed.delete(trackingId)
    const counts = outcomes[parcels[index]?.carrier ?? -1]
    counts?.set(outcome, (counts.get(outcome) ?? 0) + 1)
    const next = freshness.nextCheckAt
    if (ANSWERS.has(outcome)) {
      const at = freshness.lastCheckedAt ?? clock.now()
      judge(index, at)
      lookedAt[index] = at
      dueAt[index] = next ?? Number.POSITIVE_INFINITY
      isHeldByQuota[index] = 0
    } else fail(index, outcome, next)
    isAnswered[index] = 0
    schedule(index, next ?? Number.POSITIVE_INFINITY)
  }

  return {
    looks,
    outcomes,
    faults,
    catchUpMs,
    longestBatchMs: () => longestBatch,
    nextRound: (now) => rounds.next(now),
    promise: (index) => {
      const due = dueAt[index] ?? Number.NaN
      const isExcused = isHeldByQuota[index] === 1 || isTroubled(index, due, clock.now())
      return { lookedAt: lookedAt[index] ?? Number.NaN, dueAt: due, isExcused }
    },
    registered: (index, at) => {
      dueAt[index] = at
      schedule(index, at)
    },
    asked: (index, at) => {
      const due = dueAt[index] ?? Number.NaN
      if (due === Number.POSITIVE_INFINITY) fault('a parcel was asked about after its end', index, '')
      else if (at < due) fault('a parcel was asked about before it was due', index, `${Math.round((due - at) / 1_000)} s early`)
    },
    answered: (index) => {
      if (isAnswered[index] === 1) fault('a parcel was asked about twice in one look', index, '')
      isAnswered[index] = 1
    },
    watch: (storage) => ({
      ...storage,
      polling: {
        ...storage.polling,
        claimDue: async (lane, limit, now, leaseUntil, account) => {
          const rows = await storage.polling.claimDue(lane, limit, now, leaseUntil, account)
          for (const { tracking } of rows) {
            const index = Number(tracking.number.slice(1))
            claimed.set(tracking.id, index)
            claimedAt[index] = now
            schedule(index, leaseUntil)
          }
          return rows
        },
        finish: async (batch) => {
          const ours = await storage.polling.finish(batch)
          for (const finish of batch) {
            if (ours.has(finish.trackingId)) finished(finish)
            else fault('a lease was lost', claimed.get(finish.trackingId) ?? -1, '')
          }
          return ours
        },
      },
    }),
  }
}

/** How many rows are due by each round. */
function createRounds(
  start: Instant,
  days: number,
  roundMs: number,
): { add(at: Instant): void; remove(at: Instant): void; next(now: Instant): Instant } {
  const counts = new Int32Array(Math.ceil((days * 24 * HOUR_MS) / roundMs) + 2)
  const change = (at: Instant, by: number): void => {
    // A round that falls on the moment itself may have been over before.
    const round = Math.floor((at - start) / roundMs) + 1
    if (round >= 0 && round < counts.length) counts[round] = (counts[round] ?? 0) + by
  }
  return {
    add: (at) => change(at, 1),
    remove: (at) => change(at, -1),
    next: (now) => {
      let round = Math.floor((now - start) / roundMs) + 1
      while (round < counts.length && counts[round] === 0) round++
      return round < counts.length ? start + round * roundMs : Number.POSITIVE_INFINITY
    },
  }
}
