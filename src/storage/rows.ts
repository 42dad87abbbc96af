import type { Instant } from '../base/index.ts'
import { NO_DETAILS } from '../tracking/index.ts'
import type { Checkpoint, Freshness, InputField, Override, Tracking, TrackingDetails, TrackingState } from '../tracking/index.ts'
import type { Account, AccountSettings, Claimed, Mode, NewTracking, TrackingView } from './port.ts'
import { instant, plain } from './sql/types.ts'

/** Of trackings that nobody is asked about. */
const NO_LANE = 'none'

/** Details that are filtered by have columns of their own; the rest is one document. */
type StoredDetails = Omit<TrackingDetails, 'orderId' | 'orderCreatedAt'>

export interface AccountRow {
  id: number
  name: string
  mode: Mode
  base: number
  spread: number
  settings: AccountSettings
  created_at: Instant
}

export interface TrackingRow {
  bucket: number
  id: string
  account_id: number
  carrier: string
  number: string
  shown_number: string
  archived: boolean
  override_status: Override['status'] | null
  override_at: Instant | null
  order_id: string | null
  order_created_at: Instant | null
  pin: string | null
  details: StoredDetails
  state: TrackingState
  version: number
  created_at: Instant
  changed_at: Instant
}

export interface FreshnessRow {
  next_check_at: Instant | null
  last_checked_at: Instant | null
  check_reason: Freshness['checkReason']
  stale_because: Freshness['staleBecause']
  quiet_checks: number
  failed_checks: number
  ticket: string | null
  ticket_until: Instant | null
  needs: InputField | null
  pushed_at: Instant | null
  lane: string
  courier: string | null
}

export type ViewRow = TrackingRow & FreshnessRow & { checkpoints: Checkpoint[] | null }

/** The account's own columns beside those of another table that has `id` and `created_at` too. */
export type WithAccountRow = Omit<AccountRow, 'id' | 'created_at'> & { account_id: number; account_created_at: Instant }

export type ClaimedRow = TrackingRow & FreshnessRow & WithAccountRow & { attempts: number }

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    name: row.name,
    mode: row.mode,
    base: row.base,
    spread: row.spread,
    settings: row.settings,
    createdAt: row.created_at,
  }
}

export function toOwnAccount(row: WithAccountRow): Account {
  return toAccount({ ...row, id: row.account_id, created_at: row.account_created_at })
}

export function toView(row: ViewRow): TrackingView {
  return { tracking: toTracking(row), freshness: toFreshness(row), checkpoints: row.checkpoints ?? [] }
}

export function toClaimed(row: ClaimedRow, leaseToken: string): Claimed {
  return { account: toOwnAccount(row), tracking: toTracking(row), freshness: toFreshness(row), attempts: row.attempts, leaseToken }
}

export function toTracking(row: TrackingRow): Tracking {
  return {
    bucket: row.bucket,
    id: row.id,
    accountId: row.account_id,
    carrier: row.carrier,
    number: row.number,
    shownNumber: row.shown_number,
    // Rows of before there were guesses have none.
    details: { ...NO_DETAILS, ...row.details, orderId: row.order_id, orderCreatedAt: row.order_created_at },
    archived: row.archived,
    override: row.override_status === null || row.override_at === null ? null : { status: row.override_status, at: row.override_at },
    state: row.state,
    pin: row.pin,
    version: row.version,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }
}

export function toFreshness(row: FreshnessRow): Freshness {
  return {
    lastCheckedAt: row.last_checked_at,
    nextCheckAt: row.next_check_at,
    checkReason: row.check_reason,
    staleBecause: row.stale_because,
    quietChecks: row.quiet_checks,
    failedChecks: row.failed_checks,
    needs: row.needs,
    ticket: row.ticket === null || row.ticket_until === null ? null : { text: row.ticket, until: row.ticket_until },
    pushedAt: row.pushed_at,
    source: row.lane === NO_LANE ? null : row.lane,
    courier: row.courier,
  }
}

/** Trackings that wait for the same adapter are claimed together. */
export function laneOf({ source }: Freshness): string {
  return source ?? NO_LANE
}

export function detailsJson({ orderId: _orderId, orderCreatedAt: _orderCreatedAt, ...stored }: TrackingDetails): string {
  return JSON.stringify(stored satisfies StoredDetails)
}

/** Parameters of `insert_trackings`, in the order of its `-- rows:`. */
export function toRow({ tracking: t, freshness: f, event }: NewTracking, eventId: string): unknown[] {
  return [
    t.bucket,
    t.id,
    t.accountId,
    t.carrier,
    t.number,
    plain(t.shownNumber),
    t.override?.status ?? t.state.status,
    t.archived,
    t.override?.status ?? null,
    instant(t.override?.at ?? null),
    plain(t.details.orderId),
    instant(t.details.orderCreatedAt),
    plain(t.pin),
    detailsJson(t.details),
    JSON.stringify(t.state),
    t.version,
    1,
    instant(t.createdAt),
    instant(t.changedAt),
    laneOf(f),
    instant(f.nextCheckAt),
    instant(f.lastCheckedAt),
    f.checkReason,
    f.staleBecause,
    f.quietChecks,
    f.failedChecks,
    eventId,
    event.type,
    JSON.stringify(event.doc),
  ]
}
