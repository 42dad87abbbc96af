import { createAccounts } from './accounts.ts'
import { createBell, ringing } from './bell.ts'
import { createCarrierAnswers } from './carrier-answers.ts'
import { createCarrierHealth } from './carrier-health.ts'
import { createCarrierStates } from './carrier-states.ts'
import { createCredentials } from './credentials.ts'
import { createEvents } from './events.ts'
import { createGroups } from './groups.ts'
import { createIdempotencyKeys } from './idempotency-keys.ts'
import { createKeys } from './keys.ts'
import { createNotices } from './notices.ts'
import { createPolling } from './polling.ts'
import type { Storage } from './port.ts'
import { createQuota } from './quota.ts'
import { createSealed } from './sealed.ts'
import { createSmsCounts } from './sms-counts.ts'
import { loadCatalogue } from './sql/catalogue.ts'
import type { Pool } from './sql/pool.ts'
import { createTrackings } from './trackings.ts'
import { createWebhooks } from './webhooks.ts'

/** With the second that a connection may take this makes the 3 s of the port. */
const PING_MS = 2_000

/** The port over a migrated database. Owns the pool: `close` ends it. Every call is repeated while the database is away, 15 s at most. */
export function createStorage(pool: Pool): Storage {
  const sql = loadCatalogue()
  const groups = createGroups(pool)
  const bell = createBell()
  const ping = { ...sql.statement('ping'), timeoutMs: PING_MS }
  return {
    accounts: createAccounts(pool, sql),
    keys: createKeys(pool, sql),
    credentials: createCredentials(pool, sql),
    ...createSealed(pool, sql),
    ...ringing({ trackings: createTrackings(pool, sql, groups), polling: createPolling(pool, sql, groups) }, bell),
    events: createEvents(pool, sql, bell),
    carrierStates: createCarrierStates(pool, sql),
    carrierAnswers: createCarrierAnswers(pool, sql),
    carrierHealth: createCarrierHealth(pool, sql),
    notices: createNotices(pool, sql, groups),
    quota: createQuota(pool, sql),
    webhooks: createWebhooks(pool, sql, groups),
    idempotencyKeys: createIdempotencyKeys(pool, sql),
    smsCounts: createSmsCounts(pool, sql),
    ping: async () => {
      await pool.once(ping)
    },
    close: () => pool.end(),
  }
}
