import { type Static, Type } from 'typebox'
import { showId } from '../../base/index.ts'
import { iso, type Services } from '../../services/index.ts'
import { EVENT_TYPES } from '../../tracking/index.ts'
import { id, instant, nullable, object, oneOf, text } from './schemas.ts'

type Webhooks = Services['webhooks']
type View = Awaited<ReturnType<Webhooks['get']>>
type Listed = Awaited<ReturnType<Webhooks['deliveries']>>[number]

export const WEBHOOK_FORMS = ['modern', 'trackru-v1'] as const
export const PERSONAL_DATA = ['none', 'masked', 'full'] as const
export const DELIVERY_STATUSES = ['pending', 'held', 'delivered', 'failed', 'cancelled'] as const

const FORM = oneOf(WEBHOOK_FORMS, '`trackru-v1`: as GET of /v1 answers; `modern`: the event with the whole parcel.')
const PERSONAL = oneOf(PERSONAL_DATA, "How much of the buyer's name, e-mail address and phone is told.")
const TYPES = Type.Unsafe<(typeof EVENT_TYPES)[number][]>(Type.Array(oneOf(EVENT_TYPES), { minItems: 1, maxItems: EVENT_TYPES.length }))
const URL_TEXT = text(2_048, 'http or https, on the public internet.')
const EMAIL = nullable(text(254, 'By which `verifyInfo` of the v1 form is made; null: without it.'))
export const DELIVERY_STATUS = oneOf(DELIVERY_STATUSES)

export const EndpointInput = object(
  {
    url: URL_TEXT,
    description: Type.Optional(text(500)),
    form: Type.Optional(FORM),
    personal_data: Type.Optional(PERSONAL),
    types: Type.Optional(TYPES),
    legacy_verify_email: Type.Optional(EMAIL),
  },
  'WebhookEndpointInput',
)

export const EndpointChange = object(
  {
    url: Type.Optional(URL_TEXT),
    description: Type.Optional(text(500)),
    form: Type.Optional(FORM),
    personal_data: Type.Optional(PERSONAL),
    types: Type.Optional(TYPES),
    legacy_verify_email: Type.Optional(EMAIL),
    enabled: Type.Optional(Type.Boolean({ description: 'What happens while it is disabled is held; `recover` sends it.' })),
  },
  'WebhookEndpointChange',
)

const ENDPOINT = {
  id: id('endpoint'),
  url: Type.String(),
  description: Type.String(),
  form: FORM,
  personal_data: PERSONAL,
  types: TYPES,
  legacy_verify_email: EMAIL,
  enabled: Type.Boolean(),
  disabled_at: nullable(instant()),
  disabled_because: nullable(Type.String({ description: '`by_owner`, `gone` (it answered 410) or `failing` (five days of failures).' })),
  last_success_at: nullable(instant()),
  failing_since: nullable(instant('First failure since the last success.')),
  created_at: instant(),
  updated_at: instant(),
}
const SECRET = Type.String({ description: '`whsec_` and base64.' })
export const Endpoint = object(ENDPOINT, 'WebhookEndpoint')
export const NewEndpoint = object({ ...ENDPOINT, secret: SECRET }, 'NewWebhookEndpoint')
export const Rotated = object({ secret: SECRET, old_until: instant('The one before signs until then.') }, 'RotatedSecret')
export const Revealed = object({ secret: SECRET, old: Type.Array(object({ secret: SECRET, until: instant() })) }, 'RevealedSecrets')

const OUTCOME = Type.String({ description: '`ok`, `http_error`, `redirect`, `gone`, `timeout`, `network` or `blocked`.' })

const Attempt = object(
  {
    id: id('attempt'),
    started_at: instant(),
    ended_at: nullable(instant('Null: under way, or its process died and the request may have arrived.')),
    outcome: nullable(OUTCOME),
    http_status: nullable(Type.Integer()),
    answer: nullable(Type.String({ description: 'Start of the answer; without one, what went wrong.' })),
  },
  'WebhookAttempt',
)

const DELIVERY = {
  event_id: id('event'),
  endpoint_id: id('endpoint'),
  type: oneOf(EVENT_TYPES),
  tracking_id: id('tracking'),
  sequence: Type.Integer(),
  occurred_at: instant(),
  status: DELIVERY_STATUS,
  reason: nullable(Type.String()),
  attempt_count: Type.Integer({ description: 'Attempts of the ten that ended, since the delivery was last made due.' }),
  next_attempt_at: nullable(instant()),
  finished_at: nullable(instant()),
  attempts: Type.Array(Attempt, { description: 'All of them, oldest first.' }),
}
export const Delivery = object(DELIVERY, 'WebhookDelivery')
export const WholeDelivery = object(
  { ...DELIVERY, body: nullable(Type.String({ description: 'What was signed and sent; null before the first attempt.' })) },
  'WebhookDeliveryWithBody',
)

