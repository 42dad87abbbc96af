import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { createApp } from '../../src/app/index.ts'
import { type Clock, systemClock } from '../../src/base/index.ts'
import { loadConfig } from '../../src/config/index.ts'
import { createLab, type Lab } from '../../src/lab/index.ts'
import { freshDatabase } from './database.ts'

export const KEY = 'an-operators-own-key-for-the-tests-0001'

/** Commands and servers on one database must share it. */
export const SECRET_KEY = '0123456789abcdef'.repeat(4)

export interface Envelope {
  meta: { code: number; type: string; message: string }
  data: unknown
}

export interface Reply {
  status: number
  headers: Headers
  meta: Envelope['meta']
  // The tests say what they expect of each answer; its shape is what they test.
  data: never
  text: string
}

export interface Product {
  url: string
  lab: Lab
  databaseUrl: string
  /** Calls `/v1` with the key; `body` is sent as JSON. */
  call(method: string, path: string, body?: unknown, options?: { key?: string; headers?: Record<string, string> }): Promise<Reply>
  /** GETs one tracking until `test` holds, 15 s at most. */
  until(path: string, test: (item: Record<string, never>) => boolean): Promise<Record<string, never>>
  /** The carriers' clocks are this much further, and every tracking that waits for its look is due. */
  later(seconds: number): Promise<void>
  stop(): Promise<void>
}

/** Real time that can be moved forward. */
export function movableClock(): Clock & { move(ms: number): void } {
  let ahead = 0
  return {
    now: () => systemClock.now() + ahead,
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    move: (ms) => {
      ahead += ms
    },
  }
}

/** The whole product over a database of its own and a lab of its own, in this process. */
export async function startProduct(env: Record<string, string> = {}, clock: Clock = systemClock): Promise<Product> {
  const database = await freshDatabase()
  let ahead = 0
  const lab = await createLab({ clock: { ...clock, now: () => clock.now() + ahead }, host: '127.0.0.1', port: 0 })
  const dataDir = mkdtempSync(join(tmpdir(), 'trackru-product-'))
  const settings = {
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PORT: '0',
    LAB_URL: lab.url,
    INITIAL_API_KEY: KEY,
    SECRET_KEY,
    LOG_LEVEL: 'error',
    ...env,
  }
  const app = createApp(loadConfig(settings, join(dataDir, 'none')).config, clock)
  const { url } = await app.start()

  const call: Product['call'] = async (method, path, body, { key = KEY, headers = {} } = {}) => {
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: { 'api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, ...(JSON.parse(text) as Envelope) } as Reply
  }

  return {
    url,
    lab,
    databaseUrl: database.url,
    call,
    until: async (path, test) => {
      for (const end = Date.now() + 15_000; ;) {
        const { data } = await call('GET', path)
        const item = (data as Record<string, never>[])[0]
        if (item !== undefined && test(item)) return item
        if (Date.now() > end) throw new Error(`still not there: ${JSON.stringify(data)}`)
        await systemClock.sleep(100)
      }
    },
    later: async (seconds) => {
      ahead += seconds * 1_000
      const client = new Client({ connectionString: database.url })
      await client.connect()
      await client.query('update schedule set next_check_at = now() where lease_token is null and next_check_at is not null')
      await client.end()
    },
    stop: async () => {
      await app.stop()
      await lab.close()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
