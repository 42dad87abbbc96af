import { unlooked } from '../../src/tracking/index.ts'
import { AppError, type Clock, key16, newTrackingId, normaliseNumber } from '../../src/base/index.ts'
import { type Caller, type CreateInput, SCOPES, type Services, type TrackingRef, type UpdateInput } from '../../src/services/index.ts'
import { COURIERS, PENDING, type View } from './samples.ts'

/** The verbs in memory: what the doors stand on, without database and carriers. Chunks of 200, as the storage gives them. */

type Account = Caller['account']
type ListFilter = Parameters<Services['trackings']['list']>[1]

export const KEY = 'trk_live_double_key_1'
export const OTHER_KEY = 'trk_live_double_key_2'
export const REVOKED_KEY = 'trk_live_double_revoked'
export const READ_ONLY_KEY = 'trk_live_double_read'

export function account(id: number, settings: Account['settings'] = {}): Account {
  return { id, name: `account ${id}`, mode: 'live', settings, createdAt: 0, base: id, spread: 1 }
}

/** What the verbs share. */
export interface World {
  clock: Clock
  /** By key. */
  accounts: Map<string, Account>
  /** Trackings by `carrier/NUMBER`, by account. */
  tenants: Map<number, Map<string, View>>
  /** Verbs that were called, for what must not happen. */
  calls: string[]
  /** Thrown by the next verb of that name, or by `chunk 0` and so on of every list. */
  fail: Map<string, unknown>
  /** What a look at the carrier finds. */
  carrier: { look: (view: View) => View }
  ready: { ok: boolean }
}

export interface Double extends World {
  services: Services
  /** Every tracking of the first account. */
  rows: Map<string, View>
}

export function createDouble(clock: Clock): Double {
  const accounts = new Map([KEY, READ_ONLY_KEY].map((key) => [key, account(1)]))
  accounts.set(OTHER_KEY, account(2))
  const world: World = {
    clock,
    accounts,
    tenants: new Map(),
    calls: [],
    fail: new Map(),
    carrier: { look: (view) => view },
    ready: { ok: true },
  }
  const services: Services = {
    authenticate: async (key) => authenticate(world, key),
    trackings: trackings(world),
    // Its doors are tested on the real services.
    notices: {} as Services['notices'],
    events: {
      read: async () => ({ events: [], place: [0] }),
      end: async () => [0],
      follow: async function* () {},
      get: async () => {
        throw new AppError('not_found', { param: 'id' })
      },
      ofTracking: async () => [],
    },
    carriers: {
      list: () => [...COURIERS],
      find: (code) => COURIERS.find((courier) => courier.code === code.toLowerCase()) ?? null,
      pushed: async () => 0,
      health: async () => [],
      detect: async (caller, number) => {
        if (!caller.scopes.has('carriers:read')) throw new AppError('forbidden')
        return COURIERS.filter(({ code }) => code === 'china-ems' && number.toUpperCase().endsWith('CN'))
      },
    },
    idempotency: {
      begin: async () => ({
        attempt: { creation: { id: '', isRepeat: false }, finish: async (answer) => answer, release: async () => undefined },
      }),
    },
    // The doors that are tested here have nothing to do with them.
    webhooks: {} as Services['webhooks'],
    health: {
      live: () => ({ ok: true, checks: { event_loop: { ok: true } } }),
      ready: async () => {
        begin(world, 'ready')
        const { ok } = world.ready
        return { ok, checks: { database: ok ? { ok } : { ok, reason: 'the database <does> not answer' } } }
      },
    },
  }
  return { ...world, services, rows: rowsOf(world, 1) }
}

function authenticate({ accounts, calls }: World, key: string | undefined): Caller {
  calls.push('authenticate')
  if (key === REVOKED_KEY) throw new AppError('key_revoked')
  const known = accounts.get(key ?? '')
  if (!known) throw new AppError('invalid_key')
  const scopes = key === READ_ONLY_KEY ? ['trackings:read'] : SCOPES
  return { account: known, scopes: new Set(scopes) }
}

