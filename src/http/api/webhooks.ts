import { Type } from 'typebox'
import { readId, showId } from '../../base/index.ts'
import { iso, type Services } from '../../services/index.ts'
import { createCursor } from './cursor.ts'
import { type Route, route } from './route.ts'
import { CURSOR, DEFAULT_LIMIT, id, instant, LIMIT, object, page } from './schemas.ts'
import {
  Delivery,
  DELIVERY_STATUS,
  Diagnosis,
  Endpoint,
  EndpointChange,
  EndpointInput,
  NewEndpoint,
  presentDelivery,
  presentDiagnosis,
  presentEndpoint,
  Received,
  Revealed,
  Rotated,
  TestSent,
  toInput,
  WholeDelivery,
} from './webhook-schema.ts'

const ONE = object({ id: id('endpoint') })
const ONE_DELIVERY = object({ id: id('endpoint'), event_id: id('event') })
export const deliveryCursors = createCursor('webhook-deliveries', Type.String({ pattern: '^[0-9a-f-]{36}$' }))
const read = (params: { id: string }): string => readId('endpoint', params.id)
const readKey = (params: { id: string; event_id: string }) => ({
  endpointId: read(params),
  eventId: readId('event', params.event_id, 'event_id'),
})

export function webhookRoutes(services: Services): Route[] {
  return [...endpointRoutes(services), ...secretRoutes(services), ...deliveryRoutes(services)]
}

function endpointRoutes({ webhooks }: Services): Route[] {
  return [
    route({
      method: 'POST',
      url: '/webhook-endpoints',
      scope: 'webhooks:write',
      summary: 'Make a webhook endpoint',
      description: 'The answer holds its secret.',
      body: EndpointInput,
      response: { 201: NewEndpoint },
      errors: ['url_refused', 'too_many_endpoints'],
      handler: async ({ caller, body, creation, reply }) => {
        const { endpoint, secret } = await webhooks.create(caller, { ...toInput(body), url: body.url, id: creation.id })
        reply.header('location', `/api/webhook-endpoints/${showId('endpoint', endpoint.id)}`)
        return { ...presentEndpoint(endpoint), secret }
      },
    }),
    route({
      method: 'GET',
      url: '/webhook-endpoints',
      scope: 'webhooks:read',
      summary: 'List webhook endpoints, oldest first',
      response: { 200: object({ data: Type.Array(Endpoint) }) },
      handler: async ({ caller }) => ({ data: (await webhooks.list(caller)).map(presentEndpoint) }),
    }),
    route({
      method: 'GET',
      url: '/webhook-endpoints/{id}',
      scope: 'webhooks:read',
      summary: 'Read a webhook endpoint',
      params: ONE,
      response: { 200: Endpoint },
      errors: ['not_found'],
      handler: async ({ caller, params }) => presentEndpoint(await webhooks.get(caller, read(params))),
    }),
    route({
      method: 'PATCH',
      url: '/webhook-endpoints/{id}',
      scope: 'webhooks:write',
      summary: 'Change, disable or enable a webhook endpoint',
      params: ONE,
      body: EndpointChange,
      response: { 200: Endpoint },
      errors: ['not_found', 'url_refused'],
      handler: async ({ caller, params, body }) => presentEndpoint(await webhooks.update(caller, read(params), toInput(body))),
    }),
    route({
      method: 'DELETE',
      url: '/webhook-endpoints/{id}',
      scope: 'webhooks:write',
      summary: 'Remove a webhook endpoint; what was due to it is cancelled',
      params: ONE,
      response: { 204: null },
      errors: ['not_found'],
      handler: async ({ caller, params }) => webhooks.remove(caller, read(params)),
    }),
  ]
}

