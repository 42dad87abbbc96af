import { type Instant, showId } from '../../base/index.ts'
import type { TrackingView } from '../../storage/index.ts'
import {
  type Checkpoint,
  type CheckpointTime,
  type EventStatus,
  type Facts,
  type Place,
  shownReasons,
  shownStatus,
  type Tracking,
} from '../../tracking/index.ts'
import { NEEDED, type Needed } from './fields.ts'

/** What the modern surface tells of a parcel, without people. Shared by `/api`, the event feed and webhooks. */

export function iso(at: Instant): string
export function iso(at: Instant | null): string | null
export function iso(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** A tracking with its freshness, reasons and checkpoints (newest first), and nothing personal. */
export function presentTracking({ tracking, freshness, checkpoints }: TrackingView) {
  const { status, sub } = shownStatus(tracking)
  const { facts } = tracking.state
  return {
    id: showId('tracking', tracking.id),
    number: tracking.shownNumber,
    carrier: tracking.carrier,
    courier: freshness.courier ?? tracking.carrier,
    status,
    substatus: sub,
    is_manual: tracking.override !== null,
    archived: tracking.archived,
    ...presentFacts(facts),
    milestones: presentMilestones(tracking),
    freshness: presentFreshness({ tracking, freshness }),
    checkpoints: checkpoints.map((checkpoint) => presentCheckpoint(checkpoint)),
    created_at: iso(tracking.createdAt),
    changed_at: iso(tracking.changedAt),
  }
}

function presentFacts(facts: Facts) {
  return {
    service: facts.service ?? null,
    origin_country: facts.originCountry ?? null,
    arrival_country: facts.destinationCountry ?? null,
    weight_kg: facts.weightKg ?? null,
    eta: presentEta(facts.eta ?? null),
    last_mile: facts.lastMile ? { carrier: facts.lastMile.carrier, number: facts.lastMile.number } : null,
    is_return: facts.isReturn ?? false,
  }
}

export function presentEta(eta: NonNullable<Facts['eta']> | null): { from: string | null; to: string | null } | null {
  return eta === null ? null : { from: eta.from ?? null, to: eta.to ?? null }
}

function presentMilestones({ state: { milestones } }: Tracking) {
  return {
    item_received: milestones.ItemReceived,
    item_dispatched: milestones.ItemDispatched,
    departed_origin: milestones.DepartfromAirport,
    arrived_abroad: milestones.ArrivalfromAbroad,
    customs_cleared: milestones.CustomsClearance,
    destination_arrived: milestones.DestinationArrived,
  }
}

function presentFreshness({ tracking, freshness }: Pick<TrackingView, 'tracking' | 'freshness'>) {
  return {
    last_checked_at: iso(freshness.lastCheckedAt),
    next_check_at: iso(freshness.nextCheckAt),
    check_reason: freshness.checkReason,
    stale_because: freshness.staleBecause,
    needs: needed(freshness.needs),
    source: freshness.source,
    reasons: shownReasons(tracking).map(({ effect, because, fingerprint }) => ({ effect, because, checkpoint: fingerprint })),
  }
}

export function needed(field: keyof typeof NEEDED | null): Needed | null {
  return field === null ? null : NEEDED[field]
}

/** One event of a carrier. Its `status` is null when it leaves the parcel's alone; `meaning` says why. */
export function presentCheckpoint({ fingerprint, code, attr, text, status, sub, time, place, source }: Checkpoint) {
  return {
    id: fingerprint,
    ...meaningOf(status),
    substatus: sub,
    code,
    attribute: attr,
    text,
    place: presentPlace(place),
    time: presentTime(time),
    source,
  }
}

const MEANINGS = { keep: 'information', void: 'withdrawal', unknown: 'unknown' } as const

function meaningOf(status: Checkpoint['status']): {
  status: EventStatus | null
  meaning: 'status' | (typeof MEANINGS)[keyof typeof MEANINGS]
} {
  if (status === 'keep' || status === 'void' || status === 'unknown') return { status: null, meaning: MEANINGS[status] }
  return { status, meaning: 'status' }
}

const BASES = { offset: 'offset', utc: 'utc', carrierZone: 'carrier_zone', atLocation: 'at_location', unknown: 'unknown' } as const

/** Nothing is invented: without a zone `utc` is null and `local` is what the scan's clock showed. */
function presentTime({ raw, local, offset, utc, basis }: CheckpointTime) {
  return { raw, local, offset, utc, basis: BASES[basis] }
}

function presentPlace(place: Place | null) {
  if (place === null) return null
  const { text, city, region, postalCode, country } = place
  return { text, city: city ?? null, region: region ?? null, postal_code: postalCode ?? null, country: country ?? null }
}

/** What the merchant said, people included: for answers to the merchant himself only. */
export function presentDetails({ details }: Tracking) {
  return {
    title: details.title,
    order_id: details.orderId,
    order_created_at: iso(details.orderCreatedAt),
    comment: details.comment,
    logistics_channel: details.logisticsChannel,
    destination_country: details.destinationCountry,
    customer_name: details.customerName,
    customer_email: details.customerEmail,
    customer_phone: details.customerPhone,
    language: details.lang,
    ship_date: details.shipDate,
    postal_code: details.postalCode,
    account_number: details.accountNumber,
    carrier_destination_country: details.carrierDestinationCountry,
    keep_carrier: details.keepCarrier,
  }
}
