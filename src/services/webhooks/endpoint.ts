import { AppError, type Instant } from '../../base/index.ts'
import type { EndpointState, PersonalData, WebhookEndpoint, WebhookForm } from '../../storage/index.ts'
import { EVENT_TYPES, type EventType } from '../../tracking/index.ts'
import type { Caller } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { emailField } from '../fields.ts'

const MOST_URL = 2_048
const MOST_DESCRIPTION = 500

/** An endpoint as its owner sees it: without its secrets, with how it does. */
export interface EndpointView extends Omit<WebhookEndpoint, 'sealedSecrets'> {
  state: EndpointState
}

export interface EndpointInput {
  url: string
  description?: string
  /** Default `modern`. */
  form?: WebhookForm
  /** Default `masked`. */
  personalData?: PersonalData
  /** Absent: what the form's receivers usually want, see `defaultTypes`. */
  types?: readonly string[]
  /** The account's e-mail address, for receivers of the v1 form that check `verifyInfo`. Default null. */
  legacyVerifyEmail?: string | null
  /** UUID; a new one when absent. Creating the same again answers the endpoint that is there. */
  id?: string
}

export interface EndpointChange extends Partial<Omit<EndpointInput, 'id'>> {
  /** False disables: deliveries are held. True enables; what was held goes out by `recover`. */
  enabled?: boolean
}

const NO_STATE: EndpointState = { lastSuccessAt: null, firstFailureAt: null, lastFailureAt: null, warnedAt: null }

/** The v1 form is told when there is something to show, the modern one of everything that happens after the creation. */
export function defaultTypes(form: WebhookForm): EventType[] {
  return form === 'trackru-v1'
    ? ['tracking.checkpoint_added', 'tracking.status_changed']
    : EVENT_TYPES.filter((type) => type !== 'tracking.created')
}

/** The checked columns of what was sent. @throws url_refused, validation_failed */
export function checkedEndpoint({ webhooks }: ServiceDeps, sent: EndpointChange): Partial<WebhookEndpoint> {
  return {
    ...(sent.url === undefined ? {} : { url: checkedUrl(webhooks, sent.url) }),
    ...(sent.description === undefined ? {} : { description: checkedText(sent.description) }),
    ...(sent.form === undefined ? {} : { form: sent.form }),
    ...(sent.personalData === undefined ? {} : { personalData: sent.personalData }),
    ...(sent.types === undefined ? {} : { types: checkedTypes(sent.types) }),
    ...(sent.legacyVerifyEmail === undefined ? {} : { legacyVerifyEmail: emailField(sent.legacyVerifyEmail ?? '', 'legacy_verify_email') }),
  }
}

function checkedUrl(webhooks: ServiceDeps['webhooks'], url: string): string {
  const refusal = url.length > MOST_URL ? `longer than ${MOST_URL} characters` : webhooks.urlRefusal(url)
  if (refusal !== null) throw new AppError('url_refused', { param: 'url', detail: `The URL is refused: ${refusal}.` })
  return new URL(url).href
}

function checkedText(text: string): string {
  if (text.length <= MOST_DESCRIPTION) return text
  throw new AppError('validation_failed', { param: 'description', detail: `Send at most ${MOST_DESCRIPTION} characters.` })
}

function checkedTypes(sent: readonly string[]): EventType[] {
  const types = EVENT_TYPES.filter((type) => sent.includes(type))
  if (types.length > 0 && sent.every((name) => types.some((type) => type === name))) return types
  throw new AppError('validation_failed', { param: 'types', detail: `Send one or more of ${EVENT_TYPES.join(', ')}.` })
}

/** @throws not_found, the same for another account's as for what never existed */
export async function requireEndpoint({ storage }: ServiceDeps, caller: Caller, id: string): Promise<WebhookEndpoint> {
  const endpoint = await storage.webhooks.endpoints.find(caller.account, id)
  if (!endpoint) throw new AppError('not_found', { param: 'id' })
  return endpoint
}

export function viewOf({ sealedSecrets: _sealed, ...endpoint }: WebhookEndpoint, state: EndpointState = NO_STATE): EndpointView {
  return { ...endpoint, state }
}

/** How one endpoint does, beside it. */
export async function withState({ storage }: ServiceDeps, caller: Caller, endpoint: WebhookEndpoint): Promise<EndpointView> {
  const states = await storage.webhooks.endpoints.states(caller.account, [endpoint.id])
  return viewOf(endpoint, states.get(endpoint.id))
}

/** What an owner is told about his endpoint. */
export interface OwnerNotice {
  kind: 'webhook_endpoint_failing' | 'webhook_endpoint_disabled'
  endpointId: string
  /** Host of the endpoint; its whole URL may hold a secret. */
  host: string
  /** First failure since the last success; null: it said that it is gone (410). */
  failingSince: Instant | null
}
