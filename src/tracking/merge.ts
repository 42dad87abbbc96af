import type { Checkpoint } from './checkpoint.ts'
import { placeKey } from './fingerprint.ts'
import { compareCheckpoints, compareText } from './order.ts'

/** The longest real history met has about 120 events; a set larger than this keeps its newest, which is the same set in any order. */
export const MAX_CHECKPOINTS = 500

/** Two scans of one code at one place within this time are one scan that the carrier sent twice (PostNL does, seconds apart). */
const TWIN_MS = 60_000

/** An event in its order, and whether the carrier withdrew it. */
export interface Arranged {
  checkpoint: Checkpoint
  withdrawn: boolean
}

/**
 * The union of two sets of checkpoints, by fingerprint. `all` is what to decide on; `added` is what `known` did not hold. Of two copies of
 * one event the same one is kept whichever came first, so that any order of looks ends in the same set. Nothing is ever forgotten but
 * what lies beyond the newest 500.
 */
export function merge(known: readonly Checkpoint[], incoming: readonly Checkpoint[]): { all: Checkpoint[]; added: Checkpoint[] } {
  const before = new Set(known.map((checkpoint) => checkpoint.fingerprint))
  const union = new Map<string, Checkpoint>()
  for (const checkpoint of [...known, ...incoming]) {
    const copy = union.get(checkpoint.fingerprint)
    union.set(checkpoint.fingerprint, copy ? betterCopy(copy, checkpoint) : checkpoint)
  }
  const whole = [...union.values()]
  const all = whole.length > MAX_CHECKPOINTS ? whole.toSorted(compareCheckpoints).slice(-MAX_CHECKPOINTS) : whole
  return { all, added: all.filter((checkpoint) => !before.has(checkpoint.fingerprint)) }
}

/** What a person should see, oldest first: without withdrawn events, withdrawals and twins. The same for any order of `all`. */
export function timeline(all: readonly Checkpoint[]): Checkpoint[] {
  return arrange(all).flatMap(({ checkpoint, withdrawn }) => (withdrawn ? [] : [checkpoint]))
}

/** Oldest first, twins collapsed into the first of them, withdrawals carried out. */
export function arrange(all: readonly Checkpoint[]): Arranged[] {
  const sorted = all.toSorted(compareCheckpoints)
  const kept: (Arranged & { key: string | null })[] = []
  const firstOfTwins = new Map<string, number>()
  /** Indexes in `kept` of what a withdrawal can still take back. */
  const standing: number[] = []
  for (const [i, checkpoint] of sorted.entries()) {
    if (checkpoint.status === 'void') {
      const last = kept[standing.pop() ?? -1]
      if (!last) continue
      last.withdrawn = true
      // The carrier may scan the parcel again within the minute: that is a new scan, not a twin of the withdrawn one.
      if (last.key !== null) firstOfTwins.delete(last.key)
      continue
    }
    const key = hasNeighbour(sorted, i) ? twinKey(checkpoint) : null
    if (key !== null) {
      const firstAt = firstOfTwins.get(key)
      if (firstAt !== undefined && checkpoint.at - firstAt <= TWIN_MS) continue
      firstOfTwins.set(key, checkpoint.at)
    }
    standing.push(kept.length)
    kept.push({ checkpoint, withdrawn: false, key })
  }
  return kept
}

/** Normalising places is the dearest part of the work; only an event with another close by can have a twin. */
function hasNeighbour(sorted: readonly Checkpoint[], i: number): boolean {
  const at = sorted[i]?.at ?? 0
  const before = sorted[i - 1]
  const after = sorted[i + 1]
  return (before !== undefined && at - before.at <= TWIN_MS) || (after !== undefined && after.at - at <= TWIN_MS)
}

function twinKey({ source, code, attr, status, sub, place }: Checkpoint): string {
  return JSON.stringify([source, code, attr, status, sub, placeKey(place)])
}

/** A copy whose code is known beats one made before the code had a meaning; then the earlier second; then plain comparison. */
function betterCopy(a: Checkpoint, b: Checkpoint): Checkpoint {
  if ((a.status === 'unknown') !== (b.status === 'unknown')) return a.status === 'unknown' ? b : a
  const order = compareCheckpoints(a, b) || compareText(a.text, b.text) || compareText(canonical(a), canonical(b))
  return order <= 0 ? a : b
}

/** Independent of the order of keys, which a database may change. */
function canonical({ code, attr, status, sub, time, place, source }: Checkpoint): string {
  const { raw, local, offset, utc, basis } = time
  return JSON.stringify([
    code,
    attr,
    status,
    sub,
    raw,
    local,
    offset,
    utc,
    basis,
    place && [place.text, place.city, place.region, place.postalCode, place.country],
    source,
  ])
}
