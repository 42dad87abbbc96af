import type { Instant, Placement } from '../base/index.ts'
import type { Sealed, ServerSecrets } from './sealed-port.ts'
import type { SmsCounts } from './sms-port.ts'
import type { WebhookStorage } from './webhook-port.ts'
import type {
  Checkpoint,
  EventDoc,
  EventType,
  Freshness,
  NewEvent,
  StaleBecause,
  Status,
  Tracking,
  TrackingDetails,
} from '../tracking/index.ts'
import type { NewNotice, NoticeSettings, NoticeStorage, ShopSettings } from './notices-port.ts'

/** `live` or `test`: a merchant has one account of each; their data never meet. */
export type Mode = 'live' | 'test'

/** Per-account settings; absent = the server's default. */
export interface AccountSettings {
  /** Requests a second by class; 0 = unlimited. */
  limits?: { list?: number; realtime?: number; other?: number }
  /** Numbers that may be registered in a calendar month (UTC); null = unlimited. */
  monthlyQuota?: number | null
  /** What buyers are told. */
  notices?: NoticeSettings
  /** Who tells them. */
  shop?: ShopSettings
  /** Of buyers whose language nobody knows; default en. */
  defaultLanguage?: 'en' | 'ru' | 'zh'
  /** IANA name, for times that are shown; default UTC. */
  timeZone?: string
  /** Who is told when something needs the merchant. */
  ownerEmail?: string | null
}

export interface Account extends Placement {
  id: number
  name: string
  mode: Mode
  settings: AccountSettings
  createdAt: Instant
}

export interface ApiKey {
  id: string
  accountId: number
  label: string
  /** `trk_live_` and the first 4 random characters, for display. */
  prefix: string
  scopes: string[]
  createdAt: Instant
  revokedAt: Instant | null
  /** Within a minute. */
  lastUsedAt: Instant | null
}

/** Account, carrier and number: what names a tracking. `number` is normalised. */
export interface TrackingKey {
  account: Account
  carrier: string
  number: string
}

/** A tracking with everything that a door shows. Checkpoints newest first. */
export interface TrackingView {
  tracking: Tracking
  freshness: Freshness
  checkpoints: Checkpoint[]
}

export interface NewTracking {
  tracking: Tracking
  freshness: Freshness
  /** Its first event, written with it. */
  event: NewEvent
}

/** Something that happened to a tracking, as it was written with the change itself. */
export interface TrackingEvent {
  /** UUID; the id under which receivers know it. */
  id: string
  trackingId: string
  /** 1, 2, 3 … of one tracking, without a gap. */
  sequence: number
  type: EventType
  occurredAt: Instant
  /** In the account's feed; null until the feed was read. */
  position: number | null
  doc: EventDoc
}

export interface ListFilter {
  /** Shown statuses (manual override applied). */
  statuses?: Status[]
  createdFrom?: Instant
  createdTo?: Instant
  /** Of the last look at the carrier. */
  checkedFrom?: Instant
  checkedTo?: Instant
  /** A tracking without an order time passes. */
  orderCreatedFrom?: Instant
  orderCreatedTo?: Instant
  numbers?: string[]
  orders?: string[]
  archived?: boolean
}

/** A row of the list, by what the list is sorted by. */
export interface ListPlace {
  createdAt: Instant
  id: string
}

export interface DetailsChange {
  details?: Partial<TrackingDetails>
  archived?: boolean
  override?: Tracking['override']
  /** Shown status after the change. */
  status?: Status
  /** When the carrier is asked next; null stops. Absent: as it was. */
  nextCheckAt?: Instant | null
  events?: NewEvent[]
}

/** A due row leased to this process until `leaseUntil`. */
export interface Claimed {
  account: Account
  tracking: Tracking
  freshness: Freshness
  attempts: number
  leaseToken: string
}

/** What buyers are told of a change, with what the rows keep of the tracking. */
export interface ToldNotices {
  orderId: string | null
  number: string
  notices: NewNotice[]
}

/** One finished look. Written only while the lease token is still ours. */
export interface Finish {
  bucket: number
  trackingId: string
  leaseToken: string
  freshness: Freshness
  /** Engine's word for how it went, such as `found` or `throttled`. */
  outcome: string
  /** Present when the look brought something to write. */
  change?: { tracking: Tracking; newCheckpoints: Checkpoint[] }
  /** What it is that others are told of. */
  told?: { accountId: number; at: Instant; events: NewEvent[]; notices?: ToldNotices }
}

export interface UnknownCode {
  carrier: string
  code: string
  attr: string | null
  text: string
}

