import type { Checkpoint } from './checkpoint.ts'
import { shownStatus } from './shown.ts'
import type { Status, Substatus } from './status.ts'
import type { Facts, Freshness, InputField, StaleBecause, Tracking } from './tracking.ts'

export const EVENT_TYPES = [
  'tracking.created',
  'tracking.updated',
  'tracking.checkpoint_added',
  'tracking.status_changed',
  'tracking.eta_changed',
  'tracking.courier_changed',
  'tracking.needs_input',
  'tracking.stale',
  'tracking.fresh',
  'tracking.overridden',
  'tracking.archived',
  'tracking.restored',
  'tracking.deleted',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** A failed look or two say nothing: the answer is called stale with the third. */
const FAILURES_UNTIL_STALE = 3
/** Reasons that do not go away by themselves: told at once. */
const LASTING: ReadonlySet<StaleBecause> = new Set(['no_credentials', 'invalid_number', 'forbidden', 'unsupported'])

/** What events tell of a tracking: never personal data. */
export interface EventFacts {
  /** As the merchant sent it. */
  number: string
  carrier: string
  /** The courier that it turned out to be, where the first guess was wrong; else as `carrier`. */
  courier: string
  /** Shown: a status set by hand stands before the computed one. */
  status: Status
  sub: Substatus | null
  isManual: boolean
  eta: NonNullable<Facts['eta']> | null
  archived: boolean
  needs: InputField | null
  /** Null while the answer is as fresh as was promised, or may still become so. */
  stale: StaleBecause | null
}

/** An event as its row keeps it. */
export interface EventDoc {
  /** After the change. */
  facts: EventFacts
  /** What was otherwise before, for those of `facts` that this event is about. */
  previous?: Partial<EventFacts>
  /** New ones, newest first. */
  checkpoints?: Checkpoint[]
  /** Names of the merchant's own data that changed; not the data. */
  changed?: string[]
}

export interface NewEvent {
  type: EventType
  doc: EventDoc
}

export interface Subject {
  tracking: Pick<Tracking, 'shownNumber' | 'carrier' | 'state' | 'override' | 'archived'>
  freshness: Freshness
}

/** The events of one change, in the order of their sequence. None when nothing of interest changed. */
export function eventsOf(
  before: Subject,
  after: Subject,
  news: { checkpoints?: readonly Checkpoint[]; changed?: readonly string[] } = {},
): NewEvent[] {
  const [old, facts] = [factsOf(before), factsOf(after)]
  const { checkpoints = [], changed = [] } = news
  const events: NewEvent[] = []
  const add = (type: EventType, about: readonly (keyof EventFacts)[], more: Partial<EventDoc> = {}): void => {
    const previous = Object.fromEntries(about.map((name) => [name, old[name]]))
    events.push({ type, doc: { facts, ...(about.length > 0 ? { previous } : {}), ...more } })
  }
  if (changed.length > 0) add('tracking.updated', [], { changed: [...changed] })
  if (old.archived !== facts.archived) add(facts.archived ? 'tracking.archived' : 'tracking.restored', [])
  if (old.courier !== facts.courier) add('tracking.courier_changed', ['courier'])
  if (checkpoints.length > 0) add('tracking.checkpoint_added', [], { checkpoints: [...checkpoints] })
  if (old.isManual !== facts.isManual) add('tracking.overridden', ['isManual', 'status', 'sub'])
  if (old.status !== facts.status || old.sub !== facts.sub) add('tracking.status_changed', ['status', 'sub'])
  if (old.eta?.from !== facts.eta?.from || old.eta?.to !== facts.eta?.to) add('tracking.eta_changed', ['eta'])
  if (facts.needs !== null && old.needs !== facts.needs) add('tracking.needs_input', ['needs'])
  if (facts.stale !== null && old.stale !== facts.stale) add('tracking.stale', ['stale'])
  if (facts.stale === null && old.stale !== null) add('tracking.fresh', ['stale'])
  return events
}

export function eventOf(type: 'tracking.created' | 'tracking.deleted', subject: Subject): NewEvent {
  return { type, doc: { facts: factsOf(subject) } }
}

export function factsOf({ tracking, freshness }: Subject): EventFacts {
  const { status, sub } = shownStatus(tracking)
  return {
    number: tracking.shownNumber,
    carrier: tracking.carrier,
    courier: freshness.courier ?? tracking.carrier,
    status,
    sub,
    isManual: tracking.override !== null,
    eta: tracking.state.facts.eta ?? null,
    archived: tracking.archived,
    needs: freshness.needs,
    stale: staleOf(freshness),
  }
}

function staleOf({ staleBecause, failedChecks }: Freshness): StaleBecause | null {
  if (staleBecause === null || staleBecause === 'needs_input') return null
  return LASTING.has(staleBecause) || failedChecks >= FAILURES_UNTIL_STALE ? staleBecause : null
}
