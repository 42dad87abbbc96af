import type { InputField } from '../tracking/index.ts'
import couriers from './directory.json' with { type: 'json' }

/** One courier code of the API. Some operators have several codes; all stay valid, because merchants have stored them. */
export interface DirectoryEntry {
  /** Lower-case letters, digits and hyphens: `russian-post`. Never renamed, never used for another operator. */
  code: string
  /** In English, as the API shows it. */
  name: string
  /** Of every postal operator, and of couriers that have a name in Cyrillic letters; null where Russian texts write the English one. */
  nameRu: string | null
  /** Where there is an established one, with Han characters; else null. */
  nameZh: string | null
  /** As the operator prints it, or `""`. */
  phone: string
  /** http or https address, or `""`. */
  homepage: string
  /** `globalpost`: a postal operator, its parcels travel for weeks; `express`: everybody else. */
  type: 'express' | 'globalpost'
  /** Home of the operator, ISO 3166-1 alpha-2 (and XK for Kosovo); null where it has none or it is not known. */
  country: string | null
  /** Without these the carrier, or an aggregator that asks it, tells less or nothing. */
  requires: readonly InputField[]
  /**
   * Year in which the operator shut down or was merged into another one; true where the year is not known, false for those that work. New parcels do
   * not get its numbers. One that only changed its name is not closed.
   */
  closed: number | boolean
}

const INPUT_FIELDS = ['postalCode', 'phone', 'destinationCountry', 'shipDate', 'accountNumber'] as const satisfies readonly InputField[]

/**
 * Every courier code: first the 663 codes of the published v1 list in its order, then ours. Where a later carrier had no published code we
 * chose `name` or `name-country`. Whether a courier can be asked is not said here but by the adapters. In the file, `requires` and `closed` stand
 * only where there is something to say.
 */
export const DIRECTORY: readonly DirectoryEntry[] = couriers.map((entry) => ({
  ...entry,
  type: entry.type === 'globalpost' ? 'globalpost' : 'express',
  requires: INPUT_FIELDS.filter((field) => entry.requires?.includes(field)),
  closed: entry.closed ?? false,
}))

const BY_CODE: ReadonlyMap<string, DirectoryEntry> = new Map(DIRECTORY.map((entry) => [entry.code, entry]))

/** The entry of a courier code, without regard to case; null when no courier has it. */
export function findCourier(code: string): DirectoryEntry | null {
  return BY_CODE.get(code.toLowerCase()) ?? null
}
