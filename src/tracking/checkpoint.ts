import type { Instant } from '../base/index.ts'
import type { EventStatus, Substatus } from './status.ts'

/**
 * A carrier's time with its provenance; nothing invents a zone.
 * `local` is `YYYY-MM-DDTHH:MM:SS` as the scan's wall clock showed it, `offset` is `+03:00` or null, `utc` is `…Z` or null.
 * `basis` says where the instant came from: the carrier's offset, the carrier's UTC, the carrier's home zone, the zone of the scan's place,
 * or nothing (`unknown`: `utc` is null and ordering uses `local` as if it were UTC).
 */
export interface CheckpointTime {
  raw: string
  local: string
  offset: string | null
  utc: string | null
  basis: 'offset' | 'utc' | 'carrierZone' | 'atLocation' | 'unknown'
}

export interface Place {
  /** One line for a person: `Omsk 644001` or `MEMPHIS, TN, US`. */
  text: string
  city?: string
  region?: string
  postalCode?: string
  /** ISO 3166-1 alpha-2, upper case. */
  country?: string
}

/**
 * One event of a carrier, normalised. `status` is what the event's code means; `keep` is information that leaves the status alone, `void`
 * withdraws the event before it, `unknown` is a code that no table holds (kept verbatim; the status stays).
 */
export interface Checkpoint {
  /** Stable over polls, languages and order: hash of code, attribute, time to the minute, place. Never of the text. */
  fingerprint: string
  code: string
  attr: string | null
  /** The carrier's own words. */
  text: string
  status: EventStatus | 'keep' | 'void' | 'unknown'
  sub: Substatus | null
  time: CheckpointTime
  /** For ordering and arithmetic: `utc`, else `local` read as UTC. */
  at: Instant
  place: Place | null
  /** Where it came from: an adapter code such as `russian-post`. */
  source: string
}
