import type { Clock, Logger } from '../base/index.ts'
import type { HealthReport, InnerServices } from '../services/index.ts'
import { createRunning, progressOf, type Running } from './progress.ts'
import { Slots, type Wish } from './slots.ts'

/** How long an idle loop waits before it looks for due notices again. */
const IDLE_MS = 500
/** After a failed round (the database is away) the loop waits this long. */
const FAILED_MS = 2_000
/** During a stop messages may be handed over for so long; then what hangs is given up and sent again later. */
const ENDING_MS = 15_000
/** Notices on their way at once by a process, on one channel. */
const PLACES = 8
/** Claims at once: while one commits, places that became free meanwhile need not wait for it. */
const MOST_CLAIMS = 4
/** A channel that takes longer for a notice is one that hangs. */
const SLOW_MS = 5_000

export interface Notifier {
  start(): void
  /** Takes no new work, ends what is under way and resolves when nothing runs. */
  stop(): Promise<void>
  /** Not ok when the loop or a notice is wedged. */
  health(): HealthReport['checks'][string]
}

type Notices = Pick<InnerServices['notices'], 'due' | 'claim' | 'deliver'>
type Channel = Awaited<ReturnType<Notices['due']>>[number]['channel']
type Claimed = Awaited<ReturnType<Notices['claim']>>[number]

export interface NotifierOptions {
  notices: Notices
  clock: Clock
  log: Logger
}

/** The worker's door for notices: each channel on its own, and of each account so many that nobody waits for another one's mail server. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { notices, clock, log } = options
  const stopping = new AbortController()
  const cut = new AbortController()
  const work = createRunning(clock)
  const signals = { stopping: stopping.signal, cut: cut.signal }
  const lines = (['email', 'sms'] as const).map((channel) => createLine(channel, options, work, signals))
  let cameRoundAt = clock.now()
  let loop: Promise<void> | null = null

  async function rounds(): Promise<void> {
    while (!stopping.signal.aborted) {
      let pause = IDLE_MS
      try {
        const due = await notices.due()
        for (const line of lines) line.setDue(due.filter(({ channel }) => channel === line.channel))
      } catch (error) {
        log.error({ err: error }, 'looking for due notices failed')
        pause = FAILED_MS
      }
      cameRoundAt = clock.now()
      await clock.sleep(pause, stopping.signal)
    }
  }

  return {
    start: () => {
      cameRoundAt = clock.now()
      loop ??= rounds()
    },
    stop: async () => {
      stopping.abort()
      await loop
      const ended = new AbortController()
      const hurried = clock.sleep(ENDING_MS, ended.signal).then(() => cut.abort())
      // A claim that was under way begins what it got.
      while (work.running.size > 0) await Promise.all([...work.running.values()].map(({ done }) => done))
      ended.abort()
      await hurried
    },
    health: () => progressOf({ name: 'notice', cameRoundAt: loop ? cameRoundAt : null }, [...work.running.values()], clock.now()),
  }
}

interface Line {
  channel: Channel
  setDue(due: readonly { accountId: number }[]): void
}

/** The notices of one channel. A place is taken again as soon as its notice has ended. */
function createLine(
  channel: Channel,
  { notices, clock, log }: NotifierOptions,
  { run }: Running,
  { stopping, cut }: { stopping: AbortSignal; cut: AbortSignal },
): Line {
  const slots = new Slots<number>(PLACES)
  let claims = 0

  function pump(): void {
    if (claims >= MOST_CLAIMS || stopping.aborted) return
    const wishes = slots.reserve()
    if (wishes.length === 0) return
    claims += 1
    run(`a claim of notices by ${channel}`, () => claim(wishes))
  }

  async function claim(wishes: readonly Wish<number>[]): Promise<void> {
    try {
      const asked = wishes.map(({ queue, most }) => ({ accountId: queue, most }))
      const claimed = await notices.claim(channel, asked)
      for (const wish of wishes) launch(wish, claimed)
    } catch (error) {
      log.error({ err: error, channel }, 'due notices could not be claimed')
      for (const { queue, most } of wishes) slots.release(queue, most)
      slots.setDue([])
      await clock.sleep(FAILED_MS, stopping)
    } finally {
      claims -= 1
      pump()
    }
  }

  function launch(wish: Wish<number>, claimed: readonly Claimed[]): void {
    const mine = claimed.filter(({ account }) => account.id === wish.queue)
    if (mine.length < wish.most) {
      slots.release(wish.queue, wish.most - mine.length)
      slots.setDrained(wish)
    }
    for (const one of mine) run(`a notice by ${channel} of account ${wish.queue}`, () => deliver(one))
  }

  async function deliver(claimed: Claimed): Promise<void> {
    const startedAt = clock.now()
    try {
      const isWell = await notices.deliver(claimed, cut)
      if (isWell !== null) slots.note(claimed.account.id, isWell && clock.now() - startedAt < SLOW_MS)
    } catch (error) {
      log.error({ err: error, noticeId: claimed.notice.id }, 'a notice could not be worked on; it falls due again when its lease ends')
    } finally {
      slots.release(claimed.account.id, 1)
      pump()
    }
  }

  return {
    channel,
    setDue: (due) => {
      slots.setDue(due.map(({ accountId }) => ({ queue: accountId })))
      pump()
    },
  }
}
