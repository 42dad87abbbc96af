import { setMaxListeners } from 'node:events'
import type { Clock, Instant, Logger, Random } from '../base/index.ts'
import type { Carrier } from '../carriers/index.ts'
import type { Transport } from '../net/index.ts'
import { type AccountsOptions, type CarrierAccount, createAccounts, credentialKeyOf, type Sharing } from './accounts.ts'
import { askBatch, unanswered } from './batch.ts'
import type { Answer, Engine, Question } from './engine.ts'
import { type FeedAccess, feedsOf } from './feed.ts'
import { createSlots } from './gate.ts'
import { describeStanding } from './standing.ts'
import { readAnswer } from './normalise.ts'
import { type Chunk, groupQuestions } from './questions.ts'
import { reread } from './reread.ts'

/** Requests at once to one carrier with one credential: at 500 ms an answer and 30 numbers a request, 480 numbers a second. */
const AT_ONCE_PER_CREDENTIAL = 8
/** Requests at once over all carriers; each may hold 2 MB of answer. */
const AT_ONCE = 64
/** A timer of Node holds 31 bits; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export interface EngineOptions {
  transport: Transport
  clock: Clock
  random: Random
  log: Logger
  /** The adapter of a code; null when there is none. */
  carriers: (code: string) => Carrier | null
  /** Base URL; the operator's own where he has named one. */
  endpointFor: (carrier: Carrier) => string
  /** Default: the limits that the carrier declares. */
  limitsFor?: AccountsOptions['limitsFor']
  /** Several processes that ask with the same credentials. Absent: this one is alone. */
  sharing?: Sharing
  /** Default 64. */
  atOnce?: number
  /** Default 8. */
  atOncePerCredential?: number
}

/**
 * The engine around the adapters. Tokens, limits, pauses and breakers live in its memory; with `sharing` they are rows that all processes see,
 * and outlive a restart.
 */
export function createEngine(options: EngineOptions): Engine {
  const { transport, clock, random, log, carriers, endpointFor } = options
  const limitsFor = options.limitsFor ?? ((carrier, credential) => carrier.limitsFor?.(credential) ?? carrier.limits)
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const running = new Set<Promise<unknown>>()
  const accounts = createAccounts({
    sharing: options.sharing ?? null,
    transport,
    clock,
    log,
    endpointFor,
    limitsFor,
    slots: createSlots(options.atOnce ?? AT_ONCE),
    atOnce: options.atOncePerCredential ?? AT_ONCE_PER_CREDENTIAL,
    signal: closing.signal,
  })

  function accessTo(code: string, credential: Record<string, string>): FeedAccess | null {
    const carrier = carriers(code)
    if (!carrier) return null
    return { carrier, account: accounts.of(carrier, credential, credentialKeyOf(credential)), endpoint: endpointFor(carrier), credential }
  }

  async function askChunk(chunk: Chunk, startBy: Instant, signal: AbortSignal): Promise<Map<string, Answer>> {
    const { carrier, credential, credentialKey, language, items } = chunk
    if (carrier.answer) return answerLocally(chunk, clock.now(), log)
    const account: CarrierAccount = accounts.of(carrier, credential, credentialKey)
    const batch = { carrier, account, endpoint: endpointFor(carrier), items, credential, language, startBy, signal }
    return askBatch(batch, { transport, clock, random, log })
  }

  const askAll = (questions: readonly Question[], startBy: Instant, signal: AbortSignal): Promise<Answer[]> =>
    answerAll(questions, carriers, clock, (chunk) => askChunk(chunk, startBy, signal))

  return {
    ask: async (questions, { deadline, startBy = deadline, signal }) => {
      const enders = signal === undefined ? [closing.signal] : [closing.signal, signal]
      const asking = underDeadline(clock, deadline, enders, (until) => askAll(questions, startBy, until))
      running.add(asking)
      try {
        return await asking
      } finally {
        running.delete(asking)
      }
    },
    ...feedsOf(accessTo, { transport, clock, signal: closing.signal }),
    reread: (code, answer, item, known) => {
      const carrier = carriers(code)
      return carrier && reread(carrier, answer, { item, known, now: clock.now(), log })
    },
    describe: async (code, credential) => {
      const carrier = carriers(code)
      return carrier && describeStanding(carrier, limitsFor(carrier, credential), credential, options)
    },
    close: async () => {
      closing.abort()
      await Promise.allSettled(running)
      await accounts.close()
    },
  }
}

/** Asks chunk by chunk and gives every question its answer, in order. */
async function answerAll(
  questions: readonly Question[],
  carriers: EngineOptions['carriers'],
  clock: Clock,
  ask: (chunk: Chunk) => Promise<Map<string, Answer>>,
): Promise<Answer[]> {
  const { chunks, settled } = groupQuestions(questions, carriers)
  const answers: (Answer | undefined)[] = Array.from({ length: questions.length })
  await Promise.all(
    chunks.map(async (chunk) => {
      const byRef = await ask(chunk)
      chunk.items.forEach((item, i) => {
        const answer = byRef.get(item.ref)
        for (const index of chunk.askers[i] ?? []) answers[index] = answer
      })
    }),
  )
  return questions.map(({ item: { ref } }, i) => {
    const kind = settled.get(i)
    if (kind !== undefined) return { result: { kind, ref }, askedAt: clock.now() }
    const answer = answers[i]
    if (answer === undefined) return unanswered(ref, clock.now())
    return answer.result.ref === ref ? answer : { ...answer, result: { ...answer.result, ref } }
  })
}

/** Gives `work` a signal that aborts at the deadline, or with the first of `enders`. One timer, however many wait on it. */
async function underDeadline<T>(
  clock: Clock,
  deadline: Instant,
  enders: readonly AbortSignal[],
  work: (until: AbortSignal) => Promise<T>,
): Promise<T> {
  const until = new AbortController()
  setMaxListeners(0, until.signal)
  const end = (): void => until.abort()
  const left = deadline - clock.now()
  if (left <= 0 || enders.some(({ aborted }) => aborted)) end()
  for (const ender of enders) ender.addEventListener('abort', end)
  const done = new AbortController()
  const alarm = clock.sleep(Math.min(Math.max(0, left), LONGEST_TIMER_MS), done.signal).then(end)
  try {
    return await work(until.signal)
  } finally {
    for (const ender of enders) ender.removeEventListener('abort', end)
    done.abort()
    await alarm
  }
}

/** Carriers that need no network have no limits, no breaker and no retries either. */
function answerLocally({ carrier, credential, language, items }: Chunk, now: Instant, log: Logger): Map<string, Answer> {
  const complain = (path: string): void => log.error({ carrier: carrier.code, path }, 'an adapter failed')
  const results = readAnswer(carrier, null, items, { credential, language, now }, complain)
  return new Map([...results].map(([ref, result]) => [ref, { result, askedAt: now }]))
}