export const TestSent = object(
  {
    webhook_id: Type.String(),
    body: Type.String(),
    outcome: OUTCOME,
    http_status: nullable(Type.Integer()),
    answer: Type.String(),
    ms: Type.Integer(),
  },
  'WebhookTest',
)

export const Received = object(
  {
    headers: Type.Array(object({ name: text(200), value: text(8_000) }), { maxItems: 100 }),
    body: text(1_000_000, 'As it came, before any parser.'),
    received_at: Type.Optional(instant('Default: now.')),
  },
  'ReceivedWebhook',
)
export const Diagnosis = object(
  {
    verdict: oneOf([
      'ok',
      'headers_missing',
      'timestamp_invalid',
      'timestamp_too_old',
      'timestamp_too_new',
      'timestamp_altered',
      'signature_invalid',
      'id_altered',
      'id_unknown',
      'body_altered',
      'body_reserialised',
      'wrong_secret',
      'signature_unknown',
    ]),
    event_id: nullable(Type.String({ description: 'What was delivered; of `id_altered` the id that was signed.' })),
    missing: nullable(Type.Array(Type.String())),
    seconds: nullable(Type.Integer({ description: 'How old, how far ahead, or how much later than the time that was signed.' })),
    first_difference: nullable(Type.Integer({ description: 'Byte from which on the body is another one, from 0.' })),
    sent_bytes: nullable(Type.Integer({ description: 'Length of the body that was sent.' })),
    received_bytes: nullable(Type.Integer()),
    signed_with: nullable(oneOf(['expired_secret', 'other_endpoint'])),
    endpoint_id: nullable(id('endpoint')),
  },
  'WebhookDiagnosis',
)

export function toInput(sent: Static<typeof EndpointChange>) {
  return {
    ...(sent.url === undefined ? {} : { url: sent.url }),
    ...(sent.description === undefined ? {} : { description: sent.description }),
    ...(sent.form === undefined ? {} : { form: sent.form }),
    ...(sent.personal_data === undefined ? {} : { personalData: sent.personal_data }),
    ...(sent.types === undefined ? {} : { types: sent.types }),
    ...(sent.legacy_verify_email === undefined ? {} : { legacyVerifyEmail: sent.legacy_verify_email }),
    ...(sent.enabled === undefined ? {} : { enabled: sent.enabled }),
  }
}

export function presentEndpoint(view: View): Static<typeof Endpoint> {
  return {
    id: showId('endpoint', view.id),
    url: view.url,
    description: view.description,
    form: view.form,
    personal_data: view.personalData,
    types: view.types,
    legacy_verify_email: view.legacyVerifyEmail,
    enabled: view.disabledAt === null,
    disabled_at: iso(view.disabledAt),
    disabled_because: view.disabledBecause,
    last_success_at: iso(view.state.lastSuccessAt),
    failing_since: iso(view.state.firstFailureAt),
    created_at: iso(view.createdAt),
    updated_at: iso(view.updatedAt),
  }
}

export function presentDelivery(delivery: Listed): Static<typeof Delivery> {
  const { event } = delivery
  return {
    event_id: showId('event', delivery.eventId),
    endpoint_id: showId('endpoint', delivery.endpointId),
    type: event.type,
    tracking_id: showId('tracking', event.trackingId),
    sequence: event.sequence,
    occurred_at: iso(event.occurredAt),
    status: delivery.status,
    reason: delivery.reason,
    attempt_count: delivery.attempts,
    next_attempt_at: iso(delivery.nextAttemptAt),
    finished_at: iso(delivery.finishedAt),
    attempts: delivery.tries.map((attempt) => ({
      id: showId('attempt', attempt.id),
      started_at: iso(attempt.startedAt),
      ended_at: iso(attempt.endedAt),
      outcome: attempt.outcome,
      http_status: attempt.httpStatus,
      answer: attempt.answer,
    })),
  }
}

export function presentDiagnosis(diagnosis: Awaited<ReturnType<Webhooks['debug']>>): Static<typeof Diagnosis> {
  return {
    verdict: diagnosis.verdict,
    event_id: 'event' in diagnosis ? diagnosis.event : null,
    missing: 'missing' in diagnosis ? diagnosis.missing : null,
    seconds: 'seconds' in diagnosis ? diagnosis.seconds : null,
    first_difference: 'firstDifference' in diagnosis ? diagnosis.firstDifference : null,
    sent_bytes: 'sentBytes' in diagnosis ? diagnosis.sentBytes : null,
    received_bytes: 'receivedBytes' in diagnosis ? diagnosis.receivedBytes : null,
    signed_with: 'signedWith' in diagnosis ? diagnosis.signedWith : null,
    endpoint_id: 'endpointId' in diagnosis && diagnosis.endpointId !== null ? showId('endpoint', diagnosis.endpointId) : null,
  }
}
