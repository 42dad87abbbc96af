import { NO_DETAILS } from './tracking.ts'
import { describe, expect, test } from 'vitest'
import {
  applyManualStatus,
  daysInTransit,
  daysSinceLastEvent,
  decide,
  shownReasons,
  shownStatus,
  type Tracking,
  type TrackingState,
} from './index.ts'

const NOW = Date.UTC(2026, 2, 10)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const NEW = decide([], { facts: {}, shipDate: null, registeredAt: NOW, carrierType: 'express', now: NOW, found: false, checked: true })
const MOVING: TrackingState = {
  ...NEW,
  status: 'transit',
  sub: 'arrived_hub',
  firstEventAt: NOW - 3 * DAY - HOUR,
  lastEventAt: NOW - DAY - HOUR,
}

const TRACKING: Tracking = {
  bucket: 1,
  id: '01890000-0000-7000-8000-000000000000',
  accountId: 1,
  carrier: 'sample-post',
  number: 'RA000000001ZZ',
  shownNumber: 'ra000000001zz',
  details: NO_DETAILS,
  archived: false,
  override: null,
  state: MOVING,
  pin: null,
  version: 3,
  createdAt: NOW - 5 * DAY,
  changedAt: NOW - DAY,
}

describe('a status set by hand', () => {
  test('4 shows delivered, 7 exception, and the computed status stays beside it', () => {
    const delivered = applyManualStatus(TRACKING, 4, NOW)
    expect(shownStatus(delivered)).toEqual({ status: 'delivered', sub: 'delivered' })
    expect(delivered).toMatchObject({ state: MOVING, override: { status: 'delivered', at: NOW }, changedAt: NOW })
    expect(shownStatus(applyManualStatus(TRACKING, 7, NOW))).toEqual({ status: 'exception', sub: null })
  })

  test('8 goes back to the computed status', () => {
    const back = applyManualStatus(applyManualStatus(TRACKING, 7, NOW), 8, NOW)
    expect(back.override).toBeNull()
    expect(shownStatus(back)).toEqual({ status: 'transit', sub: 'arrived_hub' })
  })

  test('keeps the finer word of a computed status that agrees', () => {
    const signed: Tracking = { ...TRACKING, state: { ...MOVING, status: 'delivered', sub: 'delivered_signed' } }
    expect(shownStatus(applyManualStatus(signed, 4, NOW))).toEqual({ status: 'delivered', sub: 'delivered_signed' })
  })

  test('is the first reason shown', () => {
    expect(shownReasons(TRACKING)).toEqual(MOVING.reasons)
    expect(shownReasons(applyManualStatus(TRACKING, 4, NOW))[0]).toEqual({ fingerprint: null, effect: 'decides', because: 'manual' })
  })
})

describe('days', () => {
  test('are whole days, from the first event and from the last', () => {
    expect(daysInTransit(MOVING, NOW)).toBe(3)
    expect(daysSinceLastEvent(MOVING, NOW)).toBe(1)
  })

  test('in transit stop at the end', () => {
    expect(daysInTransit({ ...MOVING, endedAt: NOW - 2 * DAY - HOUR }, NOW)).toBe(1)
  })

  test('are null before the first event and never negative', () => {
    expect([daysInTransit(NEW, NOW), daysSinceLastEvent(NEW, NOW)]).toEqual([null, null])
    expect(daysSinceLastEvent({ ...MOVING, lastEventAt: NOW + 8 * HOUR }, NOW)).toBe(0)
  })
})
