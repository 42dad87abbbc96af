import type { Clock, Instant, Logger, Random } from '../base/index.ts'
import type { Carrier, CarrierAnswer, CarrierContext, TrackItem } from '../carriers/index.ts'
import type { Sent, Transport } from '../net/index.ts'
import type { CarrierAccount } from './accounts.ts'
import type { Answer, Result } from './engine.ts'
import type { Admission } from './gate.ts'
import { learn, refuse } from './lessons.ts'
import type { Membership } from './membership.ts'
import { readAnswer, readOutcomes } from './normalise.ts'
import { redactAnswer } from './redact-answer.ts'
import type { NoToken } from './tokens.ts'

const RETRIES = 2
const RETRY_MIN_MS = 500
const RETRY_MAX_MS = 2_000
const REQUEST_MS = 15_000

/** Up to `batch.max` numbers that travel in one request. */
export interface Batch {
  carrier: Carrier
  account: CarrierAccount
  endpoint: string
  items: readonly TrackItem[]
  credential: Record<string, string>
  language: string
  /** No request goes out later. */
  startBy: Instant
  /** Aborts at the deadline, and earlier when the caller gives up. */
  signal: AbortSignal
}

export interface BatchTools {
  transport: Transport
  clock: Clock
  random: Random
  log: Logger
}

/** Asks once, and again for what may pass: twice for a failure, once with a new token. One answer for each item. Never rejects. */
export async function askBatch(batch: Batch, tools: BatchTools): Promise<Map<string, Answer>> {
  const { clock, random } = tools
  const answers = new Map<string, Answer>()
  let open = batch.items
  let renewed = false
  for (let retries = 0; ;) {
    const attempt = await attemptOnce({ ...batch, items: open }, tools, renewed)
    for (const item of open) answers.set(item.ref, attempt.get(item.ref) ?? unanswered(item.ref, clock.now()))
    if (batch.signal.aborted) return answers
    const expired = renewed ? [] : open.filter(({ ref }) => answers.get(ref)?.result.kind === 'authExpired')
    const failed = open.filter(({ ref }) => mayPass(answers.get(ref)))
    open = [...expired, ...failed]
    if (expired.length > 0) {
      renewed = true
      continue
    }
    const wait = RETRY_MIN_MS + random.fraction() * (RETRY_MAX_MS - RETRY_MIN_MS)
    if (open.length === 0 || retries === RETRIES || clock.now() + wait >= batch.startBy) return answers
    retries++
    await clock.sleep(wait, batch.signal)
    if (batch.signal.aborted) return answers
  }
}

/** Answer of an item that the deadline or the caller cut off. */
export function unanswered(ref: string, now: Instant): Answer {
  return { result: { kind: 'timeout', ref }, askedAt: now }
}

/** A time before which not to ask means that a limit or the breaker spoke, not the carrier. */
function mayPass(answer: Answer | undefined): boolean {
  const kind = answer?.result.kind
  return (kind === 'temporary' || kind === 'timeout') && answer?.notBefore === undefined
}

type Attempt = Map<string, Answer>

async function attemptOnce(batch: Batch, tools: BatchTools, renewed: boolean): Promise<Attempt> {
  const { account } = batch
  const { clock } = tools
  const known = refusal(batch, clock)
  if (known !== null) return known
  const openUntil = account.gate.openUntil()
  if (openUntil !== null) return breakerOpen(batch, clock, openUntil)
  const base: CarrierContext = { credential: batch.credential, language: batch.language, now: clock.now() }
  const token = account.tokens === null ? null : await orAborted(account.tokens.get(base), batch.signal)
  if (token === 'aborted') return forAll(batch, clock, (ref) => ({ kind: 'timeout', ref }))
  if (token !== null && token.kind !== 'token') return withoutToken(batch, clock, token)
  const admission = await admit(batch)
  if (admission.kind !== 'go') return notAdmitted(batch, clock, admission)
  try {
    // The first answer of many that were waiting may have refused the credential.
    const meanwhile = refusal(batch, clock)
    if (meanwhile !== null) return meanwhile
    const ctx = { ...base, now: clock.now(), ...(token === null ? {} : { token: token.value }) }
    const { results, raw } = await exchange(batch, tools, ctx)
    const { carrier, signal } = batch
    const lesson = { carrier, account, results, askedAt: ctx.now, now: clock.now(), token: token?.value, renewed, cut: signal.aborted }
    if (raw === null) return learn(lesson)
    const redacted = once(() => redactAnswer(carrier, raw, Object.values(batch.credential)))
    return new Map([...learn(lesson)].map(([ref, answer]) => [ref, { ...answer, raw: redacted }]))
  } finally {
    admission.leave()
  }
}

type NotAdmitted = Exclude<Admission, { kind: 'go' }> | { kind: 'alone' }

/** Leave to send one request; `alone`: without the rows that all processes share nobody knows what may still be asked. */
async function admit({ account, startBy, signal }: Batch): Promise<Admission | { kind: 'alone' }> {
  const joined = account.membership === null ? 'joined' : await orAborted(join(account.membership), signal)
  if (joined === 'joined') return account.gate.enter(startBy, signal)
  return { kind: joined === 'aborted' ? 'timeout' : 'alone' }
}

