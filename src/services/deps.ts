import type { Clock, Logger, Random } from '../base/index.ts'
import type { Carrier } from '../carriers/index.ts'
import type { WebhookTools } from '../delivery/index.ts'
import type { Engine } from '../polling/index.ts'
import type { Account, Storage } from '../storage/index.ts'
import type { CadencePolicy } from '../tracking/index.ts'
import type { AnswerKeeper } from './carriers/answers.ts'
import type { Credentials } from './carriers/credentials.ts'
import type { Detection } from './carriers/detection.ts'
import type { HealthLedger } from './carriers/health.ts'
import type { CourierInfo } from './index.ts'
import type { OwnerNotice } from './webhooks/endpoint.ts'
import type { Payloads } from './webhooks/payload.ts'
import type { NoticeTools } from './notices/tools.ts'
import type { Vault } from './vault.ts'

/** What the verbs work with. `app/` builds it once. */
export interface ServiceDeps {
  storage: Storage
  engine: Engine
  vault: Vault
  clock: Clock
  random: Random
  log: Logger
  carriers: Carriers
  webhooks: WebhookTools
  /** Bodies of webhooks in the words of the doors. */
  payloads: Payloads
  /** Tells an account's owner something that he should act on. Never waits. */
  tellOwner(account: Account, notice: OwnerNotice): void
  /** When to look again, and after how many days of silence a parcel is expired. */
  cadence: CadencePolicy
  expireAfterDays: { express: number; globalpost: number }
  notices: NoticeTools
}

/** With what the verbs share that create, ask and look. */
export interface AskDeps extends ServiceDeps {
  credentials: Credentials
  /** Finds the carrier of a number that came without one. */
  detection: Detection
  /** Counts how carriers answer. */
  ledger: HealthLedger
  keeper: AnswerKeeper
}

export interface Carriers {
  /** The adapter that serves a courier code, by code or alias; null when none does. */
  adapter(code: string): Carrier | null
  /** Every adapter. */
  adapters: readonly Carrier[]
  /** The directory's entry of a courier code, without regard to case; null when unknown. */
  courier(code: string): CourierInfo | null
  couriers: readonly CourierInfo[]
  /** Credential that the operator gives to accounts that have none of their own (the lab's); null without one. */
  sharedCredential(code: string): Record<string, string> | null
}
