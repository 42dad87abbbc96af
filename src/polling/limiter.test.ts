import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { createLimiter, nextMidnight } from './limiter.ts'

test('wherever between start and answer the carrier counts a request, no window holds more than its limit', () => {
  const rule = record({ requests: integer({ min: 1, max: 8 }), per: constantFrom('second' as const, 'minute' as const, 250, 10_000) })
  const step = record({
    rest: integer({ min: 0, max: 300 }),
    takes: constantFrom(0, 10, 1_000),
    counted: constantFrom(0, 100),
  })
  assert(
    property(array(rule, { minLength: 1, maxLength: 3 }), array(step, { maxLength: 150 }), (limits, steps) => {
      const limiter = createLimiter(limits)
      const counted: number[] = []
      let underWay: number[] = []
      let now = 1_000_000
      for (const { rest, takes, counted: share } of steps) {
        now += rest
        for (const end of underWay.filter((at) => at <= now).toSorted((a, b) => a - b)) limiter.done(end)
        underWay = underWay.filter((at) => at > now)
        if (limiter.readyAt(now) > now) continue
        limiter.take(now)
        underWay.push(now + takes)
        counted.push(now + (takes * share) / 100)
      }
      for (const { requests, per } of limits) {
        const span = per === 'second' ? 1_000 : per === 'minute' ? 60_000 : per
        for (const from of counted) expect(counted.filter((at) => at >= from && at < from + span).length).toBeLessThanOrEqual(requests)
      }
    }),
  )
})

test('a rest does not save up: the first second after it holds no more than any other', () => {
  const limiter = createLimiter([{ requests: 5, per: 'second' }])
  let count = 0
  for (let now = 100_000; now < 101_000; now += 10) {
    if (limiter.readyAt(now) > now) continue
    limiter.take(now)
    limiter.done(now)
    count++
  }
  expect(count).toBe(5)
})

test('the longest pause holds', () => {
  const limiter = createLimiter([])
  limiter.pause(5_000)
  limiter.pause(3_000)
  expect(limiter.readyAt(0)).toBe(5_000)
})

test.each([
  ['UTC', '2026-03-02T10:00:00Z', '2026-03-03T00:00:00Z'],
  ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['Europe/Moscow', '2026-03-02T20:59:59Z', '2026-03-02T21:00:00Z'],
  ['Atlantis/Capital', '2026-03-02T10:00:00Z', '2026-03-03T00:00:00Z'],
])('the next midnight of %s after %s is %s', (zone, now, midnight) => {
  expect(nextMidnight(Date.parse(now), zone)).toBe(Date.parse(midnight))
})
