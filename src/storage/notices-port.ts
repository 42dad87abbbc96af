import type { Instant } from '../base/index.ts'
import type { Freshness, NoticeChannel, NoticeKind, Tracking } from '../tracking/index.ts'
import type { Account } from './port.ts'

/** As in article 6(1)(a), (b) and (f) of the GDPR; other laws know the first two. */
export type LegalBasis = 'consent' | 'contract' | 'legitimate_interest'

/** What an account's settings say of notices; absent = the default. */
export interface NoticeSettings {
  email?: Stated & { on?: boolean; kinds?: NoticeKind[] }
  sms?: Stated & {
    /** Default false: SMS cost money. */
    on?: boolean
    kinds?: NoticeKind[]
    provider?: string | null
    /** A sender that is registered with the provider. */
    sender?: string | null
    /** ISO alpha-2 of countries whose numbers are written to; empty: none. */
    countries?: string[]
    /** What a day may cost, in `currency`; null: no limit. */
    dailyCap?: number | null
    /** What a part is expected to cost, for providers that tell it later or never. */
    pricePerPart?: number
    /** ISO 4217. */
    currency?: string
    /** Hours of the recipient's local day in which nothing is sent, such as `21:00-09:00`, or `off`. */
    quietHours?: string
    /** What an SMS could not tell, an e-mail tells, also where e-mail is off for the kind. Default true. */
    fallback?: boolean
  }
  /** How long the first notice of an order waits for those of its other parcels. Default 10; 0: not at all. */
  mergeMinutes?: number
  /** Whether notices of a test account are really sent. Default false. */
  sendInTestMode?: boolean
}

/** By which right buyers are written to on a channel, as the merchant states it. */
interface Stated {
  legalBasis?: LegalBasis | null
  /** How it comes about, in the merchant's words, such as `box at the checkout, since 2026-09-01`. */
  legalBasisSource?: string | null
  /** When it was stated. */
  legalBasisAt?: Instant | null
}

export interface ShopSettings {
  name?: string | null
  homepage?: string | null
  email?: string | null
  phone?: string | null
}

export const NOTICE_STATUSES = ['planned', 'held', 'sent', 'delivered', 'skipped', 'failed', 'merged'] as const
export type NoticeStatus = (typeof NOTICE_STATUSES)[number]

/** A notice as planning makes it, without what its tracking knows. */
export interface NewNotice {
  kind: NoticeKind
  occurrence: string
  channel: NoticeChannel
  recipient: string
  status: 'planned' | 'skipped' | 'held'
  reason: string | null
  dueAt: Instant | null
  /** Only for those who were told something of the parcel before. */
  onlyIfTold?: boolean
}

/** Of which tracking notices are planned. */
export interface NoticePlan {
  bucket: number
  accountId: number
  trackingId: string
  orderId: string | null
  /** As the merchant sent it. */
  number: string
  /** Of the event that calls for them. */
  sequence: number
  at: Instant
  notices: readonly NewNotice[]
}

export interface NoticeStep {
  at: Instant
  status: NoticeStatus
  reason: string | null
}

/** A row of the ledger. */
export interface Notice {
  bucket: number
  /** UUID that ends as its tracking's. */
  id: string
  accountId: number
  trackingId: string
  orderId: string | null
  number: string
  eventSequence: number
  kind: NoticeKind
  occurrence: string
  channel: NoticeChannel
  /** Keyed hash of the address or phone. */
  recipient: string
  language: string | null
  status: NoticeStatus
  reason: string | null
  dueAt: Instant | null
  leaseToken: string | null
  /** Times that it was handed to the channel. */
  attempts: number
  providerId: string | null
  messageId: string | null
  parts: number | null
  cost: { amount: number; currency: string } | null
  /** The notice that told of this parcel too. */
  mergedInto: string | null
  /** Oldest first. */
  history: NoticeStep[]
  createdAt: Instant
  updatedAt: Instant
}

/** Whose notices wait on a channel. */
export interface NoticeQueue {
  channel: NoticeChannel
  accountId: number
}

export interface NoticeWish {
  accountId: number
  most: number
}

export interface ClaimedNotice {
  account: Account
  notice: Notice
  leaseToken: string
}

/** A tracking without its checkpoints. */
export interface BareView {
  tracking: Tracking
  freshness: Freshness
}

/** What is written at the end of a claim. Only while the lease is still ours. */
export interface NoticeChange {
  bucket: number
  id: string
  leaseToken: string
  status: NoticeStatus
  reason: string | null
  dueAt: Instant | null
  attempts: number
  language: string | null
  providerId: string | null
  messageId: string | null
  parts: number | null
  cost: Notice['cost']
  mergedInto: string | null
  history: NoticeStep[]
}

