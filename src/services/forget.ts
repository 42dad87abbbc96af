import type { ServiceDeps } from './deps.ts'

const DAY_MS = 24 * 3_600_000
const EVENTS_MS = 30 * DAY_MS
/** Longer than any parcel is asked about after its last movement (60 days), so that no milestone can be told twice. */
const NOTICES_MS = 180 * DAY_MS
/** Limits look back one day. */
const SMS_COUNTS_MS = 2 * DAY_MS
/** Rows of one statement, each of which takes deliveries and attempts along. */
const CHUNK = 1_000
/** Statements of one call and account; what is left waits for the next. */
const MOST_CHUNKS = 100

/**
 * Forgets what is kept for a time only: events with what was delivered of them and deleted endpoints (30 days), notices (180 days after the
 * last thing that happened to them), counts of SMS.
 */
export async function forgetOld({ storage, clock }: Pick<ServiceDeps, 'storage' | 'clock'>): Promise<void> {
  const now = clock.now()
  for (const account of await storage.accounts.list()) {
    await inChunks(() => storage.events.sweep(account, now - EVENTS_MS, CHUNK))
    await inChunks(() => storage.notices.sweep(account, now - NOTICES_MS, CHUNK))
    await storage.webhooks.endpoints.sweep(account, now - EVENTS_MS)
    await storage.smsCounts.sweep(account, now - SMS_COUNTS_MS)
  }
}

async function inChunks(sweep: () => Promise<number>): Promise<void> {
  for (let i = 0; i < MOST_CHUNKS; i += 1) if ((await sweep()) < CHUNK) break
}
