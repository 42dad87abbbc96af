import { realpathSync } from 'node:fs'
import { Client, escapeIdentifier } from 'pg'
import type { Clock, Instant, Logger } from '../../base/index.ts'
import { ensurePostmaster, failed, type Postmaster, prepareCluster } from './cluster.ts'
import { DataInUseError, EmbeddedError } from './error.ts'
import { chooseLaunch, type Launch, type LaunchKind } from './launch.ts'
import { connectionTo, type EmbeddedConnection, type Layout, layoutOf, openLayout, removeFarSocketDir } from './layout.ts'
import { claimOwnership } from './owner.ts'
import { answers, lookUp } from './processes.ts'

/** One number for all releases: whoever holds this session lock owns the folder. */
const OWNER_LOCK = 7_285_010_001
const OWNER_NAME = 'trackru owner'
/** Replaying the log after a crash took 0.6 s, at most 1.5 s, for 1 GB. */
const READY_MS = 60_000
const TRY_AGAIN_MS = 10
/** The session of an owner that was killed a moment ago may outlive it by some milliseconds. */
const LOCK_MS = 700
const STOP_MS = 10_000
const RESTART_MS = 500

export interface EmbeddedServer {
  connection: EmbeddedConnection
  /** Process id of the owner: this process. */
  ownerPid: number
  /** The server ran already, left behind by a killed process. */
  adopted: boolean
  /** Ends the server cleanly and gives the folder free. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  dataDir: string
  log: Logger
  clock: Clock
  /** Ways to start PostgreSQL, first one that works; found out from the user when absent. */
  launchKinds?: readonly LaunchKind[]
}

/**
 * Starts PostgreSQL on a data folder, making the folder and the database when they are missing, and owns both until `stop`.
 * 0.7 s the first time, 0.1 s afterwards. A server that dies meanwhile is started again, which is logged; until then queries fail as
 * connections refused.
 * @throws DataInUseError (within a second), EmbeddedError
 */
export async function openEmbedded({ dataDir, log, clock, launchKinds }: EmbeddedOptions): Promise<EmbeddedServer> {
  const layout = openLayout(dataDir)
  const ownership = claimOwnership(layout)
  try {
    const launch = await chooseLaunch(layout.dataDir, launchKinds)
    await prepareCluster(layout, launch)
    const first = await start(layout, launch, clock)
    await ensureDatabase(first.guard, layout)
    const running = keepRunning(first, { layout, launch, log, clock })
    return {
      connection: connectionTo(layout),
      ownerPid: process.pid,
      adopted: first.adopted,
      stop: async () => {
        await running.stop()
        removeFarSocketDir(layout)
        ownership.release()
      },
    }
  } catch (error) {
    ownership.release()
    throw error
  }
}

/** How to reach the server that another process runs on this folder; null when none runs. For commands beside it. */
export async function attachEmbedded({ dataDir }: { dataDir: string }): Promise<EmbeddedConnection | null> {
  try {
    const layout = layoutOf(realpathSync(dataDir))
    return (await answers(layout.socket)) ? connectionTo(layout) : null
  } catch {
    return null
  }
}

interface Started extends Postmaster {
  /** Holds the owner's lock for as long as it lives. */
  guard: Client
}

async function start(layout: Layout, launch: Launch, clock: Clock): Promise<Started> {
  const deadline = clock.now() + READY_MS
  let postmaster = await ensurePostmaster(layout, launch)
  for (;;) {
    const guard = await connect(layout)
    if (guard) {
      await lock(guard, layout, clock)
      return { ...postmaster, guard }
    }
    if (clock.now() > deadline) throw failed('PostgreSQL does not get ready', layout.logFile)
    if (!lookUp(postmaster.pid)) {
      if (!postmaster.adopted) throw failed('PostgreSQL does not start', layout.logFile)
      // It was on its way out when we found it.
      postmaster = await ensurePostmaster(layout, launch)
    }
    await clock.sleep(TRY_AGAIN_MS)
  }
}

/** Null while the server is not ready. */
async function connect(layout: Layout): Promise<Client | null> {
  const guard = new Client({ ...connectionTo(layout), database: 'postgres', application_name: `${OWNER_NAME} ${process.pid}` })
  // A lost session is noticed by its 'end'.
  guard.on('error', () => {})
  try {
    await guard.connect()
    return guard
  } catch {
    return null
  }
}

async function lock(guard: Client, layout: Layout, clock: Clock): Promise<void> {
  const deadline: Instant = clock.now() + LOCK_MS
  for (;;) {
    const { rows } = await guard.query<{ ours: boolean }>('select pg_try_advisory_lock($1) as ours', [OWNER_LOCK])
    if (rows[0]?.ours) return
    if (clock.now() > deadline) break
    await clock.sleep(TRY_AGAIN_MS)
  }
  const { rows } = await guard.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and (l.classid::bigint << 32) + l.objid::bigint = $1`,
    [OWNER_LOCK],
  )
  await guard.end()
  throw new DataInUseError(layout.dataDir, Number(rows[0]?.name.slice(OWNER_NAME.length)) || null)
}

async function ensureDatabase(guard: Client, layout: Layout): Promise<void> {
  const { database } = connectionTo(layout)
  const { rowCount } = await guard.query('select 1 from pg_database where datname = $1', [database])
  if (rowCount === 0) await guard.query(`create database ${escapeIdentifier(database)}`)
}

interface Surroundings {
  layout: Layout
  launch: Launch
  log: Logger
  clock: Clock
}

/** Watches the owner's session: when it ends unasked, the server died or threw everybody out, and is brought back. */
function keepRunning(first: Started, { layout, launch, log, clock }: Surroundings): { stop(): Promise<void> } {
  let current = first
  let recovery: Promise<void> = Promise.resolve()
  const stopping = new AbortController()

  function watch(): void {
    current.guard.once('end', () => {
      if (!stopping.signal.aborted) recovery = recover()
    })
  }

  async function recover(): Promise<void> {
    log.error({ pid: current.pid, logFile: layout.logFile }, 'the embedded PostgreSQL went away; starting it again')
    while (!stopping.signal.aborted) {
      try {
        current = await start(layout, launch, clock)
        watch()
        log.warn({ pid: current.pid }, 'the embedded PostgreSQL is back')
        return
      } catch (error) {
        log.error({ err: error }, 'the embedded PostgreSQL cannot be started again; trying on')
        await clock.sleep(RESTART_MS, stopping.signal)
      }
    }
  }

  watch()
  return {
    stop: async () => {
      stopping.abort()
      await recovery
      await current.guard.end()
      await end(current.pid, clock, layout)
    },
  }
}

/** Fast shutdown: open transactions are rolled back and everything is written; an immediate one when that takes too long. */
async function end(pid: number, clock: Clock, layout: Layout): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (lookUp(pid)) process.kill(pid, signal)
    for (const deadline = clock.now() + STOP_MS; lookUp(pid);) {
      if (clock.now() > deadline) break
      await clock.sleep(TRY_AGAIN_MS)
    }
    if (!lookUp(pid)) return
  }
  throw new EmbeddedError(`PostgreSQL (pid ${pid}) does not stop; see ${layout.logFile}.`)
}
