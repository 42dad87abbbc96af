import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../base/index.ts'
import type { NewNotice, TrackingView } from '../../storage/index.ts'
import { applyManualStatus, eventOf, eventsOf, type NewEvent, shownStatus, type TrackingDetails } from '../../tracking/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import type { TrackingRef, UpdateInput } from '../index.ts'
import { planCorrection } from '../notices/plan.ts'
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
      const archived = change.archived ?? tracking.archived
      const after = { ...tracking, archived, override }
      return {
        ...(change.details ? { details: change.details } : {}),
        archived,
        override,
        status: shownStatus(after).status,
        events: eventsOf(current, { ...current, tracking: after }, { changed: changedDetails(tracking.details, change.details) }),
        ...nextLook(change, current, now),
      }
    },
    now,
  )
  if (!view) throw new AppError('tracking_not_found')
  return view
}

function changedDetails(known: TrackingDetails, sent: Partial<TrackingDetails> = {}): string[] {
  const before = new Map<string, unknown>(Object.entries(known))
  return Object.entries(sent).flatMap(([name, value]) => (isDeepStrictEqual(value, before.get(name)) ? [] : [name]))
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
  const key = refKey(caller.account, ref)
  const now = deps.clock.now()
  const last = (current: TrackingView): NewEvent & { notices: NewNotice[] } => ({
    ...eventOf('tracking.deleted', current),
    notices: planCorrection(deps, caller.account, current.tracking, now),
  })
  if (!(await deps.storage.trackings.remove(key, last, now))) throw new AppError('tracking_not_found')
}
