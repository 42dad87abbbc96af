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

interface Change {
  before: EventFacts
  now: EventFacts
  checkpoints: readonly Checkpoint[]
  changed: readonly string[]
}

interface Rule {
  type: EventType
  when: (change: Change) => boolean
  /** What it was before belongs to the event. */
  about?: readonly (keyof EventFacts)[]
}

/** In the order of the sequence within one change. */
const RULES: readonly Rule[] = [
  { type: 'tracking.updated', when: ({ changed }) => changed.length > 0 },
  { type: 'tracking.archived', when: ({ before, now }) => !before.archived && now.archived },
  { type: 'tracking.restored', when: ({ before, now }) => before.archived && !now.archived },
  { type: 'tracking.courier_changed', when: ({ before, now }) => before.courier !== now.courier, about: ['courier'] },
  { type: 'tracking.checkpoint_added', when: ({ checkpoints }) => checkpoints.length > 0 },
  { type: 'tracking.overridden', when: ({ before, now }) => before.isManual !== now.isManual, about: ['isManual', 'status', 'sub'] },
  {
    type: 'tracking.status_changed',
    when: ({ before, now }) => before.status !== now.status || before.sub !== now.sub,
    about: ['status', 'sub'],
  },
  {
    type: 'tracking.eta_changed',
    when: ({ before, now }) => before.eta?.from !== now.eta?.from || before.eta?.to !== now.eta?.to,
    about: ['eta'],
  },
  { type: 'tracking.needs_input', when: ({ before, now }) => now.needs !== null && before.needs !== now.needs, about: ['needs'] },
  { type: 'tracking.stale', when: ({ before, now }) => now.stale !== null && before.stale !== now.stale, about: ['stale'] },
  { type: 'tracking.fresh', when: ({ before, now }) => now.stale === null && before.stale !== null, about: ['stale'] },
]

/** The events of one change, in the order of their sequence. None when nothing of interest changed. */
export function eventsOf(
  before: Subject,
  after: Subject,
  { checkpoints = [], changed = [] }: { checkpoints?: readonly Checkpoint[]; changed?: readonly string[] } = {},
): NewEvent[] {
  const change: Change = { before: factsOf(before), now: factsOf(after), checkpoints, changed }
  return RULES.filter(({ when }) => when(change)).map(({ type, about }) => ({
    type,
    doc: {
      facts: change.now,
      ...(about ? { previous: Object.fromEntries(about.map((name) => [name, change.before[name]])) } : {}),
      ...(type === 'tracking.checkpoint_added' ? { checkpoints: [...checkpoints] } : {}),
      ...(type === 'tracking.updated' ? { changed: [...changed] } : {}),
    },
  }))
}

export function eventOf(type: 'tracking.created' | 'tracking.deleted', subject: Subject): NewEvent {
  return { type, doc: { facts: factsOf(subject) } }
}

function factsOf({ tracking, freshness }: Subject): EventFacts {
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
