import { showId } from '../../base/index.ts'
import type { WebhookEndpoint } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { requireEndpoint } from './endpoint.ts'
import { eventIdOf } from './names.ts'
import { liveSecrets, openSecrets } from './secrets.ts'

/** Receivers are told to allow this much. */
const TOLERANCE_MS = 5 * 60_000
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
  | { verdict: 'timestamp_invalid'; seconds: null }
  /** `seconds`: how old, or how far ahead of the receiver's clock. */
  | { verdict: 'timestamp_too_old' | 'timestamp_too_new'; seconds: number }
  /** Not the bytes that were sent. `firstDifference`: where, counted in bytes from 0. */
  | { verdict: 'body_altered'; event: string; firstDifference: number; sentBytes: number; receivedBytes: number }
  /** `signedWith`: whose secret made the signature. */
  | { verdict: 'wrong_secret'; signedWith: 'expired_secret' | 'other_endpoint'; endpointId: string | null }
  | { verdict: 'signature_unknown' }

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
  const [id = '', stamp = '', signatures = ''] = NAMES.map((name) => sent.get(name))
  if (!/^\d{1,12}$/.test(stamp)) return { verdict: 'timestamp_invalid', seconds: null }
  const at = Number(stamp) * 1_000
  const late = Math.round((receivedAt - at) / 1_000)
  if (receivedAt - at > TOLERANCE_MS) return { verdict: 'timestamp_too_old', seconds: late }
  if (at - receivedAt > TOLERANCE_MS) return { verdict: 'timestamp_too_new', seconds: -late }
  const isSignedBy = (secret: string, text: string): boolean =>
    signatures.split(' ').includes(deps.webhooks.sign({ id, at, body: text }, secret))
  return diagnose(deps, caller, endpoint, { id, body, isSignedBy })
}

interface Signed {
  id: string
  body: string
  isSignedBy: (secret: string, text: string) => boolean
}

async function diagnose(
  deps: ServiceDeps,
  caller: Caller,
  endpoint: WebhookEndpoint,
  { id, body, isSignedBy }: Signed,
): Promise<Diagnosis> {
  const eventId = eventIdOf(id)
  const known = eventId === null ? null : await deps.storage.webhooks.deliveries.find(caller.account, { endpointId: endpoint.id, eventId })
  const event = known ? showId('event', known.eventId) : null
  const secrets = openSecrets(deps.vault, endpoint.sealedSecrets)
  const live = liveSecrets(secrets, deps.clock.now())
  if (live.some((secret) => isSignedBy(secret, body))) return { verdict: 'ok', event }
  if (event !== null && typeof known?.body === 'string' && known.body !== body) return altered(event, known.body, body)
  if (secrets.old.some(({ text }) => isSignedBy(text, body)))
    return { verdict: 'wrong_secret', signedWith: 'expired_secret', endpointId: endpoint.id }
  for (const other of await deps.storage.webhooks.endpoints.list(caller.account)) {
    if (other.id === endpoint.id) continue
    const { current, old } = openSecrets(deps.vault, other.sealedSecrets)
    if ([current, ...old.map(({ text }) => text)].some((secret) => isSignedBy(secret, body)))
      return { verdict: 'wrong_secret', signedWith: 'other_endpoint', endpointId: other.id }
  }
  return { verdict: 'signature_unknown' }
}

function altered(event: string, sent: string, received: string): Diagnosis {
  const [ours, theirs] = [Buffer.from(sent), Buffer.from(received)]
  const length = Math.min(ours.length, theirs.length)
  let place = 0
  while (place < length && ours[place] === theirs[place]) place += 1
  return { verdict: 'body_altered', event, firstDifference: place, sentBytes: ours.length, receivedBytes: theirs.length }
}
