import { AppError, type Instant } from '../../base/index.ts'
import type { DeliveryKey } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { requireEndpoint } from './endpoint.ts'

const LONGEST_RECOVERY_MS = 30 * 24 * 3_600_000

/** Sends one delivery again: same id, same body, ten attempts. @throws not_found, endpoint_disabled, delivery_under_way */
export async function replayDelivery(deps: ServiceDeps, caller: Caller, key: DeliveryKey): Promise<void> {
  requireScope(caller, 'webhooks:write')
  await requireEnabled(deps, caller, key.endpointId)
  const { deliveries } = deps.storage.webhooks
  if (!(await deliveries.find(caller.account, key))) throw new AppError('not_found', { param: 'event_id' })
  if (!(await deliveries.replay(caller.account, key, deps.clock.now()))) throw new AppError('delivery_under_way', { retryAfterSeconds: 20 })
}

/**
 * Sends all again that failed or were held, of events since then: once each, one after the other, in the order of the events. Answers how many.
 * @throws not_found, endpoint_disabled, validation_failed for more than 30 days
 */
export async function recoverDeliveries(deps: ServiceDeps, caller: Caller, endpointId: string, since: Instant): Promise<number> {
  requireScope(caller, 'webhooks:write')
  const now = deps.clock.now()
  if (!(since >= now - LONGEST_RECOVERY_MS && since <= now))
    throw new AppError('validation_failed', { param: 'since', detail: 'Send a time of the last 30 days.' })
  await requireEnabled(deps, caller, endpointId)
  return deps.storage.webhooks.deliveries.recover(caller.account, endpointId, since, now)
}

async function requireEnabled(deps: ServiceDeps, caller: Caller, id: string): Promise<void> {
  const { disabledAt } = await requireEndpoint(deps, caller, id)
  if (disabledAt !== null) throw new AppError('endpoint_disabled')
}