function secretRoutes({ webhooks }: Services): Route[] {
  return [
    route({
      method: 'POST',
      url: '/webhook-endpoints/{id}/rotate-secret',
      scope: 'webhooks:write',
      summary: 'Make a new secret; the one before signs beside it for 24 hours',
      params: ONE,
      response: { 200: Rotated },
      errors: ['not_found', 'too_many_secrets'],
      handler: async ({ caller, params }) => {
        const { secret, oldUntil } = await webhooks.rotateSecret(caller, read(params))
        return { secret, old_until: iso(oldUntil) }
      },
    }),
    route({
      method: 'POST',
      url: '/webhook-endpoints/{id}/reveal-secret',
      scope: 'webhooks:write',
      summary: 'Tell the secrets that sign now; each call is logged',
      params: ONE,
      response: { 200: Revealed },
      errors: ['not_found'],
      handler: async ({ caller, params }) => {
        const { secret, old } = await webhooks.revealSecret(caller, read(params))
        return { secret, old: old.map((each) => ({ secret: each.secret, until: iso(each.until) })) }
      },
    }),
    route({
      method: 'POST',
      url: '/webhook-endpoints/{id}/test',
      scope: 'webhooks:write',
      summary: 'Send an `endpoint.test` now and tell what the receiver answered',
      params: ONE,
      response: { 200: TestSent },
      errors: ['not_found'],
      handler: async ({ caller, params }) => {
        const { name, body, outcome, httpStatus, answer, ms } = await webhooks.sendTest(caller, read(params))
        return { webhook_id: name, body, outcome, http_status: httpStatus, answer, ms }
      },
    }),
    route({
      method: 'POST',
      url: '/webhook-endpoints/{id}/debug',
      scope: 'webhooks:read',
      summary: 'Find out why a receiver refuses a webhook',
      params: ONE,
      body: Received,
      response: { 200: Diagnosis },
      errors: ['not_found'],
      handler: async ({ caller, params, body }) => {
        const headers = Object.fromEntries(body.headers.map(({ name, value }) => [name, value]))
        const at = body.received_at === undefined ? {} : { receivedAt: Date.parse(body.received_at) }
        return presentDiagnosis(await webhooks.debug(caller, read(params), { headers, body: body.body, ...at }))
      },
    }),
  ]
}

function deliveryRoutes({ webhooks }: Services): Route[] {
  return [
    route({
      method: 'GET',
      url: '/webhook-endpoints/{id}/deliveries',
      scope: 'webhooks:read',
      summary: 'List deliveries with their attempts, newest events first',
      params: ONE,
      query: object({ cursor: CURSOR, limit: LIMIT, status: Type.Optional(DELIVERY_STATUS) }),
      response: { 200: page(Delivery) },
      errors: ['not_found', 'cursor_invalid'],
      handler: async ({ caller, params, query }) => {
        const limit = query.limit ?? DEFAULT_LIMIT
        const after = query.cursor === undefined ? null : deliveryCursors.decode(query.cursor)
        const deliveries = await webhooks.deliveries(caller, read(params), { after, limit, status: query.status ?? null })
        const last = deliveries.length === limit ? deliveries.at(-1) : undefined
        return { data: deliveries.map(presentDelivery), next_cursor: last ? deliveryCursors.encode(last.eventId) : null }
      },
    }),
    route({
      method: 'GET',
      url: '/webhook-endpoints/{id}/deliveries/{event_id}',
      scope: 'webhooks:read',
      summary: 'Read a delivery with its body',
      params: ONE_DELIVERY,
      response: { 200: WholeDelivery },
      errors: ['not_found'],
      handler: async ({ caller, params }) => {
        const delivery = await webhooks.delivery(caller, readKey(params))
        return { ...presentDelivery(delivery), body: delivery.body }
      },
    }),
    route({
      method: 'POST',
      url: '/webhook-endpoints/{id}/deliveries/{event_id}/replay',
      scope: 'webhooks:write',
      summary: 'Send a delivery again: same id, same body, ten attempts',
      params: ONE_DELIVERY,
      response: { 202: null },
      errors: ['not_found', 'endpoint_disabled', 'delivery_under_way'],
      handler: async ({ caller, params }) => webhooks.replay(caller, readKey(params)),
    }),
    route({
      method: 'POST',
      url: '/webhook-endpoints/{id}/recover',
      scope: 'webhooks:write',
      summary: 'Send again what failed or was held, of events since then, in their order',
      params: ONE,
      body: object({ since: instant('Of the last 30 days.') }),
      response: { 202: object({ recovered: Type.Integer() }) },
      errors: ['not_found', 'endpoint_disabled'],
      handler: async ({ caller, params, body }) => ({ recovered: await webhooks.recover(caller, read(params), Date.parse(body.since)) }),
    }),
  ]
}
