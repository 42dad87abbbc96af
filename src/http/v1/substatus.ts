import type { Checkpoint, Status, Substatus } from '../../tracking/index.ts'
import type { Dialect } from './door.ts'

/** The eight statuses that the API knows. */
export type ApiStatus = Exclude<Status, 'inforeceived'>

/** `inforeceived` is newer than the API: there it is a kind of `notfound`, with a substatus of its own. */
export function apiStatus(status: Status): ApiStatus {
  return status === 'inforeceived' ? 'notfound' : status
}

/**
 * Our words in the API's numbers; the string stands for both dialects, a pair for `/v1` and `/v2`. Null where the dialect's table has no word
 * (it has none for `undelivered` and `expired`, and only "out for delivery" under `pickup`): a number with another meaning would be a lie.
 */
const WORDS: Readonly<Record<Substatus, string | readonly [string | null, string | null]>> = {
  created: 'notfound001',
  label_created: 'notfound001',
  pickup_scheduled: 'notfound001',
  in_transit: 'transit001',
  accepted: 'transit001',
  departed_hub: 'transit002',
  arrived_hub: 'transit002',
  arrived_destination: 'transit003',
  arrived_destination_country: 'transit004',
  customs_processing: 'transit001',
  customs_cleared: 'transit005',
  delayed: 'transit001',
  forwarded: 'transit001',
  handed_over: 'transit001',
  misrouted: 'transit001',
  renumbered: 'transit001',
  departed_origin_country: 'transit001',
  out_for_delivery: 'pickup001',
  ready_for_pickup: [null, null],
  pickup_expiring: [null, null],
  delivered: 'delivered001',
  delivered_collected: 'delivered002',
  delivered_signed: 'delivered003',
  delivered_other: 'delivered004',
  partially_delivered: 'delivered001',
  failed_attempt: [null, null],
  refused: [null, null],
  // Under `undelivered` as well as `exception`; `substatusWord` keeps the first one apart.
  address_issue: [null, 'exception005'],
  on_hold: [null, 'exception005'],
  cancelled: 'exception008',
  customs_held: 'exception006',
  damaged: 'exception007',
  destroyed: 'exception007',
  lost: 'exception007',
  pickup_failed: [null, 'exception005'],
  rejected: [null, 'exception009'],
  returned_to_sender: ['exception005', 'exception010'],
  returning: ['exception005', 'exception011'],
  seized: 'exception006',
  storage_expired: 'exception004',
  unclaimed: 'exception004',
}

/** Words for a status that nobody told more about. */
const GENERAL: Readonly<Record<Status, string | readonly [string | null, string | null]>> = {
  pending: [null, null],
  notfound: 'notfound002',
  inforeceived: 'notfound001',
  transit: 'transit001',
  pickup: [null, null],
  delivered: 'delivered001',
  undelivered: [null, null],
  exception: [null, 'exception005'],
  expired: [null, null],
}

/** `transit001` and the like; null where the dialect has no word. */
export function substatusWord(status: Status, sub: Substatus | null, { version }: Dialect): string | null {
  if (status === 'undelivered') return null
  const word = sub === null ? GENERAL[status] : WORDS[sub]
  return typeof word === 'string' ? word : (word[version - 1] ?? null)
}

/**
 * The status that each checkpoint is shown with, in the same order (newest first). Checkpoints that do not speak of a status (information,
 * withdrawals, codes nobody knows) are shown with the one that was in force: the nearest older, `transit` when there is none.
 */
export function checkpointStatuses(checkpoints: readonly Checkpoint[]): ShownStatus[] {
  let inForce: ShownStatus = { status: 'transit', sub: null }
  const shown: ShownStatus[] = []
  for (let i = checkpoints.length - 1; i >= 0; i--) {
    const checkpoint = checkpoints[i]
    if (checkpoint && speaks(checkpoint)) inForce = checkpoint
    shown.push(inForce)
  }
  return shown.toReversed()
}

interface ShownStatus {
  status: Status
  sub: Substatus | null
}

function speaks(checkpoint: Checkpoint): checkpoint is Checkpoint & ShownStatus {
  return checkpoint.status !== 'keep' && checkpoint.status !== 'void' && checkpoint.status !== 'unknown'
}
