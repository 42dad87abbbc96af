import type { Channel, Mail, Sms, SmsDelivery } from '../../delivery/index.ts'
import type * as delivery from '../../delivery/index.ts'
import type { Account } from '../../storage/index.ts'
import type { Tracking } from '../../tracking/index.ts'

/** A way to hand over mails, and the address that they come from. */
export interface MailRoute {
  channel: Channel<Mail>
  from: string
  /** Where a mail that asks to stop goes; null: nowhere. */
  stopMailto: string | null
}

export interface SmsRoute {
  channel: Channel<Sms>
  /** Whether the provider tells what became of a message. */
  reports: boolean
}

/** The ways of an account; null: it has none. */
export interface Channels {
  /** By the account's own SMTP server, else the operator's. */
  email(account: Account): Promise<MailRoute | null>
  sms(account: Account): Promise<SmsRoute | null>
}

/** Where a buyer sees the parcel. `shortUrl` has 24 characters at most, or is empty. */
export interface ParcelPage {
  url: string
  shortUrl: string
}

/** What notices are made and sent with. `app/` builds it once. */
export interface NoticeTools extends Pick<typeof delivery, 'checkTemplate' | 'renderMail' | 'sampleFacts'> {
  channels: Channels
  /** Why an account may not use a mail server, in a word or two; null: it may. */
  mailServerRefusal(url: string): string | null
  sms: SmsDelivery
  page(account: Account, tracking: Tracking): ParcelPage
  /** How the outside reaches the server, without a slash at the end. */
  publicUrl: string
}
