import type { Instant } from '../base/index.ts'

/** What all processes that ask with one carrier and credential agree on. Written as JSON. */
export interface AccountState {
  /** Nobody asks before. */
  pausedUntil: Instant
  /** The breaker of somebody is open. */
  openUntil: Instant
  refused: { until: Instant; carrierCode: string } | null
  /** For each day limit: how many requests of that day are handed out. */
  days: { endsAt: Instant; used: number }[]
  token: { sealed: string; until: Instant } | null
  /** Who fetches a token at the moment, and how long he may take. */
  tokenLease: { holder: string; until: Instant } | null
  tokenPausedUntil: Instant
}

/** What one process holds of it: for each limit of a window, how many of its places. */
export interface Share {
  places: number[]
}

export interface Seen {
  state: AccountState | null
  /** Of the other processes; one that died is still there after `until`. */
  others: { holder: string; share: Share; until: Instant }[]
}

/** Absent: as it was. A share of null leaves. */
export interface Change<T> {
  state?: AccountState
  share?: { share: Share; until: Instant } | null
  result: T
}

/** Rows that all processes see, one for each carrier and credential. */
export interface SharedRows {
  /**
   * Under the lock of the key's row: `change` is shown what stands there and says what shall. It may be called again when the answer of the
   * database was lost, so it changes nothing else.
   */
  exchange: <T>(key: string, holder: string, change: (seen: Seen) => Change<T>) => Promise<T>
}

export const FRESH_STATE: AccountState = {
  pausedUntil: 0,
  openUntil: 0,
  refused: null,
  days: [],
  token: null,
  tokenLease: null,
  tokenPausedUntil: 0,
}

/** Rows in memory: for one process, and for several engines of a test. */
export function createMemoryRows(): SharedRows {
  const states = new Map<string, AccountState>()
  const shares = new Map<string, Map<string, { share: Share; until: Instant }>>()
  return {
    exchange: async (key, holder, change) => {
      const mine = shares.get(key) ?? new Map()
      shares.set(key, mine)
      const others = [...mine].filter(([name]) => name !== holder).map(([name, row]) => ({ holder: name, ...row }))
      const { state, share, result } = change({ state: states.get(key) ?? null, others })
      if (state) states.set(key, state)
      if (share === null) mine.delete(holder)
      else if (share) mine.set(holder, share)
      return result
    },
  }
}
