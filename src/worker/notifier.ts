import type { Clock, Logger } from '../base/index.ts'
import type { HealthReport, InnerServices } from '../services/index.ts'

/** How long an idle loop waits before it looks for due notices again. */
const IDLE_MS = 500
/** After a failed round (the database is away) the loop waits this long. */
const FAILED_MS = 2_000
/** During a stop messages may be handed over for so long; then what hangs is given up and sent again later. */
const ENDING_MS = 15_000
/** A channel may take 60 s for one message. */
const WEDGED_MS = 180_000

export interface Notifier {
  start(): void
  /** Takes no new work, ends what is under way and resolves when nothing runs. */
  stop(): Promise<void>
  /** Not ok when the loop or a channel is wedged. */
  health(): HealthReport['checks'][string]
}

type Channel = Awaited<ReturnType<InnerServices['notices']['dueChannels']>>[number]

/** The worker's door for notices: each channel on its own, so that a slow gateway holds up nobody's mail. */
export function createNotifier({ notices, clock, log }: { notices: InnerServices['notices']; clock: Clock; log: Logger }): Notifier {
  const stopping = new AbortController()
  const cut = new AbortController()
  const running = new Map<Channel, { startedAt: number; done: Promise<void> }>()
  let cameRoundAt = clock.now()
  let loop: Promise<void> | null = null

  async function drain(channel: Channel, mark: (now: number) => void): Promise<void> {
    try {
      for (let drained = false; !drained && !stopping.signal.aborted;) {
        mark(clock.now())
        ;({ drained } = await notices.deliverDue(channel, cut.signal))
      }
    } catch (error) {
      log.error({ err: error, channel }, 'due notices could not be worked on; they fall due again when their lease ends')
      await clock.sleep(FAILED_MS, stopping.signal)
    }
  }

  function launch(channel: Channel): void {
    const entry = { startedAt: clock.now(), done: Promise.resolve() }
    running.set(channel, entry)
    entry.done = drain(channel, (now) => {
      entry.startedAt = now
    }).finally(() => running.delete(channel))
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        for (const channel of await notices.dueChannels()) if (!running.has(channel)) launch(channel)
        cameRoundAt = clock.now()
        await clock.sleep(IDLE_MS, stopping.signal)
      } catch (error) {
        log.error({ err: error }, 'looking for due notices failed')
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
      const ended = new AbortController()
      const hurried = clock.sleep(ENDING_MS, ended.signal).then(() => cut.abort())
      await Promise.all([...running.values()].map(({ done }) => done))
      ended.abort()
      await hurried
    },
    health: () => {
      const now = clock.now()
      const stuck = [...running].find(([, { startedAt }]) => now - startedAt > WEDGED_MS)
      if (stuck)
        return {
          ok: false,
          reason: `notices by ${stuck[0]} have not come to an end for ${Math.round((now - stuck[1].startedAt) / 1_000)} s`,
        }
      if (loop && now - cameRoundAt > WEDGED_MS) return { ok: false, reason: 'the loop of notices has not come round' }
      return { ok: true }
    },
  }
}
