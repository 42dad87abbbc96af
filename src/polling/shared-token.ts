import type { Clock, Instant } from '../base/index.ts'
import type { Sharing } from './accounts.ts'
import { type AccountState, FRESH_STATE } from './shared.ts'

/** Whoever fetches has so long; then another one may. Longer than the request for a token may take. */
const LEASE_MS = 20_000
const LOOK_AGAIN_MS = 200

export interface HeldToken {
  value: string
  until: Instant
}

/** There is one · nobody may ask before · this process fetches and tells by `settle` what came of it · another one is at it. */
type Turn = { kind: 'token'; token: HeldToken } | { kind: 'paused'; until: Instant } | { kind: 'fetch' } | { kind: 'wait' }

/** The token of one credential as a row: one process fetches it, sealed it lies there for all. */
export interface SharedToken {
  /** Waits while another process is at it, until the deadline. */
  wait(deadline: Instant, signal: AbortSignal): Promise<Turn>
  /** What came of the fetch; null: nothing. */
  settle(token: HeldToken | null, pausedUntil: Instant): Promise<void>
  /** The carrier refused it. The next `wait` begins when this is written. */
  drop(value: string): void
}

export function createSharedToken(key: string, { rows, holder, seal, open }: Sharing, clock: Clock): SharedToken {
  let dropping: Promise<unknown> = Promise.resolve()

  function unsealed({ token }: AccountState, now: Instant): HeldToken | null {
    if (!token || token.until <= now) return null
    try {
      return { value: open(token.sealed), until: token.until }
    } catch {
      // Written before the secret key was changed.
      return null
    }
  }

  async function turn(): Promise<Turn> {
    await dropping
    const now = clock.now()
    return rows.exchange<Turn>(key, holder, ({ state: written }) => {
      const state = written ?? FRESH_STATE
      const token = unsealed(state, now)
      if (token) return { result: { kind: 'token', token } }
      if (state.tokenPausedUntil > now) return { result: { kind: 'paused', until: state.tokenPausedUntil } }
      const lease = state.tokenLease
      if (lease && lease.holder !== holder && lease.until > now) return { result: { kind: 'wait' } }
      return { state: { ...state, tokenLease: { holder, until: now + LEASE_MS } }, result: { kind: 'fetch' } }
    })
  }

  return {
    wait: async (deadline, signal) => {
      for (;;) {
        const mine = await turn()
        if (mine.kind !== 'wait' || signal.aborted || clock.now() + LOOK_AGAIN_MS > deadline) return mine
        await clock.sleep(LOOK_AGAIN_MS, signal)
      }
    },
    settle: (token, pausedUntil) => {
      const sealed = token && { sealed: seal(token.value), until: token.until }
      return rows.exchange<undefined>(key, holder, ({ state: written }) => {
        const state = written ?? FRESH_STATE
        const tokenPausedUntil = Math.max(state.tokenPausedUntil, pausedUntil)
        return { state: { ...state, token: sealed ?? state.token, tokenLease: null, tokenPausedUntil }, result: undefined }
      })
    },
    drop: (value) => {
      dropping = rows
        .exchange(key, holder, ({ state }) =>
          state && unsealed(state, clock.now())?.value === value
            ? { state: { ...state, token: null }, result: undefined }
            : { result: undefined },
        )
        .catch(() => undefined)
    },
  }
}
