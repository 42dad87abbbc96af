import type { Clock, Instant, Logger } from '../base/index.ts'
import { agree, leave, type News } from './agree.ts'
import type { Limiter } from './limiter.ts'
import type { AccountState, SharedRows } from './shared.ts'

/** So often a process that asks tells the others and hears from them. */
const SYNC_MS = 1_000
/** Where nothing may go until others give something up, or what was handed out of a day may be used up before a second is over. */
const HUNGRY_MS = 200
const SOON_USED = 10
/** After so long without a request a process leaves, and its share is free: a lone look costs two transactions, joining and leaving. */
const IDLE_MS = 1_000

/** This process among those that ask with one carrier and credential. */
export interface Membership {
  /** Resolves when the share of this process is known. Rejects when the rows cannot be reached. */
  join(): Promise<void>
  /** Learnt from the carrier: told to the others at once. */
  tell(news: News): void
  /** Ends the membership; what is under way is not waited for. */
  end(): Promise<void>
}

export interface MembershipOptions {
  key: string
  rows: SharedRows
  holder: string
  clock: Clock
  log: Logger
  limiter: Limiter
  busy: () => boolean
  /** What the others have learnt. */
  hear: (state: AccountState) => void
}

export function createMembership({ key, rows, holder, clock, log, limiter, busy, hear }: MembershipOptions): Membership {
  let news: News = {}
  let syncing: Promise<void> | null = null
  let loop: Promise<void> | null = null
  let leaving: Promise<unknown> | null = null
  let syncedAt: Instant = Number.NEGATIVE_INFINITY
  let usedAt: Instant = Number.NEGATIVE_INFINITY
  let isHungry = false
  let nap = new AbortController()
  let ended = false

  async function exchange(): Promise<void> {
    const told = news
    const now = clock.now()
    const usage = limiter.describe(now)
    const granted = await rows
      .exchange(key, holder, (seen) => agree(seen, { holder, now, ...usage, news: told }))
      .catch((error: unknown) => {
        limiter.grant(null)
        throw error
      })
    if (news === told) news = {}
    syncedAt = clock.now()
    isHungry =
      granted.places.includes(0) || granted.days.some(({ more, spent }, i) => !spent && (usage.days[i]?.left ?? 0) + more < SOON_USED)
    limiter.grant({ ...granted, again: syncedAt + (isHungry ? HUNGRY_MS : SYNC_MS) })
    hear(granted.state)
    // Who waits was told when it is known anew: the nap is no longer than that.
    nap.abort()
  }

  function sync(): Promise<void> {
    syncing ??= exchange().finally(() => {
      syncing = null
    })
    return syncing
  }

  /** What was learnt while an exchange was under way waits for the next one. */
  const hasNews = (): boolean => Object.keys(news).length > 0

  async function run(): Promise<void> {
    for (const isWanted = (): boolean => !ended && (busy() || hasNews() || clock.now() - usedAt < IDLE_MS); isWanted();) {
      nap = new AbortController()
      await clock.sleep(isHungry ? HUNGRY_MS : SYNC_MS, nap.signal)
      if (ended || clock.now() - syncedAt < HUNGRY_MS || !(busy() || hasNews())) continue
      await sync().catch((error: unknown) => log.warn({ err: error, key }, 'the share in a carrier’s limits could not be renewed'))
    }
    loop = null
    syncedAt = Number.NEGATIVE_INFINITY
    const now = clock.now()
    const usage = limiter.describe(now)
    limiter.grant({ places: [], days: usage.days.map(({ left }) => ({ more: -left, spent: false })), until: now, again: now })
    leaving = rows
      .exchange(key, holder, (seen) => leave(seen, { now, ...usage }))
      .catch(() => undefined)
      .finally(() => {
        leaving = null
      })
    await leaving
  }

  return {
    join: async () => {
      usedAt = clock.now()
      if (leaving) await leaving
      if (usedAt - syncedAt >= SYNC_MS) await sync()
      if (!ended) loop ??= run()
    },
    tell: (learnt) => {
      news = { ...news, ...learnt }
      void sync().catch(() => undefined)
    },
    end: async () => {
      ended = true
      nap.abort()
      await loop
    },
  }
}
