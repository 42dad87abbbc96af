import type { Instant } from '../base/index.ts'
import type { Status, Substatus } from './status.ts'

/** What the merchant says about a parcel. Absent = null. Personal data: name, e-mail, phone. */
export interface TrackingDetails {
  title: string | null
  /** ISO 3166-1 alpha-2, upper case. */
  destinationCountry: string | null
  logisticsChannel: string | null
  customerName: string | null
  customerEmail: string | null
  /** As sent. */
  customerPhone: string | null
  orderId: string | null
  orderCreatedAt: Instant | null
  comment: string | null
  /** `YYYYMMDD`. */
  shipDate: string | null
  postalCode: string | null
  accountNumber: string | null
  /** `tracking_destination_country`: asked by some carriers; alpha-2, upper case. */
  carrierDestinationCountry: string | null
  /** Two lower-case letters. */
  lang: string | null
  /** The merchant's carrier code must not be corrected. */
  keepCarrier: boolean
  /** Further couriers that the number may belong to, likeliest first; empty when the merchant named his. */
  guesses: readonly string[]
}

/** Nothing said. */
export const NO_DETAILS: TrackingDetails = {
  title: null,
  destinationCountry: null,
  logisticsChannel: null,
  customerName: null,
  customerEmail: null,
  customerPhone: null,
  orderId: null,
  orderCreatedAt: null,
  comment: null,
  shipDate: null,
  postalCode: null,
  accountNumber: null,
  carrierDestinationCountry: null,
  lang: null,
  keepCarrier: false,
  guesses: [],
}

/** A status set by hand (v1 PUT 4 or 7). It stands beside the computed one until 8 removes it. */
export interface Override {
  status: 'delivered' | 'exception'
  at: Instant
}

/** Naive local `YYYY-MM-DD HH:MM` of the scan, or null. Names are the v1 API's. */
export interface Milestones {
  ItemReceived: string | null
  ItemDispatched: string | null
  DepartfromAirport: string | null
  ArrivalfromAbroad: string | null
  CustomsClearance: string | null
  DestinationArrived: string | null
}

/** What a carrier tells about the parcel besides its events. Never a person's name. */
export interface Facts {
  service?: string
  /** ISO alpha-2. */
  originCountry?: string
  destinationCountry?: string
  weightKg?: number
  eta?: { from?: string; to?: string }
  lastMile?: { carrier: string; number: string }
  isReturn?: boolean
  /** The carrier's own reference, such as an order number. */
  reference?: string
}

/** Why the status is what it is: one line for each checkpoint that decided or was passed over, newest first, 20 at most. */
export interface Reason {
  fingerprint: string | null
  effect: 'decides' | 'ignored' | 'withdrawn' | 'information'
  because:
    | 'newest_event'
    | 'terminal_sticky'
    | 'returned_after_delivery'
    | 'return_delivery'
    | 'before_ship_date'
    | 'previous_parcel'
    | 'withdrawn_by_carrier'
    | 'unknown_code'
    | 'informational'
    | 'silence'
    | 'no_events'
    | 'manual'
}

/** Everything computed from the set of checkpoints, the facts, and the passing of time. The same set gives the same state in any order. */
export interface TrackingState {
  status: Status
  sub: Substatus | null
  reasons: Reason[]
  milestones: Milestones
  /** Fingerprint → milestone names that the checkpoint set. */
  milestoneOf: Record<string, keyof Milestones>
  /** Counted events only. */
  firstEventAt: Instant | null
  lastEventAt: Instant | null
  lastEvent: { text: string; place: string; date: string } | null
  /** Instant of the terminal event, null while the parcel moves. */
  endedAt: Instant | null
  facts: Facts
  /** Whether a carrier has ever known the number. */
  found: boolean
}

export interface Tracking {
  bucket: number
  /** UUID. */
  id: string
  accountId: number
  carrier: string
  /** Normalised: upper case, no blanks. Identity with account and carrier. */
  number: string
  /** As the merchant first sent it. */
  shownNumber: string
  details: TrackingDetails
  archived: boolean
  override: Override | null
  state: TrackingState
  /** Which of several parcels with a reused number this is, once chosen (FedEx `trackingNumberUniqueId`). */
  pin: string | null
  version: number
  createdAt: Instant
  /** Last time that status, checkpoints or details changed. */
  changedAt: Instant
}

/** What a carrier may want to know besides the number. */
export type InputField = 'postalCode' | 'phone' | 'destinationCountry' | 'shipDate' | 'accountNumber'

/** Why the last look is not fresher, when it is not. */
export type StaleBecause =
  | 'rate_limited'
  | 'carrier_down'
  | 'needs_input'
  | 'backed_off'
  | 'no_credentials'
  | 'invalid_number'
  | 'forbidden'
  | 'unsupported'

export type CheckReason =
  | 'new'
  | 'news'
  | 'near_delivery'
  | 'quiet'
  | 'pushed'
  | 'pending'
  | 'retry'
  | 'waiting_for_setup'
  | 'manual'
  | 'ended'

/** How fresh the answer is. Lives beside the tracking so that a poll without news writes one narrow row. */
export interface Freshness {
  /** Null before the first look. */
  lastCheckedAt: Instant | null
  /** Null: not polled any more. */
  nextCheckAt: Instant | null
  checkReason: CheckReason
  staleBecause: StaleBecause | null
  /** Looks in a row without news, those of young parcels and near delivery not counted; 0 after news. */
  quietChecks: number
  /** Looks in a row that failed; 0 after an answer. */
  failedChecks: number
  /** What the carrier wants to know before it tells more; null: nothing. */
  needs: InputField | null
  /** The carrier works on our question: what to come back with, and until when that is good. */
  ticket: { text: string; until: Instant } | null
  /** When the carrier last called us about the parcel. */
  pushedAt: Instant | null
  /** Adapter that is asked: the carrier's own, or an aggregator; null: none. */
  source: string | null
  /** The courier that it turned out to be, where the first guess was wrong. */
  courier: string | null
}

/** Before the first look, due at `nextCheckAt`, of the adapter `source`. */
export function unlooked(nextCheckAt: Instant | null, source: string | null): Freshness {
  return {
    lastCheckedAt: null,
    nextCheckAt,
    checkReason: 'new',
    staleBecause: null,
    quietChecks: 0,
    failedChecks: 0,
    needs: null,
    ticket: null,
    pushedAt: null,
    source,
    courier: null,
  }
}
