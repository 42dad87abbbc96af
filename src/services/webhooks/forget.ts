import type { ServiceDeps } from '../deps.ts'

const KEEP_MS = 30 * 24 * 3_600_000
/** Rows of one statement, each of which takes deliveries and attempts along. */
const CHUNK = 1_000
/** Statements of one call and account; what is left waits for the next. */
const MOST_CHUNKS = 100

/** Forgets events of more than 30 days ago with what was delivered of them, and endpoints that were deleted before. */
export async function forgetOld({ storage, clock }: Pick<ServiceDeps, 'storage' | 'clock'>): Promise<void> {
  const before = clock.now() - KEEP_MS
  for (const account of await storage.accounts.list()) {
    for (let i = 0; i < MOST_CHUNKS; i += 1) {
      if ((await storage.events.sweep(account, before, CHUNK)) < CHUNK) break
    }
    await storage.webhooks.endpoints.sweep(account, before)
  }
}
