import { expect, test } from 'vitest'
import { systemClock } from '../../src/base/index.ts'
import type { Limit } from '../../src/carriers/index.ts'
import { found, kinds, movedClock, numbers, outcomes, question, stage, testCarrier } from './support.ts'

const one = (limits: Limit[]) => testCarrier({ batch: { max: 1 }, limits, auth: { kind: 'request' } })
const all = (count: number) => numbers(count).map((number) => question(number))

test('under load no second ever sees more requests than the limit, and the limit is used', async () => {
  const arrivals: number[] = []
  const s = await stage(systemClock, one([{ requests: 20, per: 'second' }]), (call) => {
    arrivals.push(performance.now())
    return outcomes(call, () => found('T'))
  })
  const asks = Array.from({ length: 8 }, () => s.ask(numbers(10).map((number) => question(number))))
  expect(new Set(kinds((await Promise.all(asks)).flat()))).toEqual(new Set(['found']))
  expect(arrivals).toHaveLength(80)
  for (const from of arrivals) expect(arrivals.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(20)
  expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeLessThan(8_000)
})

test('what a limit does not let through before the deadline is throttled, with the time from which to ask', async () => {
  const s = await stage(movedClock(), one([{ requests: 2, per: 10_000 }]), (call) => outcomes(call, () => found('T')))
  const answers = await s.clock.drive(s.ask(all(10), 25_000))
  expect(kinds(answers).filter((kind) => kind === 'found')).toHaveLength(6)
  const late = answers.filter(({ result }) => result.kind === 'throttled')
  expect(late).toHaveLength(4)
  for (const { notBefore } of late) expect(notBefore).toBeGreaterThanOrEqual(Math.min(...s.calls.slice(-2).map(({ at }) => at)) + 10_000)
})

test('a request that went out at the last moment may take its time, but no other goes out then', async () => {
  const { clock, engine, calls } = await stage(movedClock(), one([{ requests: 1, per: 10_000 }]), (call, count) =>
    count === 1 ? outcomes(call, () => found('T')) : null,
  )
  const start = clock.now()
  const asked = engine.ask(all(3), { startBy: start + 11_000, deadline: start + 60_000 })
  expect(kinds(await clock.drive(asked))).toEqual(['found', 'timeout', 'throttled'])
  expect(calls).toHaveLength(2)
  expect(clock.now() - start).toBeGreaterThanOrEqual(25_000)
})

test('a day limit ends at midnight of the carrier, and not before', async () => {
  const clock = movedClock(Date.parse('2026-03-28T20:00:00Z'))
  const s = await stage(clock, one([{ requests: 3, per: 'day', resetZone: 'Europe/Berlin' }]), (call) => outcomes(call, () => found('T')))
  const first = await clock.drive(s.ask(all(5), 60_000))
  // Berlin is at +01:00 until the next morning.
  const midnight = Date.parse('2026-03-28T23:00:00Z')
  expect(kinds(first)).toEqual(['found', 'found', 'found', 'throttled', 'throttled'])
  expect(first[3]?.notBefore).toBe(midnight)
  await clock.move(midnight - 1 - clock.now())
  expect(kinds(await s.ask(all(1), 0))).toEqual(['timeout'])
  expect(s.calls).toHaveLength(3)
  await clock.move(1)
  const second = await clock.drive(s.ask(all(5), 60_000))
  expect(kinds(second)).toEqual(['found', 'found', 'found', 'throttled', 'throttled'])
  // The next day has 23 hours.
  expect(second[3]?.notBefore).toBe(Date.parse('2026-03-29T22:00:00Z'))
})

test('a throttled answer pauses everybody for the time that the carrier names', async () => {
  const s = await stage(movedClock(), one([]), (call, count) =>
    count === 1 ? { status: 429, headers: { 'retry-after': '30' } } : outcomes(call, () => found('T')),
  )
  const [first] = await s.clock.drive(s.ask([question('N0')]))
  expect(first?.result).toMatchObject({ kind: 'throttled', retryAfterSeconds: 30 })
  const until = first?.notBefore ?? 0
  expect(until - (s.calls[0]?.at ?? 0)).toBeGreaterThanOrEqual(30_000)

  const [hasty] = await s.clock.drive(s.ask([question('N1')], 10_000))
  expect(hasty).toMatchObject({ result: { kind: 'throttled' }, notBefore: until })
  expect(s.calls).toHaveLength(1)
  expect(kinds(await s.clock.drive(s.ask(all(3), 60_000)))).toEqual(['found', 'found', 'found'])
  expect(s.calls[1]?.at).toBeGreaterThanOrEqual(until)
})

test('without a named time the pause doubles until an answer comes', async () => {
  const s = await stage(movedClock(), one([]), (call, count) => (count === 4 ? outcomes(call, () => found('T')) : { status: 429 }))
  const pauses: number[] = []
  for (let i = 0; i < 5; i++) {
    const [answer] = await s.clock.drive(s.ask([question('N0')]))
    if (answer?.notBefore !== undefined) pauses.push(Math.round((answer.notBefore - (s.calls[i]?.at ?? 0)) / 1_000))
  }
  expect(pauses).toEqual([2, 4, 8, 2])
})

test('a day that the carrier itself ends is paused until its midnight', async () => {
  const s = await stage(movedClock(), one([{ requests: 1_000, per: 'day' }]), (call) =>
    outcomes(call, () => ({ kind: 'throttled', scope: 'day' })),
  )
  const [answer] = await s.clock.drive(s.ask(all(1)))
  expect(answer?.notBefore).toBe(Date.parse('2026-03-03T00:00:00Z'))
})

test('limits of one credential do not hold another back', async () => {
  const s = await stage(movedClock(), one([{ requests: 1, per: 'day' }]), (call) => outcomes(call, () => found('T')))
  const other = { credential: { id: 'b', secret: 's' } }
  const answers = await s.clock.drive(s.ask([question('N0'), question('N1'), question('N0', other), question('N1', other)]))
  expect(kinds(answers).toSorted()).toEqual(['found', 'found', 'throttled', 'throttled'])
})

test('the operator’s own limits take the place of the declared ones', async () => {
  const s = await stage(movedClock(), one([{ requests: 1, per: 'day' }]), (call) => outcomes(call, () => found('T')), {
    limitsFor: () => [],
  })
  expect(kinds(await s.clock.drive(s.ask(all(3))))).toEqual(['found', 'found', 'found'])
})

test('who has the earlier deadline goes first', async () => {
  const s = await stage(movedClock(), one([{ requests: 1, per: 'second' }]), (call) => outcomes(call, () => found('T')))
  const batch = s.ask(all(10), 60_000)
  await s.clock.move(0)
  const person = s.ask([question('PERSON')], 10_000)
  await s.clock.drive(Promise.all([batch, person]))
  expect(s.calls.findIndex(({ body }) => body.includes('PERSON'))).toBe(1)
})

test('requests at once stay under both caps, and a slow carrier leaves room for another', async () => {
  let now = 0
  let most = 0
  const slow = testCarrier({ code: 'slow', batch: { max: 1 } })
  const quick = testCarrier({
    code: 'quick',
    batch: { max: 1 },
    buildRequest: (items) => ({ method: 'POST', path: '/quick', body: JSON.stringify({ numbers: items.map(({ number }) => number) }) }),
  })
  const slowOnes: (() => void)[] = []
  const s = await stage(
    systemClock,
    [slow, quick],
    (call) => {
      if (call.path === '/quick') return outcomes(call, () => found('T'))
      most = Math.max(most, ++now)
      slowOnes.push(() => now--)
      return null
    },
    { atOnce: 6, atOncePerCredential: 4 },
  )
  const waiting = s.ask(
    numbers(20).map((number) => question(number, { carrier: 'slow' })),
    1_000,
  )
  await expect.poll(() => s.calls.length).toBe(4)
  expect(new Set(kinds(await s.ask(numbers(20).map((number) => question(number, { carrier: 'quick' })))))).toEqual(new Set(['found']))
  expect(new Set(kinds(await waiting))).toEqual(new Set(['timeout']))
  expect(most).toBe(4)
})

test('all carriers together stay under the common cap', async () => {
  const codes = ['a', 'b', 'c']
  const carriers = codes.map((code) => testCarrier({ code, batch: { max: 1 } }))
  const s = await stage(systemClock, carriers, () => null, { atOnce: 5, atOncePerCredential: 4 })
  const waiting = s.ask(
    numbers(60).map((number, i) => question(number, { carrier: codes[i % 3] ?? '' })),
    500,
  )
  await expect.poll(() => s.calls.length).toBe(5)
  await systemClock.sleep(200)
  expect(s.calls).toHaveLength(5)
  expect(new Set(kinds(await waiting))).toEqual(new Set(['timeout']))
})

test('a common slot that comes free goes to whoever waits, until all are served', async () => {
  const codes = ['a', 'b', 'c']
  const carriers = codes.map((code) => testCarrier({ code, batch: { max: 1 } }))
  const s = await stage(systemClock, carriers, (call) => outcomes(call, () => found('T')), { atOnce: 1 })
  const answers = await s.ask(numbers(60).map((number, i) => question(number, { carrier: codes[i % 3] ?? '' })))
  expect(new Set(kinds(answers))).toEqual(new Set(['found']))
})
