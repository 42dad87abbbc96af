import type { Instant } from '../base/index.ts'
import type { CarrierAnswer, Outcome, TrackItem } from '../carriers/index.ts'
import type { Checkpoint } from '../tracking/index.ts'
import type { FeedPage } from './feed.ts'

/** One number to ask its carrier about. Questions with the same carrier, credential and language travel together. */
export interface Question {
  item: TrackItem
  carrier: string
  /** Whose credential it is; with the carrier it names one token and one set of limits. */
  accountId: number
  /** Null: the account has none for this carrier. */
  credential: Record<string, string> | null
  language: string
}

/** Outcomes of carriers, and the engine's own. */
export type Result =
  | Exclude<Outcome, { kind: 'found' }>
  | (Omit<Extract<Outcome, { kind: 'found' }>, 'events'> & {
      checkpoints: Checkpoint[]
      unknownCodes: { code: string; attr: string | null; text: string }[]
    })
  | { kind: 'noCredentials' | 'unsupported' | 'timeout'; ref: string; carrierCode?: string }

export interface Answer {
  result: Result
  askedAt: Instant
  /** What the carrier sent, without people and credentials; worked out when first asked for. Absent: it sent nothing, or nobody was asked. */
  raw?: () => CarrierAnswer
  /** When the carrier may be asked again, where it said so or a limit says so. */
  notBefore?: Instant
}

export interface AskOptions {
  deadline: Instant
  startBy?: Instant
  signal?: AbortSignal
}

export interface Engine {
  /**
   * Asks and waits. Answers one for each question, in order; never rejects.
   * No request goes out after `startBy` (default: the deadline): what a limit holds back longer is `throttled`. Past `deadline` what is still
   * unanswered is `timeout`.
   */
  ask(questions: Question[], options: AskOptions): Promise<Answer[]>
  /** What is known of a carrier and credential: pauses, breaker, and what is left of its days. Null for a carrier without an adapter. */
  describe(carrier: string, credential: Record<string, string>): Promise<CarrierStanding | null>
  /** A page of the carrier's change feed; null where it has none. Never rejects. */
  readFeed(carrier: string, credential: Record<string, string>): Promise<FeedPage | null>
  /** Tells the carrier that the page is taken; false: it may not have heard, and tells it again. */
  confirmFeed(carrier: string, credential: Record<string, string>, confirm: string): Promise<boolean>
  /**
   * What the adapter makes of an answer that was kept, with the words of `known` where its own were masked; null for a carrier without an
   * adapter. Asks nobody.
   */
  reread(carrier: string, answer: CarrierAnswer, item: TrackItem, known: readonly Checkpoint[]): Result | null
  close(): Promise<void>
}

export interface CarrierStanding {
  pausedUntil: Instant | null
  openUntil: Instant | null
  /** A line for each day limit. */
  budget: { requests: number; left: number; resetsAt: Instant }[]
}
