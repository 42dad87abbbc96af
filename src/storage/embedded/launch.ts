import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chownSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Binaries, copyAside, findBinaries, hydrateLinks } from './binaries.ts'
import { EmbeddedError, WAY_OUT } from './error.ts'

/** `nobody`: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 65_534
const UNSHARE = 'unshare'
const MAPPING = ['--user', `--map-user=${UNPRIVILEGED}`, `--map-group=${UNPRIVILEGED}`]
const PROBE_MS = 10_000

/**
 * `direct`: this user is not root. `namespace`: root seen as nobody inside a user namespace, on root's own files.
 * `nobody`: another user id, on files given to it.
 */
export type LaunchKind = 'direct' | 'namespace' | 'nobody'

/** How PostgreSQL's programs are started here. */
export interface Launch {
  kind: LaunchKind
  binaries: Binaries
  /** Who must own the files, seen from outside; null: whoever runs this process. */
  ownerUid: number | null
  start(program: 'initdb' | 'postgres', args: string[], output: number): ChildProcess
}

/**
 * Finds a way that works by running `postgres --version` with it. As root the namespace comes first: it needs no file to change hands
 * and works below folders that only root may enter.
 * @throws EmbeddedError
 */
export async function chooseLaunch(
  dataDir: string,
  kinds: readonly LaunchKind[] = process.getuid?.() === 0 ? ['namespace', 'nobody'] : ['direct'],
): Promise<Launch> {
  const found = findBinaries()
  const binaries = hydrateLinks(found) ? found : copyAside(found, dataDir)
  hydrateLinks(binaries)
  const complaints: string[] = []
  for (const kind of kinds) {
    try {
      return await attempt(kind, binaries, dataDir)
    } catch (error) {
      complaints.push(`${kind}: ${error instanceof Error ? error.message.trim() : String(error)}`)
    }
  }
  const root =
    process.getuid?.() === 0
      ? 'PostgreSQL refuses to run as root, and no way around it works here'
      : 'The embedded PostgreSQL cannot be run here'
  throw new EmbeddedError(`${root}: ${complaints.join('; ')}. Run Trackru as an ordinary user. ${WAY_OUT}`)
}

async function attempt(kind: LaunchKind, binaries: Binaries, dataDir: string): Promise<Launch> {
  const ownerUid = kind === 'nobody' ? UNPRIVILEGED : (process.getuid?.() ?? null)
  if (kind === 'nobody') assertReachable(dataDir)
  try {
    await probe(launcher(kind, binaries, ownerUid).command('postgres'))
    return launcher(kind, binaries, ownerUid)
  } catch (error) {
    if (kind !== 'nobody') throw error
    const copy = copyAside(binaries, dataDir)
    await probe(launcher(kind, copy, ownerUid).command('postgres'))
    return launcher(kind, copy, ownerUid)
  }
}

function launcher(kind: LaunchKind, binaries: Binaries, ownerUid: number | null): Launch & { command(program: string): Command } {
  const command = (program: string): Command => {
    const path = join(binaries.native, 'bin', program)
    const [file, before] = kind === 'namespace' ? [UNSHARE, [...MAPPING, path]] : [path, []]
    return { file, before, identity: kind === 'nobody' ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {} }
  }
  return {
    kind,
    binaries,
    ownerUid,
    command,
    // A group of its own: Ctrl-C in a terminal is for the application, which stops the server when it is done with it.
    start: (program, args, output) => {
      const { file, before, identity } = command(program)
      return spawn(file, [...before, ...args], {
        detached: true,
        stdio: ['ignore', output, output],
        cwd: '/',
        env: environment(),
        ...identity,
      })
    },
  }
}

interface Command {
  file: string
  before: string[]
  identity: { uid?: number; gid?: number }
}

function probe({ file, before, identity }: Command): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(file, [...before, '--version'], { timeout: PROBE_MS, cwd: '/', env: environment(), ...identity }, (error, _out, err) => {
      if (error) reject(new Error(err.trim() || error.message, { cause: error }))
      else resolve()
    })
  })
}

/** Nothing of the operator's environment reaches the server: PGDATA and friends would change what it does. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

/** Whether anybody may pass through the folders above. */
function assertReachable(path: string): void {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid } = statSync(folder)
    if ((mode & 0o001) === 0 && uid !== UNPRIVILEGED) throw new Error(`an unprivileged user cannot enter ${folder}`)
    if (folder === dirname(folder)) return
  }
}

/** Gives a folder and all in it to a user, unless it is theirs already. Links are not followed. */
export function giveTo(path: string, uid: number): void {
  if (lstatSync(path).uid === uid) return
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), uid, uid)
  }
  chownSync(path, uid, uid)
}
