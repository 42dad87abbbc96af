import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../src/base/index.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js')
const NOT_OURS = ['DATABASE_URL', 'DATA_DIR', 'PORT', 'ROLE', 'LAB_URL', 'NODE_OPTIONS']

export interface Launched {
  child: ChildProcess
  /** Standard error so far. */
  readonly said: () => string
  /** Exit code, or null after a signal; `ms` since the launch. */
  exited: Promise<{ code: number | null; ms: number }>
}

/** Starts a command of the built program and does not wait; as another user with `identity`. */
export function launch(
  args: string[],
  env: Record<string, string>,
  { stdout = 'ignore', ...identity }: { uid?: number; gid?: number; stdout?: 'ignore' | 'pipe' } = {},
): Launched {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_OURS.includes(name)))
  const startedAt = performance.now()
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...clean, PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', stdout, 'pipe'],
    ...identity,
  })
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const exited = new Promise<{ code: number | null; ms: number }>((resolve) => {
    child.once('close', (code) => resolve({ code, ms: performance.now() - startedAt }))
  })
  return { child, said: () => text, exited }
}

/** Process id of the PostgreSQL on a data folder; null without one. */
export function postmasterOf(dataDir: string): number | null {
  const path = join(dataDir, 'postgres', 'postmaster.pid')
  return existsSync(path) ? Number(readFileSync(path, 'utf8').split('\n')[0]) : null
}

/** Whether a process runs. An orphan that ended is a zombie for a while, and for ever under an init that does not reap. */
export function isAlive(pid: number | null): boolean {
  if (pid === null) return false
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

/** Waits for a condition, 30 s at most. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await condition());) {
    if (Date.now() > end) throw new Error('it never came to that')
    await systemClock.sleep(5)
  }
}
