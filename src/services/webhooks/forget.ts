import type { ServiceDeps } from '../deps.ts'

const KEEP_MS = 30 * 24 * 3_600_000
/** Rows of one statement, each of which takes deliveries and attempts along. */
const CHUNK = 1_000

/** Forgets events of more than 30 days ago with what was delivered of them, and endpoints that were deleted before. */
export async function forgetOld({ storage, clock }: ServiceDeps, signal?: AbortSignal): Promise<void> {
  const before = clock.now() - KEEP_MS
  for (const account of await storage.accounts.list()) {
    while (!signal?.aborted && (await storage.events.sweep(account, before, CHUNK)) >= CHUNK);
    await storage.webhooks.endpoints.sweep(account, before)
  }
}
