import type { Instant } from '../base/index.ts'
import type { Carrier } from '../carriers/index.ts'
import type { CarrierAccount } from './accounts.ts'
import type { Answer, Result } from './engine.ts'
import { nextMidnight } from './limiter.ts'

/** For how long a refused credential is not shown to the carrier again. */
const REFUSED_MS = 5 * 60_000
/** FedEx closes for 10 minutes. */
const PENALTY_SECONDS = 600
const LONGEST_PAUSE_SECONDS = 86_400
/** Without Retry-After the pause doubles from 2 s up to this. */
const BLIND_PAUSE_SECONDS = 64

type Kind = Result['kind']
type Throttled = Extract<Result, { kind: 'throttled' }>
/** Says nothing about whether the carrier works. */
const NEUTRAL: ReadonlySet<Kind> = new Set<Kind>(['throttled', 'authExpired', 'badCredentials', 'scopeMissing'])
const FAILED: ReadonlySet<Kind> = new Set<Kind>(['temporary', 'timeout', 'blocked', 'schemaDrift'])

export interface Lesson {
  carrier: Carrier
  account: CarrierAccount
  /** By ref, of one request. */
  results: Map<string, Result>
  askedAt: Instant
  now: Instant
  token: string | undefined
  /** The token was fetched because the carrier had refused the one before. */
  renewed: boolean
  /** The asker's own end came before the answer. */
  cut: boolean
}

/** Takes from the results what concerns everybody who asks with this credential: pauses, refusals, failures. */
export function learn({ carrier, account, results, askedAt, now, token, renewed, cut }: Lesson): Map<string, Answer> {
  const all = [...results.values()]
  tellBreaker(account, all, cut)
  const throttled = all.find((result) => result.kind === 'throttled')
  const pausedUntil = throttled ? pause(carrier, account, throttled, now) : undefined
  if (!throttled) account.throttles = 0
  if (token !== undefined && all.some(({ kind }) => kind === 'authExpired')) account.tokens?.drop(token)

  const openUntil = account.gate.openUntil()
  const answers = new Map<string, Answer>()
  for (const [ref, result] of results) {
    if (refusesCredential(result, account, renewed)) {
      const carrierCode = ('carrierCode' in result ? result.carrierCode : undefined) ?? result.kind
      answers.set(ref, { result: { kind: 'badCredentials', ref, carrierCode }, askedAt, notBefore: refuse(account, carrierCode, now) })
    } else if (result.kind === 'throttled' && pausedUntil !== undefined) answers.set(ref, { result, askedAt, notBefore: pausedUntil })
    else if (FAILED.has(result.kind) && openUntil !== null) answers.set(ref, { result, askedAt, notBefore: openUntil })
    else answers.set(ref, { result, askedAt })
  }
  return answers
}

/** The credential is not shown to the carrier before the returned time. */
export function refuse(account: CarrierAccount, carrierCode: string, now: Instant): Instant {
  const until = now + REFUSED_MS
  account.refused = { until, carrierCode }
  account.membership?.tell({ refused: account.refused })
  return until
}

function tellBreaker({ gate, membership }: CarrierAccount, results: readonly Result[], cut: boolean): void {
  if (results.every(({ kind }) => FAILED.has(kind))) {
    // What the asker himself cut off says nothing about the carrier.
    if (cut) return
    gate.failed()
    const openUntil = gate.openUntil()
    if (openUntil !== null) membership?.tell({ openUntil })
  } else if (results.some(({ kind }) => !NEUTRAL.has(kind) && !FAILED.has(kind))) {
    if (gate.succeeded()) membership?.tell({ openUntil: null })
  }
}

/** A fresh token that is refused too, or a carrier without tokens that says "expired", has a credential that does not work. */
function refusesCredential({ kind }: Result, { tokens }: CarrierAccount, renewed: boolean): boolean {
  return kind === 'badCredentials' || (kind === 'authExpired' && (renewed || tokens === null))
}

/** Nobody asks with this credential before the returned time. */
function pause(carrier: Carrier, account: CarrierAccount, { scope, retryAfterSeconds }: Throttled, now: Instant): Instant {
  account.throttles++
  const until =
    retryAfterSeconds === undefined
      ? pauseWithoutTime(carrier, account, scope, now)
      : now + Math.min(Math.max(retryAfterSeconds, 1), LONGEST_PAUSE_SECONDS) * 1_000
  account.gate.pause(until)
  account.membership?.tell({ pausedUntil: until })
  if (scope === 'penalty') account.tokens?.pause(until)
  return until
}

function pauseWithoutTime(carrier: Carrier, account: CarrierAccount, scope: Throttled['scope'], now: Instant): Instant {
  if (scope === 'penalty') return now + PENALTY_SECONDS * 1_000
  if (scope === 'day') return nextMidnight(now, carrier.limits.find(({ per }) => per === 'day')?.resetZone)
  return now + Math.min(2 ** account.throttles, BLIND_PAUSE_SECONDS) * 1_000
}
