import { AppError, type Instant } from '../../base/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { requireEndpoint } from './endpoint.ts'
import { openSecrets, rotated, sealSecrets } from './secrets.ts'

/** A new secret; the one before signs beside it for 24 h. @throws not_found, too_many_secrets when ten old ones still sign */
export async function rotateSecret(deps: ServiceDeps, caller: Caller, id: string): Promise<{ secret: string; oldUntil: Instant }> {
  requireScope(caller, 'webhooks:write')
  const now = deps.clock.now()
  const secret = deps.webhooks.newSecret()
  let oldUntil = now
  const changed = await deps.storage.webhooks.endpoints.update(
    caller.account,
    id,
    ({ sealedSecrets }) => {
      const secrets = rotated(openSecrets(deps.vault, sealedSecrets), secret, now)
      if (secrets === null) throw new AppError('too_many_secrets')
      oldUntil = secrets.old[0]?.until ?? now
      return { sealedSecrets: sealSecrets(deps.vault, secrets) }
    },
    now,
  )
  if (!changed) throw new AppError('not_found', { param: 'id' })
  deps.log.info({ accountId: caller.account.id, endpointId: id }, 'the secret of a webhook endpoint was rotated')
  return { secret, oldUntil }
}

export interface RevealedSecrets {
  secret: string
  /** Those that still sign, newest first. */
  old: { secret: string; until: Instant }[]
}

/** Tells the secrets that sign. Each call leaves a line in the log. @throws not_found */
export async function revealSecret(deps: ServiceDeps, caller: Caller, id: string): Promise<RevealedSecrets> {
  requireScope(caller, 'webhooks:write')
  const endpoint = await requireEndpoint(deps, caller, id)
  const { current, old } = openSecrets(deps.vault, endpoint.sealedSecrets)
  deps.log.info({ accountId: caller.account.id, endpointId: id }, 'the secret of a webhook endpoint was revealed')
  const now = deps.clock.now()
  return { secret: current, old: old.filter(({ until }) => until > now).map(({ text, until }) => ({ secret: text, until })) }
}
