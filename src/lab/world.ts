import type { Clock, Instant } from '../base/index.ts'
import { checkJourney, type Journey, type Parcel, type Scenario, type Step } from './journey.ts'
import { DAY_MS, isInDays, type LocalTime, resolve } from './time.ts'

const MOSCOW = '+03:00'

/** A step that has happened. */
export interface SeenStep extends Step {
  time: LocalTime
}

/** One parcel as the carrier knows it now: only steps whose time has come, in the order of the scenario. */
export interface SeenParcel extends Omit<Parcel, 'steps' | 'expected'> {
  steps: SeenStep[]
  expected?: LocalTime
}

/** What the carrier knows of a number. More than one parcel when the number was used again. */
export interface Seen {
  forbidden: boolean
  /** What must be sent along; undefined: nothing. */
  secret?: string
  parcels: SeenParcel[]
}

export interface WorldEntry {
  carrier: string
  number: string
  about: string
  /** Steps that have happened, of all. */
  steps: { seen: number; all: number }
}

export interface World {
  /** Null: the carrier has never heard of it, or nothing has happened yet. */
  look(carrier: string, number: string): Seen | null
  /** Null takes the parcel away. */
  set(carrier: string, number: string, journey: Journey | null, about?: string): void
  list(): WorldEntry[]
}

interface Entry {
  number: string
  about: string
  journey: Journey
  /** Null until somebody asks, for journeys that start then. */
  start: Instant | null
}

/** The parcels of the lab. Numbers are found in any case. */
export function createWorld(clock: Clock, scenarios: readonly Scenario[]): World {
  const parcels = new Map<string, { carrier: string; entry: Entry }>()

  const set: World['set'] = (carrier, number, journey, about = '') => {
    if (!journey) {
      parcels.delete(key(carrier, number))
      return
    }
    const start = journey.starts === 'asked' ? null : clock.now()
    parcels.set(key(carrier, number), { carrier, entry: { number, about, journey: checkJourney(journey), start } })
  }
  for (const scenario of scenarios) for (const { number, about, journey } of scenario.parcels) set(scenario.carrier, number, journey, about)

  return {
    set,
    look: (carrier, number) => {
      const entry = parcels.get(key(carrier, number))?.entry
      if (!entry) return null
      entry.start ??= clock.now()
      const seen = see(entry.journey, entry.start, clock.now())
      return seen.forbidden || seen.parcels.length > 0 ? seen : null
    },
    list: () =>
      [...parcels.values()].map(({ carrier, entry }) => {
        const seen = entry.start === null ? [] : see(entry.journey, entry.start, clock.now()).parcels
        const all = [entry.journey, ...(entry.journey.others ?? [])]
        return {
          carrier,
          number: entry.number,
          about: entry.about,
          steps: { seen: seen.reduce((sum, p) => sum + p.steps.length, 0), all: all.reduce((sum, p) => sum + p.steps.length, 0) },
        }
      }),
  }
}

function key(carrier: string, number: string): string {
  return `${carrier} ${number.toUpperCase()}`
}

/** The part of a journey that has happened by `now`. */
export function see(journey: Journey, start: Instant, now: Instant): Seen {
  const { starts: _starts, forbidden, secret, others, ...first } = journey
  const parcels = [first, ...(others ?? [])].map((parcel) => seeParcel(parcel, start, now))
  return {
    forbidden: forbidden ?? false,
    parcels: parcels.filter((parcel) => parcel.steps.length > 0),
    ...(secret === undefined ? {} : { secret }),
  }
}

function seeParcel({ steps, expected, ...facts }: Parcel, start: Instant, now: Instant): SeenParcel {
  const offset = facts.offset ?? MOSCOW
  const seen = timed(steps, start, offset).filter((step) => step.time.utc <= now)
  return { ...facts, steps: seen, ...(expected === undefined ? {} : { expected: resolve(expected, start, offset) }) }
}

/**
 * Steps with their times. Where the next place is still in the day before, its day count begins a day later: a parcel that flies west must not
 * arrive before it left, whatever the hour is.
 */
function timed(steps: readonly Step[], start: Instant, offset: string): SeenStep[] {
  const later = new Map<string, number>()
  let last: { utc: Instant; offset: string } | null = null
  return steps.map((step) => {
    const at = step.offset ?? offset
    const time = resolve(step.at, start, at)
    if (!isInDays(step.at)) return { ...step, time }
    if (last !== null && last.offset !== at && time.utc + (later.get(at) ?? 0) < last.utc) later.set(at, DAY_MS)
    const utc = time.utc + (later.get(at) ?? 0)
    last = { utc, offset: at }
    return { ...step, time: { ...time, utc } }
  })
}

/** What the step says, in the first of the languages that it has words in, else in any. */
export function words({ text }: Step, ...languages: string[]): string {
  return [...languages, ...Object.keys(text)].map((language) => text[language]).find((said) => said !== undefined) ?? ''
}

/** Newest first where the steps are in order; a journey that was put out of order on purpose stays so. */
export function newestFirst(steps: SeenStep[]): SeenStep[] {
  const inOrder = steps.every((step, i) => step.time.utc >= (steps[i - 1]?.time.utc ?? -Infinity))
  return inOrder ? steps.toReversed() : steps
}
