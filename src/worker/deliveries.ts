import { AppError, type Clock, type Logger } from '../base/index.ts'
import type { Deliverer, HealthReport, Tried } from '../services/index.ts'
import { createRunning, progressOf } from './progress.ts'
import { Slots, type Wish } from './slots.ts'

/** How long an idle loop waits before it looks for due deliveries again, which other processes may have planned. */
const IDLE_MS = 250
/** Between two looks, however often events are written. */
const LEAST_GAP_MS = 10
/** After a failed round (the database is away) the loop waits this long. */
const FAILED_MS = 2_000
/** Transactions at once: while one commits, the next gathers. With one, places stood empty during its commit. */
const MOST_TURNS = 2

export interface DeliveryLoop {
  start(): void
  /** Takes no new work, waits for the requests that are under way and writes how they ended. */
  stop(): Promise<void>
  /** Not ok when the loop or a request is wedged. */
  health(): HealthReport['checks'][string]
}

export interface DeliveryLoopOptions {
  deliverer: Deliverer
  clock: Clock
  log: Logger
  /** Webhooks on their way at once. */
  concurrency: number
}

type Claimed = Parameters<Deliverer['send']>[0]
type ClaimWish = Parameters<Deliverer['turn']>[1][number]

/** The worker's door for webhooks: claims due deliveries, sends them, writes how that went and claims the next in the same transaction. */
export function createDeliveryLoop(options: DeliveryLoopOptions): DeliveryLoop {
  const { deliverer, clock, log } = options
  const stopping = new AbortController()
  const turns = createTurns(options, stopping.signal)
  let isWoken = false
  let pause = new AbortController()
  let cameRoundAt = clock.now()
  let loop: Promise<void> | null = null
  let unwatch: (() => void) | null = null

  async function look(): Promise<void> {
    try {
      isWoken = false
      turns.setDue(await deliverer.due())
      cameRoundAt = clock.now()
    } catch (error) {
      log.error({ err: error }, 'looking for due deliveries failed')
      cameRoundAt = clock.now()
      await clock.sleep(FAILED_MS, stopping.signal)
    }
  }

  async function rounds(): Promise<void> {
    while (!stopping.signal.aborted) {
      const lookedAt = clock.now()
      await look()
      pause = new AbortController()
      if (!isWoken && !stopping.signal.aborted) await clock.sleep(IDLE_MS, pause.signal)
      const gap = LEAST_GAP_MS - (clock.now() - lookedAt)
      if (gap > 0) await clock.sleep(gap, stopping.signal)
    }
  }

  return {
    start: () => {
      cameRoundAt = clock.now()
      unwatch ??= deliverer.watch(() => {
        isWoken = true
        pause.abort()
      })
      loop ??= rounds()
    },
    stop: async () => {
      unwatch?.()
      stopping.abort()
      pause.abort()
      await loop
      await turns.end()
    },
    health: () => progressOf({ name: 'delivery', cameRoundAt: loop ? cameRoundAt : null }, turns.running(), clock.now()),
  }
}

interface Turns {
  setDue(due: Awaited<ReturnType<Deliverer['due']>>): void
  running(): { what: string; startedAt: number }[]
  /** Waits for what is under way, and writes how it ended. */
  end(): Promise<void>
}

/** The queues are endpoints. */
function toClaimWish({ queue, most, inOrder }: Wish<string>): ClaimWish {
  return { endpointId: queue, most, inOrder }
}

/** What is on its way, and the transactions between. */
function createTurns({ deliverer, clock, log, concurrency }: DeliveryLoopOptions, stopping: AbortSignal): Turns {
  const slots = new Slots<string>(concurrency)
  const { run, running } = createRunning(clock)
  let ended: { tried: Tried; inOrder: boolean }[] = []
  let turns = 0
  let isPumping = false

  async function send(claimed: Claimed, inOrder: boolean): Promise<void> {
    const tried = await deliverer.send(claimed)
    slots.note(claimed.endpointId, tried.posted.outcome === 'ok')
    ended.push({ tried, inOrder })
    pump()
  }

  /** What ended in the same tick is written together. */
  function pump(): void {
    if (isPumping) return
    isPumping = true
    setImmediate(() => {
      isPumping = false
      while (turns < MOST_TURNS) {
        const batch = ended
        ended = []
        for (const { tried, inOrder } of batch) slots.release(tried.claimed.endpointId, 1, inOrder)
        const wishes = stopping.aborted ? [] : slots.reserve()
        if (batch.length === 0 && wishes.length === 0) return
        turns += 1
        run('a turn of deliveries', () => turn(batch, wishes))
      }
    })
  }

  async function turn(batch: { tried: Tried; inOrder: boolean }[], wishes: Wish<string>[]): Promise<void> {
    const tried = batch.map((one) => one.tried)
    try {
      const claimed = await deliverer.turn(tried, wishes.map(toClaimWish))
      for (const wish of wishes) launch(wish, claimed)
    } catch (error) {
      for (const { queue, most, inOrder } of wishes) slots.release(queue, most, inOrder)
      await afterFailure(error, tried)
    } finally {
      turns -= 1
      pump()
    }
  }

  function launch(wish: Wish<string>, claimed: Claimed[]): void {
    const { queue, most, inOrder } = wish
    const mine = claimed.filter((one) => one.endpointId === queue && one.inOrder === inOrder)
    if (mine.length < most) {
      slots.release(queue, most - mine.length, inOrder && mine.length === 0)
      slots.setDrained(wish)
    }
    for (const one of mine) run(`a webhook to endpoint ${queue}`, () => send(one, inOrder))
  }

  /** Nothing is lost: what could not be written is sent again when its lease ends. */
  async function afterFailure(error: unknown, tried: Tried[]): Promise<void> {
    const isAway = error instanceof AppError && error.code === 'unavailable'
    log.error({ err: error, attempts: tried.length }, 'deliveries could not be written or claimed')
    slots.setDue([])
    await clock.sleep(isAway ? FAILED_MS : IDLE_MS, stopping)
  }

  return {
    setDue: (due) => {
      slots.setDue(due.map(({ endpointId, inOrder }) => ({ queue: endpointId, inOrder })))
      pump()
    },
    running: () => [...running.values()],
    end: async () => {
      for (;;) {
        if (ended.length > 0) pump()
        await Promise.all([...running.values()].map(({ done }) => done))
        if (running.size === 0 && ended.length === 0) return
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  }
}
