import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type Clock } from '../../base/index.ts'
import { type Caller, type FeedMoment, presentEvent, type Services } from '../../services/index.ts'
import { presentedKey } from '../guard.ts'
import { AFTER, feedCursors, TYPES } from './events.ts'
import { type Route, route } from './route.ts'
import { object } from './schemas.ts'

/** Proxies close connections that are silent for 30 to 60 s. */
const HEARTBEAT_MS = 15_000
/** What a browser waits before it connects again, in milliseconds. */
const RETRY_MS = 1_000

const LAST_EVENT_ID = 'Last-Event-ID'

export interface StreamTools {
  services: Services
  clock: Clock
  /** Ends all streams: the server stops. */
  stopping: AbortSignal
}

/** `GET /events/stream`: the feed as server-sent events. The id of each is its cursor. */
export function streamRoutes(tools: StreamTools): Route[] {
  const { services } = tools
  return [
    {
      ...route({
        method: 'GET',
        url: '/events/stream',
        scope: 'events:read',
        summary: 'Follow the feed as server-sent events',
        description:
          'Begins behind the event that `Last-Event-ID` (a header, as browsers send it) or `after` names, else with what comes from now on. Each event has its cursor as `id`, its type as `event` and the JSON of `GET /events/{id}` as `data`. A comment is sent every 15 seconds. An account may have 20 open streams a process.',
        query: object({ after: AFTER, types: TYPES }),
        response: { 200: null },
        errors: ['cursor_invalid', 'too_many_streams'],
        handler: async ({ caller, query, request, reply }) => {
          const after = (await placeOf(request, query.after)) ?? (await services.events.end(caller))
          reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no')
          if (request.method === 'HEAD') return reply.send('')
          return reply.send(open(tools, caller, { request, reply, after, types: query.types ?? null }))
        },
      }),
      mediaType: 'text/event-stream',
    },
  ]
}

async function placeOf(request: FastifyRequest, after: string | undefined): Promise<number[] | null> {
  const last = request.headers['last-event-id']
  if (typeof last === 'string' && last !== '') return feedCursors.decode(last, LAST_EVENT_ID)
  return after === undefined ? null : feedCursors.decode(after, 'after')
}

type Wanted = Pick<Parameters<Services['events']['follow']>[1], 'after' | 'types'> & { request: FastifyRequest; reply: FastifyReply }

/** The stream reads on only when the connection takes more, so a slow reader costs no memory. @throws too_many_streams */
function open({ services, clock, stopping }: StreamTools, caller: Caller, { request, reply, after, types }: Wanted): Readable {
  const ended = new AbortController()
  const end = (): void => {
    stopping.removeEventListener('abort', end)
    ended.abort()
  }
  const moments = services.events.follow(caller, { after, types, signal: ended.signal })
  reply.raw.once('close', end)
  if (stopping.aborted) end()
  else stopping.addEventListener('abort', end)
  const isAdmitted = (): Promise<boolean> => stillAdmitted(services, request)
  return Readable.from(messages(moments, feedCursors.encode([...after]), { clock, isAdmitted }), { objectMode: false })
}

async function* messages(
  moments: AsyncGenerator<FeedMoment, void>,
  cursor: string,
  { clock, isAdmitted }: { clock: Clock; isAdmitted: () => Promise<boolean> },
): AsyncGenerator<string, void> {
  // An id alone is kept by readers as the place to go on from, though no event is told.
  yield `retry: ${RETRY_MS}\nid: ${cursor}\n\n`
  let sentAt = clock.now()
  for await (const { events, place, hasMoved } of moments) {
    if (!(await isAdmitted())) return
    const text =
      events.length > 0
        ? events.map(({ event, place: behind }) => message(presentEvent(event), feedCursors.encode(behind))).join('')
        : hasMoved
          ? `id: ${feedCursors.encode(place)}\n\n`
          : clock.now() - sentAt >= HEARTBEAT_MS
            ? ': still here\n\n'
            : ''
    if (text === '') continue
    yield text
    sentAt = clock.now()
  }
}

function message(event: ReturnType<typeof presentEvent>, cursor: string): string {
  return `id: ${cursor}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

/** A stream may outlive its key: what is revoked ends within a second or two. While nobody can say, it goes on. */
async function stillAdmitted(services: Services, request: FastifyRequest): Promise<boolean> {
  try {
    const { scopes } = await services.authenticate(presentedKey(request))
    return scopes.has('events:read')
  } catch (error) {
    return !(error instanceof AppError && (error.code === 'invalid_key' || error.code === 'key_revoked'))
  }
}
