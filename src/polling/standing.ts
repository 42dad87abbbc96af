import type { Clock } from '../base/index.ts'
import type { Carrier, Limit } from '../carriers/index.ts'
import { accountKey, type Sharing } from './accounts.ts'
import type { CarrierStanding } from './engine.ts'
import { nextMidnight } from './limiter.ts'
import { type AccountState, FRESH_STATE } from './shared.ts'

/** As the rows tell that all processes share; without them nothing is known. */
export async function describeStanding(
  carrier: Carrier,
  limits: readonly Limit[],
  credential: Record<string, string>,
  { sharing, clock }: { sharing?: Sharing; clock: Clock },
): Promise<CarrierStanding> {
  const now = clock.now()
  const key = accountKey(carrier, credential)
  const state = (await sharing?.rows.exchange<AccountState | null>(key, sharing.holder, (seen) => ({ result: seen.state }))) ?? FRESH_STATE
  const days = limits.filter(({ per, scope }) => per === 'day' && scope !== 'token')
  return {
    pausedUntil: state.pausedUntil > now ? state.pausedUntil : null,
    openUntil: state.openUntil > now ? state.openUntil : null,
    budget: days.map(({ requests, resetZone }, i) => {
      const day = state.days[i]
      const used = day && day.endsAt > now ? day.used : 0
      return { requests, left: Math.max(0, requests - used), resetsAt: day && day.endsAt > now ? day.endsAt : nextMidnight(now, resetZone) }
    }),
  }
}
