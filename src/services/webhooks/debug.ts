import { isDeepStrictEqual } from 'node:util'
import { type Instant, showId } from '../../base/index.ts'
import type { ListedDelivery, WebhookEndpoint } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { requireEndpoint } from './endpoint.ts'
import { eventIdOf } from './names.ts'
import { liveSecrets, openSecrets } from './secrets.ts'

/** Receivers are told to allow this much. */
const TOLERANCE_MS = 5 * 60_000
/** Between an attempt's line in the ledger and the second that was signed. */
const SIGNED_WITHIN_S = 5
const NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const

/** What a receiver got, as it got it. */
export interface ReceivedWebhook {
  /** In any case. */
  headers: Readonly<Record<string, string>>
  body: string
  /** Default: now. */
  receivedAt?: number
}

/** Why a receiver does not accept a webhook; `ok`: it should. */
export type Diagnosis =
  | { verdict: 'ok'; event: string | null }
  | { verdict: 'headers_missing'; missing: string[] }
  /** No number of seconds; no entry `v1,` and base64. */
  | { verdict: 'timestamp_invalid' | 'signature_invalid' }
  /** `seconds`: how old, or how far ahead of the receiver's clock. */
  | { verdict: 'timestamp_too_old' | 'timestamp_too_new'; seconds: number }
  /**
   * Not the bytes that were sent; `body_reserialised`: the same JSON, written anew by a parser. `firstDifference`: where, counted in bytes from 0.
   */
  | { verdict: 'body_altered' | 'body_reserialised'; event: string; firstDifference: number; sentBytes: number; receivedBytes: number }
  /** The signature was made for another id, that of `event`; for another time, `seconds` before this one. */
  | { verdict: 'id_altered'; event: string }
  | { verdict: 'timestamp_altered'; event: string; seconds: number }
  /** `signedWith`: whose secret made the signature. */
  | { verdict: 'wrong_secret'; signedWith: 'expired_secret' | 'other_endpoint'; endpointId: string | null }
  /** Nothing was delivered to this endpoint under that id. */
  | { verdict: 'id_unknown' }
  | { verdict: 'signature_unknown'; event: string }

interface Message {
  id: string
  at: Instant
  body: string
}

interface Signed extends Message {
  /** Whether a secret made one of the signatures, of the message or of one that differs from it. */
  isSignedBy: (secret: string, other?: Partial<Message>) => boolean
}

/** Tells which step of a receiver's check fails, and why. @throws not_found */
export async function debugWebhook(
  deps: ServiceDeps,
  caller: Caller,
  endpointId: string,
  { headers, body, receivedAt = deps.clock.now() }: ReceivedWebhook,
): Promise<Diagnosis> {
  requireScope(caller, 'webhooks:read')
  const endpoint = await requireEndpoint(deps, caller, endpointId)
  const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]))
  const missing = NAMES.filter((name) => !sent.get(name))
  if (missing.length > 0) return { verdict: 'headers_missing', missing }
  const [id = '', stamp = '', signature = ''] = NAMES.map((name) => sent.get(name))
  if (!/^\d{1,12}$/.test(stamp)) return { verdict: 'timestamp_invalid' }
  const entries = signature.split(/\s+/).filter((entry) => /^v1,[A-Za-z0-9+/]+=*$/.test(entry))
  if (entries.length === 0) return { verdict: 'signature_invalid' }
  const at = Number(stamp) * 1_000
  const late = Math.round((receivedAt - at) / 1_000)
  if (receivedAt - at > TOLERANCE_MS) return { verdict: 'timestamp_too_old', seconds: late }
  if (at - receivedAt > TOLERANCE_MS) return { verdict: 'timestamp_too_new', seconds: -late }
  const isSignedBy: Signed['isSignedBy'] = (secret, other) => entries.includes(deps.webhooks.sign({ id, at, body, ...other }, secret))
  return diagnose(deps, caller, endpoint, { id, at, body, isSignedBy })
}

async function diagnose(deps: ServiceDeps, caller: Caller, endpoint: WebhookEndpoint, signed: Signed): Promise<Diagnosis> {
  const { id, body, isSignedBy } = signed
  const eventId = eventIdOf(id)
  const known = eventId === null ? null : await deps.storage.webhooks.deliveries.find(caller.account, { endpointId: endpoint.id, eventId })
  const secrets = openSecrets(deps.vault, endpoint.sealedSecrets)
  const live = liveSecrets(secrets, deps.clock.now())
  if (live.some((secret) => isSignedBy(secret))) return { verdict: 'ok', event: known && showId('event', known.eventId) }
  if (known && known.body !== null && known.body !== body) return altered(showId('event', known.eventId), known.body, body)
  if (secrets.old.some(({ text }) => isSignedBy(text)))
    return { verdict: 'wrong_secret', signedWith: 'expired_secret', endpointId: endpoint.id }
  return (await signedByAnother(deps, caller, endpoint, signed)) ?? otherHeader(known, live, signed)
}

async function signedByAnother(
  deps: ServiceDeps,
  caller: Caller,
  endpoint: WebhookEndpoint,
  { isSignedBy }: Signed,
): Promise<Diagnosis | null> {
  for (const other of await deps.storage.webhooks.endpoints.list(caller.account)) {
    if (other.id === endpoint.id) continue
    const { current, old } = openSecrets(deps.vault, other.sealedSecrets)
    if ([current, ...old.map(({ text }) => text)].some((secret) => isSignedBy(secret)))
      return { verdict: 'wrong_secret', signedWith: 'other_endpoint', endpointId: other.id }
  }
  return null
}

/** The bytes may be those that were sent: then it was signed with another id, or for another time. */
function otherHeader(known: ListedDelivery | null, live: string[], { at, body, isSignedBy }: Signed): Diagnosis {
  const inner = idIn(body)
  if (inner !== null && live.some((secret) => isSignedBy(secret, { id: inner }))) return { verdict: 'id_altered', event: inner }
  if (known === null) return { verdict: 'id_unknown' }
  const event = showId('event', known.eventId)
  for (const { startedAt } of known.tries)
    for (let second = -1; second <= SIGNED_WITHIN_S; second++) {
      const signedAt = (Math.floor(startedAt / 1_000) + second) * 1_000
      if (live.some((secret) => isSignedBy(secret, { at: signedAt })))
        return { verdict: 'timestamp_altered', event, seconds: (at - signedAt) / 1_000 }
    }
  return { verdict: 'signature_unknown', event }
}

function altered(event: string, sent: string, received: string): Diagnosis {
  const [ours, theirs] = [Buffer.from(sent), Buffer.from(received)]
  const length = Math.min(ours.length, theirs.length)
  let place = 0
  while (place < length && ours[place] === theirs[place]) place += 1
  const verdict = isDeepStrictEqual(parsed(sent), parsed(received)) ? 'body_reserialised' : 'body_altered'
  return { verdict, event, firstDifference: place, sentBytes: ours.length, receivedBytes: theirs.length }
}

/** The modern form has the event's id in its body too. */
function idIn(body: string): string | null {
  const value = parsed(body)
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
