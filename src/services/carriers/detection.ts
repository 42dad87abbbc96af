import { type Candidate, detect, type Prior } from '../../numbers/index.ts'
import type { Account } from '../../storage/index.ts'
import type { Carriers, ServiceDeps } from '../deps.ts'
import type { CourierInfo } from '../index.ts'

/** What is known of an account is asked for again after this time. */
const REMEMBER_MS = 60_000
const MOST_REMEMBERED = 10_000
/** The newest trackings of an account, whose carriers count as used. */
const RECENT_TRACKINGS = 200

/** Which carrier a number of an account belongs to. `number` is normalised, `destinationCountry` ISO alpha-2 or null. */
export interface Detection {
  /** Best first; empty when nothing fits. Two small queries an account and minute, and none when one carrier fits at most. */
  list(account: Account, number: string, destinationCountry: string | null): Promise<CourierInfo[]>
  /**
   * The list to register by: first the one that the account has registered this number with already, if there is one, since what is known of an
   * account changes, and a number sent twice must not become two trackings.
   */
  guesses(account: Account, number: string, destinationCountry: string | null): Promise<CourierInfo[]>
}

export function createDetection({ storage, carriers, clock }: ServiceDeps): Detection {
  const remembered = new Map<number, { prior: Promise<Prior>; readAt: number }>()

  async function read(account: Account): Promise<Prior> {
    const [own, used] = await Promise.all([
      storage.credentials.listCarriers(account.id),
      storage.trackings.recentCarriers(account, RECENT_TRACKINGS),
    ])
    return { configured: new Set(own.flatMap((code) => codesOf(carriers, code))), used: new Set(used) }
  }

  function priorOf(account: Account): Promise<Prior> {
    const entry = remembered.get(account.id)
    const now = clock.now()
    if (entry && now - entry.readAt < REMEMBER_MS) return entry.prior
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    const prior = read(account)
    remembered.set(account.id, { prior, readAt: now })
    prior.catch(() => remembered.delete(account.id))
    return prior
  }

  async function list(account: Account, number: string, destinationCountry: string | null): Promise<CourierInfo[]> {
    const found = detect(number, { destinationCountry })
    if (found.length < 2) return couriersOf(carriers, found)
    return couriersOf(carriers, detect(number, { ...(await priorOf(account)), destinationCountry }))
  }

  return {
    list,
    guesses: async (account, number, destinationCountry) => {
      const couriers = await list(account, number, destinationCountry)
      if (couriers.length < 2) return couriers
      const views = await Promise.all(couriers.map(({ code }) => storage.trackings.find({ account, carrier: code, number })))
      const registered = couriers.find((_, i) => views[i] !== null)
      return registered ? [registered, ...couriers.filter((courier) => courier !== registered)] : couriers
    },
  }
}

function couriersOf(carriers: Carriers, candidates: Candidate[]): CourierInfo[] {
  return candidates.flatMap(({ carrier }) => carriers.courier(carrier) ?? [])
}

/** Every courier code that the adapter with this credential serves. */
function codesOf(carriers: Carriers, code: string): string[] {
  const adapter = carriers.adapter(code)
  return adapter ? [adapter.code, ...(adapter.aliases ?? [])] : [code]
}
