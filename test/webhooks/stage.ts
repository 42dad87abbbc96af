import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { type Clock, type Logger, type Random, systemClock } from '../../src/base/index.ts'
import { createWebhookTools } from '../../src/delivery/index.ts'
import { createPayloads } from '../../src/http/index.ts'
import { createTransport, type OutboundRules } from '../../src/net/index.ts'
import {
  type Caller,
  createServices,
  createVault,
  type InnerServices,
  type OwnerNotice,
  SCOPES,
  type ServiceDeps,
} from '../../src/services/index.ts'
import type { Account, ClaimedDelivery, Storage } from '../../src/storage/index.ts'
import { type Checkpoint, DEFAULT_CADENCE, type EventType, eventOf } from '../../src/tracking/index.ts'
import { createDeliveryLoop, type DeliveryLoop } from '../../src/worker/index.ts'
import { checkpoint, row } from '../storage/rows.ts'
import { freshDatabase, type FreshDatabase, silentLog } from '../support/database.ts'

/** Loopback receivers on any port. */
export const LOOPBACK: OutboundRules = { plain: true, ports: [[1, 65_535]], networks: ['127.0.0.0/8'] }
const KEY = Buffer.alloc(32, 7)
const HEALTH = { live: () => ({ ok: true, checks: {} }), ready: () => Promise.resolve({ ok: true, checks: {} }) }

/** A clock that says what it is told. Pauses are real. */
export interface SetClock extends Clock {
  time: number
}

export function setClock(time: number): SetClock {
  const clock: SetClock = { time, now: () => clock.time, sleep: (ms, signal) => systemClock.sleep(ms, signal) }
  return clock
}

export interface Shop {
  database: FreshDatabase
  storage: Storage
  services: InnerServices
  account: Account
  caller: Caller
  clock: Clock
  told: { account: number; notice: OwnerNotice }[]
  logged: { fields: object; message: string }[]
  /** Registers numbers; each is a `tracking.created`. */
  register(numbers: string[], of?: Account): Promise<void>
  /** An event of a tracking, with a checkpoint of its own. */
  happen(number: string, type: EventType, of?: Account, changes?: { checkpoints?: Checkpoint[] }): Promise<void>
  /** Another account with its caller. */
  other(name: string): Promise<{ account: Account; caller: Caller }>
  /** Sends what is due, over and over until nothing is due at the present time of the clock. Answers how many attempts there were. */
  drain(): Promise<number>
  /** The worker's loop, stopped with the test. */
  loop(concurrency?: number): DeliveryLoop
}

export interface ShopOptions {
  clock?: Clock
  random?: Random
  rules?: OutboundRules
  storage?: (database: FreshDatabase) => Storage
  database?: FreshDatabase
}

export const callerOf = (account: Account): Caller => ({ account, scopes: new Set(SCOPES) })

/** The services of webhooks with everything that is real about them, over a database of its own. */
export async function shop({ clock = systemClock, rules = LOOPBACK, random = realRandom, ...given }: ShopOptions = {}): Promise<Shop> {
  const database =
    given.database ?? (await freshDatabase({ clock: { now: () => Date.now(), sleep: (ms, signal) => systemClock.sleep(ms, signal) } }))
  const storage = given.storage?.(database) ?? database.storage
  const logged: Shop['logged'] = []
  const keep = (fields: object, message: string): void => void logged.push({ fields, message })
  const log: Logger = { ...silentLog, info: keep, warn: keep, error: keep }
  // Requests are timed by the real clock: a moved one would cut them.
  const transport = createTransport({ clock: systemClock, log, rules })
  const told: Shop['told'] = []
  const deps: ServiceDeps = {
    storage,
    engine: {} as ServiceDeps['engine'],
    vault: createVault(KEY, random),
    clock,
    random,
    log,
    carriers: { adapter: () => null, adapters: [], courier: () => null, couriers: [], sharedCredential: () => null },
    webhooks: createWebhookTools({ transport, rules, clock, random }),
    notices: {} as ServiceDeps['notices'],
    payloads: createPayloads({ carriers: { find: () => null }, timeZoneOffset: '+00:00' }),
    tellOwner: (account, notice) => told.push({ account: account.id, notice }),
    cadence: DEFAULT_CADENCE,
    expireAfterDays: { express: 30, globalpost: 60 },
  }
  const services = createServices(deps, HEALTH)
  const account = await storage.accounts.ensure('shop', 'live', clock.now())
  if (!given.database)
    onTestFinished(async () => {
      await transport.close()
      await database.drop()
    })
  let serial = 0
  return {
    database,
    storage,
    services,
    account,
    caller: callerOf(account),
    clock,
    told,
    logged,
    register: async (numbers, of = account) => {
      await storage.trackings.insertMany(
        numbers.map((number) => row(of, number, { at: clock.now() })),
        of,
      )
    },
    happen: async (number, type, of = account, changes = {}) => {
      const key = { account: of, carrier: 'russian-post', number }
      const claimed = await storage.polling.claimOne(key, clock.now(), clock.now() + 60_000)
      if (!claimed) throw new Error(`${number} was not claimed`)
      const { tracking, freshness, leaseToken } = claimed
      const at = clock.now()
      const checkpoints = changes.checkpoints ?? [checkpoint(`f${(serial += 1)}`, at)]
      const doc = { ...eventOf('tracking.created', claimed).doc, checkpoints }
      await storage.polling.finish([
        {
          bucket: tracking.bucket,
          trackingId: tracking.id,
          leaseToken,
          freshness,
          outcome: 'found',
          change: { tracking: { ...tracking, changedAt: at }, newCheckpoints: checkpoints },
          told: { accountId: of.id, at, events: [{ type, doc }] },
        },
      ])
    },
    other: async (name) => {
      const made = await storage.accounts.ensure(name, 'live', clock.now())
      return { account: made, caller: callerOf(made) }
    },
    drain: () => drain(services),
    loop: (concurrency = 16) => {
      const loop = createDeliveryLoop({ deliverer: services.deliverer, clock: systemClock, log, concurrency })
      onTestFinished(() => loop.stop())
      loop.start()
      return loop
    },
  }
}

async function drain({ deliverer }: InnerServices): Promise<number> {
  let attempts = 0
  for (;;) {
    const due = await deliverer.due()
    if (due.length === 0) return attempts
    const wishes = due.map(({ endpointId, inOrder }) => ({ endpointId, inOrder, most: inOrder ? 1 : 8 }))
    const claimed: ClaimedDelivery[] = await deliverer.turn([], wishes)
    if (claimed.length === 0 && (await deliverer.due()).length > 0) throw new Error('due, but not to be claimed')
    attempts += claimed.length
    await deliverer.turn(await Promise.all(claimed.map((one) => deliverer.send(one))), [])
  }
}

const realRandom: Random = { bytes: (size) => randomBytes(size), fraction: () => Math.random() }

export async function until(condition: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  for (const end = Date.now() + withinMs; !(await condition()); await systemClock.sleep(5)) {
    if (Date.now() > end) throw new Error('it never came to that')
  }
}
