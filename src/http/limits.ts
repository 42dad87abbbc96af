import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../base/index.ts'
import type { Caller } from '../services/index.ts'
import type { LimitClass } from './options.ts'

/**
 * Counts an account's requests in windows of one second, in the memory of this process.
 * The account's own limits win over the defaults; 0 means unlimited.
 * @throws rate_limited with the seconds after which the next window is open
 */
export function createLimits(
  defaults: Readonly<Record<LimitClass, number>>,
): (account: Caller['account'], kind: LimitClass) => Promise<void> {
  // One limiter for each class and value: values come from the operator, so there are few.
  const limiters = new Map<string, RateLimiterMemory>()

  function limiterFor(kind: LimitClass, perSecond: number): RateLimiterMemory {
    const name = `${kind}:${perSecond}`
    let limiter = limiters.get(name)
    if (!limiter) {
      // Less than one a second is one in a longer window.
      limiter = new RateLimiterMemory(perSecond < 1 ? { points: 1, duration: 1 / perSecond } : { points: perSecond, duration: 1 })
      limiters.set(name, limiter)
    }
    return limiter
  }

  return async (account, kind) => {
    const perSecond = account.settings.limits?.[kind] ?? defaults[kind]
    if (perSecond <= 0) return
    try {
      await limiterFor(kind, perSecond).consume(account.id)
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      throw new AppError('rate_limited', { retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) })
    }
  }
}
