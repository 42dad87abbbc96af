import { createHash } from 'node:crypto'
import type { Clock, Instant, Logger } from '../base/index.ts'
import type { Carrier, Limit } from '../carriers/index.ts'
import type { Transport } from '../net/index.ts'
import { createBreaker } from './breaker.ts'
import { createGate, createSlots, type Gate, type Slots } from './gate.ts'
import { createLimiter } from './limiter.ts'
import { createMembership, type Membership } from './membership.ts'
import type { AccountState, SharedRows } from './shared.ts'
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
  /** Null where one process is alone. */
  membership: Membership | null
  usedAt: Instant
}

/** How engines of several processes share what they know and what they may ask. */
export interface Sharing {
  rows: SharedRows
  /** Names this process; another one at each start. */
  holder: string
  /** Tokens are written sealed. */
  seal: (plain: string) => string
  /** @throws Error for what another key sealed */
  open: (sealed: string) => string
}

export interface AccountsOptions {
  /** Null: one process. */
  sharing: Sharing | null
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
  /** Gives every share back. */
  close(): Promise<void>
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { clock, log, endpointFor, limitsFor, slots, atOnce, sharing } = options
  const known = new Map<string, CarrierAccount>()
  const tokenLimits = new Map<string, ReturnType<typeof createLimiter>>()

  function make(carrier: Carrier, credential: Record<string, string>, key: string): CarrierAccount {
    const limits = limitsFor(carrier, credential)
    const limiter = createLimiter(
      limits.filter(({ scope }) => scope !== 'token'),
      sharing !== null,
    )
    const breaker = createBreaker()
    const gate = createGate({ clock, limiter, breaker, slots, atOnce })
    const account: CarrierAccount = {
      gate,
      tokens: tokensFor(carrier, limits, key),
      refused: null,
      throttles: 0,
      membership: null,
      usedAt: clock.now(),
    }
    if (sharing === null) return account
    const hear = ({ pausedUntil, openUntil, refused }: AccountState): void => {
      if (pausedUntil > clock.now()) gate.pause(pausedUntil)
      // 0: nobody's is open.
      if (openUntil > 0) breaker.adopt(openUntil)
      if (refused && refused.until > (account.refused?.until ?? 0)) account.refused = refused
    }
    account.membership = createMembership({ ...sharing, key, clock, log, limiter, busy: () => gate.busy(), hear })
    return account
  }

  function tokensFor(carrier: Carrier, limits: readonly Limit[], key: string): TokenSource | null {
    const { auth } = carrier
    if (auth.kind !== 'token') return null
    // Published token limits count by public address (FedEx), so all credentials share the counter.
    const limiter = tokenLimits.get(carrier.code) ?? createLimiter(limits.filter(({ scope }) => scope === 'token'))
    tokenLimits.set(carrier.code, limiter)
    // Slots of its own: a token must not wait for requests that wait for tokens.
    const gate = createGate({ clock, limiter, breaker: createBreaker(), slots: createSlots(1), atOnce: 1 })
    const endpoint = endpointFor(carrier)
    const tokenEndpoint = auth.endpoint !== undefined && endpoint === carrier.endpoint ? auth.endpoint : endpoint
    return createTokenSource({ ...options, carrier, auth, endpoint: tokenEndpoint, gate, key })
  }

  function forget(now: Instant): void {
    for (const [key, account] of known) {
      if (now - account.usedAt <= REST_MS || account.gate.busy()) continue
      known.delete(key)
      void account.membership?.end()
    }
  }

  return {
    of: (carrier, credential, credentialKey) => {
      const key = keyOf(carrier, credentialKey)
      const now = clock.now()
      let account = known.get(key)
      if (account === undefined) {
        if (known.size >= KEEP) forget(now)
        account = make(carrier, credential, key)
        known.set(key, account)
      }
      account.usedAt = now
      return account
    },
    close: async () => {
      await Promise.all([...known.values()].flatMap(({ membership }) => membership?.end() ?? []))
    },
  }
}

/** Names a carrier and credential among all processes. */
export function accountKey(carrier: Carrier, credential: Record<string, string>): string {
  return keyOf(carrier, credentialKeyOf(credential))
}

function keyOf({ code }: Carrier, credentialKey: string): string {
  return `${code}/${credentialKey}`
}

/** Names a credential by its content, so that a corrected one starts afresh and the same one under two accounts shares token and limits. */
export function credentialKeyOf(credential: Record<string, string>): string {
  const entries = Object.entries(credential).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return entries.length === 0 ? '' : createHash('sha256').update(JSON.stringify(entries)).digest('base64')
}
