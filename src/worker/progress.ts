import type { Clock } from '../base/index.ts'
import type { HealthReport } from '../services/index.ts'

/** What has not ended, or a loop that has not come round, within this time is wedged. A batch may take 60 s at its carrier, a webhook 15. */
const WEDGED_MS = 90_000

/** Not ok when something is wedged. `cameRoundAt`: null while the loop does not run. */
export function progressOf(
  loop: { name: string; cameRoundAt: number | null },
  running: readonly { what: string; startedAt: number }[],
  now: number,
): HealthReport['checks'][string] {
  const stuck = running.find(({ startedAt }) => now - startedAt > WEDGED_MS)
  if (stuck) return { ok: false, reason: `${stuck.what} has not ended for ${seconds(now - stuck.startedAt)} s` }
  const { cameRoundAt } = loop
  if (cameRoundAt !== null && now - cameRoundAt > WEDGED_MS)
    return { ok: false, reason: `the ${loop.name} loop has not come round for ${seconds(now - cameRoundAt)} s` }
  return { ok: true }
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000)
}

export interface Running {
  /** Begins work, which must not reject. */
  run: (what: string, work: () => Promise<void>) => void
  running: ReadonlyMap<symbol, { what: string; startedAt: number; done: Promise<void> }>
}

/** What is under way, and since when. */
export function createRunning(clock: Clock): Running {
  const running = new Map<symbol, { what: string; startedAt: number; done: Promise<void> }>()
  return {
    running,
    run: (what, work) => {
      const id = Symbol(what)
      const entry = { what, startedAt: clock.now(), done: Promise.resolve() }
      running.set(id, entry)
      entry.done = work().finally(() => running.delete(id))
    },
  }
}
