import { createHash } from 'node:crypto'
import type { Instant } from '../base/index.ts'
import type { Usage } from './limiter.ts'
import { type AccountState, type Change, FRESH_STATE, type Seen } from './shared.ts'

/** A process that is not heard of for so long is gone, and a window later its places are free. */
export const LEASE_MS = 5_000
/** Where there are fewer places than processes, they take turns of this length. */
const TURN_MS = 5_000
/** Of a day's requests a process takes a fiftieth at a time: few writes, and little is lost with it when it dies. */
const DAY_PARTS = 50
const MOST_DAY_PART = 1_000

/** What a process has learnt since it last wrote. */
export interface News {
  pausedUntil?: Instant
  /** Null: its breaker closed. */
  openUntil?: Instant | null
  refused?: { until: Instant; carrierCode: string }
}

export interface Claim extends Usage {
  holder: string
  now: Instant
  news: News
}

export interface Grant {
  state: AccountState
  /** For each limit of a window. */
  places: number[]
  /** For each day limit: further requests, and whether the day has no more. */
  days: { more: number; spent: boolean }[]
  until: Instant
}

/**
 * Divides the limits of one carrier and credential among the processes that ask, so that together they never exceed one: places are only taken
 * from what nobody holds, and given up only when they have been idle for a window. Pure.
 */
export function agree({ state: written, others }: Seen, claim: Claim): Change<Grant> {
  const { holder, now } = claim
  const state = withNews(written ?? FRESH_STATE, claim.news, now)
  const alive = others.filter(({ until }) => until > now)
  const rank = rankOf(
    holder,
    alive.map((other) => other.holder),
    now,
  )
  const places = claim.windows.map(({ max, ms, occupied }, i) => {
    // What a process that is gone had of this window may be in use for as long as the window, and no longer.
    const taken = others.reduce((sum, { share, until }) => sum + (until + ms >= now ? (share.places[i] ?? 0) : 0), 0)
    const fair = Math.floor(max / (alive.length + 1)) + (rank < max % (alive.length + 1) ? 1 : 0)
    return Math.max(occupied, Math.min(fair, Math.max(0, max - taken)))
  })
  const days = claim.days.map((day, i) => takeOfDay(day, state.days[i]))
  const next: AccountState = { ...state, days: days.map(({ written: day }) => day) }
  const until = now + LEASE_MS
  return {
    state: next,
    share: { share: { places }, until },
    result: { state: next, places, days: days.map(({ more, spent }) => ({ more, spent })), until },
  }
}

/** Gives back what is left of the day, and every place that has been idle for a window; the others are free when theirs is over. */
export function leave({ state }: Seen, { now, windows, days }: Usage & { now: Instant }): Change<null> {
  const written = state?.days.map((day, i) => {
    const mine = days[i]
    return mine?.endsAt === day.endsAt ? { ...day, used: Math.max(0, day.used - mine.left) } : day
  })
  const places = windows.map(({ occupied }) => occupied)
  const share = places.some((occupied) => occupied > 0) ? { share: { places }, until: now } : null
  return { ...(state && written ? { state: { ...state, days: written } } : {}), share, result: null }
}

function withNews(state: AccountState, { pausedUntil = 0, openUntil, refused }: News, now: Instant): AccountState {
  return {
    ...state,
    pausedUntil: Math.max(state.pausedUntil, pausedUntil),
    openUntil: openUntil === null ? 0 : Math.max(state.openUntil, openUntil ?? 0),
    refused: refused ?? (state.refused && state.refused.until > now ? state.refused : null),
  }
}

/** Place in the line of all who ask; another one each turn, the same for everybody who reckons it. */
function rankOf(holder: string, others: string[], now: Instant): number {
  const turn = Math.floor(now / TURN_MS)
  const weight = (name: string): string => createHash('sha256').update(`${turn} ${name}`).digest('hex')
  const mine = weight(holder)
  return others.filter((other) => weight(other) < mine).length
}

function takeOfDay(
  { max, endsAt, left }: Usage['days'][number],
  written: AccountState['days'][number] | undefined,
): { written: AccountState['days'][number]; more: number; spent: boolean } {
  const used = written && written.endsAt >= endsAt ? written.used : 0
  const part = Math.min(Math.max(1, Math.ceil(max / DAY_PARTS)), MOST_DAY_PART)
  const more = left * 2 > part ? 0 : Math.max(0, Math.min(part, max - used))
  return { written: { endsAt, used: used + more }, more, spent: left + more === 0 }
}
