import type { Instant } from '../../base/index.ts'
import type { Claimed } from '../../storage/index.ts'
import type { AskDeps } from '../deps.ts'
import { askAndFinish } from './ask.ts'

/** Rows a claim: 100 gave 40k claimed rows a second where 10 gave 10k (see docs/benchmarks.md). */
const BATCH = 100
/** A carrier with 5 requests a second answers 100 numbers in 20 s; what a limit holds back longer is asked again later. */
const CARRIER_MS = 60_000
/** What was asked at the last moment is answered within this: cut, it would count as a failure of the carrier. */
const ANSWER_MS = 15_000
/** Ends after the last answer could be written, so that no living process loses its lease. */
const LEASE_MS = 120_000

/** Looks at the next due trackings of one lane. Answers how many there were: fewer than `BATCH` means that the lane is drained. */
export async function pollDue(deps: AskDeps, lane: string, signal?: AbortSignal): Promise<{ polled: number; drained: boolean }> {
  const now = deps.clock.now()
  const first = await deps.storage.polling.claimDue(lane, BATCH, now, now + LEASE_MS)
  const claimed = first.length < BATCH ? first : [...first, ...(await fillRequests(deps, lane, first, now))]
  if (claimed.length > 0) await askAndFinish(deps, claimed, { withinMs: CARRIER_MS, answerMs: ANSWER_MS, ...(signal ? { signal } : {}) })
  return { polled: claimed.length, drained: first.length < BATCH }
}

/** For accounts whose requests carry more numbers than a claim: as many more of theirs as fill one. */
async function fillRequests({ carriers, credentials, storage }: AskDeps, lane: string, first: Claimed[], now: Instant): Promise<Claimed[]> {
  const adapter = carriers.adapter(lane)
  if (!adapter || (adapter.batch.max <= BATCH && !adapter.batch.maxFor)) return []
  const more: Claimed[] = []
  for (const account of new Map(first.map((row) => [row.account.id, row.account])).values()) {
    const most = adapter.batch.maxFor?.((await credentials.get(account, adapter.code)) ?? {}) ?? adapter.batch.max
    const own = first.filter((row) => row.account.id === account.id).length
    if (most > BATCH && most > own) more.push(...(await storage.polling.claimDue(lane, most - own, now, now + LEASE_MS, account)))
  }
  return more
}
