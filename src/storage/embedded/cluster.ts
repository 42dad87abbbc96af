import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { DataInUseError, EmbeddedError, WAY_OUT } from './error.ts'
import { giveTo, type Launch } from './launch.ts'
import { type Layout, makeSocketDir, USER } from './layout.ts'
import { answers, lookUp } from './processes.ts'

const LOG_BYTES = 10_000_000
const LOG_TAIL_CHARACTERS = 1_500
const MAJOR = '18'

/**
 * What differs from PostgreSQL's defaults, given on the command line so that a new release may change it. About 100 MB in all.
 * fsync and synchronous_commit stay on. Nobody replicates from here, so the log is minimal.
 */
function settings({ socketDir }: Layout): Record<string, string> {
  return {
    listen_addresses: '',
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: '64MB',
    huge_pages: 'off',
    io_method: 'sync',
    jit: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    max_parallel_workers_per_gather: '0',
    max_worker_processes: '4',
    autovacuum_max_workers: '2',
    log_checkpoints: 'off',
    timezone: 'UTC',
  }
}

/** Gives the folders to whoever runs the server and makes the database cluster when there is none. */
export async function prepareCluster(layout: Layout, launch: Launch): Promise<void> {
  if (launch.kind === 'nobody') chmodSync(layout.dataDir, 0o711)
  makeSocketDir(layout, launch.ownerUid)
  if (launch.ownerUid !== null) giveTo(layout.socketDir, launch.ownerUid)
  await initialise(layout, launch)
  if (launch.ownerUid !== null && process.getuid?.() === 0) giveTo(layout.cluster, launch.ownerUid)
  const version = readFileSync(join(layout.cluster, 'PG_VERSION'), 'utf8').trim()
  if (version !== MAJOR) {
    throw new EmbeddedError(
      `${layout.cluster} was made by PostgreSQL ${version}; this release brings ${MAJOR}. Make a backup with the release that wrote it and restore it into a new DATA_DIR.`,
    )
  }
}

/** Into a folder beside, renamed when complete: a start that is killed in the middle leaves nothing that looks like a cluster. */
async function initialise({ cluster, dataDir, logFile }: Layout, launch: Launch): Promise<void> {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith(`${basename(cluster)}.new-`)) rmSync(join(dataDir, name), { recursive: true, force: true, maxRetries: 5 })
  }
  if (existsSync(join(cluster, 'PG_VERSION'))) return
  const draft = `${cluster}.new-${process.pid}`
  mkdirSync(draft, { mode: 0o700 })
  if (launch.kind === 'nobody' && launch.ownerUid !== null) chownSync(draft, launch.ownerUid, launch.ownerUid)
  const log = openSync(logFile, 'a', 0o600)
  const options = ['--auth=trust', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const child = launch.start('initdb', ['-D', draft, '-U', USER, ...options], log)
  closeSync(log)
  const code = await exitCode(child)
  if (code !== 0) throw failed('The database cluster cannot be made', logFile)
  renameSync(draft, cluster)
}

/** A running postmaster. */
export interface Postmaster {
  pid: number
  /** Started by an earlier process that is gone. */
  adopted: boolean
}

/**
 * The server that runs already on the folder (its starter was killed), else a new one; what a killed server left behind is removed.
 * @throws EmbeddedError
 */
export async function ensurePostmaster(layout: Layout, launch: Launch): Promise<Postmaster> {
  const running = runningPostmaster(layout)
  if (running !== null) return { pid: running, adopted: true }
  // No such process here, but somebody answers: the folder is shared with another container.
  if (await answers(layout.socket)) throw new DataInUseError(layout.dataDir, null)
  for (const stale of [join(layout.cluster, 'postmaster.pid'), layout.socket, `${layout.socket}.lock`]) rmSync(stale, { force: true })
  return { pid: await startPostmaster(layout, launch), adopted: false }
}

async function startPostmaster(layout: Layout, launch: Launch): Promise<number> {
  if (existsSync(layout.logFile) && statSync(layout.logFile).size > LOG_BYTES) renameSync(layout.logFile, `${layout.logFile}.1`)
  const log = openSync(layout.logFile, 'a', 0o600)
  const options = Object.entries(settings(layout)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = launch.start('postgres', ['-D', layout.cluster, ...options], log)
  closeSync(log)
  if (child.pid === undefined) {
    const error = await new Promise<Error>((resolve) => child.once('error', resolve))
    throw new EmbeddedError(`PostgreSQL cannot be started: ${error.message}. ${WAY_OUT}`, { cause: error })
  }
  // An owner that goes away without a word must not be held back by its server: the next start adopts it.
  child.unref()
  return child.pid
}

/** Process id of the living server on this folder, or null. */
function runningPostmaster({ cluster }: Layout): number | null {
  try {
    const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n', 1)[0])
    return isPostmaster(pid, cluster) ? pid : null
  } catch {
    return null
  }
}

/** Ids are reused: only a postgres that works in this folder is ours. */
function isPostmaster(pid: number, cluster: string): boolean {
  if (lookUp(pid)?.command !== 'postgres') return false
  if (process.platform !== 'linux') return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster
  } catch {
    return true
  }
}

/** An error with the end of the server's own log, where the reason is. */
export function failed(what: string, logFile: string): EmbeddedError {
  const tail = readFileSync(logFile, 'utf8').slice(-LOG_TAIL_CHARACTERS).trim()
  return new EmbeddedError(`${what}. The end of ${logFile}:\n${tail}\n${WAY_OUT}`)
}

function exitCode(child: ReturnType<Launch['start']>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('exit', resolve)
    child.once('error', reject)
  })
}
