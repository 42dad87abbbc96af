import { AppError } from '../base/index.ts'
import type { Account } from '../storage/index.ts'

export const SCOPES = [
  'trackings:read',
  'trackings:write',
  'carriers:read',
  'events:read',
  'webhooks:read',
  'webhooks:write',
  'notices:read',
  'notices:write',
] as const
export type Scope = (typeof SCOPES)[number]

/** Who calls. Made from the key only: a tenant never comes from the request. */
export interface Caller {
  account: Account
  scopes: ReadonlySet<string>
}

/** @throws forbidden */
export function requireScope(caller: Caller, scope: Scope): void {
  if (!caller.scopes.has(scope)) throw new AppError('forbidden')
}