function notAdmitted(batch: Batch, clock: Clock, admission: NotAdmitted): Attempt {
  if (admission.kind === 'timeout') return forAll(batch, clock, (ref) => ({ kind: 'timeout', ref }))
  if (admission.kind === 'alone') return forAll(batch, clock, (ref) => ({ kind: 'temporary', ref, carrierCode: 'limits_unknown' }))
  if (admission.kind === 'open') return breakerOpen(batch, clock, admission.notBefore)
  return forAll(batch, clock, (ref) => ({ kind: 'throttled', ref, scope: 'second', carrierCode: 'limit' }), admission.notBefore)
}

async function join(membership: Membership): Promise<'joined' | 'alone'> {
  return membership.join().then(
    () => 'joined' as const,
    () => 'alone' as const,
  )
}

function once<T>(work: () => T): () => T {
  let made: { value: T } | null = null
  return () => (made ??= { value: work() }).value
}

interface Exchanged {
  results: Map<string, Result>
  raw: CarrierAnswer | null
}

/** One request and what the adapter reads from its answer. */
async function exchange(batch: Batch, tools: BatchTools, ctx: CarrierContext): Promise<Exchanged> {
  const { carrier, items, endpoint, signal } = batch
  const complain = (path: string, error: unknown): void =>
    tools.log.error({ carrier: carrier.code, path, error: error instanceof Error ? error.name : 'unknown' }, 'an adapter failed')
  let sent: Sent
  try {
    const request = carrier.buildRequest?.(items, ctx)
    if (!request?.path.startsWith('/')) throw new RangeError('no path')
    const { path, ...wire } = request
    const { answerBytes } = carrier.batch
    const size = answerBytes === undefined ? {} : { maxBytes: answerBytes }
    sent = await tools.transport.send(`${endpoint}${path}`, { ...wire, ...size, timeoutMs: REQUEST_MS, signal })
  } catch (error) {
    complain('request', error)
    return { results: new Map(items.map(({ ref }) => [ref, { kind: 'schemaDrift', ref, path: 'request' }])), raw: null }
  }
  if (sent.kind === 'answer') return { results: readAnswer(carrier, sent.answer, items, ctx, complain), raw: sent.answer }
  const { kind } = sent
  if (kind === 'tooLarge' && carrier.tooLarge && items.length > 1)
    return { results: readOutcomes(carrier, items, () => carrier.tooLarge?.(items), complain), raw: null }
  if (kind === 'blockedAddress') tools.log.warn({ carrier: carrier.code, detail: sent.detail }, "a carrier's address is not allowed")
  return { results: new Map(items.map(({ ref }) => [ref, transportResult(sent, ref)])), raw: null }
}

function transportResult(sent: Exclude<Sent, { kind: 'answer' }>, ref: string): Result {
  if (sent.kind === 'timeout') return { kind: 'timeout', ref, carrierCode: sent.detail }
  if (sent.kind === 'network') return { kind: 'temporary', ref, carrierCode: sent.detail }
  if (sent.kind === 'blockedAddress') return { kind: 'blocked', ref, carrierCode: 'address' }
  return { kind: 'schemaDrift', ref, path: `body:${sent.kind}` }
}

/** The answer when the carrier has refused the credential lately. */
function refusal(batch: Batch, clock: Clock): Attempt | null {
  const { refused } = batch.account
  if (refused === null || clock.now() >= refused.until) return null
  return forAll(batch, clock, (ref) => ({ kind: 'badCredentials', ref, carrierCode: refused.carrierCode }), refused.until)
}

function withoutToken(batch: Batch, clock: Clock, { kind, carrierCode, notBefore }: NoToken): Attempt {
  const until = kind === 'badCredentials' ? refuse(batch.account, carrierCode, clock.now()) : notBefore
  return forAll(
    batch,
    clock,
    (ref) => (kind === 'throttled' ? { kind, ref, scope: 'penalty', carrierCode } : { kind, ref, carrierCode }),
    until,
  )
}

function breakerOpen(batch: Batch, clock: Clock, notBefore: Instant): Attempt {
  return forAll(batch, clock, (ref) => ({ kind: 'temporary', ref, carrierCode: 'breaker_open' }), notBefore)
}

function forAll({ items }: Batch, clock: Clock, result: (ref: string) => Result, notBefore?: Instant): Attempt {
  const askedAt = clock.now()
  return new Map(items.map(({ ref }) => [ref, { result: result(ref), askedAt, ...(notBefore === undefined ? {} : { notBefore }) }]))
}

/** The value, or `aborted` as soon as the signal says so: the work itself goes on for the others who wait for it. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  if (signal.aborted) return 'aborted'
  const off = new AbortController()
  const cut = new Promise<'aborted'>((resolve) => signal.addEventListener('abort', () => resolve('aborted'), { signal: off.signal }))
  try {
    return await Promise.race([work, cut])
  } finally {
    off.abort()
  }
}
