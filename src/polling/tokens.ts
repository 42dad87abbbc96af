import type { Clock, Instant, Logger } from '../base/index.ts'
import type { Auth, Carrier, CarrierContext, TokenOutcome } from '../carriers/index.ts'
import type { Transport } from '../net/index.ts'
import type { Sharing } from './accounts.ts'
import type { Admission, Gate } from './gate.ts'
import { createSharedToken } from './shared-token.ts'

/** A token is renewed this long before it ends, or at half its life when that is shorter. */
const RENEW_BEFORE_MS = 60_000
const FETCH_MS = 15_000
/** FedEx closes its token endpoint for 10 minutes to who asks too often, and for longer to who goes on. */
const PENALTY_SECONDS = 600

export interface NoToken {
  kind: 'badCredentials' | 'temporary' | 'throttled' | 'timeout'
  carrierCode: string
  notBefore?: Instant
}

export type TokenAnswer = { kind: 'token'; value: string } | NoToken

/** The access token of one credential, fetched once for all who ask at the same time. */
export interface TokenSource {
  /** Never rejects. `ctx` is the context of whoever happens to cause the fetch. */
  get(ctx: CarrierContext): Promise<TokenAnswer>
  /** The carrier refused this token: it is not given again, by no process. A newer one stays. */
  drop(value: string): void
  /** The token endpoint is not asked before `until`. */
  pause(until: Instant): void
}

export interface TokenSourceOptions {
  carrier: Carrier
  auth: Extract<Auth, { kind: 'token' }>
  /** Base URL of the token endpoint. */
  endpoint: string
  /** Of the token endpoint; its failures are its own. */
  gate: Gate
  transport: Transport
  clock: Clock
  log: Logger
  /** Ends what is under way when the engine closes. */
  signal: AbortSignal
  /** Names the row that processes share, and the way to it; null: one process. */
  key: string
  sharing: Sharing | null
}

export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { carrier, gate, clock, log, signal, key, sharing } = options
  const shared = sharing && createSharedToken(key, sharing, clock)
  let held: { value: string; until: Instant } | null = null
  let pending: Promise<TokenAnswer> | null = null
  let pausedUntil = Number.NEGATIVE_INFINITY

  /** The token of whichever process has one; the first that finds none fetches it, the others wait for that. */
  async function obtain(ctx: CarrierContext): Promise<TokenAnswer> {
    if (!shared) return fetch(ctx)
    const turn = await shared.wait(clock.now() + FETCH_MS, signal)
    if (turn.kind === 'token') {
      held = turn.token
      return { kind: 'token', value: turn.token.value }
    }
    if (turn.kind === 'paused') return { kind: 'throttled', carrierCode: 'token_penalty', notBefore: (pausedUntil = turn.until) }
    if (turn.kind === 'wait') return { kind: 'timeout', carrierCode: 'token' }
    const answer = await fetch(ctx)
    await shared.settle(answer.kind === 'token' ? held : null, pausedUntil)
    return answer
  }

  async function fetch(ctx: CarrierContext): Promise<TokenAnswer> {
    const admission = await gate.enter(clock.now() + FETCH_MS, signal)
    if (admission.kind !== 'go') return notAdmitted(admission)
    try {
      return await request(ctx)
    } catch (error) {
      log.error({ carrier: carrier.code, error: error instanceof Error ? error.name : 'unknown' }, 'the token part of an adapter failed')
      return { kind: 'temporary', carrierCode: 'token_adapter' }
    } finally {
      admission.leave()
    }
  }

  async function request(ctx: CarrierContext): Promise<TokenAnswer> {
    const askedAt = clock.now()
    return learn(await requestToken(options, ctx), askedAt)
  }

  function learn(outcome: TokenOutcome, askedAt: Instant): TokenAnswer {
    if (outcome.kind === 'token') {
      gate.succeeded()
      const life = Math.max(1, outcome.expiresInSeconds) * 1_000
      held = { value: outcome.value, until: askedAt + life - Math.min(RENEW_BEFORE_MS, life / 2) }
      return { kind: 'token', value: outcome.value }
    }
    const carrierCode = outcome.carrierCode ?? 'token'
    if (outcome.kind === 'throttled') {
      pausedUntil = clock.now() + Math.max(1, outcome.retryAfterSeconds ?? PENALTY_SECONDS) * 1_000
      log.warn({ carrier: carrier.code, until: new Date(pausedUntil).toISOString() }, 'the token endpoint of a carrier is closed to us')
      return { kind: 'throttled', carrierCode, notBefore: pausedUntil }
    }
    if (outcome.kind === 'temporary') gate.failed()
    return { kind: outcome.kind, carrierCode }
  }

  return {
    get: async (ctx) => {
      const now = clock.now()
      if (held !== null && now < held.until) return { kind: 'token', value: held.value }
      if (now < pausedUntil) return { kind: 'throttled', carrierCode: 'token_penalty', notBefore: pausedUntil }
      pending ??= obtain(ctx)
        .catch(() => ({ kind: 'temporary', carrierCode: 'token_unknown' }) as const)
        .finally(() => {
          pending = null
        })
      return pending
    },
    drop: (value) => {
      if (held?.value !== value) return
      held = null
      shared?.drop(value)
    },
    pause: (until) => {
      pausedUntil = Math.max(pausedUntil, until)
    },
  }
}

async function requestToken({ auth, endpoint, transport, signal }: TokenSourceOptions, ctx: CarrierContext): Promise<TokenOutcome> {
  const { path, ...wire } = auth.request(ctx)
  const sent = await transport.send(`${endpoint}${path}`, { ...wire, timeoutMs: FETCH_MS, signal })
  return sent.kind === 'answer' ? auth.parse(sent.answer) : { kind: 'temporary', carrierCode: `token_${sent.kind}` }
}

function notAdmitted(admission: Exclude<Admission, { kind: 'go' }>): NoToken {
  if (admission.kind === 'timeout') return { kind: 'timeout', carrierCode: 'token' }
  const { notBefore } = admission
  if (admission.kind === 'throttled') return { kind: 'throttled', carrierCode: 'token_limit', notBefore }
  return { kind: 'temporary', carrierCode: 'breaker_open', notBefore }
}
