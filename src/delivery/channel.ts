import type { Instant } from '../base/index.ts'
import type { NoticeChannel, NoticeKind } from '../tracking/index.ts'

/** Languages that the product speaks to buyers. */
export const LANGUAGES = ['en', 'ru', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

export { NOTICE_KINDS, type NoticeKind } from '../tracking/index.ts'
export type ChannelName = NoticeChannel

/** Everything that a notice may say; both parts of a mail and the text of an SMS are made from this one object. Null: not known. */
export interface NoticeFacts {
  kind: NoticeKind
  language: Language
  shop: { name: string; homepage: string | null; email: string | null; phone: string | null }
  orderId: string | null
  /** IANA name, for times that are shown. */
  timeZone: string
  /** One, or those of one order that are told of together. */
  parcels: readonly NoticeParcel[]
  /** Where the buyer stops notices (GET asks, POST does it); null where a channel has words for that. */
  stopUrl: string | null
}

export interface NoticeParcel {
  number: string
  carrierName: string
  /** Public page of the parcel. */
  url: string
  /** A short form of it for SMS, at most 24 characters. */
  shortUrl: string
  /** The carrier's own words for the last event, as they came: hostile until escaped. */
  lastEvent: { text: string; place: string; date: string } | null
  /** `YYYY-MM-DD`, or with a time. */
  eta: { from: string | null; to: string | null } | null
  /** With `ready_for_pickup`. */
  pickup: { code: string | null; place: string | null; until: Instant | null } | null
  /** With `correction`: the number that the buyer was told before. */
  previousNumber: string | null
}

export interface Mail {
  to: string
  from: { name: string; address: string }
  replyTo: string | null
  subject: string
  html: string
  text: string
  /** The same for each attempt: `<notice id@domain>`. */
  messageId: string
  /** Message-ID of the first mail about the parcel, so that mail programs show one thread. */
  references: string | null
  stopUrl: string
  /** An address, with or without `mailto:`. */
  stopMailto: string | null
  /** For the statistics of mailbox providers, `a:b:c:sender`, such as the kind and the account. Absent: made from the sender's domain. */
  feedbackId?: string
}

export interface Sms {
  /** E.164. */
  to: string
  text: string
  /** Registered sender; null: the provider's default. */
  sender: string | null
  /** The same for each attempt. */
  id: string
  /** Where the provider reports what became of it; null: it does not. */
  reportUrl: string | null
}

/** What became of an attempt. A closed set, as with carriers. */
export type SendResult =
  | { kind: 'sent'; providerId: string | null; parts?: number; cost?: { amount: number; currency: string } }
  /** For good: the address does not exist, the text is forbidden. `suppress`: the person or the address is not to be written to again. */
  | { kind: 'refused'; reason: string; suppress: boolean }
  /** Try again, not before `afterSeconds`. */
  | { kind: 'later'; reason: string; afterSeconds?: number }
  /** Nobody said whether it was taken. Of a message that would arrive twice if it was sent again, such as an SMS. */
  | { kind: 'unknown'; reason: string }
  /** No notice will get through until the operator acts: no money, wrong credentials. */
  | { kind: 'blocked'; reason: string }

/** A way to hand over a message. It keeps no state between calls, and does not retry. Never rejects: what goes wrong is a result. */
export interface Channel<Message> {
  send(message: Message, signal: AbortSignal): Promise<SendResult>
  close(): Promise<void>
}
