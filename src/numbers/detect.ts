import { CHECK_RULES } from './check-digits.ts'
import type { Check, Format } from './format.ts'
import { FORMATS } from './formats/index.ts'

export interface Candidate {
  /** Courier code of the directory. */
  carrier: string
  /** 0 to 1, for ranking; not a measured probability. */
  confidence: number
  /** Id of the format that fits best. */
  format: string
  /** Why, in plain English, strongest first. Only words of ours, never of the input except one check character. */
  evidence: string[]
  /** What the check digit says. A failed one lowers the confidence and never removes the candidate. */
  check: 'passed' | 'failed' | 'none'
  /**
   * Only with a failed check: the character that would pass, at `position` (from 0) of the number without blanks, dashes, dots and slashes.
   * The evidence says the same in words and counts from 1.
   */
  nearMiss?: { position: number; expected: string }
}

/** What is known about the tenant. Each fact lifts a carrier that fits; none adds a carrier that does not. */
export interface Prior {
  /** Carriers with a credential. */
  configured?: ReadonlySet<string>
  /** Where the parcel goes, ISO alpha-2. */
  destinationCountry?: string | null
  /** Carriers of earlier trackings. */
  used?: ReadonlySet<string>
}

const MOST_CHARACTERS = 64
const MOST_CANDIDATES = 10
/** The second carrier of a format is this much less likely than the first, and so on. */
const NEXT_CARRIER = 0.85
/** Part of the doubt that a fact takes away. Smaller than the gap between a prefix of one's own (0.9 and more) and bare digits (0.5). */
const LIFT = { configured: 0.3, used: 0.25, destination: 0.15 }
const MOST_CONFIDENT = 0.99

/**
 * The carriers that a number may belong to, best first, ten at most; empty when no known shape fits. Blanks, dashes, dots, slashes and case do not
 * matter. Numbers over 64 characters fit nothing. Pure, and takes well under a millisecond whatever the text.
 */
export function detect(number: string, prior: Prior = {}): Candidate[] {
  // A blank after each character at most, as in pasted text.
  if (number.length > MOST_CHARACTERS * 2) return []
  const written = number.replaceAll(/\s/g, '').toUpperCase()
  if (written.length > MOST_CHARACTERS) return []
  const bare = written.replaceAll(/[-./]/g, '')
  const best = new Map<string, Candidate>()
  for (const format of FORMATS) {
    for (const candidate of candidatesOf(format, format.asWritten ? written : bare, prior)) {
      const known = best.get(candidate.carrier)
      if (!known || candidate.confidence > known.confidence) best.set(candidate.carrier, candidate)
    }
  }
  return [...best.values()].toSorted((a, b) => b.confidence - a.confidence || (a.carrier < b.carrier ? -1 : 1)).slice(0, MOST_CANDIDATES)
}

function candidatesOf(format: Format, number: string, prior: Prior): Candidate[] {
  if (!format.pattern.test(number)) return []
  const { carriers, check } = format
  const result = check ? examine(check, number) : ({ check: 'none', words: [] } as const)
  const confidence = result.check === 'failed' ? (format.failed ?? format.confidence) : format.confidence
  return (typeof carriers === 'function' ? carriers(number) : carriers).map((carrier, index) => {
    const evidence = [`has the shape of ${format.name}`, ...result.words]
    const lifted = lift(confidence * NEXT_CARRIER ** index, carrier, format, prior, evidence)
    return {
      carrier,
      confidence: Math.round(lifted * 1000) / 1000,
      format: format.id,
      evidence,
      check: result.check,
      ...('nearMiss' in result ? { nearMiss: { ...result.nearMiss } } : {}),
    }
  })
}

type Examined =
  | { check: 'none' | 'passed'; words: string[] }
  | { check: 'failed'; words: string[]; nearMiss: { position: number; expected: string } }

function examine({ rule, body, at, unwritten = '' }: Check, number: string): Examined {
  const { text, digit } = CHECK_RULES[rule]
  const expected = digit(unwritten + number.slice(body[0], body[1]))
  const position = at < 0 ? number.length + at : at
  const found = number.charAt(position)
  if (expected === null) return { check: 'none', words: [] }
  if (expected === found) return { check: 'passed', words: [`its check digit is right (${text})`] }
  return {
    check: 'failed',
    words: [`character ${position + 1}, the check digit, is ${found} and should be ${expected} by ${text}`],
    nearMiss: { position, expected },
  }
}

/** Adds what the prior says to the evidence. */
function lift(confidence: number, carrier: string, format: Format, prior: Prior, evidence: string[]): number {
  let doubt = 1 - confidence
  if (prior.configured?.has(carrier)) {
    doubt *= 1 - LIFT.configured
    evidence.push('you have set up this carrier')
  }
  if (prior.used?.has(carrier)) {
    doubt *= 1 - LIFT.used
    evidence.push('you have used this carrier before')
  }
  if (format.country !== undefined && format.country === prior.destinationCountry?.toUpperCase()) {
    doubt *= 1 - LIFT.destination
    evidence.push('the parcel goes to the country where this shape is used')
  }
  return Math.min(1 - doubt, Math.max(confidence, MOST_CONFIDENT))
}
