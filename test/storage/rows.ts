import { bucketOf, key16, newTrackingId, type Random } from '../../src/base/index.ts'
import type { Account, NewTracking } from '../../src/storage/index.ts'
import {
  eventOf,
  NO_DETAILS,
  type Checkpoint,
  type Tracking,
  type TrackingDetails,
  type TrackingState,
  unlooked,
} from '../../src/tracking/index.ts'

export const T0 = Date.UTC(2026, 0, 15, 12)

/** Different bytes at each call, the same in each run. */
export function countingRandom(): Random {
  let calls = 0
  return {
    bytes: (size) => {
      calls += 1
      const bytes = Buffer.alloc(size)
      bytes.writeUInt32BE(calls, 2)
      return bytes
    },
    fraction: () => 0.5,
  }
}

const random = countingRandom()

const DETAILS: TrackingDetails = {
  ...NO_DETAILS,
  title: 'Blue cup',
  destinationCountry: 'RU',
  customerName: 'Ann Example',
  customerEmail: 'ann@shop.example',
}

export const STATE: TrackingState = {
  status: 'pending',
  sub: null,
  reasons: [{ fingerprint: null, effect: 'information', because: 'no_events' }],
  milestones: {
    ItemReceived: null,
    ItemDispatched: null,
    DepartfromAirport: null,
    ArrivalfromAbroad: null,
    CustomsClearance: null,
    DestinationArrived: null,
  },
  milestoneOf: {},
  firstEventAt: null,
  lastEventAt: null,
  lastEvent: null,
  endedAt: null,
  facts: {},
  found: false,
}

export interface RowWishes {
  carrier?: string
  at?: number
  lane?: string
  nextCheckAt?: number | null
  details?: Partial<TrackingDetails>
  status?: TrackingState['status']
  lastCheckedAt?: number | null
}

export function row(account: Account, number: string, wishes: RowWishes = {}): NewTracking {
  const { carrier = 'russian-post', at = T0 } = wishes
  const key = key16(number)
  const freshness = {
    ...unlooked(wishes.nextCheckAt === undefined ? at : wishes.nextCheckAt, wishes.lane ?? carrier),
    lastCheckedAt: wishes.lastCheckedAt ?? null,
  }
  const tracking: Tracking = {
    bucket: bucketOf(account, key),
    id: newTrackingId(at, random, key),
    accountId: account.id,
    carrier,
    number,
    shownNumber: number.toLowerCase(),
    details: { ...DETAILS, ...wishes.details },
    archived: false,
    override: null,
    state: { ...STATE, status: wishes.status ?? 'pending' },
    pin: null,
    version: 0,
    createdAt: at,
    changedAt: at,
  }
  return { tracking, freshness, event: eventOf('tracking.created', { tracking, freshness }) }
}

export function checkpoint(fingerprint: string, at: number, text = 'Arrived'): Checkpoint {
  return {
    fingerprint,
    code: '8',
    attr: '2',
    text,
    status: 'transit',
    sub: 'arrived_hub',
    time: {
      raw: '2026-01-15T15:00:00+03:00',
      local: '2026-01-15T15:00:00',
      offset: '+03:00',
      utc: '2026-01-15T12:00:00Z',
      basis: 'offset',
    },
    at,
    place: { text: 'Omsk 644001', city: 'Omsk', postalCode: '644001' },
    source: 'russian-post',
  }
}
