import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../base/index.ts'
import type { Caller } from '../services/index.ts'
import type { LimitClass } from './options.ts'

/** Counts one request; null when the account has no limit of that class. Rejects with rate_limited and the seconds to the next window. */
export type Take = (account: Caller['account'], kind: LimitClass) => Promise<unknown> | null

/**
 * Counts an account's requests in windows of one second, in the memory of this process.
 * The account's own limits win over the defaults; 0 means unlimited.
 */
export function createLimits(defaults: Readonly<Record<LimitClass, number>>): Take {
  // One limiter for each class and value: values come from the operator, so there are few.
  const limiters: Readonly<Record<LimitClass, Map<number, RateLimiterMemory>>> = { list: new Map(), realtime: new Map(), other: new Map() }

  return ({ id, settings }, kind) => {
    const perSecond = settings.limits?.[kind] ?? defaults[kind]
    if (perSecond <= 0) return null
    let limiter = limiters[kind].get(perSecond)
    if (!limiter) {
      // Less than one a second is one in a longer window.
      limiter = new RateLimiterMemory(perSecond < 1 ? { points: 1, duration: 1 / perSecond } : { points: perSecond, duration: 1 })
      limiters[kind].set(perSecond, limiter)
    }
    return limiter.consume(id).catch(refuse)
  }
}

function refuse(refused: unknown): never {
  if (!(refused instanceof RateLimiterRes)) throw refused
  throw new AppError('rate_limited', { retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) })
}
