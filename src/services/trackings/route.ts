import type { Instant } from '../../base/index.ts'
import type { Carrier } from '../../carriers/index.ts'
import type { Account, Claimed } from '../../storage/index.ts'
import { courierAt, isGuessing, turnEndsAt } from '../../tracking/index.ts'
import type { AskDeps } from '../deps.ts'

/**
 * Who is asked about a courier's parcels: the courier's own adapter where the account has access to it; else an aggregator that the account has
 * access to; else the courier's own, which waits for a credential. Null: nobody can be asked.
 * Everything of a test account is answered by the sandbox, so that tests never reach a carrier.
 */
export async function adapterFor({ carriers, credentials }: AskDeps, account: Account, code: string): Promise<Carrier | null> {
  if (account.mode === 'test') return carriers.adapter('sandbox')
  const direct = carriers.adapter(code)
  if (direct && (direct.auth.kind === 'none' || (await credentials.get(account, direct.code)) !== null)) return direct
  const own = await credentials.configured(account)
  return carriers.adapters.find((adapter) => adapter.aggregator === true && own.has(adapter.code)) ?? direct
}

/** Whom to ask about a tracking, and as which courier's. */
export interface Route {
  courier: string
  adapter: Carrier | null
  /** When another one's turn comes; null: there is no other that can be asked. */
  nextTurnAt: Instant | null
}

/** Where the courier is a guess, of those that can be asked the one whose turn it is; see `courierAt`. */
export async function routeOf(deps: AskDeps, { account, tracking, freshness }: Claimed, now: Instant): Promise<Route> {
  const askable: string[] = []
  if (freshness.courier === null && isGuessing(tracking)) {
    for (const { code, adapter } of await answering(deps, account, [tracking.carrier, ...tracking.details.guesses]))
      if (adapter.auth.kind === 'none' || (await deps.credentials.get(account, adapter.code)) !== null) askable.push(code)
  }
  const courier = courierAt(tracking, freshness, askable, now)
  const nextTurnAt = askable.length > 1 ? turnEndsAt(tracking, now) : null
  return { courier, adapter: await adapterFor(deps, account, courier), nextTurnAt }
}

/** Of these couriers the ones that somebody answers for; of several that would get the same answer the first. */
export async function answering(
  deps: AskDeps,
  account: Account,
  couriers: readonly string[],
): Promise<{ code: string; adapter: Carrier }[]> {
  const all: { code: string; adapter: Carrier }[] = []
  for (const code of couriers) {
    const adapter = await adapterFor(deps, account, code)
    // An aggregator is told the courier. In a test account all is the sandbox.
    if (adapter && (adapter.aggregator === true || all.every((one) => one.adapter !== adapter))) all.push({ code, adapter })
  }
  return all
}
