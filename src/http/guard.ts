import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { AppError, type ErrorCode } from '../base/index.ts'
import type { Caller, Services } from '../services/index.ts'
import type { Take } from './limits.ts'
import type { LimitClass } from './options.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null before the key was checked, and on routes without one. */
    caller: Caller | null
    /** What went wrong, for the access log. */
    errorCode: ErrorCode | null
  }
}

/**
 * The key headers of the five brands that speak this API: Trackru and Parceltrack, Tracktry, TrackingMore v2, 51Tracking and later
 * TrackingMore. Node gives header names in lower case.
 */
const KEY_HEADERS = ['api-key', 'tracktry-api-key', 'trackingmore-api-key', 'tracking-api-key'] as const

/** Marks an invalid_key whose key was looked for in the wrong place; `failure` explains it to the caller. */
export const KEY_IN_URL = 'key in URL'

/** Before the body is read: who calls, and whether they may call now. @throws invalid_key, key_revoked, rate_limited */
export function createGuard(services: Services, take: Take): (kind: LimitClass) => onRequestAsyncHookHandler {
  return (kind) => async (request) => {
    const key = presentedKey(request)
    if (key === undefined && hasKeyInUrl(request.query)) throw new AppError('invalid_key', { param: KEY_IN_URL })
    const caller = await services.authenticate(key)
    request.caller = caller
    const taken = take(caller.account, kind)
    if (taken) await taken
  }
}

/** The caller that `createGuard` put there. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new AppError('invalid_key')
  return request.caller
}

/** The key that a request carries, wherever it may stand. */
export function presentedKey({ headers }: FastifyRequest): string | undefined {
  for (const name of KEY_HEADERS) {
    const value = headers[name]
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
  }
  return undefined
}

function hasKeyInUrl(query: unknown): boolean {
  return Object.keys(query ?? {}).some((name) => /^(?:[a-z]{1,20}[-_]?)?(?:api[-_]?)?key$/i.test(name))
}
