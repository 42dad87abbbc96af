import type { FastifyInstance } from 'fastify'
import type { Services } from '../../services/index.ts'
import { carrierRoutes } from './carriers.ts'
import { type ApiDoor, mountRoutes } from './mount.ts'
import type { Route } from './route.ts'

/** Every route of `/api`, in the order of the reference. */
export function apiRoutes(services: Services): Route[] {
  return [...carrierRoutes(services)]
}

/** The modern surface. Plural nouns, snake_case, prefixed ids, ISO instants, cursors, problems, real statuses, Idempotency-Key. */
export function mountApi(scope: FastifyInstance, door: ApiDoor): void {
  mountRoutes(scope, apiRoutes(door.services), door)
}
