import { Type } from 'typebox'
import { readId } from '../../base/index.ts'
import { presentEvent, type Services } from '../../services/index.ts'
import { EVENT_TYPES } from '../../tracking/index.ts'
import { createCursor } from './cursor.ts'
import { type Route, route } from './route.ts'
import { CURSOR, DEFAULT_LIMIT, id, instant, LIMIT, list, nullable, object, oneOf, page, text } from './schemas.ts'
import { Checkpoint, ETA, NEEDS, STALE_BECAUSE, STATUS, SUBSTATUS } from './tracking-schema.ts'
import { TRACKING_PARAMS } from './trackings.ts'

/** A position for each bucket of the account. */
export const feedCursors = createCursor('events', Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 64 }))
const sequenceCursors = createCursor('tracking-events', Type.Integer({ minimum: 0, maximum: 2_147_483_647 }))

export const AFTER = Type.Optional(text(2_000, 'Cursor of the page or event before; absent: from the beginning.'))
export const TYPES = Type.Optional(list(oneOf(EVENT_TYPES), EVENT_TYPES.length))

const FACTS = {
  courier: Type.String(),
  status: STATUS,
  substatus: SUBSTATUS,
  is_manual: Type.Boolean(),
  eta: ETA,
  needs: NEEDS,
  stale_because: STALE_BECAUSE,
}

export const PreviousFacts = nullable(
  Type.Partial(object(FACTS), {
    additionalProperties: false,
    title: 'PreviousFacts',
    description: 'What was otherwise before, of what the event is about.',
  }),
)

const TrackingEvent = object(
  {
    id: id('event'),
    type: oneOf(EVENT_TYPES),
    occurred_at: instant(),
    sequence: Type.Integer({ description: '1, 2, 3 … of one tracking, without a gap.' }),
    tracking: object(
      { id: id('tracking'), number: Type.String(), carrier: Type.String(), archived: Type.Boolean(), ...FACTS },
      'TrackingFacts',
    ),
    previous: PreviousFacts,
    checkpoints: nullable(Type.Array(Checkpoint, { description: 'New ones, newest first.' })),
    changed: nullable(Type.Array(Type.String(), { description: "Names of the merchant's own fields that changed." })),
  },
  'Event',
)

const Feed = object({
  data: Type.Array(TrackingEvent),
  next_cursor: Type.String({ description: 'Where to go on, also after an empty page: ask again later.' }),
})

export function eventRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      url: '/events',
      scope: 'events:read',
      summary: 'Read the feed of events, oldest first',
      description:
        'Every event once, none left out, in an order that does not change. `next_cursor` is never null here: with nothing new the page is empty and the cursor stands where it stood. With `types` a page may be empty although more follow; its cursor has moved then.',
      query: object({ after: AFTER, types: TYPES, limit: LIMIT }),
      response: { 200: Feed },
      errors: ['cursor_invalid'],
      handler: async ({ caller, query }) => {
        const after = query.after === undefined ? [] : feedCursors.decode(query.after, 'after')
        const { events, place } = await services.events.read(caller, after, {
          types: query.types ?? null,
          limit: query.limit ?? DEFAULT_LIMIT,
        })
        return { data: events.map(presentEvent), next_cursor: feedCursors.encode(place) }
      },
    }),
    route({
      method: 'GET',
      url: '/events/{id}',
      scope: 'events:read',
      summary: 'Read an event',
      params: object({ id: id('event') }),
      response: { 200: TrackingEvent },
      errors: ['not_found'],
      handler: async ({ caller, params }) => presentEvent(await services.events.get(caller, readId('event', params.id))),
    }),
    route({
      method: 'GET',
      url: '/trackings/{id}/events',
      scope: 'events:read',
      summary: 'List the events of a tracking, in order of their sequence',
      description: 'Also of a tracking that was deleted, while its events are kept.',
      params: TRACKING_PARAMS,
      query: object({ cursor: CURSOR, limit: LIMIT }),
      response: { 200: page(TrackingEvent) },
      errors: ['not_found', 'cursor_invalid'],
      handler: async ({ caller, params, query }) => {
        const limit = query.limit ?? DEFAULT_LIMIT
        const after = query.cursor === undefined ? 0 : sequenceCursors.decode(query.cursor)
        const events = await services.events.ofTracking(caller, readId('tracking', params.id), { after, limit })
        const last = events.length === limit ? events.at(-1) : undefined
        return { data: events.map(presentEvent), next_cursor: last ? sequenceCursors.encode(last.sequence) : null }
      },
    }),
  ]
}
