import { Webhook } from 'standardwebhooks'
import type { Clock, Instant, Random } from '../../base/index.ts'
import { type OutboundRules, type Sent, type Transport, urlRefusal } from '../../net/index.ts'
import { type FailedAttempt, nextAttempt, readRetryAfter } from './schedule.ts'

const TIMEOUT_MS = 15_000
/** Of an answer, in bytes: what is read, and what is kept for people who look for a mistake. */
const READ_BYTES = 64 * 1024
const KEPT_BYTES = 4 * 1024
/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32

/** How an attempt ended. Only `ok` (any 2xx) is a success; a redirect is not followed. */
export type Outcome = 'ok' | 'http_error' | 'redirect' | 'gone' | 'timeout' | 'network' | 'blocked'

export interface Posted {
  outcome: Outcome
  /** Null: there was no answer. */
  httpStatus: number | null
  /** Start of the answer, 4 KiB at most; without one, what went wrong in a word. */
  answer: string
  retryAfterMs: number | null
}

interface Post {
  url: string
  /** `webhook-id`: the same for each attempt. */
  id: string
  body: string
  /** `whsec_…`, each of which signs. */
  secrets: readonly string[]
}

/** Everything about webhooks that needs no storage. */
export interface WebhookTools {
  /** Why a URL is not accepted, in a word or two; null: it is, as far as its text tells. */
  urlRefusal(url: string): string | null
  /** `whsec_` and base64 of 32 random bytes. */
  newSecret(): string
  /** One entry of `webhook-signature`. @throws Error for a text that is no secret */
  sign(message: { id: string; at: Instant; body: string }, secret: string): string
  /** Signs and sends once, within 15 s. Never rejects. */
  post(post: Post): Promise<Posted>
  /** See `schedule.ts`. */
  nextAttempt(failed: FailedAttempt): Instant | null
}

export interface WebhookToolsOptions {
  transport: Transport
  rules: OutboundRules
  clock: Clock
  random: Random
}

/** `whsec_` and base64 of 32 random bytes. */
export function newWebhookSecret(random: Random): string {
  return `whsec_${Buffer.from(random.bytes(SECRET_BYTES)).toString('base64')}`
}

export function createWebhookTools({ transport, rules, clock, random }: WebhookToolsOptions): WebhookTools {
  return {
    urlRefusal: (url) => urlRefusal(url, rules),
    newSecret: () => newWebhookSecret(random),
    sign,
    nextAttempt,
    post: async ({ url, id, body, secrets }) => {
      const at = clock.now()
      const sent = await transport.send(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at / 1_000)),
          'webhook-signature': secrets.map((secret) => sign({ id, at, body }, secret)).join(' '),
        },
        body,
        timeoutMs: TIMEOUT_MS,
        keepBytes: READ_BYTES,
      })
      return postedOf(sent, clock.now())
    },
  }
}

function sign({ id, at, body }: { id: string; at: Instant; body: string }, secret: string): string {
  return new Webhook(secret).sign(id, new Date(at), body)
}

function postedOf(sent: Sent, now: Instant): Posted {
  if (sent.kind === 'answer') {
    const { status, headers, text } = sent.answer
    return { outcome: outcomeOf(status), httpStatus: status, answer: cut(text), retryAfterMs: readRetryAfter(headers['retry-after'], now) }
  }
  const detail = { httpStatus: null, answer: sent.detail, retryAfterMs: null }
  if (sent.kind === 'timeout') return { outcome: 'timeout', ...detail }
  return { outcome: sent.kind === 'blockedAddress' ? 'blocked' : 'network', ...detail }
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return 'ok'
  if (status === 410) return 'gone'
  return status >= 300 && status < 400 ? 'redirect' : 'http_error'
}

/** A character that was cut in two at the end is left out. */
function cut(text: string): string {
  if (text.length * 3 <= KEPT_BYTES) return text
  const bytes = Buffer.from(text)
  return bytes.length <= KEPT_BYTES ? text : bytes.subarray(0, KEPT_BYTES).toString('utf8').replace(/�$/, '')
}
