import { type Instant, normaliseNumber } from '../base/index.ts'
import type { Account } from '../storage/index.ts'
import { createAnswerKeeper, replay, type Replayed } from './carriers/answers.ts'
import { createCredentials, type Credentials } from './carriers/credentials.ts'
import { createDetection } from './carriers/detection.ts'
import { createFeeds } from './carriers/feeds.ts'
import { createHealthLedger } from './carriers/health.ts'
import { type CarrierState, carrierStates } from './carriers/states.ts'
import { createPushes, type Pushes } from './carriers/push.ts'
import { requireScope } from './context.ts'
import type { AskDeps, ServiceDeps } from './deps.ts'
import { createFollow } from './events/follow.ts'
import { end, getEvent, ofTracking, read } from './events/read.ts'
import { createIdempotency, type Idempotency } from './idempotency/begin.ts'
import type { HealthReport, Services } from './index.ts'
import { createNotices, type InnerNotices } from './notices/create-notices.ts'
import { createAuthenticate } from './keys/authenticate.ts'
import { create, createMany } from './trackings/create.ts'
import { pollDue } from './trackings/poll-due.ts'
import { ensure } from './trackings/ensure.ts'
import { get, getById, list, listAfter } from './trackings/read.ts'
import { refresh } from './trackings/refresh.ts'
import { remove, update } from './trackings/update.ts'
import { createWebhooks } from './webhooks/create-webhooks.ts'
import { createDeliverer, type Deliverer } from './webhooks/deliver.ts'
import { forgetOld } from './forget.ts'

/** What the worker and the command line use beyond the doors' verbs. */
export interface InnerServices extends Services {
  credentials: Credentials
  pushes: Pushes
  notices: InnerNotices
  idempotency: Idempotency
  /** Reads kept answers of carriers again; see `replay`. */
  replay(account: Account, wanted: { source: string; since: Instant; write: boolean }): AsyncGenerator<Replayed>
  /** Who is asked about each courier's parcels, and how he does; with `all` of every courier code. */
  carrierStates(account: Account, all: boolean): Promise<CarrierState[]>
  deliverer: Deliverer
  /** Forgets what is kept for a time only: events 30 days, notices 180. */
  forgetOld(): Promise<void>
  /** Writes what only lies in memory. */
  close(): Promise<void>
  polling: {
    /** Reads the change feeds of carriers that are due. */
    readFeeds(): Promise<void>
    /** Writes the counts of looks that lie in memory, when it is time. */
    settle(): Promise<void>
    /** Lanes with a due tracking. */
    dueLanes(): Promise<string[]>
    pollDue(lane: string, signal?: AbortSignal): Promise<{ polled: number; drained: boolean }>
  }
}

export function createServices(tools: ServiceDeps, health: { live(): HealthReport; ready(): Promise<HealthReport> }): InnerServices {
  const credentials = createCredentials(tools)
  const deps: AskDeps = {
    ...tools,
    credentials,
    detection: createDetection(tools),
    ledger: createHealthLedger(tools),
    keeper: createAnswerKeeper(tools),
  }
  const pushes = createPushes(deps)
  const feeds = createFeeds(deps)
  return {
    authenticate: createAuthenticate(deps),
    trackings: {
      create: (caller, input) => create(deps, caller, input),
      createMany: (caller, inputs) => createMany(deps, caller, inputs),
      ensure: (caller, input, isRepeat) => ensure(deps, caller, input, isRepeat),
      getById: (caller, id) => getById(deps, caller, id),
      page: (caller, filter, after, limit) => listAfter(deps, caller, filter, after, limit),
      get: (caller, ref) => get(deps, caller, ref),
      list: (caller, filter, page) => list(deps, caller, filter, page),
      update: (caller, ref, change) => update(deps, caller, ref, change),
      remove: (caller, ref) => remove(deps, caller, ref),
      refresh: (caller, input) => refresh(deps, caller, input),
    },
    events: {
      read: (caller, after, wanted) => read(deps, caller, after, wanted),
      end: (caller) => end(deps, caller),
      follow: createFollow(deps),
      get: (caller, id) => getEvent(deps, caller, id),
      ofTracking: (caller, trackingId, wanted) => ofTracking(deps, caller, trackingId, wanted),
    },
    carriers: {
      list: () => [...deps.carriers.couriers],
      find: (code) => deps.carriers.courier(code),
      detect: async (caller, number) => {
        requireScope(caller, 'carriers:read')
        return deps.detection.list(caller.account, normaliseNumber(number), null)
      },
      pushed: (carrier, token, call) => pushes.receive(carrier, token, call),
      health: (caller) => {
        requireScope(caller, 'carriers:read')
        return deps.ledger.read(caller.account, credentials)
      },
    },
    idempotency: createIdempotency(deps),
    webhooks: createWebhooks(deps),
    notices: createNotices(deps),
    health,
    deliverer: createDeliverer(deps),
    forgetOld: () => forgetOld(deps),
    credentials,
    pushes,
    replay: (account, wanted) => replay(deps, account, wanted),
    carrierStates: (account, all) => carrierStates(deps, account, all),
    close: () => deps.ledger.flush(true),
    polling: {
      readFeeds: () => feeds.read(),
      settle: () => deps.ledger.flush(),
      dueLanes: () => deps.storage.polling.dueLanes(deps.clock.now()),
      pollDue: (lane, signal) => pollDue(deps, lane, signal),
    },
  }
}
