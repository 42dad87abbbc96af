/** Largest value of a step is this much more than its smallest. */
const STEP = 1.02
const LEAST = 1e-4

/** How values are spread, to 2 %, however many they are. */
export interface Spread {
  add(value: number): void
  count(): number
  /** The value below which this share of all lies; 0 when there are none. */
  at(share: number): number
  most(): number
  /** Adds all of another. */
  take(other: Spread): void
  readonly steps: ReadonlyMap<number, number>
}

export function createSpread(): Spread {
  const steps = new Map<number, number>()
  let [count, most] = [0, 0]
  const put = (step: number, times: number): void => {
    steps.set(step, (steps.get(step) ?? 0) + times)
    count += times
  }
  const spread: Spread = {
    steps,
    add: (value) => {
      most = Math.max(most, value)
      put(value <= LEAST ? 0 : Math.ceil(Math.log(value / LEAST) / Math.log(STEP)), 1)
    },
    count: () => count,
    at: (share) => {
      let left = share * count
      for (const [step, times] of [...steps].toSorted(([a], [b]) => a - b)) {
        left -= times
        if (left <= 0) return step === 0 ? 0 : Math.min(most, LEAST * STEP ** step)
      }
      return most
    },
    most: () => most,
    take: (other) => {
      for (const [step, times] of other.steps) put(step, times)
      most = Math.max(most, other.most())
    },
  }
  return spread
}
