import { AppError, newId } from '../../base/index.ts'
import type { WebhookEndpoint } from '../../storage/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { checkedEndpoint, defaultTypes, type EndpointInput, type EndpointView, viewOf } from './endpoint.ts'
import { openSecrets, sealSecrets } from './secrets.ts'

/** Each event is planned for each of them. */
const MOST_ENDPOINTS = 50

/**
 * Makes an endpoint. The secret is in this answer; later only `revealSecret` tells it.
 * @throws url_refused, validation_failed, too_many_endpoints
 */
export async function createEndpoint(
  deps: ServiceDeps,
  caller: Caller,
  input: EndpointInput,
): Promise<{ endpoint: EndpointView; secret: string }> {
  requireScope(caller, 'webhooks:write')
  const now = deps.clock.now()
  const endpoints = await deps.storage.webhooks.endpoints.list(caller.account)
  const known = input.id === undefined ? undefined : endpoints.find(({ id }) => id === input.id)
  if (known) return { endpoint: viewOf(known), secret: openSecrets(deps.vault, known.sealedSecrets).current }
  if (endpoints.length >= MOST_ENDPOINTS) throw new AppError('too_many_endpoints')
  const secret = deps.webhooks.newSecret()
  const form = input.form ?? 'modern'
  const endpoint: WebhookEndpoint = {
    id: input.id ?? newId(now, deps.random),
    accountId: caller.account.id,
    url: '',
    description: '',
    form,
    personalData: 'masked',
    types: defaultTypes(form),
    legacyVerifyEmail: null,
    ...checkedEndpoint(deps, input),
    sealedSecrets: sealSecrets(deps.vault, { current: secret, old: [] }),
    createdAt: now,
    updatedAt: now,
    disabledAt: null,
    disabledBecause: null,
  }
  await deps.storage.webhooks.endpoints.insert(endpoint)
  return { endpoint: viewOf(endpoint), secret }
}
