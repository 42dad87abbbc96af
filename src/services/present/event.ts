import { showId } from '../../base/index.ts'
import type { TrackingEvent } from '../../storage/index.ts'
import type { EventFacts } from '../../tracking/index.ts'
import { DETAIL_NAMES } from './fields.ts'
import { iso, needed, presentCheckpoint, presentEta } from './tracking.ts'

/** An event as the feed, the stream and webhooks tell it: the parcel after the change, what was otherwise before, never personal data. */
export function presentEvent({ id, trackingId: tracking, sequence, type, occurredAt, doc }: TrackingEvent) {
  return {
    id: showId('event', id),
    type,
    occurred_at: iso(occurredAt),
    sequence,
    tracking: { id: showId('tracking', tracking), ...presentEventFacts(doc.facts) },
    previous: doc.previous ? presentPrevious(doc.previous) : null,
    checkpoints: doc.checkpoints ? doc.checkpoints.map((checkpoint) => presentCheckpoint(checkpoint)) : null,
    changed: doc.changed ? doc.changed.map(detailName) : null,
  }
}

function presentEventFacts(facts: EventFacts) {
  return {
    number: facts.number,
    carrier: facts.carrier,
    courier: facts.courier,
    status: facts.status,
    substatus: facts.sub,
    is_manual: facts.isManual,
    eta: presentEta(facts.eta),
    archived: facts.archived,
    needs: needed(facts.needs),
    stale_because: facts.stale,
  }
}

/** Only what the event is about. */
function presentPrevious(before: Partial<EventFacts>) {
  return {
    ...(before.courier === undefined ? {} : { courier: before.courier }),
    ...(before.status === undefined ? {} : { status: before.status }),
    ...(before.sub === undefined ? {} : { substatus: before.sub }),
    ...(before.isManual === undefined ? {} : { is_manual: before.isManual }),
    ...(before.eta === undefined ? {} : { eta: presentEta(before.eta) }),
    ...(before.needs === undefined ? {} : { needs: needed(before.needs) }),
    ...(before.stale === undefined ? {} : { stale_because: before.stale }),
  }
}

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(DETAIL_NAMES))

function detailName(name: string): string {
  return NAMES.get(name) ?? name
}
