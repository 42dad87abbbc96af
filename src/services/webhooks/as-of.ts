import type { TrackingEvent, TrackingView } from '../../storage/index.ts'
import { decide, type EventFacts, NO_DETAILS, type Override, type Tracking, type TrackingState, unlooked } from '../../tracking/index.ts'
import type { ServiceDeps } from '../deps.ts'

type Deciders = Pick<ServiceDeps, 'carriers' | 'expireAfterDays'>

/**
 * The tracking as it was at the event. `view` is how it is now, with the checkpoints that were known then; null: it was deleted, and is told from
 * the event alone.
 */
export function viewAsOf(deps: Deciders, event: TrackingEvent, view: TrackingView | null): TrackingView {
  const { facts } = event.doc
  if (view === null) return fromEvent(event)
  const { tracking, freshness } = view
  const state = tracking.changedAt > event.occurredAt ? stateAsOf(deps, event, view) : tracking.state
  const isLater = freshness.lastCheckedAt !== null && freshness.lastCheckedAt > event.occurredAt
  return {
    tracking: { ...tracking, archived: facts.archived, ...statusOf(facts, { state, override: tracking.override }, event) },
    freshness: {
      ...freshness,
      ...(isLater ? { lastCheckedAt: event.occurredAt } : {}),
      courier: facts.courier === facts.carrier ? null : facts.courier,
      needs: facts.needs,
      staleBecause: facts.stale ?? (facts.needs === null ? null : 'needs_input'),
    },
    checkpoints: view.checkpoints,
  }
}

/** Computed anew, since the row has moved on. */
function stateAsOf({ carriers, expireAfterDays }: Deciders, { doc, occurredAt }: TrackingEvent, view: TrackingView): TrackingState {
  const { tracking, checkpoints } = view
  const { eta: _eta, ...facts } = tracking.state.facts
  return decide(checkpoints, {
    facts: { ...facts, ...(doc.facts.eta ? { eta: doc.facts.eta } : {}) },
    shipDate: tracking.details.shipDate,
    registeredAt: tracking.createdAt,
    carrierType: carriers.courier(doc.facts.courier)?.type ?? 'express',
    now: occurredAt,
    found: checkpoints.length > 0,
    checked: doc.facts.status !== 'pending',
    expireAfterDays,
  })
}

/** The event has the last word on the status that it shows. */
function statusOf(
  { status, sub, isManual, eta }: EventFacts,
  { state, override }: Pick<Tracking, 'state' | 'override'>,
  { occurredAt }: TrackingEvent,
): Pick<Tracking, 'state' | 'override'> {
  const { eta: _eta, ...facts } = state.facts
  const told = { ...state, facts: { ...facts, ...(eta ? { eta } : {}) } }
  if (!isManual) return { state: { ...told, status, sub }, override: null }
  const set: Override['status'] = status === 'delivered' ? 'delivered' : 'exception'
  return { state: told, override: { status: set, at: override?.at ?? occurredAt } }
}

const NOTHING_KNOWN: TrackingState = {
  status: 'pending',
  sub: null,
  reasons: [],
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

function fromEvent(event: TrackingEvent): TrackingView {
  const { facts, checkpoints = [] } = event.doc
  const state: TrackingState = { ...NOTHING_KNOWN, status: facts.status, sub: facts.sub }
  return {
    tracking: {
      bucket: 0,
      id: event.trackingId,
      accountId: 0,
      carrier: facts.carrier,
      number: facts.number,
      shownNumber: facts.number,
      details: NO_DETAILS,
      archived: facts.archived,
      pin: null,
      version: 0,
      createdAt: event.occurredAt,
      changedAt: event.occurredAt,
      ...statusOf(facts, { state, override: null }, event),
    },
    freshness: {
      ...unlooked(null, null),
      courier: facts.courier === facts.carrier ? null : facts.courier,
      needs: facts.needs,
      staleBecause: facts.stale,
    },
    checkpoints,
  }
}
