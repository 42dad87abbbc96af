import { readFileSync } from 'node:fs'
import { type Clock, systemClock } from '../base/index.ts'
import type { Config } from '../config/index.ts'
import { createHttp } from '../http/index.ts'
import { createFirstKey, createServices, type HealthReport, type InnerServices } from '../services/index.ts'
import { type Chore, createChores, createDeliveryLoop, createNotifier, createPoller } from '../worker/index.ts'
import { compose, type Parts } from './compose.ts'
import { openDatabase, type OpenDatabase } from './database.ts'
import { createLogger } from './logger.ts'
import { openVault } from './vault.ts'

/** Requests a second of an account by class of call: see the setting LIMITS. */
const LIMITS = {
  generous: { list: 50, realtime: 20, other: 1_000 },
  hosted: { list: 1, realtime: 3, other: 10 },
} as const

/** A stop takes 25 s at most: requests may end by themselves, then carriers are no longer waited for, then connections are cut. */
const ASKING_MS = 15_000
const CUT_MS = 20_000
/** Connections are kept alive for 72 s: those whose last request ends during the stop are closed this soon afterwards. */
const IDLE_MS = 50

type Http = ReturnType<typeof createHttp>
/** A loop in the background. */
interface Worker {
  start(): void
  stop(): Promise<void>
}

export interface App {
  /**
   * Opens the database, migrates, listens, polls. `firstKey` is the text of a key made just now, null when keys existed.
   * A start that fails leaves nothing running. @throws DataInUseError, ConfigError, Error with a text for a person
   */
  start(): Promise<{ url: string; firstKey: string | null }>
  /** Stops listening, ends running work, closes the database. Safe at any moment, also during start. */
  stop(): Promise<void>
}

/** `clock`: of everything but the stop, which is a matter of real seconds. */
export function createApp(config: Config, clock: Clock = systemClock): App {
  const log = createLogger(config)
  const undo: (() => Promise<void>)[] = []
  let starting: Promise<{ url: string; firstKey: string | null }> | null = null

  async function start(): Promise<{ url: string; firstKey: string | null }> {
    const database = await openDatabase(config, { clock, log })
    undo.push(() => database.close())
    const vault = await openVault(config, database.storage, clock)
    const parts = compose(config, { storage: database.storage, vault }, log, clock)
    undo.push(() => parts.close())
    const { http, workers, services } = doors(config, database, parts, log)
    // Keys are for callers, and a worker has none; of two first starts only the one that serves tells a key.
    const firstKey = config.ROLE === 'worker' ? null : await createFirstKey(parts.deps, config.INITIAL_API_KEY)
    undo.push(() => services.close())
    undo.push(() => closeDoors(http, workers, parts))
    await listen(http, config)
    for (const worker of workers) worker.start()
    const address = http.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : config.PORT
    const url =
      config.PUBLIC_URL ?? `http://${config.HOST === '127.0.0.1' || config.HOST === '0.0.0.0' ? 'localhost' : config.HOST}:${port}`
    log.info({ url, role: config.ROLE, database: database.description }, 'ready')
    // The operator's own text need not be shown again.
    return { url, firstKey: config.INITIAL_API_KEY === null ? firstKey : null }
  }

  /** Doors first, database last. */
  async function undoAll(): Promise<void> {
    for (let step = undo.pop(); step; step = undo.pop()) {
      await step().catch((error: unknown) => log.error({ err: error }, 'a part did not stop cleanly'))
    }
  }

  return {
    start: () =>
      (starting ??= start().catch(async (error: unknown) => {
        await undoAll()
        throw error
      })),
    stop: async () => {
      await starting?.catch(() => undefined)
      await undoAll()
    },
  }
}

const HOUR_MS = 3_600_000

function choresOf(services: InnerServices): Chore[] {
  return [
    { name: 'forget idempotency keys', everyMs: HOUR_MS, run: () => services.idempotency.sweep() },
    { name: 'forget old rows', everyMs: HOUR_MS, run: () => services.forgetOld() },
  ]
}

async function listen(http: Http, { HOST: host, PORT: port }: Config): Promise<void> {
  try {
    await http.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const reason = code === 'EADDRINUSE' ? 'another program listens there' : code
    throw new Error(`Cannot listen on port ${port} of ${host} (${reason}). Set PORT or HOST.`, { cause: error })
  }
}

/** Takes no new requests and no new rows, and waits for what is under way. */
async function closeDoors(http: Http, workers: Worker[], { deps }: Parts): Promise<void> {
  const closed = new AbortController()
  const stoppedAt = systemClock.now()
  const hurry = async (): Promise<void> => {
    while (!closed.signal.aborted) {
      const passed = systemClock.now() - stoppedAt
      if (passed > ASKING_MS) await deps.engine.close()
      if (passed > CUT_MS) http.server.closeAllConnections()
      else http.server.closeIdleConnections()
      await systemClock.sleep(IDLE_MS, closed.signal)
    }
  }
  const hurried = hurry()
  await Promise.all([http.close().finally(() => closed.abort()), ...workers.map((worker) => worker.stop())])
  await hurried
}

function doors(
  config: Config,
  { storage }: OpenDatabase,
  { deps }: Parts,
  log: ReturnType<typeof createLogger>,
): { http: Http; workers: Worker[]; services: InnerServices } {
  const loops: Record<string, Worker & { health(): HealthReport['checks'][string] }> = {}
  const live = (): HealthReport =>
    report({ event_loop: { ok: true }, ...Object.fromEntries(Object.entries(loops).map(([name, each]) => [name, each.health()])) })
  const ready = async (): Promise<HealthReport> => {
    const database = await storage.ping().then(
      () => ({ ok: true }),
      () => ({ ok: false, reason: 'the database does not answer' }),
    )
    return report({ database, ...live().checks })
  }
  const services = createServices(deps, { live, ready })
  const workers: Worker[] = []
  if (config.ROLE !== 'api') {
    const { clock } = deps
    loops['polling'] = createPoller({ polling: services.polling, clock, log, concurrency: config.POLL_CONCURRENCY })
    loops['webhooks'] = createDeliveryLoop({ deliverer: services.deliverer, clock, log, concurrency: config.WEBHOOK_CONCURRENCY })
    loops['notices'] = createNotifier({ notices: services.notices, clock, log })
    workers.push(...Object.values(loops), createChores({ chores: choresOf(services), clock, log }))
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
  return { http, workers, services }
}

function report(checks: HealthReport['checks']): HealthReport {
  return { ok: Object.values(checks).every(({ ok }) => ok), checks }
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown'
}
