import { LRUCache } from 'lru-cache'
import { type Instant, showId } from '../../base/index.ts'
import type { Posted } from '../../delivery/index.ts'
import type { Account, ClaimedDelivery, ClaimWish, EndedAttempt, EndpointState } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { createRender } from './payload.ts'
import { liveSecrets, openSecrets } from './secrets.ts'

/**
 * 15 s of a request, and time to write how it ended. A dead process's deliveries are tried again when this has passed, so within 30 s.
 */
const LEASE_MS = 20_000
const HOUR_MS = 3_600_000
const WARN_MS = 24 * HOUR_MS
const DISABLE_MS = 5 * 24 * HOUR_MS
/** Between the first and the last of the failures that disable. */
const LEAST_SPAN_MS = 12 * HOUR_MS
/** A success is written at most this often while there was no failure. */
const NOTE_MS = 60_000
const MOST_REMEMBERED = 10_000

/** An attempt that ended. */
export interface Tried {
  claimed: ClaimedDelivery
  posted: Posted
  endedAt: Instant
}

/** What the worker does about webhooks. */
export interface Deliverer {
  /** Endpoints with a due delivery. */
  due(): Promise<{ endpointId: string; inOrder: boolean }[]>
  /** Writes how attempts ended and claims the next ones, in one transaction. */
  turn(ended: Tried[], wishes: ClaimWish[]): Promise<ClaimedDelivery[]>
  /** One request, 15 s at most. Never rejects. */
  send(claimed: ClaimedDelivery): Promise<Tried>
  /** Calls when events were written in this process. Answers how to stop that. */
  watch(listener: () => void): () => void
}

export function createDeliverer(deps: ServiceDeps): Deliverer {
  const { storage, clock, webhooks } = deps
  const render = createRender(deps)
  const judge = createJudge(deps)
  const opened = new LRUCache<string, ReturnType<typeof openSecrets>>({ max: 1_000 })

  const secretsOf = (sealed: string): ReturnType<typeof openSecrets> => {
    const known = opened.get(sealed)
    if (known) return known
    const secrets = openSecrets(deps.vault, sealed)
    opened.set(sealed, secrets)
    return secrets
  }

  return {
    due: () => storage.webhooks.deliveries.due(clock.now()),
    watch: (listener) => storage.events.onWritten(null, listener),
    send: async (claimed) => {
      const { endpoint, eventId, body } = claimed
      try {
        const secrets = liveSecrets(secretsOf(endpoint.sealedSecrets), clock.now())
        const posted = await webhooks.post({ url: endpoint.url, id: showId('event', eventId), body, secrets })
        return { claimed, posted, endedAt: clock.now() }
      } catch (error) {
        // A secret that was sealed with another key, say: the delivery is tried again, and the owner sees why.
        deps.log.error({ err: error, endpointId: endpoint.id }, 'a webhook could not be signed')
        return { claimed, posted: { outcome: 'blocked', httpStatus: null, answer: 'signing', retryAfterMs: null }, endedAt: clock.now() }
      }
    },
    turn: async (tried, wishes) => {
      const now = clock.now()
      // First, so that nothing more is claimed for one that said that it is gone.
      await judge(tried)
      const ended = tried.map((one) => conclude(deps, one))
      const { claimed } = await storage.webhooks.deliveries.turn({ ended, wishes, now, leaseUntil: now + LEASE_MS, render })
      return claimed
    },
  }
}

/** What becomes of a delivery after an attempt. */
function conclude({ webhooks, random }: ServiceDeps, { claimed, posted, endedAt }: Tried): EndedAttempt {
  const base = {
    bucket: claimed.bucket,
    endpointId: claimed.endpointId,
    eventId: claimed.eventId,
    leaseToken: claimed.leaseToken,
    attemptId: claimed.attemptId,
    endedAt,
    outcome: posted.outcome,
    httpStatus: posted.httpStatus,
    answer: posted.answer,
  }
  if (posted.outcome === 'ok') return { ...base, status: 'delivered', reason: null, nextAttemptAt: null }
  if (posted.outcome === 'gone') return { ...base, status: 'failed', reason: 'gone', nextAttemptAt: null }
  const nextAttemptAt = webhooks.nextAttempt({
    attempts: claimed.attempts + 1,
    endedAt,
    retryAfterMs: posted.retryAfterMs,
    jitter: random.fraction(),
  })
  if (nextAttemptAt === null) return { ...base, status: 'failed', reason: 'attempts_exhausted', nextAttemptAt }
  return { ...base, status: 'pending', reason: null, nextAttemptAt }
}

