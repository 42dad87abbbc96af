import type { CourierInfo, Services } from '../../src/services/index.ts'
import type { Checkpoint, Milestones, TrackingState } from '../../src/tracking/index.ts'

export type View = Awaited<ReturnType<Services['trackings']['get']>>

export const COURIERS: CourierInfo[] = [
  {
    code: 'dhl',
    name: 'DHL',
    nameRu: null,
    nameZh: null,
    phone: '1 800 225 5345',
    homepage: 'https://www.dhl.com/',
    type: 'express',
    country: 'DE',
  },
  { code: 'sto', name: 'STO Express', nameRu: null, nameZh: '申通快递', phone: '', homepage: '', type: 'express', country: 'CN' },
  {
    code: 'china-ems',
    name: 'China EMS',
    nameRu: null,
    nameZh: '中国EMS',
    phone: '',
    homepage: 'http://www.ems.com.cn/',
    type: 'globalpost',
    country: 'CN',
  },
  {
    code: 'usps',
    name: 'USPS',
    nameRu: 'Почта США (USPS)',
    nameZh: null,
    phone: '1 800 275 8777',
    homepage: 'https://www.usps.com/',
    type: 'globalpost',
    country: 'US',
  },
]

const NO_MILESTONES: Milestones = {
  ItemReceived: null,
  ItemDispatched: null,
  DepartfromAirport: null,
  ArrivalfromAbroad: null,
  CustomsClearance: null,
  DestinationArrived: null,
}

export const PENDING: TrackingState = {
  status: 'pending',
  sub: null,
  reasons: [],
  milestones: NO_MILESTONES,
  milestoneOf: {},
  firstEventAt: null,
  lastEventAt: null,
  lastEvent: null,
  endedAt: null,
  facts: {},
  found: false,
}

export function checkpoint(over: Partial<Checkpoint> & { local: string }): Checkpoint {
  const { local, ...rest } = over
  return {
    fingerprint: `print ${local}`,
    code: 'C',
    attr: null,
    text: 'Scan',
    status: 'transit',
    sub: 'in_transit',
    time: { raw: local, local, offset: null, utc: null, basis: 'unknown' },
    at: Date.parse(`${local}Z`),
    place: null,
    source: 'china-ems',
    ...rest,
  }
}

const HOUR = 3_600_000

/** The view after a parcel's journey from Bamberg to Leiden, like the documented list item. */
export function delivered(view: View): View {
  const last = checkpoint({
    local: '2021-01-19T10:33:00',
    text: 'DELIVERED',
    status: 'delivered',
    sub: 'delivered',
    place: { text: 'LEIDEN,23xx,NL' },
  })
  const first = checkpoint({ local: '2021-01-15T13:28:00', text: 'Origin Scan', sub: 'accepted', place: { text: 'Bamberg,DE' } })
  const state: TrackingState = {
    ...PENDING,
    status: 'delivered',
    sub: 'delivered',
    reasons: [{ fingerprint: last.fingerprint, effect: 'decides', because: 'newest_event' }],
    milestones: { ...NO_MILESTONES, ItemReceived: '2021-01-15 13:28', DestinationArrived: '2021-01-19 03:32' },
    milestoneOf: { [first.fingerprint]: 'ItemReceived' },
    firstEventAt: first.at,
    lastEventAt: last.at,
    endedAt: last.at,
    lastEvent: { text: 'DELIVERED', place: 'LEIDEN,23xx,NL', date: '2021-01-19 10:33' },
    facts: { originCountry: 'CN', destinationCountry: 'US' },
    found: true,
  }
  return {
    tracking: { ...view.tracking, state, changedAt: last.at + HOUR },
    freshness: { ...view.freshness, lastCheckedAt: last.at + HOUR, nextCheckAt: null, checkReason: 'ended' },
    checkpoints: [last, first],
  }
}
