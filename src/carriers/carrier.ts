import type { Instant } from '../base/index.ts'
import type { CheckpointTime, EventStatus, Facts, InputField, Place, Substatus } from '../tracking/index.ts'

/** One asked number. `ref` is the engine's handle; an outcome gives it back. */
export interface TrackItem {
  ref: string
  number: string
  postalCode?: string
  phone?: string
  destinationCountry?: string
  /** `YYYYMMDD`. */
  shipDate?: string
  accountNumber?: string
  /** Chosen earlier among parcels that share the number. */
  pin?: string
  /** What the `pending` outcome before left: a ticket to ask with. Items of one request share it. */
  resume?: string
  /** The courier code that is meant, for aggregators, which ask for many. */
  courier?: string
  registeredAt: Instant
}

export interface CarrierRequest {
  method: 'GET' | 'POST'
  /** Appended to the carrier's endpoint; starts with `/`. */
  path: string
  headers?: Record<string, string>
  body?: string
}

/** Decoded by `net`: unzipped, charset applied, BOM dropped, at most 2 MB of text (or `batch.answerBytes`). Header names are lower case. */
export interface CarrierAnswer {
  status: number
  headers: Record<string, string>
  text: string
}

export interface CarrierContext {
  /** The account's fields for this carrier, by the names in `credentialFields`; empty for auth `none`. */
  credential: Record<string, string>
  /** Access token, for auth `token`. */
  token?: string
  /** Two lower-case letters: the language wanted for texts. */
  language: string
  now: Instant
}

/** As the carrier sent it, with nothing about people. */
export interface RawEvent {
  code: string
  attr?: string
  text: string
  time: CheckpointTime
  place?: Place
  /** Takes the place of the codes table where the carrier's answer says more than the code (a return flag, an exception code). */
  meaning?: Meaning
}

/** The closed set of what an answer can mean. `carrierCode` is the carrier's own error code or short text, for the operator. */
export type Outcome =
  | {
      kind: 'found'
      ref: string
      events: RawEvent[]
      facts: Facts
      pin?: string
      ambiguous?: string[]
      successors?: { carrier: string; number: string }[]
      /** As of `pending`. */
      units?: number
    }
  /** `wants`: the carrier says the same of a parcel that it shows only to those who know this. The parcel is asked for as before, and says so. */
  | { kind: 'notFound'; ref: string; carrierCode?: string; wants?: InputField }
  | { kind: 'invalidNumber' | 'forbidden' | 'purged'; ref: string; carrierCode?: string }
  | { kind: 'needsInput'; ref: string; field: InputField; carrierCode?: string }
  /**
   * The carrier works on it: ask again with `resume` (empty: from anew), not before so many seconds; after `expiresSeconds` from anew.
   * `units`: what the question cost of a quota that is counted in numbers.
   */
  | { kind: 'pending'; ref: string; resume: string; notBeforeSeconds: number; expiresSeconds: number; pin?: string; units?: number }
  | { kind: 'authExpired' | 'badCredentials' | 'scopeMissing' | 'blocked' | 'temporary'; ref: string; carrierCode?: string }
  | { kind: 'throttled'; ref: string; retryAfterSeconds?: number; scope: 'second' | 'day' | 'penalty'; carrierCode?: string }
  | { kind: 'schemaDrift'; ref: string; path: string }

export type TokenOutcome =
  | { kind: 'token'; value: string; expiresInSeconds: number }
  | { kind: 'badCredentials' | 'temporary'; carrierCode?: string }
  | { kind: 'throttled'; retryAfterSeconds?: number; carrierCode?: string }

/**
 * `{ requests: 5, per: 'second' }`; a number for `per` is milliseconds. `scope` `token` counts token requests only. A day ends at midnight of
 * `resetZone`, UTC by default. `published`: the carrier says so; without it the figure is our careful guess, and the documents say that.
 */
export interface Limit {
  requests: number
  per: 'second' | 'minute' | 'day' | number
  scope?: 'token'
  resetZone?: string
  published?: true
}

export type Meaning = { status: EventStatus; sub: Substatus } | { status: 'keep' | 'void' }

/** Code (or `code:attr`) → meaning. Built by `table()` of the kit. */
export type CodeTable = ReadonlyMap<string, Meaning>

