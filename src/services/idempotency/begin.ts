import { AppError, newId } from '../../base/index.ts'
import type { Account } from '../../storage/index.ts'
import type { Caller } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { differenceOf, digestOf } from './digest.ts'

/** A process that dies leaves its key alone for so long; one that lives says so twice within it. */
const LEASE_MS = 5_000
const RENEW_MS = 2_000
const RETRY_AFTER_SECONDS = 1
/** Twice what is promised. */
const KEEP_MS = 48 * 3_600_000

export interface Answered {
  status: number
  contentType: string
  body: string
}

/** The request is ours to answer. */
export interface Attempt {
  /** Names what is created; the same in every attempt under one key. `isRepeat`: an earlier attempt may have created it. */
  creation: { id: string; isRepeat: boolean }
  /** Keeps the answer for those who ask again. Answers what to send: another's, if somebody took over meanwhile. */
  finish(answer: Answered): Promise<Answered>
  /** Lets the next attempt begin at once. Never rejects. */
  release(): Promise<void>
}

export interface AskedUnderKey {
  /** Null: the caller sent none. */
  key: string | null
  method: string
  path: string
  body: unknown
}

/** What has one answer however often it is asked. */
export interface Idempotency {
  /** Answers what was answered before, or the right to answer. @throws idempotency_key_invalid, idempotency_mismatch, idempotency_in_progress */
  begin(caller: Caller, asked: AskedUnderKey): Promise<{ answered: Answered } | { attempt: Attempt }>
  /** Forgets what is older than two days, of all accounts. */
  sweep(): Promise<void>
}

export function createIdempotency(deps: ServiceDeps): Idempotency {
  return {
    begin: async (caller, asked) => {
      const { clock, random } = deps
      if (asked.key === null) return { attempt: unkeyed(newId(clock.now(), random)) }
      if (!/^[\x21-\x7e]{1,255}$/.test(asked.key)) throw new AppError('idempotency_key_invalid', { param: 'Idempotency-Key' })
      return claim(deps, caller.account, { ...asked, key: asked.key })
    },
    sweep: async () => {
      const before = deps.clock.now() - KEEP_MS
      for (const account of await deps.storage.accounts.list()) await deps.storage.idempotencyKeys.sweep(account, before)
    },
  }
}

function unkeyed(id: string): Attempt {
  return { creation: { id, isRepeat: false }, finish: async (answer) => answer, release: async () => undefined }
}

async function claim(
  deps: ServiceDeps,
  account: Account,
  asked: AskedUnderKey & { key: string },
): Promise<{ answered: Answered } | { attempt: Attempt }> {
  const { storage, clock, random, vault } = deps
  const now = clock.now()
  const request = digestOf(asked, (text) => vault.mac(text))
  const lease = { key: asked.key, leaseToken: newId(now, random) }
  const found = await storage.idempotencyKeys.claim(
    account,
    { ...lease, request, creationId: newId(now, random), leaseUntil: now + LEASE_MS },
    now,
  )
  if (found === null) throw new AppError('unavailable')
  if (found.request !== request) throw mismatch(differenceOf(found.request, request))
  if (found.result !== null) return { answered: open(deps, found.result) }
  if (!found.isOurs) throw new AppError('idempotency_in_progress', { param: 'Idempotency-Key', retryAfterSeconds: RETRY_AFTER_SECONDS })
  return { attempt: keyed(deps, account, lease, { id: found.creationId, isRepeat: found.attempts > 1 }) }
}

function keyed(deps: ServiceDeps, account: Account, lease: { key: string; leaseToken: string }, creation: Attempt['creation']): Attempt {
  const { storage, clock, vault, log } = deps
  const ended = new AbortController()
  const stayAlive = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(RENEW_MS, ended.signal)
      if (ended.signal.aborted) return
      await storage.idempotencyKeys.extend(account, lease, clock.now() + LEASE_MS)
    }
  }
  stayAlive().catch((error: unknown) => log.warn({ err: error }, 'the lease of an idempotency key was not extended'))
  return {
    creation,
    finish: async (answer) => {
      ended.abort()
      const stored = await storage.idempotencyKeys.finish(account, lease, vault.seal(JSON.stringify(answer)))
      return stored === null ? answer : open(deps, stored)
    },
    release: async () => {
      ended.abort()
      await storage.idempotencyKeys
        .extend(account, lease, clock.now())
        .catch((error: unknown) => log.warn({ err: error }, 'an idempotency key stays leased for some seconds'))
    },
  }
}

/** Answers hold what was sent, people included, so they lie sealed. */
function open({ vault }: ServiceDeps, result: string): Answered {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `finish` sealed
  return JSON.parse(vault.open(result)) as Answered
}

function mismatch(difference: string): AppError {
  return new AppError('idempotency_mismatch', {
    param: difference,
    detail: `The first request with this key had another \`${difference}\`.`,
  })
}
