import type { Carrier } from '../../carriers/index.ts'
import type { Account } from '../../storage/index.ts'
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
