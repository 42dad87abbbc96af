import { describe, expect, test } from 'vitest'
import { type Checkpoint, decide, type Facts, makeCheckpoint, type TrackingState } from './index.ts'

/** `[day, status, sub, country]` → an event at 12:00 local time of that day of March 2026. */
type Sketch = readonly [number, Checkpoint['status'], Checkpoint['sub'], string?]

function events(sketches: readonly Sketch[]): Checkpoint[] {
  return sketches.map(([day, status, sub, country]) => {
    const local = `2026-03-${String(day).padStart(2, '0')}T12:00:00`
    const place = country === undefined ? null : { text: `Sampleton, ${country}`, country }
    const time = { raw: local, local, offset: null, utc: null, basis: 'unknown' } as const
    return makeCheckpoint({
      carrier: 'sample',
      number: 'N1',
      code: `${status}/${sub}`,
      text: 't',
      time,
      place,
      status,
      sub,
      source: 'sample',
    })
  })
}

function state(sketches: readonly Sketch[], facts: Facts = {}): TrackingState {
  const now = Date.UTC(2026, 2, 28)
  return decide(events(sketches), { facts, shipDate: null, registeredAt: now, carrierType: 'express', now, found: true, checked: true })
}

/** Milestone → day. */
function days(sketches: readonly Sketch[], facts?: Facts): Record<string, number> {
  const set = Object.entries(state(sketches, facts).milestones).filter(([, date]) => date !== null)
  return Object.fromEntries(set.map(([name, date]) => [name, Number(date?.slice(8, 10))]))
}

const ABROAD: Sketch[] = [
  [1, 'inforeceived', 'created'],
  [2, 'transit', 'accepted', 'CN'],
  [3, 'transit', 'departed_hub', 'CN'],
  [4, 'transit', 'departed_origin_country', 'CN'],
  [5, 'transit', 'departed_origin_country', 'CN'],
  [9, 'transit', 'arrived_destination_country', 'DE'],
  [10, 'transit', 'customs_processing', 'DE'],
  [11, 'transit', 'customs_cleared', 'DE'],
  [12, 'transit', 'arrived_destination', 'DE'],
  [13, 'pickup', 'out_for_delivery', 'DE'],
  [13, 'delivered', 'delivered', 'DE'],
]

describe('milestones', () => {
  test('of a parcel through the post of two countries', () => {
    expect(days(ABROAD)).toEqual({
      ItemReceived: 1,
      ItemDispatched: 4,
      DepartfromAirport: 5,
      ArrivalfromAbroad: 9,
      CustomsClearance: 10,
      DestinationArrived: 12,
    })
  })

  test('are naive local times, and point back at their scans', () => {
    const { milestones, milestoneOf } = state([[2, 'transit', 'accepted', 'DE']])
    expect(milestones.ItemReceived).toBe('2026-03-02 12:00')
    expect(Object.entries(milestoneOf)).toEqual([[events([[2, 'transit', 'accepted', 'DE']])[0]?.fingerprint, 'ItemReceived']])
  })

  test('of a parcel at home: the first hub it left, and the door', () => {
    const way: Sketch[] = [
      [1, 'transit', 'accepted', 'DE'],
      [2, 'transit', 'departed_hub', 'DE'],
      [3, 'transit', 'departed_hub', 'DE'],
      [4, 'pickup', 'ready_for_pickup', 'DE'],
    ]
    expect(days(way, { originCountry: 'DE', destinationCountry: 'DE' })).toEqual({
      ItemReceived: 1,
      ItemDispatched: 2,
      DestinationArrived: 4,
    })
  })

  test('are read from countries where no code says them: the last hub at home, the first scan there', () => {
    const way: Sketch[] = [
      [1, 'transit', 'in_transit', 'US'],
      [2, 'transit', 'departed_hub', 'US'],
      [3, 'transit', 'departed_hub', 'US'],
      [4, 'transit', 'arrived_hub', 'FR'],
      [5, 'transit', 'arrived_hub', 'DE'],
    ]
    expect(days(way, { originCountry: 'US', destinationCountry: 'DE' })).toEqual({
      ItemReceived: 1,
      ItemDispatched: 3,
      ArrivalfromAbroad: 5,
    })
  })

  test('one scan may stand for two; it is named after what its code says', () => {
    const way: Sketch[] = [
      [1, 'transit', 'accepted', 'US'],
      [5, 'exception', 'customs_held', 'DE'],
    ]
    const facts = { originCountry: 'US', destinationCountry: 'DE' }
    expect(days(way, facts)).toEqual({ ItemReceived: 1, ArrivalfromAbroad: 5, CustomsClearance: 5 })
    expect(Object.values(state(way, facts).milestoneOf)).toEqual(['ItemReceived', 'CustomsClearance'])
  })

  test('a parcel that left an unknown country is dispatched without a guess at its last hub', () => {
    const way: Sketch[] = [
      [1, 'transit', 'departed_hub'],
      [2, 'transit', 'departed_origin_country'],
    ]
    expect(days(way)).toEqual({ ItemDispatched: 2 })
  })

  test('a hub is no dispatch while every scan was at home', () => {
    expect(days([[1, 'transit', 'departed_hub', 'US']], { originCountry: 'US', destinationCountry: 'DE' })).toEqual({})
  })
})
