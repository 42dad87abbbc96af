import { AppError } from '../../base/index.ts'
import type { TrackingView } from '../../storage/index.ts'
import { applyManualStatus, shownStatus } from '../../tracking/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import type { TrackingRef, UpdateInput } from '../index.ts'
import { refKey } from './prepare.ts'

/**
 * Changes the merchant's own data, archives or restores, sets a status by hand. Archived trackings keep their history and are not polled.
 * @throws tracking_not_found
 */
export async function update(deps: ServiceDeps, caller: Caller, ref: TrackingRef, change: UpdateInput): Promise<TrackingView> {
  requireScope(caller, 'trackings:write')
  const now = deps.clock.now()
  const view = await deps.storage.trackings.update(
    refKey(caller.account, ref),
    (current) => {
      const { tracking } = current
      if (change.details === undefined && change.archived === undefined && change.status === undefined) return null
      const override = change.status === undefined ? tracking.override : applyManualStatus(tracking, change.status, now).override
      return {
        ...(change.details ? { details: change.details } : {}),
        ...(change.archived === undefined ? {} : { archived: change.archived }),
        override,
        status: shownStatus({ ...tracking, override }).status,
        ...nextLook(change, current, now),
      }
    },
    now,
  )
  if (!view) throw new AppError('tracking_not_found')
  return view
}

/** Archiving ends polling, restoring starts it, and new details may be what the carrier was waiting for. */
function nextLook(change: UpdateInput, { tracking, freshness }: TrackingView, now: number): { nextCheckAt?: number | null } {
  const archived = change.archived ?? tracking.archived
  if (archived) return archived === tracking.archived ? {} : { nextCheckAt: null }
  const isRestored = tracking.archived && freshness.checkReason !== 'ended' && freshness.staleBecause !== 'unsupported'
  const isSupplied = change.details !== undefined && freshness.staleBecause === 'needs_input'
  return isRestored || isSupplied ? { nextCheckAt: now } : {}
}

/** Deletes a tracking with its history. @throws tracking_not_found */
export async function remove(deps: ServiceDeps, caller: Caller, ref: TrackingRef): Promise<void> {
  requireScope(caller, 'trackings:write')
  if (!(await deps.storage.trackings.remove(refKey(caller.account, ref)))) throw new AppError('tracking_not_found')
}
