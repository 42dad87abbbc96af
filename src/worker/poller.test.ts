import { expect, test } from 'vitest'
import type { Clock, Logger } from '../base/index.ts'
import { createPoller, type Poller, type PollerOptions } from './poller.ts'

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const MINUTE_MS = 60_000

interface Bench {
  poller: Poller
  clock: Clock & { advance(ms: number): Promise<void> }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve()
}

/** A poller on a clock that moves by hand. */
function bench(looks: Omit<PollerOptions['polling'], 'readFeeds' | 'settle'>, concurrency = 16): Bench {
  const polling = { ...looks, readFeeds: () => Promise.resolve(), settle: () => Promise.resolve() }
  const sleepers = new Set<{ at: number; wake(): void }>()
  let now = 1_700_000_000_000
  const clock: Bench['clock'] = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const sleeper = { at: now + ms, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => resolve())
      }),
    advance: async (ms) => {
      await settle()
      for (const end = now + ms; now < end;) {
        now = Math.min(end, now + 100)
        for (const sleeper of [...sleepers].filter(({ at }) => at <= now)) {
          sleepers.delete(sleeper)
          sleeper.wake()
        }
        await settle()
      }
    },
  }
  return { poller: createPoller({ polling, clock, log: silent, concurrency }), clock }
}

test('a batch that never ends makes it unwell, which passes when the batch ends', async () => {
  const open: (() => void)[] = []
  const finish = (): void => {
    for (const end of open.splice(0)) end()
  }
  const { poller, clock } = bench({
    dueLanes: () => Promise.resolve(['cdek']),
    pollDue: () => new Promise((resolve) => open.push(() => resolve({ polled: 1, drained: true }))),
  })
  poller.start()
  await clock.advance(MINUTE_MS)
  expect(poller.health()).toEqual({ ok: true })
  await clock.advance(MINUTE_MS)
  expect(poller.health()).toEqual({ ok: false, reason: expect.stringMatching(/^a batch of cdek has not ended for 1\d\d s$/) })
  finish()
  await clock.advance(1_000)
  expect(poller.health()).toEqual({ ok: true })
  const stopping = poller.stop()
  finish()
  await stopping
})

test('a loop that hangs in the database makes it unwell, which passes when it goes on', async () => {
  const open: ((lanes: string[]) => void)[] = []
  const { poller, clock } = bench({
    dueLanes: () => new Promise((resolve) => open.push(resolve)),
    pollDue: () => Promise.resolve({ polled: 0, drained: true }),
  })
  poller.start()
  await clock.advance(2 * MINUTE_MS)
  expect(poller.health()).toEqual({ ok: false, reason: expect.stringMatching(/^the polling loop has not come round for 120 s$/) })
  open.shift()?.([])
  await clock.advance(500)
  expect(poller.health()).toEqual({ ok: true })
  const stopping = poller.stop()
  open.shift()?.([])
  await stopping
})

test('failures are tried again after a pause and are no illness', async () => {
  const rounds: number[] = []
  const { poller, clock } = bench({
    dueLanes: () => {
      rounds.push(clock.now())
      return Promise.reject(new Error('the database is away'))
    },
    pollDue: () => Promise.reject(new Error('never asked')),
  })
  poller.start()
  await clock.advance(3 * MINUTE_MS)
  expect(poller.health()).toEqual({ ok: true })
  expect(rounds.length).toBeGreaterThan(80)
  expect(rounds.length).toBeLessThan(100)
  await poller.stop()
})

test('a slow lane leaves room for others, and a drained lane is asked no further', async () => {
  const running = new Map<string, number>()
  const most = new Map<string, number>()
  let quick = 0
  const { poller, clock } = bench(
    {
      dueLanes: () => Promise.resolve(['slow', 'quick']),
      pollDue: async (lane, signal) => {
        running.set(lane, (running.get(lane) ?? 0) + 1)
        most.set(lane, Math.max(most.get(lane) ?? 0, running.get(lane) ?? 0))
        if (lane === 'slow') await clock.sleep(MINUTE_MS, signal)
        else quick += 1
        running.set(lane, (running.get(lane) ?? 0) - 1)
        return { polled: 1, drained: true }
      },
    },
    3,
  )
  poller.start()
  await clock.advance(10_000)
  expect(most.get('slow')).toBe(2)
  expect(quick).toBeGreaterThan(30)
  expect(quick).toBeLessThan(50)
  await poller.stop()
  expect(running.get('slow')).toBe(0)
})
