import type { NewTracking, TrackingKey, TrackingView } from '../../storage/index.ts'
import { AppError, type Instant } from '../../base/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { AskDeps } from '../deps.ts'
import type { CreateInput } from '../index.ts'
import { askAndFinish, release } from './ask.ts'
import { insertOne } from './create.ts'
import { prepare } from './prepare.ts'

/** The caller has an answer within 30 s; the rest is for the database and the way back. */
const CARRIER_MS = 25_000
const LEASE_MS = 40_000
const LOOK_AGAIN_MS = 100

/**
 * Asks the carrier while the caller waits and answers what is known then; `freshness` says why it is not fresher.
 * An unknown number is registered first. A look that is under way already is waited for, not repeated.
 * @throws carrier_invalid, carrier_not_detected, quota_exceeded
 */
export async function refresh(deps: AskDeps, caller: Caller, input: CreateInput): Promise<TrackingView> {
  requireScope(caller, 'trackings:write')
  const row = await prepare(deps, caller.account, input)
  const key: TrackingKey = { account: caller.account, carrier: row.tracking.carrier, number: row.tracking.number }
  const startedAt = deps.clock.now()
  const before = await deps.storage.trackings.find(key)
  if (!before) await insertOne(deps, caller.account, laterThan(row, startedAt + LEASE_MS))
  const isAnswered =
    row.freshness.staleBecause === 'unsupported' || (await lookNow(deps, key, startedAt, before?.freshness.lastCheckedAt ?? null))
  const view = await deps.storage.trackings.find(key)
  if (!view) throw new AppError('nothing_found')
  if (isAnswered || view.freshness.staleBecause !== null) return view
  // Somebody else's look is still waiting for the carrier and has not written yet what it will find.
  return { ...view, freshness: { ...view.freshness, staleBecause: 'carrier_down' } }
}

/** Due when this look is given up for lost: were the row due at once, the worker might take it first and make the caller wait for a batch. */
function laterThan(row: NewTracking, nextCheckAt: Instant): NewTracking {
  return row.freshness.nextCheckAt === null ? row : { ...row, freshness: { ...row.freshness, nextCheckAt } }
}

/**
 * Answered when the time of the last look is not `before` any more, whoever looked.
 * False when the time was up before a look that somebody else holds came to its end.
 */
async function lookNow(deps: AskDeps, key: TrackingKey, startedAt: Instant, before: Instant | null): Promise<boolean> {
  for (let now = startedAt; now < startedAt + CARRIER_MS; now = deps.clock.now()) {
    const claimed = await deps.storage.polling.claimOne(key, now, now + LEASE_MS)
    if (claimed && claimed.freshness.lastCheckedAt !== before) {
      // The look that we waited for came to its end just before this claim.
      await deps.storage.polling.finish([release(claimed, 'waited')])
      return true
    }
    if (claimed) {
      await askAndFinish(deps, [claimed], { withinMs: startedAt + CARRIER_MS - now })
      return true
    }
    await deps.clock.sleep(LOOK_AGAIN_MS)
    const view = await deps.storage.trackings.find(key)
    if (!view || view.freshness.lastCheckedAt !== before) return true
  }
  return false
}
