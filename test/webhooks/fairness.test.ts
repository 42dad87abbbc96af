import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { idOf, receiver } from './receiver.ts'
import { shop, type Shop, until } from './stage.ts'

const T0 = Date.UTC(2026, 0, 1)

interface Told {
  data: { tracking: { number: string; checkpoints: object[] } }
  sequence: number
  occurred_at: string
}

function quantile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN
}

test('R-14: an endpoint that hangs with 5,000 waiting does not slow another tenant', async () => {
  const s = await shop()
  const hanging = await receiver(() => () => {})
  for (let i = 0; i < 5; i++) await s.services.webhooks.create(s.caller, { url: hanging.url, types: ['tracking.created'] })
  await s.register(Array.from({ length: 1_000 }, (_, i) => `HANG${i}`))
  s.loop()
  await until(() => hanging.received.length > 0)
  const waits = await waitsOf(s, await s.other('tenant-b'))
  expect(quantile(waits, 0.95)).toBeLessThan(2_000)
  expect(quantile(waits, 0.5)).toBeLessThan(500)
  // Unproven ones have one place each.
  expect(hanging.received.length).toBeLessThanOrEqual(5)
}, 60_000)

test('R-14: nor does one that did well and then hangs, with as many waiting', async () => {
  const s = await shop()
  let isUp = true
  const turning = await receiver(() => (isUp ? 204 : () => {}))
  const types = ['tracking.created']
  await s.services.webhooks.create(s.caller, { url: turning.url, types })
  s.loop()
  await s.register(Array.from({ length: 100 }, (_, i) => `WELL${i}`))
  await until(() => turning.received.length === 100)
  isUp = false
  await s.register(Array.from({ length: 5_000 }, (_, i) => `HANG${i}`))
  await until(() => turning.received.length > 100)
  const waits = await waitsOf(s, await s.other('tenant-b'))
  expect(quantile(waits, 0.95)).toBeLessThan(2_000)
  expect(turning.received.length).toBeLessThan(116)
}, 60_000)

/** How long each of 100 events of an account took to its receiver, told 20 ms apart. */
async function waitsOf(s: Shop, { account, caller }: Awaited<ReturnType<Shop['other']>>): Promise<number[]> {
  const quick = await receiver()
  await s.services.webhooks.create(caller, { url: quick.url, types: ['tracking.created'] })
  const committedAt = new Map<string, number>()
  for (let i = 0; i < 100; i++) {
    await s.register([`Q${i}`], account)
    committedAt.set(`q${i}`, Date.now())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await until(() => quick.received.length === 100)
  return quick.received.map(({ body, at }) => {
    const { data } = JSON.parse(body) as Told
    return at - (committedAt.get(data.tracking.number) ?? 0)
  })
}

test('R-15: a consumer that applies only newer sequences ends right for 1,000 trackings, though a third of the attempts fail', async () => {
  // Time flies: a pause of the schedule is over at the next look.
  const clock = { time: T0, now: () => clock.time, sleep: () => Promise.resolve() }
  const s = await shop({ clock })
  const known = new Map<string, { sequence: number; checkpoints: number }>()
  const sequences = new Map<string, number[]>()
  const overtaken = { count: 0 }
  let seed = 1
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const applied = new Set<string>()
  const r = await receiver((received) => {
    if (random() < 0.3) return 500
    const { data, sequence, occurred_at } = JSON.parse(received.body) as Told
    const { number } = data.tracking
    expect(Date.parse(occurred_at)).toBeGreaterThanOrEqual(T0)
    if (!applied.has(idOf(received))) sequences.set(number, [...(sequences.get(number) ?? []), sequence])
    applied.add(idOf(received))
    if (sequence > (known.get(number)?.sequence ?? 0)) known.set(number, { sequence, checkpoints: data.tracking.checkpoints.length })
    else overtaken.count += 1
    return 200
  })
  await s.services.webhooks.create(s.caller, { url: r.url, types: ['tracking.created', 'tracking.status_changed'] })
  const numbers = Array.from({ length: 1_000 }, (_, i) => `ORD${i}`)
  await s.register(numbers)
  for (const number of numbers) await s.happen(number, 'tracking.status_changed')
  let attempts = await s.drain()
  for (const number of numbers.slice(0, 300)) await s.happen(number, 'tracking.status_changed')
  for (let rounds = 0; rounds < 30; rounds++) {
    clock.time += 25 * 3_600_000
    attempts += await s.drain()
  }
  expect(attempts).toBeGreaterThan(2_800)
  expect(applied.size).toBe(2_300)
  // Not a test of an order that was right by chance.
  expect(overtaken.count).toBeGreaterThan(20)
  const stored = await s.database.pool.query<{ number: string; events: number; checkpoints: number }>({
    name: '',
    text: `select t.shown_number as number, t.event_count as events,
             (select count(*)::int from checkpoints c where c.bucket = t.bucket and c.tracking_id = t.id) as checkpoints from trackings t`,
  })
  expect(stored).toHaveLength(1_000)
  for (const { number, events, checkpoints } of stored) {
    expect({ number, ...known.get(number) }).toEqual({ number, sequence: events, checkpoints })
    expect(sequences.get(number)?.toSorted((a, b) => a - b)).toEqual(Array.from({ length: events }, (_, i) => i + 1))
  }
}, 120_000)

test('R-15: the guide says that no order is promised, and what to do', () => {
  const guide = readFileSync(new URL('../../docs/guide/webhooks.md', import.meta.url), 'utf8')
  expect(guide).toMatch(/No order.*overtake/)
  expect(guide).toMatch(/`sequence` counts the events of one parcel from 1 without a gap/)
})

test('an event is on its way at once: half of them within 50 ms of their commit', async () => {
  const s = await shop()
  const r = await receiver()
  await s.services.webhooks.create(s.caller, { url: r.url, types: ['tracking.created'] })
  s.loop()
  await s.register(['WARM'])
  await until(() => r.received.length === 1)
  const waits: number[] = []
  for (let i = 0; i < 60; i++) {
    await s.register([`FAST${i}`])
    const committedAt = Date.now()
    await until(() => r.received.length === i + 2)
    waits.push((r.received.at(-1)?.at ?? 0) - committedAt)
  }
  // Twice the promise: the tests share their cores.
  expect(quantile(waits, 0.5)).toBeLessThan(100)
})
