import type { Carrier } from '../../carriers/index.ts'
import type { Account } from '../../storage/index.ts'
import type { AskDeps } from '../deps.ts'
import { adapterFor } from '../trackings/route.ts'
import type { CarrierHealth } from './health.ts'

/** Who is asked about the parcels of a courier, and how he does. */
export interface CarrierState {
  code: string
  name: string
  /** `missing`: its adapter waits for a credential; `aggregator`: it has none, only an aggregator can be asked. */
  access: 'own' | 'shared' | 'not needed' | 'missing' | 'aggregator'
  /** Code of the adapter that is asked today; null: nobody can be. */
  askedBy: string | null
  /** Of `askedBy`; null where nobody is asked. */
  health: CarrierHealth | null
}

/** Every carrier with an adapter by its code; with `all` every courier code that is known. */
export async function carrierStates(deps: AskDeps, account: Account, all: boolean): Promise<CarrierState[]> {
  const { adapters, couriers } = deps.carriers
  const health = new Map((await deps.ledger.read(account, deps.credentials, true)).map((one) => [one.carrier, one]))
  const states: CarrierState[] = []
  for (const { code, name } of all ? couriers : adapters.map(({ code: own, names }) => ({ code: own, name: names.en }))) {
    const adapter = deps.carriers.adapter(code)
    const asked = await adapterFor(deps, account, code)
    // One aggregator does not ask another.
    const isMeant = asked !== null && (asked === adapter || adapter?.aggregator !== true)
    const isOpen = isMeant && (asked.auth.kind === 'none' || health.get(asked.code)?.credential !== 'none')
    states.push({
      code,
      name,
      access: accessTo(adapter, adapter ? health.get(adapter.code) : undefined),
      askedBy: isOpen ? asked.code : null,
      health: (isOpen && health.get(asked.code)) || null,
    })
  }
  return states
}

function accessTo(adapter: Carrier | null, health: CarrierHealth | undefined): CarrierState['access'] {
  if (!adapter) return 'aggregator'
  if (adapter.auth.kind === 'none') return 'not needed'
  return health === undefined || health.credential === 'none' ? 'missing' : health.credential
}
