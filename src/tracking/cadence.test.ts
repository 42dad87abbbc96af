import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  afterFailure,
  afterLook,
  afterPending,
  type AfterLook,
  decide,
  DEFAULT_CADENCE,
  type Freshness,
  type StaleBecause,
  type TrackingState,
  unlooked,
} from './index.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 2, 10)

const NEW = unlooked(NOW, 'cdek')
const EMPTY = decide([], { facts: {}, shipDate: null, registeredAt: NOW, carrierType: 'express', now: NOW, found: false, checked: true })
const TRANSIT: TrackingState = { ...EMPTY, status: 'transit', sub: 'arrived_hub', lastEventAt: NOW - DAY }
const DELIVERED: TrackingState = { ...TRANSIT, status: 'delivered', sub: 'delivered', endedAt: NOW - HOUR }

/** A look at a parcel in transit, registered ten days ago, without news and without jitter. */
function look(change: Partial<AfterLook> = {}): Freshness {
  const base = {
    state: TRANSIT,
    freshness: NEW,
    carrierType: 'express',
    createdAt: NOW - 10 * DAY,
    news: false,
    now: NOW,
    jitter: 0,
  } as const
  return afterLook({ ...base, ...change })
}

/** Until the next look, in hours. */
const hours = ({ nextCheckAt }: Freshness): number | null => nextCheckAt && (nextCheckAt - NOW) / HOUR

/** Intervals of `count` looks in a row without news, in hours. */
function quiet(count: number, carrierType: 'express' | 'globalpost'): (number | null)[] {
  const looks: Freshness[] = [look({ carrierType, news: true })]
  while (looks.length < count) looks.push(look({ carrierType, freshness: looks.at(-1) ?? NEW }))
  return looks.map(hours)
}

describe('after a look', () => {
  test('the answer is fresh, whatever failed before', () => {
    expect(look({ freshness: { ...NEW, staleBecause: 'carrier_down', failedChecks: 4 } })).toMatchObject({
      lastCheckedAt: NOW,
      staleBecause: null,
      failedChecks: 0,
    })
  })

  test('a quiet parcel is looked at less and less', () => {
    expect(quiet(9, 'express')).toEqual([3, 3, 6, 6, 12, 12, 24, 24, 24])
    expect(quiet(7, 'globalpost')).toEqual([6, 6, 12, 12, 24, 24, 24])
  })

  test('news brings it back to the first interval', () => {
    const news = look({ news: true, freshness: { ...NEW, quietChecks: 9 } })
    expect(news).toMatchObject({ checkReason: 'news', quietChecks: 0 })
    expect(hours(news)).toBe(3)
    expect(look().checkReason).toBe('quiet')
  })

  test('a young parcel is looked at every hour for two days, and those looks do not make it quiet', () => {
    const young = look({ state: EMPTY, createdAt: NOW - 2 * DAY + 1, freshness: { ...NEW, quietChecks: 1 } })
    expect(young).toMatchObject({ checkReason: 'new', quietChecks: 1 })
    expect(hours(young)).toBe(1)
    expect(look({ state: EMPTY, createdAt: NOW - HOUR, news: true }).checkReason).toBe('news')
    expect(hours(look({ state: EMPTY, createdAt: NOW - 2 * DAY }))).toBe(3)
  })

  test.each<[string, Partial<TrackingState>, number]>([
    ['out for delivery', { status: 'pickup', sub: 'out_for_delivery' }, 0.5],
    ['ready for pickup', { status: 'pickup', sub: 'ready_for_pickup' }, 1],
    ['promised for today', { facts: { eta: { to: '2026-03-10' } } }, 1],
    ['promised for yesterday', { facts: { eta: { to: '2026-03-09' } } }, 1],
    ['promised within a day', { facts: { eta: { from: '2026-03-10T23:00:00Z', to: '2026-03-12T09:00:00Z' } } }, 1],
    ['promised a day and more ago', { facts: { eta: { from: '2026-03-08T12:00:00Z' } } }, 3],
    ['promised for the day after tomorrow', { facts: { eta: { to: '2026-03-12' } } }, 3],
    ['promised for no readable day', { facts: { eta: { to: 'soon' } } }, 3],
    ['waiting in a locker for two days', { status: 'pickup', sub: 'ready_for_pickup', lastEventAt: NOW - 2 * DAY }, 3],
  ])('a parcel %s', (_, state, expected) => {
    const next = look({ state: { ...TRANSIT, ...state }, freshness: { ...NEW, quietChecks: 0 } })
    expect(hours(next)).toBe(expected)
    expect(next.checkReason).toBe(expected < 3 ? 'near_delivery' : 'quiet')
  })

  test('an ended or expired parcel is not looked at again', () => {
    expect(look({ state: DELIVERED, news: true })).toMatchObject({ nextCheckAt: null, checkReason: 'ended', staleBecause: null })
    expect(look({ state: { ...TRANSIT, status: 'expired' } })).toMatchObject({ nextCheckAt: null, checkReason: 'ended' })
  })

  test('a parcel delivered in part is followed for a month after its last event', () => {
    const part: TrackingState = { ...TRANSIT, status: 'delivered', sub: 'partially_delivered' }
    expect(hours(look({ state: part }))).toBe(3)
    expect(look({ state: { ...part, lastEventAt: NOW - 30 * DAY } }).nextCheckAt).toBeNull()
  })
})

