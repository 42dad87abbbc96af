import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { agree, type Claim, LEASE_MS, leave } from './agree.ts'
import { createMemoryRows } from './shared.ts'

const NOW = Date.UTC(2026, 2, 2, 10)

test('however processes come, rest, die and leave, together they never hold more than the limit of a window or of a day', async () => {
  const step = fc.record({
    holder: fc.integer({ min: 0, max: 4 }),
    waitMs: fc.integer({ min: 0, max: 4_000 }),
    occupied: fc.integer({ min: 0, max: 12 }),
    leaves: fc.boolean(),
    uses: fc.integer({ min: 0, max: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 60 }),
      fc.array(step, { maxLength: 80 }),
      async (max, dayMax, steps) => {
        const rows = createMemoryRows()
        const windows = [
          { max, ms: 1_000 },
          { max: 2 * max, ms: 10_000 },
        ]
        const held = new Map<string, { places: number[]; until: number }>()
        const left = new Map<string, number>()
        const endsAt = NOW + 86_400_000
        let now = NOW
        let handedOut = 0
        for (const { holder: index, waitMs, occupied, leaves, uses } of steps) {
          now += waitMs
          const holder = `p${index}`
          const mine = left.get(holder) ?? 0
          const days = [{ max: dayMax, endsAt, left: mine }]
          // What is in use was granted before, within the lease, and for a window.
          const before = held.get(holder)
          const inUse = windows.map((window, i) => ({
            ...window,
            occupied: before && before.until + window.ms > now ? Math.min(occupied, before.places[i] ?? 0) : 0,
          }))
          if (leaves) {
            await rows.exchange('k', holder, (seen) => leave(seen, { now, windows: inUse, days }))
            held.set(holder, { places: inUse.map((window) => window.occupied), until: now })
            handedOut -= mine
            left.set(holder, 0)
            continue
          }
          const claim: Claim = { holder, now, windows: inUse, days, news: {} }
          const grant = await rows.exchange('k', holder, (seen) => agree(seen, claim))
          held.set(holder, { places: grant.places, until: grant.until })
          expect(grant.until).toBe(now + LEASE_MS)
          handedOut += grant.days[0]?.more ?? 0
          left.set(holder, Math.max(0, mine + (grant.days[0]?.more ?? 0) - uses))
          for (const [i, window] of windows.entries()) {
            const holding = [...held.values()].filter(({ until }) => until + window.ms > now)
            expect(holding.reduce((sum, { places }) => sum + (places[i] ?? 0), 0)).toBeLessThanOrEqual(window.max)
          }
          expect(handedOut).toBeLessThanOrEqual(dayMax)
        }
      },
    ),
    { numRuns: 1_000 },
  )
})
