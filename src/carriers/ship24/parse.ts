import { normaliseNumber } from '../../base/index.ts'
import type { Instant } from '../../base/index.ts'
import type { CarrierAnswer, CarrierContext, Outcome, TrackItem } from '../carrier.ts'
import { FIRST_LOOK_SECONDS, httpOutcome, list, parseJson, path, pinFor, registered, str } from '../kit/index.ts'
import { eventsOf, factsOf } from './parcel.ts'
import { CODE, trackerOf } from './request.ts'

type Kind = 'scopeMissing' | 'temporary' | 'purged' | 'notFound'

// A number may have several trackers of one account.
const MAX_TRACKINGS = 20
/** A tracker that is older than this was not made by this question. */
const FRESH_MS = 300_000

/** `errors[].code` → outcome. Source: docs.ship24.com/errors. */
const ERRORS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['no_active_subscription', 'scopeMissing'],
  ['parcel_not_found', 'notFound'],
  ['processing_error', 'temporary'],
  ['quota_limit_reached', 'scopeMissing'], // The account needs more
  ['shipping_date_outdated', 'purged'], // Older than six months
  ['tracker_conflict', 'temporary'],
  ['tracker_not_found', 'purged'], // The pinned one is gone. Another would cost again
])

/** One answer → one outcome for each item (there is one). Never throws on what Ship24 sends. */
export function parse(answer: CarrierAnswer, items: readonly TrackItem[], ctx: CarrierContext): Outcome[] {
  const body = parseJson(answer)
  return items.map((item) => outcome(answer, body, item, ctx))
}

function outcome(answer: CarrierAnswer, body: unknown, item: TrackItem, ctx: CarrierContext): Outcome {
  const { ref } = item
  const failed = httpOutcome(answer, ref, 'request')
  if (failed && (answer.status === 401 || answer.status === 429)) return failed
  const error = (list(path(body, 'errors')) ?? [])[0]
  const code = str(path(error, 'code'), 64)
  if (code !== undefined) return refusal(code, str(path(error, 'message')) ?? '', item)
  if (failed) return failed
  const made = path(body, 'data', 'tracker')
  if (trackerOf(item) === undefined && made !== undefined) return created(made, item, ctx)
  const trackings = list(path(body, 'data', 'trackings'))?.slice(0, MAX_TRACKINGS)
  if (!trackings) return { kind: 'schemaDrift', ref, path: 'data.trackings' }
  const own = trackings.find((one) => isOf(path(one, 'tracker'), item))
  return own === undefined ? { kind: 'schemaDrift', ref, path: 'data.trackings[].tracker.trackingNumber' } : tracking(own, item)
}

/** Somebody else's parcel is never shown. */
function isOf(tracker: unknown, { number }: TrackItem): boolean {
  return normaliseNumber(str(path(tracker, 'trackingNumber'), 64) ?? '') === normaliseNumber(number)
}

/** The tracker is there; what couriers say comes within a minute. */
function created(tracker: unknown, item: TrackItem, ctx: CarrierContext): Outcome {
  const { ref } = item
  const trackerId = str(path(tracker, 'trackerId'), 64)
  if (!isOf(tracker, item)) return { kind: 'schemaDrift', ref, path: 'data.tracker.trackingNumber' }
  if (trackerId === undefined) return { kind: 'schemaDrift', ref, path: 'data.tracker.trackerId' }
  return registered(ref, pinFor(CODE, trackerId), unitsOf(path(tracker, 'createdAt'), ctx.now))
}

function refusal(carrierCode: string, message: string, { ref }: TrackItem): Outcome {
  if (carrierCode === 'validation_error') {
    return { kind: message.includes('trackingNumber') ? 'invalidNumber' : 'temporary', ref, carrierCode }
  }
  // The same tracker is being created by another question.
  if (carrierCode === 'request_conflict') {
    return { kind: 'pending', ref, resume: '', notBeforeSeconds: FIRST_LOOK_SECONDS, expiresSeconds: FIRST_LOOK_SECONDS, units: 0 }
  }
  return { kind: ERRORS.get(carrierCode) ?? 'temporary', ref, carrierCode }
}

function tracking(own: unknown, item: TrackItem): Outcome {
  const { ref } = item
  const trackerId = str(path(own, 'tracker', 'trackerId'), 64)
  if (trackerId === undefined) return { kind: 'schemaDrift', ref, path: 'data.trackings[].tracker.trackerId' }
  const pin = pinFor(CODE, trackerId)
  const events = eventsOf(own)
  if (events.length > 0) return { kind: 'found', ref, events, facts: factsOf(own, item.number), pin, units: 0 }
  const milestone = str(path(own, 'shipment', 'statusMilestone'), 32)
  const raw = path(own, 'events')
  const isEmpty = raw === null || list(raw)?.length === 0
  if (!isEmpty || milestone !== 'pending') return { kind: 'schemaDrift', ref, path: 'data.trackings[].events' }
  // The couriers were asked when the tracker was made, longer ago than they may take.
  return { kind: 'notFound', ref, carrierCode: milestone }
}

/** 1 for a tracker that this question made, as far as its age tells. */
function unitsOf(createdAt: unknown, now: Instant): 0 | 1 {
  const at = Date.parse(str(createdAt, 48) ?? '')
  return Number.isFinite(at) && now - at > FRESH_MS ? 0 : 1
}
