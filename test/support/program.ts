import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js')
const READY_MS = 30_000

export interface Program {
  child: ChildProcess
  url: string
  /** What it said on standard error so far. */
  said(): string
  /** Resolves with the exit code, or null after a signal. */
  exited: Promise<number | null>
}

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

/** Starts the built server as a process of its own and waits until it is ready. Standard error is kept for the tests to read. */
export async function startProgram(env: Record<string, string>): Promise<Program> {
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { ...cleanEnv(), PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const ready = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready after ${READY_MS} ms:\n${text}`)), READY_MS)
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const url = /ready at (http:\S+)/.exec(text)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
    child.once('exit', () => {
      clearTimeout(timer)
      reject(new Error(`it ended before it was ready:\n${text}`))
    })
  })
  return { child, url: await ready, said: () => text, exited }
}

/** Runs one command of the built program to its end. */
export async function runProgram(args: string[], env: Record<string, string>, input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...cleanEnv(), LOG_LEVEL: 'warn', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** The environment without the settings of whoever runs the tests. */
function cleanEnv(): Record<string, string | undefined> {
  const { DATABASE_URL: _url, DATA_DIR: _dir, PORT: _port, ROLE: _role, LAB_URL: _lab, NODE_OPTIONS: _options, ...rest } = process.env
  return rest
}