export interface NoticeFilter {
  trackingId?: string
  orderId?: string
  channel?: NoticeChannel
  statuses?: NoticeStatus[]
  kind?: NoticeKind
}

export const SUPPRESSION_REASONS = ['unsubscribed', 'stop_word', 'hard_bounce', 'complaint', 'by_merchant'] as const
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number]

export interface Suppression {
  channel: NoticeChannel
  recipient: string
  reason: SuppressionReason
  createdAt: Instant
}

export interface TemplateKey {
  channel: NoticeChannel
  kind: NoticeKind
  language: 'en' | 'ru' | 'zh'
}

export interface NoticeStorage {
  /** Accounts that have a due row on a channel. */
  due(now: Instant): Promise<NoticeQueue[]>
  /** The next due rows of a channel, at most so many of each account; their due time becomes `leaseUntil`. */
  claimDue(channel: NoticeChannel, wishes: readonly NoticeWish[], now: Instant, leaseUntil: Instant): Promise<ClaimedNotice[]>
  /** Leases planned and held notices of the same order, kind, channel and recipient that nobody works on or began to hand over. */
  claimMates(account: Account, of: Notice, leaseToken: string, now: Instant, leaseUntil: Instant): Promise<Notice[]>
  /** The same, unleased: who else waits. */
  mates(account: Account, of: Notice): Promise<Notice[]>
  /** Writes a reason while the lease goes on. Answers the ids that were still ours. */
  begin(claimed: readonly Pick<NoticeChange, 'bucket' | 'id' | 'leaseToken'>[], reason: string, now: Instant): Promise<Set<string>>
  /** Writes the ends in one transaction, with what is planned because of them. Answers the ids that were still ours. */
  finish(changes: NoticeChange[], now: Instant, plans?: NoticePlan[]): Promise<Set<string>>
  /** Plans notices apart from a change of the tracking. */
  plan(plans: NoticePlan[]): Promise<void>
  /** Every notice of a tracking, oldest first. */
  ofTracking(bucket: number, trackingId: string): Promise<Notice[]>
  find(account: Account, id: string): Promise<Notice | null>
  /** Newest first. `after`: the last row of the page before. */
  list(account: Account, filter: NoticeFilter, after: { createdAt: Instant; id: string } | null, limit: number): Promise<Notice[]>
  /** By what the provider calls it. */
  findByProviderId(account: Account, providerId: string): Promise<Notice | null>
  /** Writes a later report under no lease, when the row is still in one of `from`. */
  report(
    notice: Notice,
    from: NoticeStatus[],
    change: Omit<NoticeChange, 'leaseToken' | 'bucket' | 'id'>,
    now: Instant,
    plans?: NoticePlan[],
  ): Promise<boolean>
  tracking(bucket: number, trackingId: string): Promise<BareView | null>
  /** Trackings of one order that are not archived. */
  trackingsOfOrder(account: Account, orderId: string): Promise<BareView[]>
  /** Forgets rows that were last touched before and are not due. Answers how many. */
  sweep(account: Account, before: Instant, limit: number): Promise<number>
  suppressions: {
    isSuppressed(account: Account, channel: NoticeChannel, recipient: string): Promise<boolean>
    add(account: Account, suppression: Suppression): Promise<void>
    find(account: Account, channel: NoticeChannel, recipient: string): Promise<Suppression | null>
    /** False when there was none. */
    lift(account: Account, channel: NoticeChannel, recipient: string, by: string, now: Instant): Promise<boolean>
    /** Newest first. `after`: the last row of the page before. */
    list(account: Account, after: { createdAt: Instant; recipient: string } | null, limit: number): Promise<Suppression[]>
  }
  templates: {
    find(accountId: number, key: TemplateKey): Promise<object | null>
    list(accountId: number): Promise<(TemplateKey & { blocks: object; updatedAt: Instant })[]>
    put(accountId: number, key: TemplateKey, blocks: object, now: Instant): Promise<void>
    remove(accountId: number, key: TemplateKey): Promise<boolean>
  }
  channelCredentials: {
    /** Opaque, already encrypted by the caller. */
    put(accountId: number, channel: NoticeChannel, sealed: string, now: Instant): Promise<void>
    get(accountId: number, channel: NoticeChannel): Promise<string | null>
    remove(accountId: number, channel: NoticeChannel): Promise<boolean>
  }
  /** True when the owner is to be told: not told yet, or longer ago than `before`. */
  raiseAlarm(account: Account, channel: NoticeChannel, reason: string, now: Instant, before: Instant): Promise<boolean>
  /** The owner could not be told. */
  forgetAlarm(account: Account, channel: NoticeChannel, reason: string): Promise<void>
  alarms(account: Account): Promise<{ channel: NoticeChannel; reason: string; firstAt: Instant; toldAt: Instant | null }[]>
}
