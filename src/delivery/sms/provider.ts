import type { Clock } from '../../base/index.ts'
import type { Transport } from '../../net/index.ts'
import type { Channel, Sms } from '../channel.ts'

/** One thing that a merchant copies from the provider's site. */
export interface CredentialField {
  name: string
  /** Shown never again, kept sealed. */
  secret: boolean
  /** Where it is found, or what it is, in English. */
  hint: string
  optional?: true
}

/** The fields of a provider by name. */
export type SmsCredential = Record<string, string>

/** Something that the owner of the account has to act on; sending goes on or stops by what `send` answers. */
export interface SmsAlarm {
  provider: string
  kind: 'balance_low' | 'no_money' | 'credentials_refused' | 'sender_refused'
  /** What is left, in the provider's currency; null: not told. */
  balance: number | null
}

export interface SmsProviderTools {
  transport: Transport
  clock: Clock
  /** Takes the place of the provider's own address, for tests and the lab: origin and path without a slash at the end. */
  endpoint?: string
  alarm?: (alarm: SmsAlarm) => void
}

/** A call of the provider's about messages that it has taken. */
export interface ReportCall {
  /** The full address as the provider knows it, query included. */
  url: string
  /** Names in lower case. */
  headers: Record<string, string>
  query: Record<string, string>
  /** The body as it came. */
  text: string
}

/** What became of one message. The same report may come again. */
export interface SmsReport {
  /** As `SendResult.providerId`. */
  providerId: string
  status: 'delivered' | 'undelivered' | 'sent'
  /** The provider's code, for people; null when all went well. */
  reason: string | null
}

/** What a call brought, and the text that the provider expects as answer. */
export interface SmsReports {
  reports: SmsReport[]
  answer: string
}

export interface SmsProvider {
  name: string
  title: string
  credentialFields: readonly CredentialField[]
  /** What is wrong with fields that are all there; null: nothing. */
  check?(credential: SmsCredential): { field: string; reason: string } | null
  create(credential: SmsCredential, tools: SmsProviderTools): Channel<Sms>
  /** Null: the call is not the provider's, or is not to be understood. */
  readReports(call: ReportCall, credential: SmsCredential): SmsReports | null
}
