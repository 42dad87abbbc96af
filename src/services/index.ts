import type { AppError } from '../base/index.ts'
import type { ListFilter, ListPlace, TrackingEvent, TrackingView } from '../storage/index.ts'
import type { EventType, TrackingDetails } from '../tracking/index.ts'
import type { CarrierHealth } from './carriers/health.ts'
import type { Notices } from './notices/create-notices.ts'
import type { PushCall } from './carriers/push.ts'
import type { Caller } from './context.ts'
import type { Webhooks } from './webhooks/create-webhooks.ts'
import type { FeedMoment, FollowOptions } from './events/follow.ts'
import type { FeedPage, FeedPlace } from './events/read.ts'
import type { Idempotency } from './idempotency/begin.ts'

export { createServices, type InnerServices } from './create-services.ts'
export { SCOPES, type Caller, type Scope } from './context.ts'
export type { Carriers, ServiceDeps } from './deps.ts'
export { readField } from './fields.ts'
export { createFirstKey, createKey } from './keys/manage.ts'
export {
  countryName,
  readBoolean,
  readCarrier,
  readCountry,
  readEmail,
  readFlag,
  readLanguage,
  readManualStatus,
  readNumber,
  readOrderTime,
  readPhone,
  readShipDate,
  readText,
  readUnixSeconds,
} from './trackings/input.ts'
export { mailAccess, smsAccess } from './notices/channel-credentials.ts'
export type { Notices } from './notices/create-notices.ts'
export { tellOwner, tellOwnerOfEndpoint } from './notices/owner.ts'
export type { NoticeTools } from './notices/tools.ts'
export type { Replayed } from './carriers/answers.ts'
export type { CarrierHealth } from './carriers/health.ts'
export type { CarrierState } from './carriers/states.ts'
export type { FeedMoment } from './events/follow.ts'
export { presentEvent } from './present/event.ts'
export { iso, presentDetails, presentTracking } from './present/tracking.ts'
export { createVault, macKeyOf, type Vault } from './vault.ts'
export { sealSecrets } from './webhooks/secrets.ts'
export type { Webhooks } from './webhooks/create-webhooks.ts'
export type { Deliverer, Tried } from './webhooks/deliver.ts'
export type { OwnerNotice } from './webhooks/endpoint.ts'
export type { Payloads, Told } from './webhooks/payload.ts'

export interface TrackingRef {
  carrier: string
  /** As sent; compared without blanks and case. */
  number: string
}

export interface CreateInput {
  /** Null or unknown to nobody: it is detected. */
  carrier: string | null
  number: string
  details: TrackingDetails
  /** UUID whose last 16 bits give way to the number's; a new one when absent. */
  id?: string
}

export interface UpdateInput {
  details?: Partial<TrackingDetails>
  archived?: boolean
  /** 4 delivered, 7 exception, 8 back to the computed status. */
  status?: 4 | 7 | 8
}

/** A courier code with the facts that the directory holds. */
export interface CourierInfo {
  code: string
  name: string
  nameRu: string | null
  nameZh: string | null
  phone: string
  homepage: string
  type: 'express' | 'globalpost'
  /** ISO alpha-2 or null. */
  country: string | null
}

export interface HealthReport {
  ok: boolean
  /** Check name → ok or the reason. */
  checks: Record<string, { ok: boolean; reason?: string }>
}

/** Everything a door can do. Each verb authorises by scope first and reads the tenant from the caller only. */
export interface Services {
  /** @throws invalid_key, key_revoked */
  authenticate(presentedKey: string | undefined): Promise<Caller>
  trackings: {
    /** @throws tracking_exists, carrier_invalid, carrier_not_detected, quota_exceeded */
    create(caller: Caller, input: CreateInput): Promise<TrackingView>
    /** One result an input, in order; a number twice in one call is `tracking_exists` the second time. */
    createMany(caller: Caller, inputs: CreateInput[]): Promise<(TrackingView | AppError)[]>
    /**
     * As `create`, but a number that is there is answered, not refused. `isRepeat`: an earlier attempt under the same `id` may have created it.
     * @throws carrier_invalid, carrier_not_detected, quota_exceeded
     */
    ensure(caller: Caller, input: CreateInput & { id: string }, isRepeat: boolean): Promise<{ view: TrackingView; isNew: boolean }>
    /** @throws not_found, the same for another account's as for what never existed */
    getById(caller: Caller, id: string): Promise<TrackingView>
    /** Newest created first, after the place of the page before (null: from the newest), 200 at most. */
    page(caller: Caller, filter: ListFilter, after: ListPlace | null, limit: number): Promise<TrackingView[]>
    /** @throws nothing_found */
    get(caller: Caller, ref: TrackingRef): Promise<TrackingView>
    list(
      caller: Caller,
      filter: ListFilter,
      page: { offset: number; limit: number },
    ): Promise<{ total: number; views: AsyncIterable<TrackingView[]> }>
    /** @throws tracking_not_found */
    update(caller: Caller, ref: TrackingRef, change: UpdateInput): Promise<TrackingView>
    /** @throws tracking_not_found */
    remove(caller: Caller, ref: TrackingRef): Promise<void>
    /** Asks the carrier while the caller waits, 30 s at most; registers an unknown number. @throws as create, but never tracking_exists */
    refresh(caller: Caller, input: CreateInput): Promise<TrackingView>
  }
  events: {
    /** See `read` in `events/read.ts`: gap-free, oldest first. */
    read(caller: Caller, after: FeedPlace, wanted: { types: readonly EventType[] | null; limit: number }): Promise<FeedPage>
    /** The end of the feed as it is now. */
    end(caller: Caller): Promise<number[]>
    /** Moments as they come until the signal, also while there is nothing new. @throws too_many_streams before the first */
    follow(caller: Caller, options: FollowOptions): AsyncGenerator<FeedMoment, void>
    /** @throws not_found */
    get(caller: Caller, id: string): Promise<TrackingEvent>
    /** After a sequence number. @throws not_found */
    ofTracking(caller: Caller, trackingId: string, wanted: { after: number; limit: number }): Promise<TrackingEvent[]>
  }
  carriers: {
    list(): CourierInfo[]
    find(code: string): CourierInfo | null
    /** Best first, by the number, the account's credentials and its newest trackings; empty when nothing fits. */
    detect(caller: Caller, number: string): Promise<CourierInfo[]>
    /** A call of a carrier to the address that the account gave it. Answers how many parcels it was about. @throws route_not_found */
    pushed(carrier: string, token: string, call: PushCall): Promise<number>
    /** How the carriers do that the account asks or has access to, over the last day. */
    health(caller: Caller): Promise<CarrierHealth[]>
  }
  /** Answers of POSTs under the caller's own keys. */
  idempotency: Pick<Idempotency, 'begin'>
  webhooks: Webhooks
  notices: Notices
  health: {
    live(): HealthReport
    ready(): Promise<HealthReport>
  }
}
