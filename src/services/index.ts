import type { AppError } from '../base/index.ts'
import type { ListFilter, TrackingView } from '../storage/index.ts'
import type { TrackingDetails } from '../tracking/index.ts'
import type { CarrierHealth } from './carriers/health.ts'
import type { PushCall } from './carriers/push.ts'
import type { Caller } from './context.ts'
import type { Idempotency } from './idempotency/begin.ts'

export { createServices, type InnerServices } from './create-services.ts'
export { SCOPES, type Caller, type Scope } from './context.ts'
export type { Carriers, ServiceDeps } from './deps.ts'
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
export type { Replayed } from './carriers/answers.ts'
export type { CarrierHealth } from './carriers/health.ts'
export { createVault } from './vault.ts'

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
  health: {
    live(): HealthReport
    ready(): Promise<HealthReport>
  }
}
