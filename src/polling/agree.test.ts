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
        const held = new Map<string, { places: number; until: number }>()
        const left = new Map<string, number>()
        const endsAt = NOW + 86_400_000
        let now = NOW
        let handedOut = 0
        for (const { holder: index, waitMs, occupied, leaves, uses } of steps) {
          now += waitMs
          const holder = `p${index}`
          const mine = left.get(holder) ?? 0
          const days = [{ max: dayMax, endsAt, left: mine }]
          if (leaves) {
            await rows.exchange('k', holder, (seen) => leave(seen, { now, windows: [], days }))
            held.delete(holder)
            handedOut -= mine
            left.set(holder, 0)
            continue
          }
          // What is in use was granted before, and within the lease.
          const before = held.get(holder)
          const inUse = before && before.until > now ? Math.min(occupied, before.places) : 0
          const claim: Claim = { holder, now, windows: [{ max, ms: 1_000, occupied: inUse }], days, news: {} }
          const grant = await rows.exchange('k', holder, (seen) => agree(seen, claim))
          held.set(holder, { places: grant.places[0] ?? 0, until: grant.until })
          expect(grant.until).toBe(now + LEASE_MS)
          handedOut += grant.days[0]?.more ?? 0
          left.set(holder, Math.max(0, mine + (grant.days[0]?.more ?? 0) - uses))
          const sum = [...held.values()].filter(({ until }) => until + 1_000 > now).reduce((all, { places }) => all + places, 0)
          expect(sum).toBeLessThanOrEqual(max)
          expect(handedOut).toBeLessThanOrEqual(dayMax)
        }
      },
    ),
    { numRuns: 1_000 },
  )
})