/** Whether an endpoint is to be disabled: nothing but failures for 5 days, and 12 h at least between the first and the last. */
function isHopeless({ firstFailureAt, lastFailureAt }: EndpointState, now: Instant): boolean {
  if (firstFailureAt === null || lastFailureAt === null) return false
  return now - firstFailureAt >= DISABLE_MS && lastFailureAt - firstFailureAt >= LEAST_SPAN_MS
}

/** Keeps how endpoints do, warns their owners, disables those that are gone or hopeless. */
function createJudge(deps: ServiceDeps): (tried: Tried[]) => Promise<void> {
  const { endpoints } = deps.storage.webhooks
  const accounts = new LRUCache<number, Account>({ max: 1_000, ttl: NOTE_MS })
  /** When a success was last written; absent after a failure. */
  const notedAt = new LRUCache<string, Instant>({ max: MOST_REMEMBERED })

  async function accountOf(id: number): Promise<Account | null> {
    const known = accounts.get(id)
    if (known) return known
    const account = await deps.storage.accounts.find(id)
    if (account) accounts.set(id, account)
    return account
  }

  function tell(
    account: Account,
    { claimed }: Tried,
    kind: 'webhook_endpoint_failing' | 'webhook_endpoint_disabled',
    since: Instant | null,
  ): void {
    const { id, url } = claimed.endpoint
    deps.tellOwner(account, { kind, endpointId: id, host: URL.canParse(url) ? new URL(url).host : '', failingSince: since })
  }

  async function disable(account: Account, tried: Tried, because: 'gone' | 'failing', since: Instant | null): Promise<void> {
    const now = deps.clock.now()
    let changed = false
    const switchOff = ({ disabledAt }: { disabledAt: Instant | null }): object => {
      changed = disabledAt === null
      return changed ? { disabledAt: now, disabledBecause: because } : {}
    }
    await endpoints.update(account, tried.claimed.endpointId, switchOff, now)
    if (changed) tell(account, tried, 'webhook_endpoint_disabled', since)
  }

  async function judgeFailure(account: Account, tried: Tried, succeededAt: Instant | null): Promise<void> {
    const { endpointId } = tried.claimed
    notedAt.delete(endpointId)
    const state = await endpoints.noteState(account, endpointId, { successAt: succeededAt, failureAt: tried.endedAt })
    const since = state.firstFailureAt
    if (tried.posted.outcome === 'gone') return disable(account, tried, 'gone', null)
    if (isHopeless(state, tried.endedAt)) return disable(account, tried, 'failing', since)
    const isLong = since !== null && tried.endedAt - since >= WARN_MS
    if (isLong && state.warnedAt === null && (await endpoints.markWarned(account, endpointId, tried.endedAt)))
      tell(account, tried, 'webhook_endpoint_failing', since)
  }

  async function judgeOne(tried: Tried[]): Promise<void> {
    const [first] = tried
    const account = first && (await accountOf(first.claimed.accountId))
    if (!account) return
    const ok = tried.filter(({ posted }) => posted.outcome === 'ok').at(-1)
    const failed = tried.find(({ posted }) => posted.outcome === 'gone') ?? tried.filter(({ posted }) => posted.outcome !== 'ok').at(-1)
    if (failed) return judgeFailure(account, failed, ok?.endedAt ?? null)
    const { endpointId } = first.claimed
    if (!ok || ok.endedAt - (notedAt.get(endpointId) ?? Number.NEGATIVE_INFINITY) < NOTE_MS) return
    notedAt.set(endpointId, ok.endedAt)
    await endpoints.noteState(account, endpointId, { successAt: ok.endedAt, failureAt: null })
  }

  return async (tried) => {
    const ids = new Set(tried.map(({ claimed }) => claimed.endpointId))
    await Promise.all(
      [...ids].map((id) =>
        judgeOne(tried.filter(({ claimed }) => claimed.endpointId === id)).catch((error: unknown) =>
          deps.log.error({ err: error }, 'how a webhook endpoint does was not written'),
        ),
      ),
    )
  }
}
