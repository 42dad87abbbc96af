import { AppError, asTrackingId, key16, normaliseNumber } from '../../base/index.ts'
import type { TrackingView } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { AskDeps } from '../deps.ts'
import type { CreateInput } from '../index.ts'
import { insertOne } from './create.ts'
import { prepare } from './prepare.ts'

/**
 * Registers a number, or answers the tracking that is there: asked twice it does nothing twice, with or without an Idempotency-Key.
 * @throws carrier_invalid, carrier_not_detected, quota_exceeded
 */
export async function ensure(
  deps: AskDeps,
  caller: Caller,
  input: CreateInput & { id: string },
  isRepeat: boolean,
): Promise<{ view: TrackingView; isNew: boolean }> {
  requireScope(caller, 'trackings:write')
  const { account } = caller
  if (isRepeat) {
    // The attempt before may have been killed between its write and its answer. What is detected may be another courier by now.
    const view = await deps.storage.trackings.findById(account, asTrackingId(input.id, key16(normaliseNumber(input.number))))
    if (view) return { view, isNew: true }
  }
  const row = await prepare(deps, account, input)
  const { tracking, freshness } = row
  if (await insertOne(deps, account, row)) return { view: { tracking, freshness, checkpoints: [] }, isNew: true }
  const view = await deps.storage.trackings.find({ account, carrier: tracking.carrier, number: tracking.number })
  // Deleted in between: the next attempt creates it.
  if (!view) throw new AppError('unavailable')
  return { view, isNew: false }
}
