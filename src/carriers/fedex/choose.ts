import type { TrackItem } from '../carrier.ts'

/** One parcel among those that share a number. */
export interface Candidate {
  /** `trackingNumberUniqueId`, such as `2461000000~…~FX`; undefined when FedEx gives none. */
  id: string | undefined
  /** Earliest and latest scan, milliseconds UTC; wall clock where FedEx tells no offset. */
  firstAt: number
  lastAt: number
}

export interface Choice<C extends Candidate> {
  chosen: C
  /** To be asked for from now on. */
  pin?: string
  /** Ids of all that it may be, when more than one. */
  ambiguous?: string[]
}

const DAY_MS = 86_400_000
// A parcel is often handed over some days after the date that the shop wrote, seldom before it.
const SHIP_DATE_BEFORE_MS = 3 * DAY_MS
const SHIP_DATE_AFTER_MS = 14 * DAY_MS
/** FedEx gives a number to another parcel after four months at the earliest: what was silent longer at registration is an earlier parcel. */
export const REUSE_DAYS = 120

/**
 * The parcel that is meant: the pinned one; else the one shipped about the ship date; else the one scanned last. Null: the pinned one is
 * not among them, and another one is never shown in its place.
 * A parcel that was over long before the registration is shown for want of a better one, but not pinned: the new one is still to come.
 */
export function choose<C extends Candidate>(candidates: readonly [C, ...C[]], item: TrackItem): Choice<C> | null {
  if (item.pin !== undefined) return pinned(candidates, item.pin)
  const [newest] = candidates.toSorted(byLatestScan)
  if (!newest) return null
  const recent = candidates.filter(({ lastAt }) => lastAt >= item.registeredAt - REUSE_DAYS * DAY_MS)
  const shipped = aboutShipDate(candidates, item.shipDate)
  const plausible = (shipped.length > 0 ? shipped : recent).toSorted(byLatestScan)
  const [chosen] = plausible
  if (!chosen) return { chosen: newest }
  const ids = [...new Set(plausible.map(({ id }) => id).filter((id) => id !== undefined))]
  return {
    chosen,
    ...(chosen.id === undefined ? {} : { pin: chosen.id }),
    ...(ids.length > 1 ? { ambiguous: ids.toSorted() } : {}),
  }
}

function pinned<C extends Candidate>(candidates: readonly [C, ...C[]], pin: string): Choice<C> | null {
  const chosen = candidates.find(({ id }) => id === pin)
  if (chosen) return { chosen, pin }
  const [only] = candidates
  // Asked for one parcel, FedEx gave one that it does not name: nothing speaks against it.
  return candidates.length === 1 && only.id === undefined ? { chosen: only, pin } : null
}

function aboutShipDate<C extends Candidate>(candidates: readonly C[], shipDate: string | undefined): C[] {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(shipDate ?? '') ?? []
  if (year === undefined) return []
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day))
  return candidates.filter(({ firstAt }) => firstAt >= at - SHIP_DATE_BEFORE_MS && firstAt <= at + SHIP_DATE_AFTER_MS)
}

/** Newest first; the id decides between equals, so that the order of the answer does not. */
function byLatestScan(a: Candidate, b: Candidate): number {
  return b.lastAt - a.lastAt || (a.id ?? '').localeCompare(b.id ?? '', 'en')
}
