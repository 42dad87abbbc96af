import type { Instant } from '../../base/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { policyOf } from './policy.ts'
import { accountOfNow } from './settings.ts'

/** What an account sends and spends by SMS, and whether it may go on. Amounts in `currency`. */
export interface SmsUsage {
  /** Within 24 hours. */
  sentLastDay: number
  /** On the calendar day of the account's zone, as told by the provider or else as expected. */
  spentToday: number
  dailyCap: number | null
  currency: string
  /** Those that one range of numbers was refused within this hour; 100 pause the account. */
  refusedLastHour: number
  /** Null: it is not paused. */
  pausedUntil: Instant | null
}

type Deps = Pick<ServiceDeps, 'storage' | 'notices' | 'clock'>

export async function readSmsUsage(deps: Deps, caller: Caller): Promise<SmsUsage> {
  requireScope(caller, 'notices:read')
  const account = await accountOfNow(deps, caller)
  const { timeZone, sms } = policyOf(account)
  const now = deps.clock.now()
  const counts = await deps.storage.smsCounts.read(account, deps.notices.sms.dayOf(now, timeZone), now)
  return {
    sentLastDay: counts.sentLastDay,
    spentToday: deps.notices.sms.amountOf(counts.spentToday),
    dailyCap: sms.dailyCap,
    currency: sms.currency,
    refusedLastHour: counts.refusals,
    pausedUntil: counts.pausedUntil,
  }
}

/** Ends a pause at once. The owner is told again when there is reason. */
export async function resumeSms(deps: Deps, caller: Caller): Promise<SmsUsage> {
  requireScope(caller, 'notices:write')
  const { storage, clock } = deps
  await storage.smsCounts.resume(caller.account, clock.now())
  for (const reason of ['paused', 'prefix_hour']) await storage.notices.forgetAlarm(caller.account, 'sms', reason)
  return readSmsUsage(deps, caller)
}
