import { systemClock } from '../base/index.ts'
import type { Config } from '../config/index.ts'
import {
  type CarrierHealth,
  type CarrierState,
  type Replayed,
  createKey,
  createServices,
  type Caller,
  type InnerServices,
  readNumber,
  SCOPES,
} from '../services/index.ts'
import type { Account, AccountSettings, ApiKey, Mode, Storage } from '../storage/index.ts'
import { displayLocal, NO_DETAILS, shownStatus } from '../tracking/index.ts'
import { compose } from './compose.ts'
import { joinDatabase } from './database.ts'
import { createLogger } from './logger.ts'
import { openVault } from './vault.ts'

export interface SeenTracking {
  number: string
  carrier: string
  status: string
  substatus: string | null
  lastCheckedAt: string | null
  nextCheckAt: string | null
  staleBecause: string | null
  /** Newest first. */
  checkpoints: { date: string; status: string; text: string; place: string }[]
}

/** What an operator does from the command line. Names accounts by name; makes none but by `createKey` and `track`. */
export interface Admin {
  createKey(input: {
    account: string
    mode: Mode
    label: string
    scopes?: string[]
  }): Promise<{ key: ApiKey; text: string; account: Account }>
  listKeys(): Promise<{ key: ApiKey; account: Account }[]>
  /** By id or prefix; false when there is none. */
  revokeKey(idOrPrefix: string): Promise<boolean>
  listAccounts(): Promise<Account[]>
  /** Null when there is no such account. */
  setAccount(name: string, mode: Mode, change: AccountSettings): Promise<Account | null>
  setCredential(account: string, carrier: string, fields: Record<string, string>): Promise<void>
  listCredentials(account: string): Promise<string[]>
  removeCredential(account: string, carrier: string): Promise<boolean>
  /** Who is asked about each courier's live parcels; with `all` of every courier code, else of those with an adapter. */
  carrierStates(account: string, all: boolean): Promise<CarrierState[]>
  /** How its carriers did over the last day. */
  carrierHealth(account: string, mode: Mode): Promise<CarrierHealth[]>
  /** Reads kept answers of a carrier again by today's adapter. */
  replay(account: string, wanted: { source: string; since: number; write: boolean }): Promise<Replayed[]>
  /** The address that is given to a carrier which calls by itself. @throws carrier_invalid for one that does not */
  pushUrl(account: string, carrier: string): Promise<string>
  track(input: { number: string; carrier: string | null; account: string; mode: Mode }): Promise<SeenTracking>
  /** The verbs as the doors have them, for commands that need nothing else. */
  services: InnerServices
  /** The account itself, with all scopes; made when it does not exist. */
  caller(account: string, mode: Mode): Promise<Caller>
  close(): Promise<void>
}

/** Opens the data for one command: beside the running server where one owns it. @throws DataInUseError, ConfigError */
export async function openAdmin(config: Config): Promise<Admin> {
  const log = createLogger({ ...config, LOG_LEVEL: config.LOG_LEVEL === 'debug' ? 'debug' : 'error' })
  const database = await joinDatabase(config, { clock: systemClock, log })
  const { storage } = database
  const vault = await openVault(config, storage).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  const parts = compose(config, { storage, vault }, log)
  const services = createServices(parts.deps, {
    live: () => ({ ok: true, checks: {} }),
    ready: () => Promise.resolve({ ok: true, checks: {} }),
  })
  const ensure = (name: string, mode: Mode): Promise<Account> => storage.accounts.ensure(name, mode, systemClock.now())
  const callerOf = async (name: string, mode: Mode): Promise<Caller> => ({ account: await ensure(name, mode), scopes: new Set(SCOPES) })
  return {
    services,
    caller: callerOf,
    createKey: (input) => createKey(parts.deps, input),
    listKeys: () => listKeys(storage),
    revokeKey: (idOrPrefix) => storage.keys.revoke(idOrPrefix, systemClock.now()),
    listAccounts: () => storage.accounts.list(),
    setAccount: (name, mode, change) => setAccount(storage, name, mode, change),
    setCredential: async (account, carrier, fields) => services.credentials.put(await ensure(account, 'live'), carrier, fields),
    listCredentials: async (account) => services.credentials.list(await ensure(account, 'live')),
    removeCredential: async (account, carrier) => services.credentials.remove(await ensure(account, 'live'), carrier),
    carrierStates: async (account, all) => services.carrierStates(await ensure(account, 'live'), all),
    carrierHealth: async (account, mode) => services.carriers.health(await callerOf(account, mode)),
    replay: async (account, wanted) => {
      const all: Replayed[] = []
      for await (const one of services.replay(await ensure(account, 'live'), wanted)) all.push(one)
      return all
    },
    pushUrl: async (account, carrier) =>
      `${config.PUBLIC_URL ?? `http://localhost:${config.PORT}`}${services.pushes.path(await ensure(account, 'live'), carrier)}`,
    track: async ({ number, carrier, account, mode }) => {
      const caller = await callerOf(account, mode)
      const { tracking, freshness, checkpoints } = await services.trackings.refresh(caller, {
        number: readNumber(number),
        carrier,
        details: { ...NO_DETAILS, keepCarrier: true },
      })
      const { status, sub } = shownStatus(tracking)
      return {
        number: tracking.shownNumber,
        carrier: tracking.carrier,
        status,
        substatus: sub,
        lastCheckedAt: iso(freshness.lastCheckedAt),
        nextCheckAt: iso(freshness.nextCheckAt),
        staleBecause: freshness.staleBecause,
        checkpoints: checkpoints.map(({ time, status: of, text, place }) => ({
          date: displayLocal(time),
          status: of,
          text,
          place: place?.text ?? '',
        })),
      }
    },
    close: async () => {
      await services.close()
      await parts.close()
      await database.close()
    },
  }
}

async function listKeys(storage: Storage): Promise<{ key: ApiKey; account: Account }[]> {
  const accounts = new Map((await storage.accounts.list()).map((account) => [account.id, account]))
  return (await storage.keys.list()).flatMap((key) => {
    const account = accounts.get(key.accountId)
    return account ? [{ key, account }] : []
  })
}

async function setAccount(storage: Storage, name: string, mode: Mode, change: AccountSettings): Promise<Account | null> {
  const account = (await storage.accounts.list()).find((one) => one.name === name && one.mode === mode)
  if (!account) return null
  return storage.accounts.changeSettings(account.id, ({ settings }) => ({
    ...settings,
    ...change,
    limits: { ...settings.limits, ...change.limits },
  }))
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString()
}
