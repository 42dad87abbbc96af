import { AppError, type Instant } from '../../base/index.ts'
import type { WebhookEndpoint } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { checkedEndpoint, type EndpointChange, type EndpointView, requireEndpoint, withState } from './endpoint.ts'

/** Changes, disables or enables an endpoint; without anything to change it answers it as it is. @throws not_found, url_refused, validation_failed */
export async function updateEndpoint(deps: ServiceDeps, caller: Caller, id: string, sent: EndpointChange): Promise<EndpointView> {
  requireScope(caller, 'webhooks:write')
  if (Object.keys(sent).length === 0) return withState(deps, caller, await requireEndpoint(deps, caller, id))
  const now = deps.clock.now()
  const checked = checkedEndpoint(deps, sent)
  const change = (current: WebhookEndpoint): Partial<WebhookEndpoint> => ({ ...checked, ...switched(current, sent.enabled, now) })
  const endpoint = await deps.storage.webhooks.endpoints.update(caller.account, id, change, now)
  if (!endpoint) throw new AppError('not_found', { param: 'id' })
  if (sent.enabled === true) await deps.storage.webhooks.endpoints.clearFailures(caller.account, id)
  return withState(deps, caller, endpoint)
}

function switched({ disabledAt }: WebhookEndpoint, enabled: boolean | undefined, now: Instant): Partial<WebhookEndpoint> {
  if (enabled === undefined || enabled === (disabledAt === null)) return {}
  return enabled ? { disabledAt: null, disabledBecause: null } : { disabledAt: now, disabledBecause: 'by_owner' }
}

/** Its due deliveries are cancelled; what was delivered can be read until it is forgotten. @throws not_found */
export async function removeEndpoint(deps: ServiceDeps, caller: Caller, id: string): Promise<void> {
  requireScope(caller, 'webhooks:write')
  if (!(await deps.storage.webhooks.endpoints.remove(caller.account, id, deps.clock.now())))
    throw new AppError('not_found', { param: 'id' })
}
