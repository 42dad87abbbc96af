import { AppError } from '../../base/index.ts'
import type { ListFilter, ListPlace, TrackingView } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import type { TrackingRef } from '../index.ts'
import { refKey } from './prepare.ts'

/** One tracking of the caller's account. @throws nothing_found, the same for another account's as for what never existed */
export async function get(deps: ServiceDeps, caller: Caller, ref: TrackingRef): Promise<TrackingView> {
  requireScope(caller, 'trackings:read')
  const view = await deps.storage.trackings.find(refKey(caller.account, ref))
  if (!view) throw new AppError('nothing_found')
  return view
}

/** @throws not_found, the same for another account's as for what never existed */
export async function getById(deps: ServiceDeps, caller: Caller, id: string): Promise<TrackingView> {
  requireScope(caller, 'trackings:read')
  const view = await deps.storage.trackings.findById(caller.account, id)
  if (!view) throw new AppError('not_found', { param: 'id' })
  return view
}

/** The caller's trackings after a place of the list, newest created first. */
export async function listAfter(
  deps: ServiceDeps,
  caller: Caller,
  filter: ListFilter,
  after: ListPlace | null,
  limit: number,
): Promise<TrackingView[]> {
  requireScope(caller, 'trackings:read')
  return deps.storage.trackings.page(caller.account, filter, after, limit)
}

/** A page of the caller's trackings, newest created first. */
export async function list(
  deps: ServiceDeps,
  caller: Caller,
  filter: ListFilter,
  page: { offset: number; limit: number },
): Promise<{ total: number; views: AsyncIterable<TrackingView[]> }> {
  requireScope(caller, 'trackings:read')
  return deps.storage.trackings.list(caller.account, filter, page)
}
