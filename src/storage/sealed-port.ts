import type { Instant } from '../base/index.ts'

/** Where sealed texts lie for long. Tokens of carriers are sealed too, and fetched again when they cannot be opened. */
export type SealedPlace =
  | 'carrier_credentials'
  | 'channel_credentials'
  | 'webhook_endpoints'
  | 'carrier_answers'
  | 'idempotency_keys'
  | 'server_secrets'

/** What the server itself keeps sealed. */
export interface ServerSecrets {
  /** The one that is there; else this one is stored. Of two at once, both get the same. */
  ensure(name: string, sealed: string, now: Instant): Promise<string>
}

/** All that is sealed, for a change of the key. */
export interface Sealed {
  /**
   * Goes through everything that is sealed. `decide` answers what takes its place, or that it is kept, or forgotten (which webhook endpoints
   * cannot be). A row that somebody else changed meanwhile is left. Answers counts by place.
   */
  change(
    decide: (place: SealedPlace, sealed: string) => { to: string } | 'keep' | 'forget',
  ): Promise<{ place: SealedPlace; seen: number; changed: number }[]>
}