function trackings(world: World): Services['trackings'] {
  return {
    create: async (caller, input) => {
      begin(world, 'create')
      if (!caller.scopes.has('trackings:write')) throw new AppError('forbidden')
      const view = insert(world, caller, input)
      if (view instanceof AppError) throw view
      return view
    },
    createMany: async (caller, inputs) => {
      begin(world, 'createMany')
      return inputs.map((input) => insert(world, caller, input))
    },
    ensure: async (caller, input) => {
      begin(world, 'ensure')
      const made = insert(world, caller, input)
      const name = nameOf({ carrier: input.carrier ?? 'china-ems', number: input.number })
      const view = made instanceof AppError ? rowsOf(world, caller.account.id).get(name) : made
      if (!view) throw made
      return { view, isNew: view === made }
    },
    getById: async (caller, id) => {
      begin(world, 'getById')
      const view = [...rowsOf(world, caller.account.id).values()].find(({ tracking }) => tracking.id === id)
      if (!view) throw new AppError('not_found', { param: 'id' })
      return view
    },
    page: async (caller, filter, _after, limit) => {
      begin(world, 'page')
      return [...rowsOf(world, caller.account.id).values()]
        .toReversed()
        .filter((view) => passes(view, filter))
        .slice(0, limit)
    },
    get: async (caller, ref) => {
      begin(world, 'get')
      const view = rowsOf(world, caller.account.id).get(nameOf(ref))
      if (!view) throw new AppError('nothing_found')
      return view
    },
    list: async (caller, filter, { offset, limit }) => {
      begin(world, 'list')
      const found = [...rowsOf(world, caller.account.id).values()].toReversed().filter((view) => passes(view, filter))
      return { total: found.length, views: chunks(found.slice(offset, offset + limit), world.fail) }
    },
    update: async (caller, ref, change) => {
      begin(world, 'update')
      const rows = rowsOf(world, caller.account.id)
      const view = rows.get(nameOf(ref))
      if (!view) throw new AppError('tracking_not_found')
      const changed = applied(view, change, world.clock.now())
      rows.set(nameOf(ref), changed)
      return changed
    },
    remove: async (caller, ref) => {
      begin(world, 'remove')
      if (!rowsOf(world, caller.account.id).delete(nameOf(ref))) throw new AppError('tracking_not_found')
    },
    refresh: async (caller, input) => {
      begin(world, 'refresh')
      const made = insert(world, caller, input)
      if (made instanceof AppError && made.code !== 'tracking_exists') throw made
      const rows = rowsOf(world, caller.account.id)
      const name = nameOf({ carrier: input.carrier ?? 'china-ems', number: input.number })
      const view = rows.get(name)
      if (!view) throw new AppError('nothing_found')
      const looked = world.carrier.look({ ...view, freshness: { ...view.freshness, lastCheckedAt: world.clock.now() } })
      rows.set(name, looked)
      return looked
    },
  }
}

function begin({ calls, fail }: World, verb: string): void {
  calls.push(verb)
  const error = fail.get(verb)
  fail.delete(verb)
  if (error !== undefined) throw error
}

function rowsOf({ tenants }: World, id: number): Map<string, View> {
  const rows = tenants.get(id) ?? new Map<string, View>()
  tenants.set(id, rows)
  return rows
}

function nameOf({ carrier, number }: TrackingRef): string {
  return `${carrier.toLowerCase()}/${normaliseNumber(number)}`
}

function insert(world: World, caller: Caller, input: CreateInput): View | AppError {
  const carrier = input.carrier ?? (input.number.toUpperCase().endsWith('CN') ? 'china-ems' : null)
  if (carrier === null) return new AppError('carrier_not_detected')
  const rows = rowsOf(world, caller.account.id)
  const name = nameOf({ carrier, number: input.number })
  if (rows.has(name)) return new AppError('tracking_exists', { param: 'tracking_number' })
  const now = world.clock.now()
  const number = normaliseNumber(input.number)
  const random = { bytes: (size: number) => new Uint8Array(size).fill(rows.size % 256), fraction: () => 0.5 }
  const view: View = {
    tracking: {
      bucket: 1,
      id: newTrackingId(now, random, key16(number)),
      accountId: caller.account.id,
      carrier,
      number,
      shownNumber: input.number,
      details: input.details,
      archived: false,
      override: null,
      state: PENDING,
      pin: null,
      version: 0,
      createdAt: now,
      changedAt: now,
    },
    freshness: unlooked(now, 'china-ems'),
    checkpoints: [],
  }
  rows.set(name, view)
  return view
}

function applied(view: View, change: UpdateInput, now: number): View {
  const { tracking } = view
  const override =
    change.status === undefined
      ? tracking.override
      : change.status === 8
        ? null
        : { status: change.status === 4 ? ('delivered' as const) : ('exception' as const), at: now }
  return {
    ...view,
    tracking: {
      ...tracking,
      details: { ...tracking.details, ...change.details },
      archived: change.archived ?? tracking.archived,
      override,
    },
  }
}

function passes({ tracking, freshness }: View, filter: ListFilter): boolean {
  const { details, override, state, archived, number, createdAt } = tracking
  return [
    filter.statuses?.includes(override?.status ?? state.status) ?? true,
    filter.numbers?.includes(number) ?? true,
    filter.orders?.includes(details.orderId ?? '') ?? true,
    filter.archived === undefined || filter.archived === archived,
    within(createdAt, filter.createdFrom, filter.createdTo),
    within(freshness.lastCheckedAt, filter.checkedFrom, filter.checkedTo),
    details.orderCreatedAt === null || within(details.orderCreatedAt, filter.orderCreatedFrom, filter.orderCreatedTo),
  ].every(Boolean)
}

function within(at: number | null, from: number | undefined, to: number | undefined): boolean {
  if (from === undefined && to === undefined) return true
  return at !== null && at >= (from ?? at) && at <= (to ?? at)
}

async function* chunks(views: View[], fail: Map<string, unknown>): AsyncGenerator<View[]> {
  for (let i = 0; i < views.length; i += 200) {
    const error = fail.get(`chunk ${i / 200}`)
    if (error !== undefined) throw error
    yield views.slice(i, i + 200)
  }
}
