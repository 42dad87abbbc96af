import type { Instant } from '../base/index.ts'
import type { EventType } from '../tracking/index.ts'
import type { Account, TrackingEvent, TrackingView } from './port.ts'

export type WebhookForm = 'trackru-v1' | 'modern'
/** How much of a buyer's name, e-mail address and phone a receiver gets. */
export type PersonalData = 'none' | 'masked' | 'full'

export interface WebhookEndpoint {
  id: string
  accountId: number
  url: string
  description: string
  form: WebhookForm
  personalData: PersonalData
  types: EventType[]
  /** Opaque, already encrypted by the caller. */
  sealedSecrets: string
  /** Address by which `verifyInfo` of the v1 form is made; null: without. */
  legacyVerifyEmail: string | null
  createdAt: Instant
  updatedAt: Instant
  disabledAt: Instant | null
  disabledBecause: string | null
}

/** How an endpoint does. `firstFailureAt` is the first since the last success; null: the last attempt succeeded, or there was none. */
export interface EndpointState {
  lastSuccessAt: Instant | null
  firstFailureAt: Instant | null
  lastFailureAt: Instant | null
  warnedAt: Instant | null
}

/** `held`: the endpoint is disabled. `cancelled`: it was deleted. */
export type DeliveryStatus = 'pending' | 'held' | 'delivered' | 'failed' | 'cancelled'

/** What names a delivery beside its account. */
export interface DeliveryKey {
  endpointId: string
  eventId: string
}

export interface Delivery extends DeliveryKey {
  bucket: number
  accountId: number
  status: DeliveryStatus
  /** Why it is not delivered, such as `attempts_exhausted`, `gone`, `endpoint_disabled`. */
  reason: string | null
  /** Null: nothing is due. While it is on its way: when it is tried again if its process dies. */
  nextAttemptAt: Instant | null
  /** Attempts that ended, since the last replay. One whose process died does not count. */
  attempts: number
  createdAt: Instant
  finishedAt: Instant | null
}

export interface DeliveryAttempt {
  id: string
  startedAt: Instant
  /** Null: it is under way, or its process died and the request may have arrived. */
  endedAt: Instant | null
  outcome: string | null
  httpStatus: number | null
  /** The receiver's words, at most 4 KiB. */
  answer: string | null
}

export interface ListedDelivery extends Delivery {
  event: Pick<TrackingEvent, 'type' | 'trackingId' | 'sequence' | 'occurredAt'>
  tries: DeliveryAttempt[]
}

/** What a body is made of. `view` is the tracking as it is now with the checkpoints that were known at the event; null: it was deleted. */
export interface DeliverySubject {
  endpoint: WebhookEndpoint
  event: TrackingEvent
  view: TrackingView | null
}

/** Makes the body of a first attempt. Pure and synchronous: it runs inside the claim. */
export type RenderBody = (subject: DeliverySubject) => string

/** Leased to this process; its attempt is written down, and its body. */
export interface ClaimedDelivery extends Delivery {
  endpoint: WebhookEndpoint
  body: string
  leaseToken: string
  attemptId: string
  /** It goes after the one before was written. */
  inOrder: boolean
}

/** How one attempt ended, and what becomes of the delivery. */
export interface EndedAttempt extends DeliveryKey {
  bucket: number
  leaseToken: string
  attemptId: string
  endedAt: Instant
  outcome: string
  httpStatus: number | null
  answer: string | null
  status: DeliveryStatus
  reason: string | null
  nextAttemptAt: Instant | null
}

/** How many deliveries of an endpoint to claim. `inOrder`: those that go one after the other, one at a time. */
export interface ClaimWish {
  endpointId: string
  most: number
  inOrder: boolean
}

export interface WebhookStorage {
  endpoints: {
    insert(endpoint: WebhookEndpoint): Promise<void>
    /** Oldest first. */
    list(account: Account): Promise<WebhookEndpoint[]>
    find(account: Account, id: string): Promise<WebhookEndpoint | null>
    /** Applies `change` to the row under a lock; null when there is none. One that becomes disabled keeps its due deliveries as held. */
    update(
      account: Account,
      id: string,
      change: (current: WebhookEndpoint) => Partial<WebhookEndpoint>,
      now: Instant,
    ): Promise<WebhookEndpoint | null>
    /** Its due deliveries are cancelled. False when there is none. */
    remove(account: Account, id: string, now: Instant): Promise<boolean>
    /** By endpoint; one without an attempt so far is missing. */
    states(account: Account, ids: string[]): Promise<Map<string, EndpointState>>
    /** Tells how attempts went; either instant may be null. Answers the state after. */
    noteState(account: Account, id: string, seen: { successAt: Instant | null; failureAt: Instant | null }): Promise<EndpointState>
    /** True for the one call that is to warn. */
    markWarned(account: Account, id: string, now: Instant): Promise<boolean>
    clearFailures(account: Account, id: string): Promise<void>
    /** Forgets those that were deleted before. */
    sweep(account: Account, before: Instant): Promise<void>
  }
  deliveries: {
    /** Endpoints with a due delivery; with `inOrder` those whose due delivery is to go after the one before. */
    due(now: Instant): Promise<{ endpointId: string; inOrder: boolean }[]>
    /**
     * Writes how attempts ended and claims the next deliveries, in one transaction. `ours`: event and endpoint (`event/endpoint`) of those whose
     * lease was still ours.
     */
    turn(turn: {
      ended: EndedAttempt[]
      wishes: ClaimWish[]
      now: Instant
      leaseUntil: Instant
      render: RenderBody
    }): Promise<{ ours: Set<string>; claimed: ClaimedDelivery[] }>
    /** Newest events first; `after`: the event id of the last one of the page before. */
    list(
      account: Account,
      endpointId: string,
      page: { after: string | null; limit: number; status: DeliveryStatus | null },
    ): Promise<ListedDelivery[]>
    find(account: Account, key: DeliveryKey): Promise<(ListedDelivery & { body: string | null }) | null>
    /** Due again with all attempts before it. False: on its way at the moment, or there is none. */
    replay(account: Account, key: DeliveryKey, now: Instant): Promise<boolean>
    /** All that failed or were held, of events since then, become due one after the other in the order of their events. */
    recover(account: Account, endpointId: string, since: Instant, now: Instant): Promise<number>
  }
}
