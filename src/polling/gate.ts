import type { Clock, Instant } from '../base/index.ts'
import type { Breaker } from './breaker.ts'
import type { Limiter } from './limiter.ts'

/** How many requests run at once over all gates. */
export interface Slots {
  /** False when all are taken: `whenFree` is then called once, as soon as there is one to try for. */
  take(whenFree: () => void): boolean
  free(): void
}

export function createSlots(max: number): Slots {
  let taken = 0
  const waiting = new Set<() => void>()
  return {
    take: (whenFree) => {
      if (taken >= max) {
        waiting.add(whenFree)
        return false
      }
      taken++
      return true
    },
    free: () => {
      taken--
      for (const next of waiting) {
        if (taken >= max) return
        waiting.delete(next)
        next()
      }
    },
  }
}

export type Admission =
  /** The request may go now; `leave` when its answer is there. */
  | { kind: 'go'; leave(): void }
  /** A limit cannot be met before the deadline. */
  | { kind: 'throttled'; notBefore: Instant }
  /** The breaker is open. */
  | { kind: 'open'; notBefore: Instant }
  /** The caller's signal came first. */
  | { kind: 'timeout' }

/** The way to one carrier with one credential: limits, breaker and the number of requests at once, for everybody who asks. */
export interface Gate {
  /** Waits for leave to send one request. Earliest deadline first, so that a person who waits is not behind a background batch. */
  enter(deadline: Instant, signal: AbortSignal): Promise<Admission>
  /** Nobody passes before `until`; who cannot wait so long is told now. */
  pause(until: Instant): void
  /** When the breaker lets through again; null while it does. */
  openUntil(): Instant | null
  failed(): void
  /** Whether the breaker had been open. */
  succeeded(): boolean
  /** Whether anybody is inside or waits. */
  busy(): boolean
}

export interface GateOptions {
  clock: Clock
  limiter: Limiter
  breaker: Breaker
  slots: Slots
  /** Requests at once. */
  atOnce: number
}

interface Waiter {
  deadline: Instant
  resolve(admission: Admission): void
}

export function createGate({ clock, limiter, breaker, slots, atOnce }: GateOptions): Gate {
  let queue: Waiter[] = []
  let running = 0
  let alarm: { at: Instant; off: AbortController } | null = null

  function leave(): void {
    running--
    limiter.done(clock.now())
    slots.free()
    pump()
  }

  /** One timer for the gate, however many wait. */
  async function wakeAt(at: Instant): Promise<void> {
    if (alarm !== null && alarm.at === at) return
    alarm?.off.abort()
    const mine = { at, off: new AbortController() }
    alarm = mine
    await clock.sleep(Math.max(0, at - clock.now()), mine.off.signal)
    if (alarm !== mine) return
    alarm = null
    pump()
  }

  function refuse(kind: 'throttled' | 'open', notBefore: Instant, who: (waiter: Waiter) => boolean): void {
    const refused = queue.filter(who)
    if (refused.length === 0) return
    queue = queue.filter((waiter) => !who(waiter))
    for (const waiter of refused) waiter.resolve({ kind, notBefore })
  }

  function pump(): void {
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const now = clock.now()
      const openUntil = breaker.openUntil(now)
      if (openUntil !== null) return refuse('open', openUntil, () => true)
      if (running >= Math.min(atOnce, breaker.atOnce())) return
      const readyAt = limiter.readyAt(now)
      if (readyAt === Number.POSITIVE_INFINITY) return limiter.onDone(pump)
      if (readyAt > now) {
        refuse('throttled', readyAt, ({ deadline }) => deadline <= readyAt)
        if (queue.length > 0) void wakeAt(readyAt)
        return
      }
      if (!slots.take(pump)) return
      // Counted and sent in the same tick, so that no request goes later than its count.
      limiter.take(now)
      running++
      queue.shift()
      head.resolve({ kind: 'go', leave })
    }
    alarm?.off.abort()
    alarm = null
  }

  /** Answers how to leave again. */
  function join(waiter: Waiter): () => void {
    queue.splice(placeOf(queue, waiter.deadline), 0, waiter)
    pump()
    return () => {
      queue = queue.filter((other) => other !== waiter)
    }
  }

  return {
    enter: (deadline, signal) => waitFor(signal, (waiter) => join({ ...waiter, deadline })),
    pause: (until) => {
      limiter.pause(until)
      pump()
    },
    openUntil: () => breaker.openUntil(clock.now()),
    failed: () => {
      breaker.failed(clock.now())
      pump()
    },
    succeeded: () => breaker.succeeded(),
    busy: () => running > 0 || queue.length > 0,
  }
}

/** The admission that the queue gives, or `timeout` when the signal comes first. */
function waitFor(signal: AbortSignal, join: (waiter: Pick<Waiter, 'resolve'>) => () => void): Promise<Admission> {
  if (signal.aborted) return Promise.resolve({ kind: 'timeout' })
  return new Promise((settle) => {
    let admitted = false
    const abandon = join({
      resolve: (admission) => {
        admitted = true
        signal.removeEventListener('abort', giveUp)
        settle(admission)
      },
    })
    // Most are admitted at once.
    if (!admitted) signal.addEventListener('abort', giveUp)

    function giveUp(): void {
      abandon()
      settle({ kind: 'timeout' })
    }
  })
}

/** Behind everybody whose deadline is not later. Searched from the end: most arrive in order. */
function placeOf(queue: readonly Waiter[], deadline: Instant): number {
  let index = queue.length
  while (index > 0 && (queue[index - 1]?.deadline ?? 0) > deadline) index--
  return index
}
