import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { AppError, type Instant } from '../../src/base/index.ts'
import type { Caller } from '../../src/services/index.ts'
import type { Account, createPool } from '../../src/storage/index.ts'
import { type CadencePolicy, DEFAULT_CADENCE, NO_DETAILS } from '../../src/tracking/index.ts'
import { makeFleet, type Member } from './carriers.ts'
import { simulatedClock, type SimulatedClock } from './clock.ts'
import { type Ending, readEnding } from './ending.ts'
import { DAY_MS, makeParcels, type Parcel, sequence } from './journeys.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createProcess, type Process } from './processes.ts'
import { createServers, type Servers } from './servers.ts'

const START = Date.parse('2026-03-02T00:00:00Z')
export const DAYS = 30
const ACCOUNTS = 3
/** Numbers that the API takes at once. */
const CALL = 40

export interface MonthOptions {
  /** An empty migrated database. */
  target: Parameters<typeof createPool>[0]
  parcels: number
  /** Default 2. */
  processes?: number
  /**
   * So often a process looks for due rows, in ms; the product does so every 250. More is less work and larger batches, and looks come later by
   * as much. Default 120,000.
   */
  roundMs?: number
  /** Merchants register over so many days from 8 to 20 o'clock, and send what they have every `slotMs`. Default 7, and 300,000. */
  registerDays?: number
  slotMs?: number
  /** Default: the product's. */
  cadence?: CadencePolicy
  seed?: number
  onDay?: (day: number, ledger: Ledger) => void
}

export interface Month {
  fleet: readonly Member[]
  parcels: readonly Parcel[]
  ledger: Ledger
  servers: Servers
  ending: Ending
  complaints: ReadonlyMap<string, number>
  wallMs: number
}

/** A month of merchants, carriers and two processes in simulated time, on a real database. */
export async function simulateMonth({
  target,
  parcels: count,
  processes: size = 2,
  roundMs = 60_000,
  registerDays = 7,
  slotMs = 300_000,
  cadence = DEFAULT_CADENCE,
  seed = 1,
  onDay,
}: MonthOptions): Promise<Month> {
  const startedAt = performance.now()
  await forgoDurability(target)
  const clock = simulatedClock(START)
  const fleet = makeFleet(Math.ceil(count / 12), START)
  const post = fleet.map(({ carrier }) => carrier.type === 'globalpost')
  const parcels = makeParcels({ parcels: count, start: START, registerDays, post, seed })
  const ledger = createLedger({ fleet, parcels, clock, start: START, days: DAYS, roundMs })
  const servers = createServers({ fleet, parcels, clock, random: sequence(seed + 1), witness: ledger })
  const secretKey = randomBytes(32)
  const processes = Array.from({ length: size }, (_, i) =>
    createProcess({
      holder: `process-${i}`,
      target,
      clock,
      fleet,
      transport: servers.transport,
      ledger,
      cadence,
      seed: seed + 2 + i,
      secretKey,
    }),
  )
  const live = async (): Promise<Ending> => {
    const accounts = await makeAccounts(processes)
    for (const one of processes) one.start()
    const registered = register({ parcels, slotMs, fleet, accounts, processes, clock, ledger })
    for (let day = 1; day <= DAYS; day++) {
      await clock.sleep(START + day * DAY_MS - clock.now())
      onDay?.(day, ledger)
    }
    await registered
    const ending = await clock.during(readEnding({ target, parcels, ledger, fleet, now: clock.now(), roundMs }))
    await Promise.all(processes.map((one) => one.stop()))
    return ending
  }
  const ending = await clock.drive(live())
  const complaints = sum(processes.map((one) => one.complaints))
  return { fleet, parcels, ledger, servers, ending, complaints, wallMs: performance.now() - startedAt }
}

/** Polling is measured here, not the disk. */
async function forgoDurability(target: MonthOptions['target']): Promise<void> {
  const client = new Client(target)
  await client.connect()
  await client.query("do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$")
  await client.end()
}

async function makeAccounts([first]: readonly Process[]): Promise<Account[]> {
  const names = Array.from({ length: ACCOUNTS }, (_, i) => `merchant-${i}`)
  return Promise.all(names.map((name) => first?.storage.accounts.ensure(name, 'live', START) ?? Promise.reject(new Error('no process'))))
}

interface Registering {
  parcels: readonly Parcel[]
  slotMs: number
  fleet: readonly Member[]
  accounts: readonly Account[]
  processes: readonly Process[]
  clock: SimulatedClock
  ledger: Ledger
}

/** Merchants register what they have packed in calls of up to 40. */
async function register({ parcels, slotMs, fleet, accounts, processes, clock, ledger }: Registering): Promise<void> {
  const slots = new Map<Instant, Parcel[]>()
  for (const parcel of parcels) {
    const at = Math.ceil(parcel.registeredAt / slotMs) * slotMs
    slots.set(at, [...(slots.get(at) ?? []), parcel])
  }
  let call = 0
  for (const [at, all] of slots) {
    await clock.sleep(at - clock.now())
    const calls = Array.from({ length: Math.ceil(all.length / CALL) }, (_, i) => all.slice(i * CALL, (i + 1) * CALL))
    for (const some of calls) {
      call++
      const account = accounts[call % accounts.length]
      const services = processes[call % processes.length]?.services
      if (account === undefined || services === undefined) throw new Error('nobody to register with')
      for (const { index } of some) ledger.registered(index, clock.now())
      const caller: Caller = { account, scopes: new Set(['trackings:write']) }
      const inputs = some.map(({ number, carrier }) => ({ number, carrier: fleet[carrier]?.carrier.code ?? '', details: NO_DETAILS }))
      const failed = (await services.trackings.createMany(caller, inputs)).find((view) => view instanceof AppError)
      if (failed) throw failed
    }
  }
}

function sum(maps: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const total = new Map<string, number>()
  for (const [key, value] of maps.flatMap((map) => [...map])) total.set(key, (total.get(key) ?? 0) + value)
  return total
}
