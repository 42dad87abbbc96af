import type { Groups } from './groups.ts'
import type { Catalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { createDeliveries } from './webhook-deliveries.ts'
import { createEndpoints } from './webhook-endpoints.ts'
import type { WebhookStorage } from './webhook-port.ts'

/** Endpoints, how they do, and what is due to them. */
export function createWebhooks(pool: Pool, sql: Catalogue, groups: Groups): WebhookStorage {
  return { endpoints: createEndpoints(pool, sql), deliveries: createDeliveries(pool, sql, groups) }
}
