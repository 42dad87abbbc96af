import { AppError } from '../../base/index.ts'
import type { DeliveryKey, DeliveryStatus, ListedDelivery } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { type EndpointView, requireEndpoint, viewOf, withState } from './endpoint.ts'

/** Endpoints of the account, oldest first. */
export async function listEndpoints({ storage }: ServiceDeps, caller: Caller): Promise<EndpointView[]> {
  requireScope(caller, 'webhooks:read')
  const endpoints = await storage.webhooks.endpoints.list(caller.account)
  const states = await storage.webhooks.endpoints.states(
    caller.account,
    endpoints.map(({ id }) => id),
  )
  return endpoints.map((endpoint) => viewOf(endpoint, states.get(endpoint.id)))
}

/** @throws not_found */
export async function getEndpoint(deps: ServiceDeps, caller: Caller, id: string): Promise<EndpointView> {
  requireScope(caller, 'webhooks:read')
  return withState(deps, caller, await requireEndpoint(deps, caller, id))
}

export interface DeliveryPage {
  /** Event id of the last delivery of the page before; null: from the newest. */
  after: string | null
  limit: number
  status: DeliveryStatus | null
}

/** Deliveries of an endpoint with their attempts, newest events first. @throws not_found */
export async function listDeliveries(deps: ServiceDeps, caller: Caller, endpointId: string, page: DeliveryPage): Promise<ListedDelivery[]> {
  requireScope(caller, 'webhooks:read')
  await requireEndpoint(deps, caller, endpointId)
  return deps.storage.webhooks.deliveries.list(caller.account, endpointId, page)
}

/** One delivery with its attempts and its body (null before the first attempt). @throws not_found */
export async function getDelivery(deps: ServiceDeps, caller: Caller, key: DeliveryKey): Promise<ListedDelivery & { body: string | null }> {
  requireScope(caller, 'webhooks:read')
  const delivery = await deps.storage.webhooks.deliveries.find(caller.account, key)
  if (!delivery) throw new AppError('not_found', { param: 'event_id' })
  return delivery
}
