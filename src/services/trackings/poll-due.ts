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
  const claimed = await deps.storage.polling.claimDue(lane, BATCH, now, now + LEASE_MS)
  if (claimed.length > 0) await askAndFinish(deps, claimed, { withinMs: CARRIER_MS, answerMs: ANSWER_MS, ...(signal ? { signal } : {}) })
  return { polled: claimed.length, drained: claimed.length < BATCH }
}
