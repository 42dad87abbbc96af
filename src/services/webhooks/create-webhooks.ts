import type { Instant } from '../../base/index.ts'
import type { DeliveryKey, ListedDelivery } from '../../storage/index.ts'
import type { Caller } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { createEndpoint } from './create.ts'
import { debugWebhook, type Diagnosis, type ReceivedWebhook } from './debug.ts'
import type { EndpointChange, EndpointInput, EndpointView } from './endpoint.ts'
import { type DeliveryPage, getDelivery, getEndpoint, listDeliveries, listEndpoints } from './read.ts'
import { recoverDeliveries, replayDelivery } from './resend.ts'
import { type RevealedSecrets, revealSecret, rotateSecret } from './rotate-secret.ts'
import { sendTest, type TestSent } from './send-test.ts'
import { removeEndpoint, updateEndpoint } from './update.ts'

/** Scopes `webhooks:read` and `webhooks:write`. Ids are UUIDs; one that the account does not have is `not_found`. */
export interface Webhooks {
  /** The secret is told here. @throws url_refused, validation_failed, too_many_endpoints */
  create(caller: Caller, input: EndpointInput): Promise<{ endpoint: EndpointView; secret: string }>
  list(caller: Caller): Promise<EndpointView[]>
  get(caller: Caller, id: string): Promise<EndpointView>
  /** @throws url_refused, validation_failed */
  update(caller: Caller, id: string, change: EndpointChange): Promise<EndpointView>
  remove(caller: Caller, id: string): Promise<void>
  /** @throws too_many_secrets */
  rotateSecret(caller: Caller, id: string): Promise<{ secret: string; oldUntil: Instant }>
  /** Leaves a line in the log. */
  revealSecret(caller: Caller, id: string): Promise<RevealedSecrets>
  sendTest(caller: Caller, id: string): Promise<TestSent>
  deliveries(caller: Caller, endpointId: string, page: DeliveryPage): Promise<ListedDelivery[]>
  delivery(caller: Caller, key: DeliveryKey): Promise<ListedDelivery & { body: string | null }>
  /** @throws endpoint_disabled, delivery_under_way */
  replay(caller: Caller, key: DeliveryKey): Promise<void>
  /** Answers how many. @throws endpoint_disabled, validation_failed */
  recover(caller: Caller, endpointId: string, since: Instant): Promise<number>
  debug(caller: Caller, endpointId: string, received: ReceivedWebhook): Promise<Diagnosis>
}

export function createWebhooks(deps: ServiceDeps): Webhooks {
  return {
    create: (caller, input) => createEndpoint(deps, caller, input),
    list: (caller) => listEndpoints(deps, caller),
    get: (caller, id) => getEndpoint(deps, caller, id),
    update: (caller, id, change) => updateEndpoint(deps, caller, id, change),
    remove: (caller, id) => removeEndpoint(deps, caller, id),
    rotateSecret: (caller, id) => rotateSecret(deps, caller, id),
    revealSecret: (caller, id) => revealSecret(deps, caller, id),
    sendTest: (caller, id) => sendTest(deps, caller, id),
    deliveries: (caller, endpointId, page) => listDeliveries(deps, caller, endpointId, page),
    delivery: (caller, key) => getDelivery(deps, caller, key),
    replay: (caller, key) => replayDelivery(deps, caller, key),
    recover: (caller, endpointId, since) => recoverDeliveries(deps, caller, endpointId, since),
    debug: (caller, endpointId, received) => debugWebhook(deps, caller, endpointId, received),
  }
}
