import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { EmbeddedError } from './error.ts'

/** The server has no TCP port; the number is only part of the socket's name. */
const PORT = 5432
/** Superuser of the embedded server. */
export const USER = 'trackru'
const DATABASE = 'trackru'
/** `sun_path` of a unix socket holds 108 bytes on Linux and 104 on macOS, one of them for the final NUL. */
const SOCKET_PATH_BYTES = process.platform === 'darwin' ? 103 : 107

/** Where the parts of an embedded server lie under its data folder. */
export interface Layout {
  /** Absolute, without symbolic links. */
  dataDir: string
  /** PostgreSQL's own folder. */
  cluster: string
  /** Holds the socket; mode 0700, which is the server's whole access control. */
  socketDir: string
  socket: string
  logFile: string
  /** Names the process that serves from the folder. */
  ownerFile: string
}

/** Makes the data folder when it is missing. */
export function openLayout(path: string): Layout {
  mkdirSync(dirname(resolve(path)), { recursive: true })
  if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: 0o700 })
  return layoutOf(realpathSync(path))
}

/** Of an existing folder, given without symbolic links. The same in every process, so that the command line finds a running server. */
export function layoutOf(dataDir: string): Layout {
  const socketDir = socketDirOf(dataDir)
  return {
    dataDir,
    cluster: join(dataDir, 'postgres'),
    socketDir,
    socket: join(socketDir, `.s.PGSQL.${PORT}`),
    logFile: join(dataDir, 'postgres.log'),
    ownerFile: join(dataDir, 'owner.json'),
  }
}

/** How a client of `pg` reaches the server. `host` is the folder of the socket. */
export interface EmbeddedConnection {
  host: string
  port: number
  user: string
  database: string
}

export function connectionTo(layout: Layout): EmbeddedConnection {
  return { host: layout.socketDir, port: PORT, user: USER, database: DATABASE }
}

/** Makes the folder of the socket. Under the system's temporary folder somebody else may have prepared it: then it is refused. */
export function makeSocketDir({ dataDir, socketDir }: Layout, ownerUid: number | null): void {
  mkdirSync(socketDir, { recursive: true, mode: 0o700 })
  const found = lstatSync(socketDir)
  const ours = dirname(socketDir) === dataDir || found.uid === ownerUid || found.uid === process.getuid?.()
  if (!found.isDirectory() || !ours) {
    throw new EmbeddedError(`${socketDir} belongs to somebody else: remove it, or choose a shorter DATA_DIR.`)
  }
  if (found.uid === process.getuid?.()) chmodSync(socketDir, 0o700)
}

/** A stopped server leaves nothing in the system's temporary folder. */
export function removeFarSocketDir({ dataDir, socketDir }: Layout): void {
  if (dirname(socketDir) !== dataDir) rmSync(socketDir, { recursive: true, force: true })
}

function socketDirOf(dataDir: string): string {
  const near = join(dataDir, 'run')
  if (Buffer.byteLength(join(near, `.s.PGSQL.${PORT}`)) <= SOCKET_PATH_BYTES) return near
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  return join(realpathSync(tmpdir()), `trackru-${name}`)
}
