import type { Journey } from './journey.ts'

/** Numbers that begin with `prefix` are answered from a journey rendered once, for benchmarks; by carriers that have `Speaker.instant`. */
export interface Instantly {
  prefix: string
  /** As it stands when the lab starts; the speaker's own, a parcel in transit without an end, by default. */
  journey?: Journey
}
