import { expect, test } from 'vitest'
import { idOf, receiver } from './receiver.ts'
import { shop, until } from './stage.ts'

function quantile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN
}

test('R-14: an endpoint that hangs with 5,000 waiting does not slow another tenant', async () => {
  const s = await shop()
  const hanging = await receiver(() => () => {})
  const b = await s.other('tenant-b')
  const quick = await receiver()
  const types = ['tracking.created']
  for (let i = 0; i < 5; i++) await s.services.webhooks.create(s.caller, { url: hanging.url, types })
  await s.services.webhooks.create(b.caller, { url: quick.url, types })
  await s.register(Array.from({ length: 1_000 }, (_, i) => `HANG${i}`))
  s.loop()
  await until(() => hanging.received.length > 0)
  const committedAt = new Map<string, number>()
  for (let i = 0; i < 100; i++) {
    await s.register([`Q${i}`], b.account)
    committedAt.set(`q${i}`, Date.now())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await until(() => quick.received.length === 100)
  const waits = quick.received.map(({ body, at }) => {
    const { data } = JSON.parse(body) as { data: { tracking: { number: string } } }
    return at - (committedAt.get(data.tracking.number) ?? 0)
  })
  expect(quantile(waits, 0.95)).toBeLessThan(2_000)
  expect(quantile(waits, 0.5)).toBeLessThan(500)
  // Unproven ones have one place each.
  expect(hanging.received.length).toBeLessThanOrEqual(5)
}, 60_000)

test('R-15: a consumer that applies only newer sequences ends right for 1,000 trackings, though a third of the attempts fail', async () => {
  // Time flies: a pause of the schedule is over at the next look.
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time, sleep: () => Promise.resolve() }
  const s = await shop({ clock })
  const known = new Map<string, { sequence: number; status: string }>()
  let seed = 1
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const applied = new Set<string>()
  const r = await receiver((received) => {
    if (random() < 0.3) return 500
    const { data, sequence } = JSON.parse(received.body) as { data: { tracking: { id: string; status: string } }; sequence: number }
    applied.add(idOf(received))
    if (sequence > (known.get(data.tracking.id)?.sequence ?? 0)) known.set(data.tracking.id, { sequence, status: data.tracking.status })
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
  expect(known.size).toBe(1_000)
  expect([...known.values()].map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual([
    ...Array.from({ length: 700 }, () => 2),
    ...Array.from({ length: 300 }, () => 3),
  ])
}, 120_000)

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
