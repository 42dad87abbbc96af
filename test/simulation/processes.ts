import { randomBytes } from 'node:crypto'
import { type Logger, type Random, systemClock } from '../../src/base/index.ts'
import type { Transport } from '../../src/net/index.ts'
import { createEngine } from '../../src/polling/index.ts'
import { type Carriers, createServices, createVault, type HealthReport, type InnerServices } from '../../src/services/index.ts'
import { createPool, createStorage, type Storage } from '../../src/storage/index.ts'
import type { CadencePolicy } from '../../src/tracking/index.ts'
import { createPoller } from '../../src/worker/index.ts'
import { NOBODY_IS_TOLD } from '../support/nobody-is-told.ts'
import type { Member } from './carriers.ts'
import { heldPool, type SimulatedClock } from './clock.ts'
import { sequence } from './journeys.ts'
import type { Ledger } from './ledger.ts'

/** The product's own default. */
const CONCURRENCY = 16
const EXPIRE_AFTER_DAYS = { express: 30, globalpost: 60 }

export interface Process {
  services: InnerServices
  storage: Storage
  /** Lines that were logged as a warning or an error → how often. */
  complaints: ReadonlyMap<string, number>
  start(): void
  /** As the product stops: the worker, then the services, the engine, the database. */
  stop(): Promise<void>
}

export interface ProcessOptions {
  holder: string
  target: Parameters<typeof createPool>[0]
  clock: SimulatedClock
  fleet: readonly Member[]
  transport: Transport
  ledger: Ledger
  cadence: CadencePolicy
  seed: number
  secretKey: Uint8Array
}

/** One process of the product, as `app` composes it, with simulated time and carriers. */
export function createProcess({ holder, target, clock, fleet, transport, ledger, cadence, seed, secretKey }: ProcessOptions): Process {
  const complaints = new Map<string, number>()
  const complain = (fields: object, message: string): void => {
    const reason = 'err' in fields && fields.err instanceof Error ? `: ${fields.err.message}` : ''
    const line = `${message}${reason}`
    complaints.set(line, (complaints.get(line) ?? 0) + 1)
  }
  const log: Logger = { debug: () => {}, info: () => {}, warn: complain, error: complain }
  const random: Random = { bytes: randomBytes, fraction: sequence(seed) }
  // The database works in real time, so its repetitions wait in real time.
  const pool = createPool(target, { clock: { ...systemClock, now: () => clock.now() }, log, random })
  const storage = ledger.watch(createStorage(heldPool(pool, clock)))
  const vault = createVault(secretKey, random)
  const carriers = carriersOf(fleet)
  const engine = createEngine({
    sharing: { rows: storage.carrierStates, holder, ...vault },
    transport,
    clock,
    random,
    log,
    carriers: (code) => carriers.adapter(code),
    endpointFor: ({ endpoint }) => endpoint,
  })
  const services = createServices(
    { storage, engine, vault, clock, random, log, carriers, cadence, expireAfterDays: EXPIRE_AFTER_DAYS, ...NOBODY_IS_TOLD },
    { live: well, ready: () => Promise.resolve(well()) },
  )
  const rounds = clock.rounds((now) => ledger.nextRound(now))
  const poller = createPoller({ polling: services.polling, clock: rounds, log, concurrency: CONCURRENCY })
  return {
    services,
    storage,
    complaints,
    start: () => poller.start(),
    stop: async () => {
      await poller.stop()
      await services.close()
      await engine.close()
      await clock.during(storage.close())
    },
  }
}

function well(): HealthReport {
  return { ok: true, checks: {} }
}

function carriersOf(fleet: readonly Member[]): Carriers {
  const adapters = fleet.map(({ carrier }) => carrier)
  const couriers = adapters.map(({ code, type }) => ({
    code,
    name: code,
    nameRu: null,
    nameZh: null,
    phone: '',
    homepage: '',
    type,
    country: null,
  }))
  return {
    adapter: (code) => adapters.find((one) => one.code === code) ?? null,
    adapters,
    courier: (code) => couriers.find((one) => one.code === code) ?? null,
    couriers,
    sharedCredential: (code) => ({ key: `secret of ${code}` }),
  }
}
