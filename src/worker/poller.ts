import { setMaxListeners } from 'node:events'
import type { Clock, Logger } from '../base/index.ts'
import type { HealthReport, InnerServices } from '../services/index.ts'
import { progressOf } from './progress.ts'

/** How long an idle loop waits before it looks for due trackings again: the longest delay before a new number is asked for. */
const IDLE_MS = 250
/** After a failed round (the database is away) the loop waits this long. */
const FAILED_MS = 2_000
/** Batches of one lane at once, so that a slow carrier leaves room for the others. */
const BATCHES_A_LANE = 2

export interface Poller {
  start(): void
  /** Takes no new work, ends what is under way (asking carriers is cut short) and resolves when nothing runs. */
  stop(): Promise<void>
  /** Not ok when the loop or a batch is wedged. */
  health(): HealthReport['checks'][string]
}

export interface PollerOptions {
  polling: InnerServices['polling']
  clock: Clock
  log: Logger
  /** Batches at once over all lanes. */
  concurrency: number
}

/** The worker's door: claims due trackings lane by lane and has them looked at. */
export function createPoller({ polling, clock, log, concurrency }: PollerOptions): Poller {
  const stopping = new AbortController()
  // One listener a batch; Node warns from the eleventh on.
  setMaxListeners(0, stopping.signal)
  const running = new Map<symbol, { lane: string; startedAt: number; done: Promise<void> }>()
  let cameRoundAt = clock.now()
  let loop: Promise<void> | null = null
  const feeds = createFeedReader({ polling, log })

  async function drain(lane: string, mark: (now: number) => void): Promise<void> {
    try {
      for (let drained = false; !drained && !stopping.signal.aborted;) {
        mark(clock.now())
        ;({ drained } = await polling.pollDue(lane, stopping.signal))
      }
    } catch (error) {
      log.error({ err: error, lane }, 'a batch of due trackings failed; its rows fall due again when their lease ends')
      await clock.sleep(FAILED_MS, stopping.signal)
    }
  }

  function launch(lane: string): void {
    const id = Symbol(lane)
    const entry = { lane, startedAt: clock.now(), done: Promise.resolve() }
    running.set(id, entry)
    entry.done = drain(lane, (now) => {
      entry.startedAt = now
    }).finally(() => running.delete(id))
  }

  async function round(): Promise<void> {
    const lanes = await polling.dueLanes()
    for (const lane of lanes) {
      const busy = [...running.values()].filter((entry) => entry.lane === lane).length
      if (running.size < concurrency && busy < BATCHES_A_LANE) launch(lane)
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        feeds.read()
        polling.settle().catch((error: unknown) => log.warn({ err: error }, 'how carriers answer could not be written'))
        await round()
        cameRoundAt = clock.now()
        await clock.sleep(IDLE_MS, stopping.signal)
      } catch (error) {
        log.error({ err: error }, 'looking for due trackings failed')
        // The loop itself is well: readiness tells that the database is away.
        cameRoundAt = clock.now()
        await clock.sleep(FAILED_MS, stopping.signal)
      }
    }
  }

  return {
    start: () => {
      cameRoundAt = clock.now()
      loop ??= run()
    },
    stop: async () => {
      stopping.abort()
      await loop
      await Promise.all([...[...running.values()].map((entry) => entry.done), feeds.done()])
    },
    health: () => {
      const batches = [...running.values()].map(({ lane, startedAt }) => ({ what: `a batch of ${lane}`, startedAt }))
      return progressOf({ name: 'polling', cameRoundAt: loop ? cameRoundAt : null }, batches, clock.now())
    },
  }
}

/** Feeds are slow and seldom: a round does not wait for them, and one at a time is read. */
function createFeedReader({ polling, log }: Pick<PollerOptions, 'polling' | 'log'>): { read(): void; done(): Promise<void> } {
  let reading: Promise<void> | null = null
  return {
    read: () => {
      reading ??= polling
        .readFeeds()
        .catch((error: unknown) => log.warn({ err: error }, 'the change feeds of carriers could not be read'))
        .finally(() => {
          reading = null
        })
    },
    done: () => reading ?? Promise.resolve(),
  }
}
