import type { Checkpoint } from './checkpoint.ts'
import type { Substatus } from './status.ts'

/**
 * How far along its way a parcel is when this is said. Decides only between events of the same instant: several carriers give days without
 * a time of day, and two scans in one minute are common.
 */
const PROGRESS: Readonly<Record<Substatus, number>> = {
  created: 10,
  label_created: 11,
  pickup_scheduled: 12,
  pickup_failed: 13,
  accepted: 20,
  handed_over: 21,
  renumbered: 22,
  in_transit: 23,
  arrived_hub: 24,
  departed_hub: 25,
  departed_origin_country: 26,
  arrived_destination_country: 27,
  customs_processing: 28,
  customs_held: 29,
  customs_cleared: 30,
  misrouted: 31,
  delayed: 32,
  forwarded: 33,
  arrived_destination: 34,
  on_hold: 40,
  damaged: 41,
  address_issue: 42,
  out_for_delivery: 50,
  failed_attempt: 51,
  ready_for_pickup: 52,
  pickup_expiring: 53,
  refused: 54,
  rejected: 55,
  unclaimed: 56,
  storage_expired: 57,
  returning: 58,
  partially_delivered: 60,
  delivered: 61,
  delivered_other: 62,
  delivered_collected: 63,
  delivered_signed: 64,
  cancelled: 70,
  seized: 71,
  lost: 72,
  destroyed: 73,
  returned_to_sender: 74,
}

/** For an event whose table names no substatus. Information comes before what it informs about, a withdrawal after what it withdraws. */
const STATUS_PROGRESS: Readonly<Record<Checkpoint['status'], number>> = {
  keep: 0,
  unknown: 1,
  inforeceived: 10,
  transit: 23,
  exception: 40,
  pickup: 50,
  undelivered: 51,
  delivered: 61,
  void: 99,
}

/** Oldest first: by instant, then by progress, then by fingerprint. No two events of a set are equal, so the order never depends on the wire. */
export function compareCheckpoints(a: Checkpoint, b: Checkpoint): number {
  return a.at - b.at || progressOf(a) - progressOf(b) || compareText(a.fingerprint, b.fingerprint)
}

function progressOf({ status, sub }: Checkpoint): number {
  return sub === null ? STATUS_PROGRESS[status] : PROGRESS[sub]
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
