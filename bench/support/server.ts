import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type ClientConfig } from 'pg'
import { attachEmbedded } from '../../src/storage/index.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js')
export const KEY = 'benchmark-key-benchmark-key-benchmark-1'

export interface BenchServer {
  url: string
  dataDir: string
  child: ChildProcess
  /** A client of the same embedded PostgreSQL. */
  client(): Promise<Client>
  connection: ClientConfig
  stop(): Promise<void>
}

/** The built product on a data directory of its own (or the given one). */
export async function startServer(env: Record<string, string> = {}, keep?: string): Promise<BenchServer> {
  const dataDir = keep ?? mkdtempSync(join(tmpdir(), 'trackru-bench-'))
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', INITIAL_API_KEY: KEY, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const url = await readyUrl(child)
  const connection = await attachEmbedded({ dataDir })
  if (!connection) throw new Error('the embedded PostgreSQL of the server was not found')
  return {
    url,
    dataDir,
    child,
    connection,
    client: async () => {
      const client = new Client(connection)
      await client.connect()
      return client
    },
    stop: async () => {
      child.kill('SIGTERM')
      await new Promise((resolve) => child.once('exit', resolve))
      if (keep === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Takes the account's limits off. What the server remembers of the account is a second old at most. */
export async function liftLimits(server: BenchServer): Promise<void> {
  const client = await server.client()
  await client.query(`update accounts set settings = '{"limits":{"list":0,"realtime":0,"other":0}}'`)
  await client.end()
  await new Promise((resolve) => setTimeout(resolve, 1_500))
}

/** Any process that prints `ready at URL` on standard error. */
export function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const url = /ready at (http:\S+)/.exec(text)?.[1]
      if (url !== undefined) resolve(url.replace('localhost', '127.0.0.1'))
    })
    child.once('exit', () => reject(new Error(text)))
  })
}

/** Proportional set size (shared pages divided among their users) of a process and its descendants, in MB. Linux only. */
export function memoryOf(pid: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${name}/stat`)
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    parents.set(Number(name), parent)
  }
  const isOurs = (candidate: number | undefined): boolean =>
    candidate !== undefined && (candidate === pid || isOurs(parents.get(candidate)))
  const kilobytes = [...parents.keys()]
    .filter(isOurs)
    .map((id) => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${id}/smaps_rollup`))?.[1] ?? 0))
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1_024
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
