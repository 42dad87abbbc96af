import { randomBytes, randomInt } from 'node:crypto'
import { type ClientBase, type ClientConfig, Pool as Connections, type PoolClient } from 'pg'
import type { Clock, Logger, Random } from '../../base/index.ts'
import { isTransient, persist } from './transient.ts'
import { rowTypes } from './types.ts'

/** More than about 10 connections a process made inserts slower (8.5k/s with 10, 7.7k/s with 32). */
const CONNECTIONS = 10
/** Beside those, for statements that are planned anew each time: pages of the list and chores. */
const UNPLANNED_CONNECTIONS = 4
const CONNECT_MS = 1_000
/** Then the answer is dropped and the connection destroyed; never a cancel, which can turn a wait for a standby into a commit. */
const QUERY_MS = 3_000

/** SQL text with the name under which the server keeps it prepared. */
export interface Statement {
  /** Empty: planned anew each time, for statements whose best plan depends on the parameters. */
  name: string
  text: string
  /** Milliseconds that it may take; 3,000 when absent. */
  timeoutMs?: number
}

/** One session. Rows come as objects; int8 and timestamptz as numbers. */
export interface Session {
  query<Row extends object>(statement: Statement, params?: unknown[]): Promise<Row[]>
}

export interface Transaction extends Session {
  /** For statements at the end whose rows nobody reads: they travel with the commit, and what fails in them fails the transaction. */
  last(statement: Statement, params: unknown[]): void
}

export interface Pool extends Session {
  /** As `query`, once: the caller repeats. */
  once<Row extends object>(statement: Statement, params?: unknown[]): Promise<Row[]>
  /** One transaction, repeated as a whole while the database is away: what it writes must be idempotent. */
  tx<T>(work: (session: Transaction) => Promise<T>): Promise<T>
  /** Repeats idempotent work while the database is away. @throws unavailable after 15 s */
  persist<T>(work: (attempt: number) => Promise<T>): Promise<T>
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  end(): Promise<void>
}

/** A URL, or the fields of a connection (the embedded server's). */
export type Target = string | ClientConfig

export interface PoolOptions {
  clock: Clock
  log: Logger
  /** For lease tokens and the jitter of pauses; the system's when absent. */
  random?: Random
  /** Connections at most. */
  max?: number
  /** Milliseconds for one statement; migrations and long lists need more. */
  queryTimeoutMs?: number
}

const BEGIN: Statement = { name: '', text: 'begin' }
const COMMIT: Statement = { name: '', text: 'commit' }
const ROLLBACK: Statement = { name: '', text: 'rollback' }

const systemRandom: Random = { bytes: (size) => randomBytes(size), fraction: () => randomInt(2 ** 32) / 2 ** 32 }

async function withClient<T>(pool: Connections, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    const value = await work(client)
    client.release()
    return value
  } catch (error) {
    client.release(isTransient(error))
    throw error
  }
}

/** A pool of connections to one database. It connects when first asked. */
export function createPool(
  target: Target,
  { clock, log, random = systemRandom, max = CONNECTIONS, queryTimeoutMs = QUERY_MS }: PoolOptions,
): Pool {
  const connect = (most: number, options: string): Connections => {
    const pool = new Connections({
      ...(typeof target === 'string' ? { connectionString: target } : target),
      max: most,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: queryTimeoutMs,
      types: rowTypes,
      // Statements of one transaction that do not wait for each other travel together.
      pipeline: true,
      application_name: 'trackru',
      options: `-c timezone=UTC -c datestyle=ISO ${options}`,
      allowExitOnIdle: true,
    })
    // Without listeners a connection that dies while it is idle, or between two statements, ends the process. Its next use fails and is repeated.
    pool.on('connect', (client) => client.on('error', () => {}))
    pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'))
    return pool
  }
  // A prepared statement is planned anew in its first five uses, for each of its sizes and on each connection: 64 creates at once got 0.54 of
  // what pgbench inserts, and 0.9 with the generic plan from the start. Named statements have one good plan; the others need their parameters.
  const planned = connect(max, '-c plan_cache_mode=force_generic_plan')
  const unplanned = connect(Math.min(max, UNPLANNED_CONNECTIONS), '')

  const once = <Row extends object>(statement: Statement, params: unknown[] = []): Promise<Row[]> =>
    withClient(statement.name === '' ? unplanned : planned, (client) => run<Row>(client, statement, params))

  async function transaction<T>(work: (session: Transaction) => Promise<T>): Promise<T> {
    return withClient(planned, async (client) => {
      // Nobody waits for these alone: they travel with the statements beside them.
      const travelling: Promise<unknown>[] = []
      const send = (statement: Statement, params: unknown[]): void => {
        const sent = run(client, statement, params)
        sent.catch(() => {})
        travelling.push(sent)
      }
      try {
        send(BEGIN, [])
        const value = await work({ query: (statement, params = []) => run(client, statement, params), last: send })
        // Of a transaction that a statement has failed in, the server makes a rollback; the statement's own error is what is thrown.
        send(COMMIT, [])
        await Promise.all(travelling)
        return value
      } catch (error) {
        if (!isTransient(error)) await run(client, ROLLBACK, [])
        throw error
      }
    })
  }

  const repeat = <T>(work: (attempt: number) => Promise<T>): Promise<T> => persist(work, { clock, random })
  return {
    clock,
    random,
    log,
    once,
    query: (statement, params) => repeat(() => once(statement, params)),
    tx: (work) => repeat(() => transaction(work)),
    persist: repeat,
    end: async () => {
      await Promise.all([planned.end(), unplanned.end()])
    },
  }
}

async function run<Row extends object>(client: ClientBase, { name, text, timeoutMs }: Statement, values: unknown[]): Promise<Row[]> {
  const { rows } = await client.query<Row>({
    text,
    values,
    ...(name === '' ? {} : { name }),
    ...(timeoutMs === undefined ? {} : { query_timeout: timeoutMs }),
  })
  return rows
}
