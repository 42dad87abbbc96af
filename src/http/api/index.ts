import { setMaxListeners } from 'node:events'
import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../base/index.ts'
import { carrierRoutes } from './carriers.ts'
import { eventRoutes } from './events.ts'
import { type ApiDoor, mountRoutes } from './mount.ts'
import { noticeSettingsRoutes } from './notice-settings.ts'
import { smsUsageRoutes } from './sms-usage.ts'
import { noticeRoutes } from './notices.ts'
import { openApiRoute } from './openapi.ts'
import type { Route } from './route.ts'
import { streamRoutes, type StreamTools } from './stream.ts'
import { trackingRoutes } from './trackings.ts'
import { webhookRoutes } from './webhooks.ts'

/** Every route of `/api` below the prefix, in the order of the reference. */
export function apiRoutes(tools: StreamTools & { version: string }): Route[] {
  const { services } = tools
  const routes = [
    ...trackingRoutes(services),
    ...eventRoutes(services),
    ...streamRoutes(tools),
    ...webhookRoutes(services),
    ...noticeRoutes(services),
    ...noticeSettingsRoutes(services),
    ...smsUsageRoutes(services),
    ...carrierRoutes(services),
  ]
  return [...routes, openApiRoute(routes, tools.version)]
}

/** The modern surface. Plural nouns, snake_case, prefixed ids, ISO instants, cursors, problems, real statuses, Idempotency-Key. */
export function mountApi(scope: FastifyInstance, door: ApiDoor & { clock: Clock; version: string }): void {
  const stopping = new AbortController()
  // One listener a stream; Node warns from the eleventh on.
  setMaxListeners(0, stopping.signal)
  scope.addHook('preClose', async () => stopping.abort())
  mountRoutes(scope, apiRoutes({ ...door, stopping: stopping.signal }), door)
}
