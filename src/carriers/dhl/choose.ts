import { normaliseNumber } from '../../base/index.ts'
import type { RawEvent, TrackItem } from '../carrier.ts'

/** One shipment among those that answer to a number. */
export interface Candidate {
  /** `express~1000000001`: the division and its number. */
  key: string
  events: RawEvent[]
  /** Latest event, milliseconds UTC; wall clock where DHL tells no offset. */
  lastAt: number
  country: string | undefined
  postalCode: string | undefined
  shipment: unknown
}

export interface Choice {
  chosen: Candidate
  /** Keys of all that it may be, when more than one. */
  ambiguous?: string[]
}

/**
 * The shipment that is meant: the pinned one; else the one with the latest event, of those that go to the known postcode or country where some
 * do. A single one is taken wherever it goes: a parcel may be redirected, or on its way back. Null: the pinned one is not among them.
 */
export function choose(candidates: readonly Candidate[], item: TrackItem): Choice | null {
  const pinned = item.pin === undefined ? candidates : candidates.filter(({ key }) => isPin(key, item.pin ?? ''))
  const near = preferred(pinned, ({ postalCode }) => isSame(postalCode, item.postalCode))
  const [chosen, ...others] = preferred(near, ({ country }) => isSame(country, item.destinationCountry)).toSorted(byLatest)
  if (!chosen) return null
  const keys = [...new Set([chosen, ...others].map(({ key }) => key))].toSorted()
  return keys.length > 1 ? { chosen, ambiguous: keys } : { chosen }
}

/** Asked for one division, DHL may leave its name out. */
function isPin(key: string, pin: string): boolean {
  return key === pin || (key.startsWith('~') && pin.endsWith(key))
}

function preferred(candidates: readonly Candidate[], fits: (candidate: Candidate) => boolean): readonly Candidate[] {
  const fitting = candidates.filter(fits)
  return fitting.length > 0 ? fitting : candidates
}

function isSame(told: string | undefined, known: string | undefined): boolean {
  return told !== undefined && known !== undefined && normaliseNumber(told) === normaliseNumber(known)
}

function byLatest(a: Candidate, b: Candidate): number {
  return b.lastAt - a.lastAt || a.key.localeCompare(b.key, 'en')
}
