import { readFileSync } from 'node:fs'
import { systemClock } from '../base/index.ts'
import type { Config } from '../config/index.ts'
import { createHttp } from '../http/index.ts'
import { createFirstKey, createServices, type HealthReport } from '../services/index.ts'
import { createPoller, type Poller } from '../worker/index.ts'
import { compose, type Parts } from './compose.ts'
import { openDatabase, type OpenDatabase } from './database.ts'
import { createLogger } from './logger.ts'

/** Requests a second of an account by class of call: see the setting LIMITS. */
const LIMITS = {
  generous: { list: 50, realtime: 20, other: 1_000 },
  hosted: { list: 1, realtime: 3, other: 10 },
} as const

export interface App {
  /** Opens the database, migrates, listens, polls. `firstKey` is the text of a key made just now, null when keys existed. */
  start(): Promise<{ url: string; firstKey: string | null }>
  /** Stops listening, ends running work, closes the database. Safe at any moment, also during start. */
  stop(): Promise<void>
}

export function createApp(config: Config): App {
  const log = createLogger(config)
  const undo: (() => Promise<void>)[] = []
  let starting: Promise<{ url: string; firstKey: string | null }> | null = null

  async function start(): Promise<{ url: string; firstKey: string | null }> {
    const database = await openDatabase(config, { clock: systemClock, log })
    undo.push(() => database.close())
    const parts = compose(config, database.storage, log)
    undo.push(() => parts.close())
    const { http, poller } = doors(config, database, parts, log)
    const firstKey = await createFirstKey(parts.deps, config.INITIAL_API_KEY)
    if (poller) {
      poller.start()
      undo.push(() => poller.stop())
    }
    await http.listen({ host: config.HOST, port: config.PORT })
    undo.push(() => http.close())
    const address = http.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : config.PORT
    const url =
      config.PUBLIC_URL ?? `http://${config.HOST === '127.0.0.1' || config.HOST === '0.0.0.0' ? 'localhost' : config.HOST}:${port}`
    log.info({ url, role: config.ROLE, database: database.description }, 'ready')
    // The operator's own text need not be shown again.
    return { url, firstKey: config.INITIAL_API_KEY === null ? firstKey : null }
  }

  return {
    start: () => (starting ??= start()),
    stop: async () => {
      await starting?.catch(() => undefined)
      // Doors first, database last.
      for (let step = undo.pop(); step; step = undo.pop())
        await step().catch((error: unknown) => log.error({ err: error }, 'a part did not stop cleanly'))
    },
  }
}

function doors(
  config: Config,
  { storage }: OpenDatabase,
  { deps }: Parts,
  log: ReturnType<typeof createLogger>,
): { http: ReturnType<typeof createHttp>; poller: Poller | null } {
  let poller: Poller | null = null
  const live = (): HealthReport => report({ event_loop: { ok: true }, ...(poller ? { polling: poller.health() } : {}) })
  const ready = async (): Promise<HealthReport> => {
    const database = await storage.ping().then(
      () => ({ ok: true }),
      () => ({ ok: false, reason: 'the database does not answer' }),
    )
    return report({ database, ...live().checks })
  }
  const services = createServices(deps, { live, ready })
  if (config.ROLE !== 'api') {
    poller = createPoller({ polling: services.polling, clock: deps.clock, log, concurrency: config.POLL_CONCURRENCY })
  }
  const http = createHttp({
    services,
    log,
    clock: deps.clock,
    healthOnly: config.ROLE === 'worker',
    settings: {
      v1HttpStatus: config.V1_HTTP_STATUS,
      v1Single: config.V1_SINGLE,
      timeZoneOffset: config.TIME_ZONE_OFFSET,
      limits: LIMITS[config.LIMITS],
      publicUrl: config.PUBLIC_URL ?? `http://localhost:${config.PORT}`,
      version: version(),
      trustProxy: config.TRUST_PROXY === '' ? false : config.TRUST_PROXY,
    },
  })
  return { http, poller }
}

function report(checks: HealthReport['checks']): HealthReport {
  return { ok: Object.values(checks).every(({ ok }) => ok), checks }
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown'
}
