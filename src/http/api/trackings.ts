import { type Static, Type } from 'typebox'
import { AppError, normaliseNumber, readId, showId } from '../../base/index.ts'
import { type CreateInput, presentDetails, presentTracking, type Services } from '../../services/index.ts'
import { STATUSES } from '../../tracking/index.ts'
import { createCursor } from './cursor.ts'
import { type Route, route } from './route.ts'
import { CURSOR, DEFAULT_LIMIT, id, LIMIT, list, object, oneOf, page, text } from './schemas.ts'
import { toCreate, TrackingInput } from './tracking-input.ts'
import { Tracking } from './tracking-schema.ts'

type View = Awaited<ReturnType<Services['trackings']['getById']>>

const cursors = createCursor('trackings', Type.Tuple([Type.Integer(), Type.String({ pattern: '^[0-9a-f-]{36}$' })]))
export const TRACKING_PARAMS = object({ id: id('tracking') })

const Query = object({
  cursor: CURSOR,
  limit: LIMIT,
  status: Type.Optional(list(oneOf(STATUSES), STATUSES.length)),
  number: Type.Optional(list(text(129), 200)),
  order_id: Type.Optional(list(text(500), 200)),
  archived: Type.Optional(Type.Boolean()),
})

export function trackingRoutes(services: Services): Route[] {
  return [
    route({
      method: 'POST',
      url: '/trackings',
      scope: 'trackings:write',
      summary: 'Register a number',
      description:
        'Answers 201 with the new tracking, or 200 with the one that is there: asked twice it registers once. The carrier is detected when it is not named.',
      body: TrackingInput,
      response: { 201: Tracking, 200: Tracking },
      errors: ['number_required', 'number_invalid', 'carrier_invalid', 'carrier_not_detected', 'quota_exceeded'],
      handler: async ({ caller, body, creation, reply }) => {
        const input: CreateInput = toCreate(body, services)
        const { view, isNew } = await services.trackings.ensure(caller, { ...input, id: creation.id }, creation.isRepeat)
        reply.code(isNew ? 201 : 200).header('location', `/api/trackings/${showId('tracking', view.tracking.id)}`)
        return present(view)
      },
    }),
    route({
      method: 'GET',
      url: '/trackings',
      scope: 'trackings:read',
      summary: 'List trackings, newest created first',
      description: 'A walk by `next_cursor` meets every tracking that was there at its start once, whatever comes meanwhile.',
      query: Query,
      response: { 200: page(Tracking) },
      errors: ['cursor_invalid'],
      handler: async ({ caller, query }) => {
        const limit = query.limit ?? DEFAULT_LIMIT
        const views = await services.trackings.page(caller, filterOf(query), placeOf(query.cursor), limit)
        const last = views.length === limit ? views.at(-1)?.tracking : undefined
        return { data: views.map(present), next_cursor: last ? cursors.encode([last.createdAt, last.id]) : null }
      },
    }),
    route({
      method: 'GET',
      url: '/trackings/{id}',
      scope: 'trackings:read',
      summary: 'Read a tracking',
      params: TRACKING_PARAMS,
      response: { 200: Tracking },
      errors: ['not_found'],
      handler: async ({ caller, params }) => present(await services.trackings.getById(caller, readId('tracking', params.id))),
    }),
  ]
}

function present(view: View): Static<typeof Tracking> {
  return { ...presentTracking(view), ...presentDetails(view.tracking) }
}

function placeOf(cursor: string | undefined): { createdAt: number; id: string } | null {
  if (cursor === undefined) return null
  const [createdAt, last] = cursors.decode(cursor)
  // The checksum is no secret: a time that no row can have would be refused by the database.
  if (Math.abs(createdAt) > 8e15) throw new AppError('cursor_invalid', { param: 'cursor' })
  return { createdAt, id: last }
}

function filterOf(query: Static<typeof Query>): Parameters<Services['trackings']['page']>[1] {
  return {
    ...(query.status ? { statuses: query.status } : {}),
    ...(query.number ? { numbers: query.number.map(normaliseNumber) } : {}),
    ...(query.order_id ? { orders: query.order_id } : {}),
    ...(query.archived === undefined ? {} : { archived: query.archived }),
  }
}
