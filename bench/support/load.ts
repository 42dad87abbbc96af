import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import autocannon from 'autocannon'

const run = promisify(execFile)
let rounds = 0

export interface Load {
  /** Several are asked in turn. */
  urls: string[]
  connections: number
  seconds: number
  key: string
  /** Sent by POST, `{n}` replaced by a number that no other request has. */
  body?: string
}

/** Whether a program is on this machine. */
export async function has(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    // wrk prints its version and fails.
    (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
  )
}

/** `wrk` where it is installed, since its own work takes little of the cores that it shares with the server; else autocannon. */
export async function loadGenerator(): Promise<string> {
  return (await has('wrk')) ? 'wrk' : 'autocannon'
}

/** Requests a second. @throws Error when an answer is not 2xx */
export async function requestsPerSecond(load: Load): Promise<number> {
  rounds += 1
  return (await has('wrk')) ? byWrk(load) : byAutocannon(load)
}

async function byWrk({ urls, connections, seconds, key, body }: Load): Promise<number> {
  const paths = join(mkdtempSync(join(tmpdir(), 'trackru-bench-')), 'paths')
  writeFileSync(paths, urls.map((url) => new URL(url).pathname).join('\n'))
  const env = {
    ...process.env,
    PATHS: paths,
    KEY: key,
    METHOD: body === undefined ? 'GET' : 'POST',
    RUN: uniquePrefix(),
    ...(body === undefined ? {} : { BODY: body }),
  }
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', join(import.meta.dirname, 'requests.lua'), new URL(urls[0] ?? '').origin]
  const { stdout } = await run('wrk', args, { env })
  const failed = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(stdout)
  if (failed) throw new Error(failed[0])
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
}

async function byAutocannon({ urls, connections, seconds, key, body }: Load): Promise<number> {
  const prefix = uniquePrefix()
  let serial = 0
  const fresh = (): string => (body ?? '').replace('{n}', `${prefix}${String(++serial).padStart(9, '0')}`)
  const method = body === undefined ? 'GET' : 'POST'
  const targets = urls.map((url) => new URL(url))
  const result = await autocannon({
    url: targets[0]?.origin ?? '',
    connections,
    duration: seconds,
    method,
    headers: { 'api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    requests: targets.map(({ pathname }) => ({
      method,
      path: pathname,
      ...(body === undefined ? {} : { setupRequest: (request: autocannon.Request) => ({ ...request, body: fresh() }) }),
    })),
  })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} failed`)
  return result['2xx'] / result.duration
}

/** Rounds of one bench register different numbers. */
function uniquePrefix(): string {
  return `${process.pid}R${rounds}N`
}
