import type { Answer } from '../../polling/index.ts'
import type { Claimed, Finish } from '../../storage/index.ts'
import type { AskDeps, ServiceDeps } from '../deps.ts'
import { conclude, questionFor, staleBecause } from './look.ts'
import { type Route, routeOf } from './route.ts'

export interface AskOptions {
  /** Milliseconds within which carriers are asked. */
  withinMs: number
  /** So much longer the answers may take: a request that has gone out is not cut. Default 0. */
  answerMs?: number
  signal?: AbortSignal
}

/** Rows that are written in one transaction. */
const SLICE = 100

/** One leased row with its answer, and who was asked. */
interface Looked extends Route {
  row: Claimed
  answer: Answer
}

/**
 * Asks the carriers about leased trackings and writes what came of it, a hundred in a transaction.
 * Crash-safe at any point: nothing is written before the answers are there, and the lease makes the rows fall due again that were not written.
 */
export async function askAndFinish(deps: AskDeps, claimed: Claimed[], options: AskOptions): Promise<Answer[]> {
  const looks = await askAbout(deps, claimed, options)
  const finishes: Finish[] = []
  for (let i = 0; i < looks.length; i += SLICE) {
    const slice = await concludeAll(deps, looks.slice(i, i + SLICE), options.signal)
    await deps.storage.polling.finish(slice)
    finishes.push(...slice)
  }
  const answers = looks.map(({ answer }) => answer)
  await countUnknownCodes(deps, claimed, answers)
  const kept = looks.flatMap(({ row, answer }, i) => (finishes[i] ? [{ row, answer, finish: finishes[i] }] : []))
  await deps.keeper.keep(kept).catch((error: unknown) => deps.log.warn({ err: error }, 'answers of carriers could not be kept'))
  deps.ledger.flush().catch((error: unknown) => deps.log.warn({ err: error }, 'how carriers answer could not be written'))
  return answers
}

async function askAbout(deps: AskDeps, claimed: Claimed[], { withinMs, answerMs = 0, signal }: AskOptions): Promise<Looked[]> {
  const now = deps.clock.now()
  const routed = await Promise.all(claimed.map(async (row) => ({ row, ...(await routeOf(deps, row, now)) })))
  const questions = await Promise.all(
    routed.map(async ({ row, courier, adapter }) => {
      if (!adapter) return null
      const credential = adapter.auth.kind === 'none' ? null : await deps.credentials.get(row.account, adapter.code)
      return questionFor(row, { courier, adapter }, credential, now)
    }),
  )
  const asked = questions.filter((question) => question !== null)
  const answered = await deps.engine.ask(asked, {
    startBy: now + withinMs,
    deadline: now + withinMs + answerMs,
    ...(signal ? { signal } : {}),
  })
  const byRef = new Map(answered.map((answer) => [answer.result.ref, answer]))
  return routed.map((route) => {
    const { id } = route.row.tracking
    return { ...route, answer: byRef.get(id) ?? { askedAt: now, result: { kind: 'unsupported', ref: id } } }
  })
}

async function concludeAll(deps: AskDeps, looks: Looked[], signal: AbortSignal | undefined): Promise<Finish[]> {
  // What a stop cut short says nothing about the carrier: those rows keep their state and are due again at once.
  const isCut = ({ result }: Answer): boolean => signal?.aborted === true && result.kind === 'timeout'
  const answeredRows = looks
    .filter(({ row, answer }) => row.tracking.state.found || answer.result.kind === 'found')
    .filter(({ row, answer }) => answer.result.kind !== 'pending' && staleBecause(answer, row.tracking) === undefined)
  const known =
    answeredRows.length > 0 ? await deps.storage.polling.checkpoints(answeredRows.map(({ row }) => row)) : new Map<string, never[]>()
  return looks.map(({ row, answer, ...route }) => {
    if (isCut(answer)) return release(row, 'stopped')
    const finish = conclude(deps, { ...route, claimed: row, known: known.get(row.tracking.id) ?? [], answer })
    deps.ledger.note(row, answer, finish)
    return finish
  })
}

/** The row as it was before it was leased. */
export function release({ tracking, freshness, leaseToken }: Claimed, outcome: 'stopped' | 'waited'): Finish {
  return { bucket: tracking.bucket, trackingId: tracking.id, leaseToken, freshness, outcome }
}

async function countUnknownCodes(deps: ServiceDeps, claimed: Claimed[], answers: Answer[]): Promise<void> {
  const codes = answers.flatMap(({ result }, i) =>
    result.kind === 'found' ? result.unknownCodes.map((code) => ({ ...code, carrier: claimed[i]?.tracking.carrier ?? '' })) : [],
  )
  if (codes.length === 0) return
  const fresh = await deps.storage.polling.countUnknownCodes(codes, deps.clock.now())
  for (const { carrier, code, attr, text } of fresh)
    deps.log.warn({ carrier, code, attr, text }, 'a carrier sent a code that its table does not hold')
}
