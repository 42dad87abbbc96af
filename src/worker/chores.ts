import type { Clock, Logger } from '../base/index.ts'
import type { InnerServices } from '../services/index.ts'

const FIRST_MS = 60_000
const EVERY_MS = 3_600_000

/** What is done once an hour by each process, and may be done by several at once. */
export function createChores({ forgetOld, clock, log }: { forgetOld: InnerServices['forgetOld']; clock: Clock; log: Logger }): {
  start(): void
  stop(): Promise<void>
} {
  const stopping = new AbortController()
  let loop: Promise<void> | null = null

  async function rounds(): Promise<void> {
    await clock.sleep(FIRST_MS, stopping.signal)
    while (!stopping.signal.aborted) {
      await forgetOld(stopping.signal).catch((error: unknown) => log.warn({ err: error }, 'what is old could not be forgotten'))
      await clock.sleep(EVERY_MS, stopping.signal)
    }
  }

  return {
    start: () => {
      loop ??= rounds()
    },
    stop: async () => {
      stopping.abort()
      await loop
    },
  }
}
