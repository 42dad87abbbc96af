import type { Clock, Logger } from '../base/index.ts'

/** Work that is done from time to time and matters to nobody at once, such as forgetting what is old. Each does the same whoever did it before. */
export interface Chore {
  name: string
  everyMs: number
  run(): Promise<void>
}

export interface Chores {
  start(): void
  /** Begins none any more and waits for the one that runs. */
  stop(): Promise<void>
}

const LOOK_MS = 10_000

/** One after the other, the first round soon after the start. A chore that fails is tried again at its next time. */
export function createChores({ chores, clock, log }: { chores: readonly Chore[]; clock: Clock; log: Logger }): Chores {
  const stopping = new AbortController()
  const dueAt = new Map(chores.map(({ name }) => [name, clock.now() + LOOK_MS]))
  let loop: Promise<void> | null = null

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      for (const chore of chores) {
        if (stopping.signal.aborted || clock.now() < (dueAt.get(chore.name) ?? 0)) continue
        dueAt.set(chore.name, clock.now() + chore.everyMs)
        await chore
          .run()
          .catch((error: unknown) => log.warn({ err: error, chore: chore.name }, 'a chore failed; it is tried again at its next time'))
      }
      await clock.sleep(LOOK_MS, stopping.signal)
    }
  }

  return {
    start: () => {
      loop ??= run()
    },
    stop: async () => {
      stopping.abort()
      await loop
    },
  }
}
