import { AppError } from '../../base/index.ts'
import type { ChannelName } from '../../delivery/index.ts'
import type { Account } from '../../storage/index.ts'
import type { ServiceDeps } from '../deps.ts'
import { policyOf } from './policy.ts'
import { readStopToken, type Stopper } from './stop-token.ts'

/** What a person sees who follows the link that stops notices. */
export interface StopState {
  shop: string
  channel: ChannelName
  stopped: boolean
}

type Deps = Pick<ServiceDeps, 'storage' | 'vault' | 'clock' | 'log'>

/** Changes nothing: mail programs and scanners follow links. @throws route_not_found for an address that nobody was given */
export async function stopState(deps: Deps, token: string): Promise<StopState> {
  const { account, stopper } = await opened(deps, token)
  return stateOf(deps, account, stopper)
}

/** The person wants no more notices of the shop on that channel. Holds for everything that is not handed over yet. @throws route_not_found */
export async function stop(deps: Deps, token: string): Promise<StopState> {
  const { account, stopper } = await opened(deps, token)
  const { channel, recipient } = stopper
  await deps.storage.notices.suppressions.add(account, { channel, recipient, reason: 'unsubscribed', createdAt: deps.clock.now() })
  deps.log.info({ accountId: account.id, channel }, 'a buyer stopped notices')
  return stateOf(deps, account, stopper)
}

/** The person wants them again after all. @throws route_not_found */
export async function resume(deps: Deps, token: string): Promise<StopState> {
  const { account, stopper } = await opened(deps, token)
  await deps.storage.notices.suppressions.lift(account, stopper.channel, stopper.recipient, 'recipient', deps.clock.now())
  return stateOf(deps, account, stopper)
}

async function opened({ storage, vault }: Deps, token: string): Promise<{ account: Account; stopper: Stopper }> {
  const stopper = readStopToken(vault, token)
  const account = stopper && (await storage.accounts.find(stopper.accountId))
  if (!stopper || !account) throw new AppError('route_not_found')
  return { account, stopper }
}

async function stateOf({ storage }: Deps, account: Account, { channel, recipient }: Stopper): Promise<StopState> {
  const stopped = await storage.notices.suppressions.isSuppressed(account, channel, recipient)
  return { shop: policyOf(account).shop.name || account.name, channel, stopped }
}
