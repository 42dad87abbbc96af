import { newId, showId } from '../../base/index.ts'
import type { Posted } from '../../delivery/index.ts'
import { unlooked } from '../../tracking/index.ts'
import { type Caller, requireScope } from '../context.ts'
import type { ServiceDeps } from '../deps.ts'
import { viewAsOf } from './as-of.ts'
import { requireEndpoint } from './endpoint.ts'
import { TEST_EVENT } from './payload.ts'
import { liveSecrets, openSecrets } from './secrets.ts'

export interface TestSent {
  /** `webhook-id` of the request. */
  name: string
  body: string
  outcome: Posted['outcome']
  httpStatus: number | null
  answer: string
  ms: number
}

/** Sends an `endpoint.test` now, once, also to a disabled endpoint, in its form and signed as all others. It is no event of the feed. @throws not_found */
export async function sendTest(deps: ServiceDeps, caller: Caller, id: string): Promise<TestSent> {
  requireScope(caller, 'webhooks:write')
  const endpoint = await requireEndpoint(deps, caller, id)
  const now = deps.clock.now()
  const eventId = newId(now, deps.random)
  const facts = {
    number: 'TEST0000000001',
    carrier: 'test',
    courier: 'test',
    status: 'transit' as const,
    sub: 'in_transit' as const,
    isManual: false,
    eta: null,
    archived: false,
    needs: null,
    stale: null,
  }
  const event = { id: eventId, trackingId: eventId, sequence: 1, occurredAt: now, position: null, doc: { facts } }
  const shown = viewAsOf(deps, { ...event, type: 'tracking.updated' }, null)
  const name = showId('event', eventId)
  const body = deps.payloads[endpoint.form]({
    event: { ...event, type: TEST_EVENT },
    view: { ...shown, freshness: unlooked(null, null) },
    isDeleted: false,
    endpoint,
    at: now,
  })
  const secrets = liveSecrets(openSecrets(deps.vault, endpoint.sealedSecrets), now)
  const { outcome, httpStatus, answer } = await deps.webhooks.post({ url: endpoint.url, id: name, body, secrets })
  return { name, body, outcome, httpStatus, answer, ms: deps.clock.now() - now }
}
