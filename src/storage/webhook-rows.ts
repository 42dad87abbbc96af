import type { Instant } from '../base/index.ts'
import type { EventType } from '../tracking/index.ts'
import type {
  Delivery,
  DeliveryAttempt,
  DeliveryStatus,
  EndpointState,
  PersonalData,
  WebhookEndpoint,
  WebhookForm,
} from './webhook-port.ts'

/** Columns of an endpoint that do not depend on what it is joined with. */
interface EndpointColumns {
  account_id: number
  url: string
  description: string
  form: WebhookForm
  personal_data: PersonalData
  types: EventType[]
  sealed_secrets: string
  legacy_verify_email: string | null
  updated_at: Instant
  disabled_at: Instant | null
  disabled_because: string | null
}

export type EndpointRow = EndpointColumns & { id: string; created_at: Instant }

export interface DeliveryRow {
  bucket: number
  endpoint_id: string
  event_id: string
  account_id: number
  status: DeliveryStatus
  reason: string | null
  next_attempt_at: Instant | null
  lease_token: string | null
  attempts: number
  created_at: Instant
  finished_at: Instant | null
}

export type ClaimedRow = DeliveryRow &
  EndpointColumns & { in_order: boolean; body: string | null; endpoint_created_at: Instant; deleted_at: Instant | null }

export interface AttemptRow {
  event_id: string
  id: string
  started_at: Instant
  ended_at: Instant | null
  outcome: string | null
  http_status: number | null
  answer: string | null
}

export interface StateRow {
  endpoint_id: string
  last_success_at: Instant | null
  first_failure_at: Instant | null
  last_failure_at: Instant | null
  warned_at: Instant | null
}

export function toEndpoint(row: EndpointRow): WebhookEndpoint {
  return {
    id: row.id,
    accountId: row.account_id,
    url: row.url,
    description: row.description,
    form: row.form,
    personalData: row.personal_data,
    types: row.types,
    sealedSecrets: row.sealed_secrets,
    legacyVerifyEmail: row.legacy_verify_email,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    disabledAt: row.disabled_at,
    disabledBecause: row.disabled_because,
  }
}

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    bucket: row.bucket,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    accountId: row.account_id,
    status: row.status,
    reason: row.reason,
    nextAttemptAt: row.next_attempt_at,
    attempts: row.attempts,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}

export function toAttempt(row: AttemptRow): DeliveryAttempt {
  return {
    id: row.id,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    httpStatus: row.http_status,
    answer: row.answer,
  }
}

export function toState(row: StateRow): EndpointState {
  return {
    lastSuccessAt: row.last_success_at,
    firstFailureAt: row.first_failure_at,
    lastFailureAt: row.last_failure_at,
    warnedAt: row.warned_at,
  }
}
