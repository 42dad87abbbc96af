import type { Instant } from '../../base/index.ts'
import type { Answer, CarrierStanding } from '../../polling/index.ts'
import type { Account, Claimed, Finish, HealthCounts } from '../../storage/index.ts'
import type { Checkpoint } from '../../tracking/index.ts'
import type { ServiceDeps } from '../deps.ts'
import type { Credentials } from './credentials.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Counts lie in memory for so long; a process that is killed takes them along, and nobody needs them to the unit. */
const FLUSH_MS = 10_000
/** Upper ends of the classes of lag; the eighth has none. */
const LAGS_MS = [15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, DAY_MS, 2 * DAY_MS]
const KEEP_MS = 30 * DAY_MS
/** Fewer looks say nothing about a carrier. */
const LEAST_LOOKS = 20
/** Fewer unreadable answers may be an accident; as many close the carrier for a while. */
const LEAST_DRIFTED = 5
/** From this share on of the last hours' answers, and more than three times that of the week before, emptiness is an alarm. */
const ALARMING_SHARE = 0.4
const ALARMING_RISE = 3
const RECENT_MS = 3 * HOUR_MS

/** Outcomes that say something about the parcel. */
const ANSWERS: ReadonlySet<string> = new Set(['found', 'notFound', 'invalidNumber', 'forbidden', 'purged', 'needsInput', 'pending'])
const REFUSALS: ReadonlySet<string> = new Set(['badCredentials', 'authExpired', 'scopeMissing'])
/** The engine's own: no carrier was asked. */
const UNASKED: ReadonlySet<string> = new Set(['noCredentials', 'unsupported'])

/** How one carrier does for one account. Shares are from 0 to 1, null where nobody asked. */
export interface CarrierHealth {
  carrier: string
  /** Whose access is used; `none`: the carrier needs none, or the account has none. */
  credential: 'own' | 'shared' | 'none'
  /** Over the last 24 hours. */
  looks: number
  successRate: number | null
  emptyShare: number | null
  throttled: number
  /** What was spent of a quota that is counted in numbers (aggregators). */
  units: number
  /** Between an event and our sight of it; null: no event whose time and zone are known. */
  medianLagSeconds: number | null
  /** Day limits: what they are, what is left, when they begin anew. */
  budget: { requests: number; left: number; resetsAt: Instant }[]
  pausedUntil: Instant | null
  breakerOpenUntil: Instant | null
  /** What somebody should look at. */
  alarm: 'empty_answers' | 'schema_drift' | 'credentials_refused' | null
}

export interface HealthLedger {
  /** Counts one look. Never waits. */
  note(row: Claimed, answer: Answer, finish: Finish): void
  /** Writes what is counted, when the time has come or `now` is set; logs an alarm once an hour. */
  flush(now?: boolean): Promise<void>
  /** Carriers that the account has access to or asked in the last 24 hours; with `all` every one with an adapter. */
  read(account: Account, credentials: Credentials, all?: boolean): Promise<CarrierHealth[]>
}

export function createHealthLedger(tools: ServiceDeps): HealthLedger {
  const { storage, clock, log } = tools
  let counted = new Map<string, { account: Account; carrier: string; hour: Instant; counts: HealthCounts }>()
  let flushedAt = clock.now()
  const alarmedAt = new Map<string, Instant>()
  const sweptAt = new Map<number, Instant>()

  function entry(account: Account, carrier: string): HealthCounts {
    const hour = Math.floor(clock.now() / HOUR_MS) * HOUR_MS
    const key = `${account.id}/${carrier}/${hour}`
    const known = counted.get(key) ?? { account, carrier, hour, counts: nothing() }
    counted.set(key, known)
    return known.counts
  }

  async function alarm(account: Account, carrier: string): Promise<void> {
    const name = `${account.id}/${carrier}`
    const now = clock.now()
    if (now - (alarmedAt.get(name) ?? 0) < HOUR_MS) return
    const why = (await compare(tools, account)).alarm(carrier)
    if (why === null) return
    alarmedAt.set(name, now)
    log.error({ carrier, accountId: account.id, alarm: why }, 'a carrier is not well: what was known is kept')
  }

  async function flush(force: boolean): Promise<void> {
    const now = clock.now()
    if ((!force && now - flushedAt < FLUSH_MS) || counted.size === 0) return
    flushedAt = now
    const rows = [...counted.values()]
    counted = new Map()
    await storage.carrierHealth.add(rows)
    for (const { account, carrier, counts } of rows) {
      if (counts.empty + counts.drifted + counts.refused > 0) await alarm(account, carrier)
      if (now - (sweptAt.get(account.id) ?? 0) < DAY_MS) continue
      sweptAt.set(account.id, now)
      await storage.carrierHealth.sweep(account, now - KEEP_MS)
    }
  }

  return {
    note: ({ account, tracking }, answer, { change, freshness }) => {
      if (UNASKED.has(answer.result.kind)) return
      const code = freshness.source ?? tracking.carrier
      count(entry(account, code), answer.result, tracking.state.found)
      for (const checkpoint of change?.newCheckpoints ?? []) countLag(entry(account, code), checkpoint, tracking.createdAt, answer.askedAt)
    },
    flush: (force = false) => flush(force),
    read: async (account, credentials, all = false) => {
      await flush(true)
      return readHealth(tools, account, { credentials, all })
    },
  }
}