describe('with a confirming look a day after the end', () => {
  const policy = { ...DEFAULT_CADENCE, confirmAfterMs: DAY }
  const ENDED: Freshness = { ...NEW, checkReason: 'ended' }

  test('there is one, and no other', () => {
    const first = look({ state: DELIVERED, policy })
    expect(first.checkReason).toBe('ended')
    expect(hours(first)).toBe(23)
    expect(look({ state: { ...DELIVERED, endedAt: NOW - DAY }, freshness: ENDED, policy }).nextCheckAt).toBeNull()
  })

  test('a look by hand in between does not take its place', () => {
    expect(hours(look({ state: DELIVERED, freshness: ENDED, policy }))).toBe(23)
  })

  test('an end in the future is confirmed once, too', () => {
    const state = { ...DELIVERED, endedAt: NOW + 400 * DAY }
    expect(hours(look({ state, policy }))).toBe(24)
    expect(look({ state, freshness: ENDED, policy }).nextCheckAt).toBeNull()
  })

  test('an expired parcel has none', () => expect(look({ state: { ...TRANSIT, status: 'expired' }, policy }).nextCheckAt).toBeNull())
})

function fail(staleBecause: StaleBecause, change: Partial<Parameters<typeof afterFailure>[0]> = {}): Freshness {
  return afterFailure({ freshness: { ...NEW, lastCheckedAt: NOW - DAY, quietChecks: 2 }, staleBecause, now: NOW, jitter: 0, ...change })
}

/** The carrier answers nobody: its breaker is open. */
function closedAfter(failedChecks: number): Freshness {
  return fail('carrier_down', { freshness: { ...NEW, failedChecks }, notBefore: NOW + MINUTE })
}

