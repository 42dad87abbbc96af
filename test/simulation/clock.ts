import type { Clock, Instant } from '../../src/base/index.ts'
import type { Pool } from '../../src/storage/index.ts'

/** Of the event loop without a query: what comes together is gathered for one turn. */
const TURNS = 3

interface Sleeper {
  at: Instant
  wake: (() => void) | null
}

export interface SimulatedClock extends Clock {
  /** Counts work of the real world, such as a query: time stands still meanwhile. */
  during<T>(work: Promise<T>): Promise<T>
  /** Runs until the promise is settled. @throws Error when nobody sleeps and nothing is under way any more */
  drive<T>(promise: Promise<T>): Promise<T>
  /** A clock for a loop that looks for due rows: whatever it asks for, it sleeps until the next round at which there may be one. */
  rounds(next: (now: Instant) => Instant): Clock
}

/** Time jumps to the next moment for which somebody sleeps, as soon as the real work of this moment (queries) is done. */
export function simulatedClock(start: Instant): SimulatedClock {
  let now = start
  let underWay = 0
  let whenIdle: (() => void) | null = null
  const sleepers: Sleeper[] = []
  const loops = new Set<{ next: (now: Instant) => Instant; wake: () => void }>()

  const during = async <T>(work: Promise<T>): Promise<T> => {
    underWay++
    try {
      return await work
    } finally {
      underWay--
      if (underWay === 0) whenIdle?.()
    }
  }

  /** Until no query runs and nobody has anything to say about that. */
  async function quiet(): Promise<void> {
    for (let turns = 0; turns < TURNS; turns++) {
      await new Promise((resolve) => setImmediate(resolve))
      if (underWay === 0) continue
      await new Promise<void>((resolve) => {
        whenIdle = resolve
      })
      whenIdle = null
      turns = -1
    }
  }

  function insert(sleeper: Sleeper): void {
    let low = 0
    // Latest first: the next one is taken from the end.
    for (let high = sleepers.length; low < high;) {
      const middle = (low + high) >> 1
      if ((sleepers[middle]?.at ?? 0) > sleeper.at) low = middle + 1
      else high = middle
    }
    sleepers.splice(low, 0, sleeper)
  }

  function jump(): void {
    while (sleepers.length > 0 && sleepers.at(-1)?.wake === null) sleepers.pop()
    const round = Math.min(...[...loops].map(({ next }) => next(now)))
    const at = Math.min(sleepers.at(-1)?.at ?? Number.POSITIVE_INFINITY, round)
    if (at === Number.POSITIVE_INFINITY) throw new Error('nobody waits for any time, and nothing is under way')
    const due = [...loops].filter(({ next }) => next(now) <= at)
    now = Math.max(now, at)
    for (const { wake } of due) wake()
    while ((sleepers.at(-1)?.at ?? Number.POSITIVE_INFINITY) <= now) sleepers.pop()?.wake?.()
  }

  return {
    now: () => now,
    during,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const sleeper: Sleeper = {
          at: now + ms,
          wake: () => {
            sleeper.wake = null
            signal?.removeEventListener('abort', end)
            resolve()
          },
        }
        const end = (): void => sleeper.wake?.()
        insert(sleeper)
        signal?.addEventListener('abort', end)
      }),
    rounds: (next) => ({
      now: () => now,
      sleep: (_ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve()
          const loop = { next, wake: (): void => end() }
          const end = (): void => {
            loops.delete(loop)
            signal?.removeEventListener('abort', end)
            resolve()
          }
          loops.add(loop)
          signal?.addEventListener('abort', end)
        }),
    }),
    drive: async (promise) => {
      let isSettled = false
      const done = promise.finally(() => {
        isSettled = true
      })
      done.catch(() => undefined)
      for (;;) {
        await quiet()
        if (isSettled) return done
        jump()
      }
    },
  }
}

/** The pool, with time standing still while it works. */
export function heldPool(pool: Pool, clock: SimulatedClock): Pool {
  return {
    ...pool,
    query: (statement, params) => clock.during(pool.query(statement, params)),
    once: (statement, params) => clock.during(pool.once(statement, params)),
    tx: (work) => clock.during(pool.tx(work)),
    persist: (work) => clock.during(pool.persist(work)),
  }
}
