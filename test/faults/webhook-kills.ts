import { createServices, createVault, SCOPES, type ServiceDeps } from '../../src/services/index.ts'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/base/index.ts'
import { createWebhookTools } from '../../src/delivery/index.ts'
import type { Pool, Storage } from '../../src/storage/index.ts'
import { DEFAULT_CADENCE } from '../../src/tracking/index.ts'
import { row } from '../storage/rows.ts'
import { silentLog } from '../support/database.ts'
import { SECRET_KEY } from '../support/product.ts'
import { type Program, startProgram } from '../support/program.ts'
import { idOf, type Received } from '../webhooks/receiver.ts'
import { LOOPBACK } from '../webhooks/stage.ts'

/** The one that the first key belongs to. */
export const ACCOUNT = 'default'
/** Receivers on loopback, for a server that is a process of its own. */
export const WEBHOOK_ENV = { OUTBOUND_NETWORKS: '127.0.0.0/8', OUTBOUND_PORTS: '1-65535', SECRET_KEY }

/** Endpoints of one receiver and trackings whose creation is told to each of them. */
export async function plan(
  storage: Storage,
  url: string,
  { endpoints, trackings }: { endpoints: number; trackings: number },
): Promise<void> {
  const random = { bytes: (size: number) => randomBytes(size), fraction: () => 0.5 }
  const tools = {
    storage,
    vault: createVault(Buffer.from(SECRET_KEY, 'hex'), random),
    clock: systemClock,
    random,
    log: silentLog,
    carriers: { adapter: () => null, adapters: [], courier: () => null, couriers: [], sharedCredential: () => null },
    webhooks: createWebhookTools({ transport: {} as never, rules: LOOPBACK, clock: systemClock, random }),
    payloads: {},
    tellOwner: () => {},
    cadence: DEFAULT_CADENCE,
    expireAfterDays: { express: 30, globalpost: 60 },
  } as unknown as ServiceDeps
  const report = { ok: true, checks: {} }
  const { webhooks } = createServices(tools, { live: () => report, ready: () => Promise.resolve(report) })
  const account = await storage.accounts.ensure(ACCOUNT, 'live', Date.now())
  const caller = { account, scopes: new Set<string>(SCOPES) }
  for (let i = 0; i < endpoints; i++) await webhooks.create(caller, { url: `${url}/${i}`, types: ['tracking.created'] })
  // Nobody asks a carrier about them.
  const rows = Array.from({ length: trackings }, (_, i) => row(account, `WHK${i}`, { at: Date.now(), nextCheckAt: null }))
  await storage.trackings.insertMany(rows, account)
}

/** Starts the server, lets it work for 50 to 450 ms, kills it; over and over. The last one goes on. */
export async function killAgainAndAgain(env: Record<string, string>, kills: number): Promise<Program> {
  for (let kill = 0; kill < kills; kill++) {
    const program = await startProgram(env)
    await sleep(50 + Math.random() * 400)
    program.child.kill('SIGKILL')
    await program.exited
  }
  return startProgram(env)
}

export async function until(condition: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  for (const end = Date.now() + withinMs; !(await condition()); await sleep(50)) {
    if (Date.now() > end) throw new Error('it never came to that')
  }
}

export async function count(pool: Pool, what: string): Promise<number> {
  const [found] = await pool.query<{ n: number }>({ name: '', text: `select count(*)::int as n from ${what}` })
  return found?.n ?? -1
}

/** One delivery: an event, and the endpoint by its path. */
export function keyOf(one: Received): string {
  return `${idOf(one)}${one.path}`
}

/** What was received, by delivery: an event is told to several endpoints, which the path tells apart. */
export function byDelivery(received: readonly Received[]): Map<string, Received[]> {
  const found = new Map<string, Received[]>()
  for (const one of received) {
    const key = keyOf(one)
    found.set(key, [...(found.get(key) ?? []), one])
  }
  return found
}