describe('after a failure', () => {
  test('what may heal is tried again after 5 minutes, doubling to 6 hours', () => {
    const delays = [0, 1, 2, 6, 7, 5_000].map((failedChecks) => hours(fail('carrier_down', { freshness: { ...NEW, failedChecks } })))
    expect(delays.map((delay) => (delay ?? 0) * 60)).toEqual([5, 10, 20, 320, 360, 360])
  })

  test('the last answer stays as fresh as it was', () => {
    expect(fail('carrier_down')).toMatchObject({
      lastCheckedAt: NOW - DAY,
      staleBecause: 'carrier_down',
      checkReason: 'retry',
      quietChecks: 2,
      failedChecks: 1,
    })
  })

  test('a carrier’s own pause is kept, up to a day', () => {
    expect(hours(fail('carrier_down', { notBefore: NOW + 3 * HOUR }))).toBe(3)
    expect(hours(fail('backed_off', { notBefore: NOW - HOUR }))).toBeCloseTo(5 / 60)
    expect(hours(fail('rate_limited', { notBefore: NOW + 4_000 * DAY }))).toBe(24)
  })

  test('a limit met many times in a row is waited for no longer than it lasts', () => {
    const freshness = { ...NEW, failedChecks: 9 }
    expect(hours(fail('rate_limited', { freshness, notBefore: NOW + HOUR }))).toBe(1)
    expect(hours(fail('rate_limited', { freshness, notBefore: NOW + 1_000 }))).toBeCloseTo(30 / 3_600)
    expect(fail('rate_limited', { freshness, notBefore: NOW + 1_000 })).toMatchObject({ failedChecks: 9, staleBecause: 'rate_limited' })
    expect(hours(fail('rate_limited', { freshness }))).toBe(6)
  })

  test('while a carrier is down for all, nobody asks it for the parcel: the wait does not grow, and it is no failure', () => {
    expect(hours(closedAfter(0))).toBe(0.25)
    expect(hours(closedAfter(9))).toBe(0.25)
    expect(closedAfter(2)).toMatchObject({ failedChecks: 2, staleBecause: 'carrier_down', checkReason: 'retry' })
  })

  test.each(['no_credentials', 'needs_input', 'unsupported', 'forbidden'] as const)('%s waits for a person', (because) => {
    expect(fail(because)).toMatchObject({ nextCheckAt: null, checkReason: 'waiting_for_setup', staleBecause: because, failedChecks: 1 })
  })

  test('an invalid number is not asked for again', () => {
    expect(fail('invalid_number')).toMatchObject({ nextCheckAt: null, checkReason: 'ended', lastCheckedAt: NOW })
  })
})

test('jitter only ever adds, a tenth at most', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.nat({ max: 20 }),
      fc.boolean(),
      (jitter, quietChecks, news) => {
        const [plain, shaken] = [0, jitter].map((share) => hours(look({ freshness: { ...NEW, quietChecks }, news, jitter: share })) ?? 0)
        expect(shaken).toBeGreaterThanOrEqual(plain ?? 0)
        expect(shaken).toBeLessThanOrEqual((plain ?? 0) * 1.1 + 1 / HOUR)
      },
    ),
  )
})

describe('carriers that tell by themselves', () => {
  test('a parcel of which the carrier told us within a week is asked about twice a day, whatever its age', () => {
    const told = { ...NEW, pushedAt: NOW - 6 * DAY }
    expect(look({ freshness: told })).toMatchObject({ checkReason: 'pushed', pushedAt: NOW - 6 * DAY })
    expect(hours(look({ freshness: told }))).toBe(12)
    expect(hours(look({ freshness: told, createdAt: NOW }))).toBe(12)
    expect(hours(look({ freshness: { ...NEW, pushedAt: NOW - 8 * DAY } }))).toBe(3)
  })

  test('what is quiet anyway is not asked about more often because the carrier tells', () => {
    expect(hours(look({ freshness: { ...NEW, pushedAt: NOW - DAY, quietChecks: 50 } }))).toBe(24)
  })
})

describe('carriers that work on a question', () => {
  const waiting = afterPending({ ...NEW, staleBecause: 'carrier_down', failedChecks: 3 }, 'T-1', NOW, { notBefore: 900, expires: 3_600 })

  test('are asked again with the ticket, and nothing is said to have been looked at', () => {
    expect(waiting).toMatchObject({ lastCheckedAt: null, checkReason: 'pending', staleBecause: null, failedChecks: 0 })
    expect(waiting).toMatchObject({ nextCheckAt: NOW + 900_000, ticket: { text: 'T-1', until: NOW + 3_600_000 } })
  })

  test('the ticket is used up by an answer and kept through a failure', () => {
    expect(look({ freshness: waiting }).ticket).toBeNull()
    expect(afterFailure({ freshness: waiting, staleBecause: 'carrier_down', now: NOW, jitter: 0 }).ticket).toEqual(waiting.ticket)
  })
})

test('what the carrier wants to know is named until it answers', () => {
  const asked = afterFailure({ freshness: NEW, staleBecause: 'needs_input', needs: 'postalCode', now: NOW, jitter: 0 })
  expect(asked).toMatchObject({ needs: 'postalCode', nextCheckAt: null, checkReason: 'waiting_for_setup' })
  expect(look({ freshness: asked }).needs).toBeNull()
})
