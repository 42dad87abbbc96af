import type { Instant } from '../../src/base/index.ts'
import type { Limit } from '../../src/carriers/index.ts'

const QUARTER_MS = 15 * 60_000
const WINDOWS_MS = { second: 1_000, minute: 60_000 } as const

/** One limit as the carrier that has it counts. */
export interface Meter {
  limit: Limit
  /** Counts a request; false when it is one too many. */
  count(now: Instant): boolean
  /** The most that any window, or any day, held. */
  most(): number
  /** Requests beyond the limit. */
  exceeded(): number
  /** For a day limit: requests on each of its days. */
  days(): readonly number[]
}

export function createMeter(limit: Limit): Meter {
  return limit.per === 'day' ? dayMeter(limit) : windowMeter(limit, typeof limit.per === 'number' ? limit.per : WINDOWS_MS[limit.per])
}

/** Every window of that length that ends with a request. */
function windowMeter(limit: Limit, ms: number): Meter {
  const times: Instant[] = []
  let [most, exceeded] = [0, 0]
  return {
    limit,
    count: (now) => {
      while ((times[0] ?? now) <= now - ms) times.shift()
      times.push(now)
      most = Math.max(most, times.length)
      if (times.length <= limit.requests) return true
      exceeded++
      return false
    },
    most: () => most,
    exceeded: () => exceeded,
    days: () => [],
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Date in the zone. */
export function dayOf(at: Instant, zone = 'UTC'): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone })
  formats.set(zone, format)
  return format.format(at)
}

function dayMeter(limit: Limit): Meter {
  const days = new Map<string, number>()
  let [quarter, day, exceeded] = [Number.NaN, '', 0]
  return {
    limit,
    count: (now) => {
      // Midnights of all zones fall on quarters of an hour.
      const mine = Math.floor(now / QUARTER_MS)
      if (mine !== quarter) [quarter, day] = [mine, dayOf(now, limit.resetZone)]
      const count = (days.get(day) ?? 0) + 1
      days.set(day, count)
      if (count <= limit.requests) return true
      exceeded++
      return false
    },
    most: () => Math.max(0, ...days.values()),
    exceeded: () => exceeded,
    days: () => [...days.values()],
  }
}