export type Auth =
  | { kind: 'none' }
  /** The adapter itself puts the credential into path, headers or body. */
  | { kind: 'request' }
  /**
   * A token is fetched with `request`, cached per credential by the engine and given as `ctx.token`. `endpoint`: base URL of the host that gives
   * tokens, where it is another one; what the operator puts in the carrier's place serves both.
   */
  | { kind: 'token'; endpoint?: string; request(ctx: CarrierContext): CarrierRequest; parse(answer: CarrierAnswer): TokenOutcome }

export interface CredentialField {
  name: string
  secret: boolean
  /** Where a person finds the value. */
  hint: string
  /** A well-formed made-up value, where not every text is one: what the lab accepts. Without it the lab accepts `lab`. */
  example?: string
  /** May be left out. */
  optional?: true
}

export interface Carrier {
  /** Code in the directory. */
  code: string
  aliases?: readonly string[]
  names: { en: string; ru: string; zh: string }
  /** ISO alpha-2 of the operator's home. */
  country: string
  type: 'express' | 'globalpost'
  /** Base URL. Only this host is contacted unless the operator overrides it. Empty for carriers that answer locally. */
  endpoint: string
  /** The carrier's page for a person, with `{number}`; for `weblink`. */
  homepage: string
  auth: Auth
  credentialFields: readonly CredentialField[]
  /**
   * Numbers a request; `maxFor` where that depends on the contract. As many of an account's due trackings are looked at together. `answerBytes`: of an
   * answer, unzipped, where 2 MB do not hold so many.
   */
  batch: { max: number; maxFor?: (credential: Record<string, string>) => number; answerBytes?: number }
  limits: readonly Limit[]
  /** In place of `limits`, where they depend on the contract. */
  limitsFor?(credential: Record<string, string>): readonly Limit[]
  /** How this carrier writes times; `zone` is an IANA name for basis `carrierZone`. */
  time: { basis: CheckpointTime['basis']; zone?: string }
  /** `ownAccount`: only parcels of the credential's own contract can be seen. */
  visibility: 'any' | 'ownAccount'
  /** Asks other carriers: `item.courier` is the courier code that is meant, and where the number is tracked is known from `item.pin`. */
  aggregator?: true
  /** Without these the carrier tells less or nothing. */
  needs?: readonly InputField[]
  languages: readonly string[]
  codes: CodeTable
  /** Looks this often at a parcel that moves, whatever its age: for carriers that cost nothing and move within minutes (the sandbox). */
  lookEverySeconds?: number
  /**
   * Fields of its answers that hold people under a name that does not tell it, and fields that hold none although their name does: answers are kept
   * without people (see `polling/redact-answer.ts`).
   */
  people?: { fields?: readonly string[]; none?: readonly string[] }
  /** After these days without a sight the number may belong to another parcel. */
  reuse?: { windowDays: number }
  /** One request for 1 to `batch.max` items. Byte-identical for the same input. */
  buildRequest?(items: readonly TrackItem[], ctx: CarrierContext): CarrierRequest
  /** One outcome for each item. Never throws on what a carrier sends. */
  parse?(answer: CarrierAnswer, items: readonly TrackItem[], ctx: CarrierContext): Outcome[]
  /** In place of `parse` for an answer about several items that is larger than `batch.answerBytes`, where they can be asked about in another way. */
  tooLarge?(items: readonly TrackItem[]): Outcome[]
  /** Numbers that a push is about. It is a hint: the carrier is asked back, so a forged one does no harm. Empty: not about a parcel. */
  pushed?(push: CarrierPush): string[]
  feed?: Feed
  /** In place of buildRequest and parse: a carrier that needs no network (the sandbox). */
  answer?(items: readonly TrackItem[], ctx: CarrierContext): Outcome[]
}

/** A carrier's call to us. */
export interface CarrierPush {
  headers: Record<string, string>
  query: Record<string, string>
  text: string
}

/** The carrier's list of what changed since it was last confirmed. A hint: what is in it is asked for in the usual way, then confirmed. */
export interface Feed {
  everySeconds: number
  buildRequest(ctx: CarrierContext): CarrierRequest
  /** `confirm` names what was read; `more`: ask again at once. */
  parse(
    answer: CarrierAnswer,
  ): { kind: 'changed'; numbers: string[]; confirm?: string; more: boolean } | { kind: 'failed'; carrierCode: string }
  buildConfirm(confirm: string, ctx: CarrierContext): CarrierRequest
}

/** Checks at compile time, changes nothing. */
export function defineCarrier(carrier: Carrier): Carrier {
  return carrier
}
