import { AppError, type Clock, type Random } from '../../base/index.ts'
import { errorCode } from '../error-code.ts'

/** Longest time that a caller waits for a database that is away: a fail-over with a tuned monitor took 6.4 s. */
const PATIENCE_MS = 15_000
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 500
const RETRY_AFTER_SECONDS = 5

/** 08 connection, 57P0x shutdown, 25006 read-only (a former primary), 40001 and 40P01 conflicts, 53300 no connection free. */
const SQL_STATES = /^(?:08...|57P0[1-5]|25006|40001|40P01|53300)$/
/** ENOENT: the unix socket of a server that is being started again. */
const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
])
/** The driver's own errors have no code. */
const MESSAGES =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed)/

/** Whether the same work may succeed in a moment. Of a write the outcome is unknown then, so it must be idempotent. */
export function isTransient(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isTransient)
  if (!(error instanceof Error)) return false
  const code = errorCode(error)
  if (code !== undefined) return SQL_STATES.test(code) || SYSTEM_CODES.has(code)
  return MESSAGES.test(error.message)
}

/** Whether the error is about one row's data (data exception or integrity), not about the statement or the server. */
export function isRowError(error: unknown): boolean {
  return /^(?:22|23|54)/.test(errorCode(error) ?? '')
}

/**
 * Repeats idempotent work while the database is away, up to 15 s; `attempt` counts from 1.
 * @throws unavailable when that did not help; other errors as they are
 */
export async function persist<T>(work: (attempt: number) => Promise<T>, { clock, random }: { clock: Clock; random: Random }): Promise<T> {
  const deadline = clock.now() + PATIENCE_MS
  for (let attempt = 1, pause = FIRST_PAUSE_MS; ; attempt += 1, pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work(attempt)
    } catch (error) {
      if (!isTransient(error)) throw error
      const wait = pause * (0.5 + random.fraction() / 2)
      if (clock.now() + wait > deadline) throw new AppError('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error })
      await clock.sleep(wait)
    }
  }
}
