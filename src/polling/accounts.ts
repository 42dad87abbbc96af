import { createHash } from 'node:crypto'
import type { Clock, Instant, Logger } from '../base/index.ts'
import type { Carrier, Limit } from '../carriers/index.ts'
import type { Transport } from '../net/index.ts'
import { createBreaker } from './breaker.ts'
import { createGate, createSlots, type Gate, type Slots } from './gate.ts'
import { createLimiter } from './limiter.ts'
import { createTokenSource, type TokenSource } from './tokens.ts'

/** Over this many, those that rested for more than a day are forgotten (their day counters have begun anew by then). */
const KEEP = 1_000
const REST_MS = 25 * 3_600_000

/** What the engine remembers of one carrier and credential. */
export interface CarrierAccount {
  gate: Gate
  /** Null unless the carrier works with tokens. */
  tokens: TokenSource | null
  /** The carrier has refused the credential: it is not shown again before `until`. */
  refused: { until: Instant; carrierCode: string } | null
  /** `throttled` answers in a row that named no time. */
  throttles: number
  usedAt: Instant
}

export interface AccountsOptions {
  transport: Transport
  clock: Clock
  log: Logger
  endpointFor: (carrier: Carrier) => string
  limitsFor: (carrier: Carrier, credential: Record<string, string>) => readonly Limit[]
  slots: Slots
  /** Requests at once for one carrier and credential. */
  atOnce: number
  signal: AbortSignal
}

export interface Accounts {
  /** The memory of this carrier and credential (named by `key`), made when new. */
  of(carrier: Carrier, credential: Record<string, string>, key: string): CarrierAccount
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { clock, endpointFor, limitsFor, slots, atOnce } = options
  const known = new Map<string, CarrierAccount>()
  const tokenLimits = new Map<string, ReturnType<typeof createLimiter>>()

  function make(carrier: Carrier, credential: Record<string, string>): CarrierAccount {
    const limits = limitsFor(carrier, credential)
    const limiter = createLimiter(limits.filter(({ scope }) => scope !== 'token'))
    const gate = createGate({ clock, limiter, breaker: createBreaker(), slots, atOnce })
    return { gate, tokens: tokensFor(carrier, limits), refused: null, throttles: 0, usedAt: clock.now() }
  }

  function tokensFor(carrier: Carrier, limits: readonly Limit[]): TokenSource | null {
    const { auth } = carrier
    if (auth.kind !== 'token') return null
    // Published token limits count by public address (FedEx), so all credentials share the counter.
    const limiter = tokenLimits.get(carrier.code) ?? createLimiter(limits.filter(({ scope }) => scope === 'token'))
    tokenLimits.set(carrier.code, limiter)
    // Slots of its own: a token must not wait for requests that wait for tokens.
    const gate = createGate({ clock, limiter, breaker: createBreaker(), slots: createSlots(1), atOnce: 1 })
    return createTokenSource({ ...options, carrier, auth, endpoint: endpointFor(carrier), gate })
  }

  function forget(now: Instant): void {
    for (const [key, account] of known) {
      if (now - account.usedAt > REST_MS && !account.gate.busy()) known.delete(key)
    }
  }

  return {
    of: (carrier, credential, credentialKey) => {
      const key = `${carrier.code}\n${credentialKey}`
      const now = clock.now()
      let account = known.get(key)
      if (account === undefined) {
        if (known.size >= KEEP) forget(now)
        account = make(carrier, credential)
        known.set(key, account)
      }
      account.usedAt = now
      return account
    },
  }
}

/** Names a credential by its content, so that a corrected one starts afresh and the same one under two accounts shares token and limits. */
export function credentialKeyOf(credential: Record<string, string>): string {
  const entries = Object.entries(credential).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return entries.length === 0 ? '' : createHash('sha256').update(JSON.stringify(entries)).digest('base64')
}
