import { gunzipSync, gzipSync } from 'node:zlib'
import type { Instant } from '../../base/index.ts'
import type { Carrier, CarrierAnswer } from '../../carriers/index.ts'
import type { Answer } from '../../polling/index.ts'
import type { Account, Claimed, Finish, KeptAnswer } from '../../storage/index.ts'
import type { AskDeps, ServiceDeps } from '../deps.ts'
import { itemFor, withEvents, withNews } from '../trackings/look.ts'

const DAY_MS = 86_400_000
const KEEP_MS = 30 * DAY_MS
const LEASE_MS = 30_000
const PAGE = 100
/** Each parcel keeps the whole answer: one about thousands of them would take gigabytes. */
const MOST_SHARERS = 100

/** Keeps what carriers said where there was news or something was wrong, for 30 days; not what is about more than 100 parcels. */
export interface AnswerKeeper {
  keep(looks: { row: Claimed; answer: Answer; finish: Finish }[]): Promise<void>
}

export function createAnswerKeeper({ storage, vault, clock }: ServiceDeps): AnswerKeeper {
  const sweptAt = new Map<number, Instant>()
  return {
    keep: async (looks) => {
      const sealed = new Map<() => CarrierAnswer, string>()
      const sharers = new Map<() => CarrierAnswer, number>()
      for (const { answer } of looks) if (answer.raw) sharers.set(answer.raw, (sharers.get(answer.raw) ?? 0) + 1)
      const kept: KeptAnswer[] = []
      for (const { row, answer, finish } of looks) {
        const { raw, result, askedAt } = answer
        if (!raw || (sharers.get(raw) ?? 0) > MOST_SHARERS || !isWorthKeeping(answer, finish)) continue
        const text = sealed.get(raw) ?? vault.seal(gzipSync(JSON.stringify(raw())).toString('base64'))
        sealed.set(raw, text)
        const { bucket, id: trackingId, carrier } = row.tracking
        const source = finish.freshness.source ?? carrier
        kept.push({ bucket, trackingId, at: askedAt, source, outcome: result.kind, status: raw().status, sealed: text })
      }
      await storage.carrierAnswers.keep(kept)
      const now = clock.now()
      for (const account of new Map(looks.map(({ row }) => [row.account.id, row.account])).values()) {
        if (now - (sweptAt.get(account.id) ?? 0) < DAY_MS) continue
        sweptAt.set(account.id, now)
        await storage.carrierAnswers.sweep(account, now - KEEP_MS)
      }
    },
  }
}

function isWorthKeeping({ result }: Answer, { change }: Finish): boolean {
  if (result.kind === 'found') return (change?.newCheckpoints.length ?? 0) > 0 || result.unknownCodes.length > 0
  return result.kind === 'schemaDrift'
}

/** What today's adapter makes of one kept answer. */
export interface Replayed {
  carrier: string
  number: string
  at: Instant
  before: string
  now: string
  /** Checkpoints that the parcel did not have. */
  newCheckpoints: number
  status: { before: string; now: string }
}

/**
 * Reads the newest kept answer of each parcel of a source again, oldest parcels first. With `write` what is new is stored; a parcel that somebody
 * is looking at meanwhile is passed over.
 */
export async function* replay(
  deps: AskDeps,
  account: Account,
  { source, since, write }: { source: string; since: Instant; write: boolean },
): AsyncGenerator<Replayed> {
  const adapter = deps.carriers.adapter(source)
  if (!adapter) return
  for (let after: string | null = null; ;) {
    const page = await deps.storage.carrierAnswers.list(account, { source: adapter.code, since, after, limit: PAGE })
    for (const kept of page) {
      const replayed = await reread(deps, { account, adapter, write }, kept)
      if (replayed) yield replayed
    }
    if (page.length < PAGE) return
    after = page.at(-1)?.trackingId ?? null
  }
}

type Kept = Awaited<ReturnType<ServiceDeps['storage']['carrierAnswers']['list']>>[number]

async function reread(
  deps: AskDeps,
  { account, adapter, write }: { account: Account; adapter: Carrier; write: boolean },
  { carrier, number, at, outcome, sealed }: Kept,
): Promise<Replayed | null> {
  const now = deps.clock.now()
  const claimed = await deps.storage.polling.claimOne({ account, carrier, number }, now, now + LEASE_MS)
  if (!claimed) return null
  const { tracking, freshness, leaseToken } = claimed
  const known = (await deps.storage.polling.checkpoints([claimed])).get(tracking.id) ?? []
  const result = deps.engine.reread(adapter.code, opened(deps, sealed), itemFor(tracking, freshness, adapter, at), known)
  const isAnswer = result?.kind === 'found' || result?.kind === 'notFound'
  const read = isAnswer
    ? withNews(deps, {
        claimed,
        adapter,
        courier: freshness.courier ?? tracking.carrier,
        nextTurnAt: null,
        known,
        answer: { result, askedAt: at },
      })
    : { tracking, newCheckpoints: [] }
  const status = { before: tracking.state.status, now: read.tracking.state.status }
  const isNew = read.newCheckpoints.length > 0 || status.before !== status.now
  const finish = { bucket: tracking.bucket, trackingId: tracking.id, leaseToken, freshness, outcome: 'replayed' }
  await deps.storage.polling.finish([write && isNew ? withEvents(deps, claimed, now, { ...finish, change: read }) : finish])
  return { carrier, number, at, before: outcome, now: result?.kind ?? 'unsupported', newCheckpoints: read.newCheckpoints.length, status }
}

function opened({ vault }: ServiceDeps, sealed: string): CarrierAnswer {
  const answer: CarrierAnswer = JSON.parse(gunzipSync(Buffer.from(vault.open(sealed), 'base64')).toString('utf8'))
  return answer
}