function nothing(): HealthCounts {
  return { looks: 0, answered: 0, empty: 0, failed: 0, drifted: 0, throttled: 0, refused: 0, lags: [0, 0, 0, 0, 0, 0, 0, 0], units: 0 }
}

function alarmOf(recent: HealthCounts, before: HealthCounts): CarrierHealth['alarm'] {
  if (recent.looks > 0 && recent.refused === recent.looks) return 'credentials_refused'
  // Of what was read: after some unreadable answers the carrier is spared, and most looks ask nobody.
  const isDrifting = recent.drifted / (recent.answered + recent.drifted) >= ALARMING_SHARE
  if (recent.drifted >= LEAST_DRIFTED && isDrifting) return 'schema_drift'
  if (recent.looks < LEAST_LOOKS) return null
  const share = shareOfEmpty(recent)
  return share >= ALARMING_SHARE && share > ALARMING_RISE * shareOfEmpty(before) ? 'empty_answers' : null
}

/** The upper end of the class that holds the middle event; two days stand for what is later. */
function medianLag(lags: readonly number[]): number | null {
  const all = lags.reduce((sum, events) => sum + events, 0)
  if (all === 0) return null
  let passed = 0
  const middle = lags.findIndex((events) => (passed += events) * 2 >= all)
  return (LAGS_MS[middle] ?? 2 * DAY_MS) / 1_000
}

function shareOfEmpty({ answered, empty }: HealthCounts): number {
  return answered === 0 ? 0 : empty / answered
}

function count(counts: HealthCounts, result: Answer['result'], wasFound: boolean): void {
  counts.looks += 1
  if (ANSWERS.has(result.kind)) counts.answered += 1
  else if (result.kind === 'throttled') counts.throttled += 1
  else if (REFUSALS.has(result.kind)) counts.refused += 1
  else counts.failed += 1
  if (result.kind === 'schemaDrift') counts.drifted += 1
  if (result.kind === 'pending' || result.kind === 'found') counts.units += result.units ?? 0
  if (result.kind === 'found' ? result.checkpoints.length === 0 : result.kind === 'notFound' && wasFound) counts.empty += 1
}

/** What happened before the merchant spoke of the parcel could not have been seen earlier; without a zone nobody knows how late it is. */
function countLag({ lags }: HealthCounts, { at, time }: Checkpoint, createdAt: Instant, askedAt: Instant): void {
  if (time.utc === null || at < createdAt || at > askedAt) return
  const found = LAGS_MS.findIndex((end) => askedAt - at <= end)
  const lag = found === -1 ? LAGS_MS.length : found
  lags[lag] = (lags[lag] ?? 0) + 1
}

/** The last three hours and the week before them, of every carrier. */
async function compare({ storage, clock }: ServiceDeps, account: Account): Promise<{ alarm(carrier: string): CarrierHealth['alarm'] }> {
  const now = clock.now()
  const from = Math.floor((now - RECENT_MS) / HOUR_MS) * HOUR_MS
  const recent = await storage.carrierHealth.read(account, from, now + HOUR_MS)
  const before = await storage.carrierHealth.read(account, from - 7 * DAY_MS, from)
  return { alarm: (carrier) => alarmOf(recent.get(carrier) ?? nothing(), before.get(carrier) ?? nothing()) }
}

async function readHealth(
  tools: ServiceDeps,
  account: Account,
  { credentials, all }: { credentials: Credentials; all: boolean },
): Promise<CarrierHealth[]> {
  const { storage, carriers, clock } = tools
  const now = clock.now()
  const day = await storage.carrierHealth.read(account, now - DAY_MS, now + HOUR_MS)
  const own = new Set(await storage.credentials.listCarriers(account.id))
  const wanted = carriers.adapters.filter(({ code }) => all || day.has(code) || own.has(code))
  const compared = await compare(tools, account)
  return Promise.all(
    wanted.map(async (adapter) => {
      const access = adapter.auth.kind === 'none' ? {} : await credentials.get(account, adapter.code)
      const state = access && (await tools.engine.describe(adapter.code, access))
      const credential = own.has(adapter.code) ? 'own' : access && Object.keys(access).length > 0 ? 'shared' : 'none'
      const figures = figuresOf(day.get(adapter.code) ?? nothing())
      return { carrier: adapter.code, credential, alarm: compared.alarm(adapter.code), ...figures, ...standingOf(state) }
    }),
  )
}

function figuresOf(
  counts: HealthCounts,
): Pick<CarrierHealth, 'looks' | 'successRate' | 'emptyShare' | 'throttled' | 'units' | 'medianLagSeconds'> {
  const asked = counts.answered + counts.failed
  return {
    looks: counts.looks,
    successRate: asked === 0 ? null : counts.answered / asked,
    emptyShare: counts.answered === 0 ? null : shareOfEmpty(counts),
    throttled: counts.throttled,
    units: counts.units,
    medianLagSeconds: medianLag(counts.lags),
  }
}

function standingOf(state: CarrierStanding | null): Pick<CarrierHealth, 'budget' | 'pausedUntil' | 'breakerOpenUntil'> {
  return { budget: state?.budget ?? [], pausedUntil: state?.pausedUntil ?? null, breakerOpenUntil: state?.openUntil ?? null }
}
