import type { CheckRule } from './check-digits.ts'

/** Where a format keeps its check character. Positions count from 0; negative ones from the end, -1 being the last character. */
export interface Check {
  rule: CheckRule
  /** What the check character covers: from `body[0]` up to, not including, `body[1]`. */
  body: readonly [number, number]
  at: number
  /** Characters before the body that the check character covers although they are not written. */
  unwritten?: string
}

/**
 * One shape of tracking number, as data. Patterns are anchored, bounded and without nested repetition, so that each takes linear time.
 * They see the number in upper case without blanks, dashes, dots and slashes, or with its dashes where `asWritten` is true.
 */
export interface Format {
  id: string
  /** In plain words, as it stands in the evidence of a candidate. */
  name: string
  /** Courier codes of the directory, best first. */
  carriers: readonly string[] | ((number: string) => readonly string[])
  /** ISO alpha-2 when the shape is used at home only: a parcel to that country is more likely one of these. */
  country?: string
  pattern: RegExp
  asWritten?: true
  check?: Check
  /**
   * 0 to 1: how sure this shape alone makes us, with its check digit passed where it has one. Judged by us from how many carriers use the
   * shape and how many random numbers fit it; not measured on real traffic.
   */
  confidence: number
  /** The same when the check digit fails. Present exactly where `check` is. */
  failed?: number
  /** Numbers of this shape, made by us. With a check digit, all pass. */
  valid: readonly string[]
  /** Near this shape and not of it. */
  invalid: readonly string[]
  /** Where the first carrier stands in the answer for the valid numbers, at worst. Default 1. */
  rank?: number
  /** Formats that fit at least one of the valid numbers too, all of them. */
  collides?: readonly string[]
}