/** How a carrier answered within some time. */
export interface HealthCounts {
  looks: number
  /** The carrier said something about the parcel, "not known" included. */
  answered: number
  /** Of those: nothing, where there had been or should be something. */
  empty: number
  failed: number
  /** Of those: answers in another shape. */
  drifted: number
  throttled: number
  /** The credential was refused. */
  refused: number
  /** New events by how late they were seen: eight classes. */
  lags: number[]
  /** What was spent of a quota that is counted in numbers. */
  units: number
}

export interface KeptAnswer {
  bucket: number
  trackingId: string
  at: Instant
  /** Adapter that was asked. */
  source: string
  outcome: string
  /** HTTP status. */
  status: number
  sealed: string
}

/** Shown what stands in the row and what others hold; says what shall stand there. */
export type ExchangeChange<T, State, Share> = (seen: {
  state: State | null
  others: { holder: string; share: Share; until: Instant }[]
}) => {
  state?: State
  share?: { share: Share; until: Instant } | null
  result: T
}

/** What services may ask of the database. Every call names account and so bucket; `tx` is hidden behind verbs that need it. */
export interface Storage {
  accounts: {
    /** The account with that name and mode, made when absent. */
    ensure(name: string, mode: Mode, now: Instant): Promise<Account>
    find(id: number): Promise<Account | null>
    list(): Promise<Account[]>
    /** Two changes at once are made one after the other. Null: there is no such account. What `change` throws changes nothing. */
    changeSettings(id: number, change: (account: Account) => AccountSettings | Promise<AccountSettings>): Promise<Account | null>
  }
  serverSecrets: ServerSecrets
  sealed: Sealed
  keys: {
    insert(key: ApiKey & { hash: string }): Promise<void>
    /** One indexed equality on the hash. */
    findByHash(hash: string): Promise<{ key: ApiKey; account: Account } | null>
    list(accountId?: number): Promise<ApiKey[]>
    /** False when no such key. Matches id or prefix. */
    revoke(idOrPrefix: string, now: Instant): Promise<boolean>
    /** Written at most once a minute a key. */
    touch(key: { id: string; account: Account }, now: Instant): Promise<void>
  }
  credentials: {
    /** Opaque, already encrypted by the caller. */
    put(accountId: number, carrier: string, sealed: string, now: Instant): Promise<void>
    get(accountId: number, carrier: string): Promise<string | null>
    listCarriers(accountId: number): Promise<string[]>
    accountsWith(carrier: string): Promise<Account[]>
    remove(accountId: number, carrier: string): Promise<boolean>
  }
  trackings: {
    /** Concurrent calls are written by one statement. False: it existed already (or twice in one batch). Answered after COMMIT. */
    insert(row: NewTracking, account: Account): Promise<boolean>
    /** Several at once; one boolean each, in order. */
    insertMany(rows: NewTracking[], account: Account): Promise<boolean[]>
    /** Concurrent calls are read by one statement. */
    find(key: TrackingKey): Promise<TrackingView | null>
    findMany(keys: TrackingKey[]): Promise<(TrackingView | null)[]>
    findById(account: Account, id: string): Promise<TrackingView | null>
    /** Those that follow the place `after` (null: from the newest created), 200 at most. Rows that come meanwhile shift nothing. */
    page(account: Account, filter: ListFilter, after: ListPlace | null, limit: number): Promise<TrackingView[]>
    /** Newest created first. `total` counts all that match; views come in chunks of at most 200. */
    list(
      account: Account,
      filter: ListFilter,
      page: { offset: number; limit: number },
    ): Promise<{ total: number; views: AsyncIterable<TrackingView[]> }>
    /** Carriers of the account's newest trackings that have known the number, each once. */
    recentCarriers(account: Account, newest: number): Promise<string[]>
    /** Applies `change` to the row under a lock; null when there is none. */
    update(key: TrackingKey, change: (current: TrackingView) => DetailsChange | null, now: Instant): Promise<TrackingView | null>
    /** `last`: the event that tells of it, and what buyers are told. */
    remove(key: TrackingKey, last: (current: TrackingView) => NewEvent & { notices?: NewNotice[] }, now: Instant): Promise<boolean>
  }
  events: {
    /**
     * The feed after a cursor, oldest first; the cursor holds a position for each bucket of the account, and begins as `[]`. With `types` a page is
     * empty at the end, and after 2,000 events of other types.
     */
    read(
      account: Account,
      after: readonly number[],
      limit: number,
      types?: readonly EventType[] | null,
    ): Promise<{ events: TrackingEvent[]; cursor: number[] }>
    /** The cursor behind everything that is there now. */
    end(account: Account): Promise<number[]>
    /** Calls after each commit of this process that may have brought events; answers how to end it. */
    onWritten(accountId: number | null, listener: () => void): () => void
    find(account: Account, id: string): Promise<TrackingEvent | null>
    /** In order of their sequence. */
    ofTracking(account: Account, trackingId: string, after: number, limit: number): Promise<TrackingEvent[]>
    /** Forgets events of before with their deliveries, but for those that are still to be delivered. Answers how many. */
    sweep(account: Account, before: Instant, limit: number): Promise<number>
  }
  polling: {
    /** The next due rows of a lane, of one account where it is given; their due time becomes `leaseUntil`. */
    claimDue(lane: string, limit: number, now: Instant, leaseUntil: Instant, account?: Account): Promise<Claimed[]>
    /** One row for a realtime look, due or not; null while another process holds a live lease on it. */
    claimOne(key: TrackingKey, now: Instant, leaseUntil: Instant): Promise<Claimed | null>
    /** Checkpoints of claimed rows, by tracking id. */
    checkpoints(claimed: Claimed[]): Promise<Map<string, Checkpoint[]>>
    /** Writes a batch in one transaction; answers the ids that were still ours. */
    finish(batch: Finish[]): Promise<Set<string>>
    /** Lanes that have a due row. */
    dueLanes(now: Instant): Promise<string[]>
    /**
     * Makes trackings that wait for one of these reasons due again, those of one source or (null) all; and those that wait for whatever reason
     * and may belong to one of `couriers`, being registered without one.
     */
    wake(
      account: Account,
      waiting: { source: string | null; reasons: StaleBecause[]; couriers?: readonly string[] },
      now: Instant,
    ): Promise<number>
    /** A carrier called about these numbers (normalised): they fall due now. Answers how many the account has. */
    hasten(account: Account, lane: string, numbers: string[], now: Instant): Promise<number>
    /** Counts them and answers those never seen before. */
    countUnknownCodes(codes: UnknownCode[], now: Instant): Promise<UnknownCode[]>
  }
  /** What processes agree on about one carrier and credential; the shapes are the engine's (`SharedRows` of `polling`). */
  carrierStates: {
    exchange<T, State extends object, Share extends object>(
      key: string,
      holder: string,
      change: ExchangeChange<T, State, Share>,
    ): Promise<T>
  }
  carrierHealth: {
    /** Adds to what the hour has already. `hour`: its first instant. */
    add(rows: { account: Account; carrier: string; hour: Instant; counts: HealthCounts }[]): Promise<void>
    /** By carrier, over the hours that begin from `from` and before `to`. */
    read(account: Account, from: Instant, to: Instant): Promise<Map<string, HealthCounts>>
    sweep(account: Account, before: Instant): Promise<void>
  }
  /** Answers of carriers, sealed by the caller. */
  carrierAnswers: {
    keep(answers: KeptAnswer[]): Promise<void>
    /** The newest answer of each tracking, in order of ids; `after`: the last id of the page before, or null. */
    list(
      account: Account,
      wanted: { source: string; since: Instant; after: string | null; limit: number },
    ): Promise<(Omit<KeptAnswer, 'bucket' | 'source'> & { carrier: string; number: string })[]>
    sweep(account: Account, before: Instant): Promise<void>
  }
  notices: NoticeStorage
  quota: {
    /** Books one unit a number that the account never booked in this period; the numbers that no longer fit are refused. */
    book(account: Account, keys: { carrier: string; number: string }[], period: string, limit: number): Promise<boolean[]>
  }
  /** Keys under which callers send the same request again; see `Idempotency` of `services`. */
  idempotencyKeys: {
    /** Takes the key unless somebody has it or has answered; answers how it stands then. Null: forgotten meanwhile. */
    claim(
      account: Account,
      claim: { key: string; request: string; creationId: string; leaseToken: string; leaseUntil: Instant },
      now: Instant,
    ): Promise<{ request: string; creationId: string; attempts: number; isOurs: boolean; result: string | null } | null>
    extend(account: Account, lease: { key: string; leaseToken: string }, leaseUntil: Instant): Promise<void>
    /** Keeps the first result; answers the one that is kept, null when there is none. */
    finish(account: Account, lease: { key: string; leaseToken: string }, result: string): Promise<string | null>
    sweep(account: Account, before: Instant): Promise<void>
  }
  webhooks: WebhookStorage
  /** How many SMS an account sends to whom, and what they cost. */
  smsCounts: SmsCounts
  /** Rejects within 3 s when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}
