import type { FastifyInstance } from 'fastify'
import type { createGuard } from '../guard.ts'
import { mount } from '../routes.ts'
import { batch } from './batch.ts'
import { carriers, detect } from './carriers.ts'
import { remove } from './delete.ts'
import type { Door } from './door.ts'
import { list } from './list.ts'
import { post } from './post.ts'
import { put } from './put.ts'
import { realtime } from './realtime.ts'
import { single } from './single.ts'

export { zoneOf, type Door } from './door.ts'

/** The nine endpoints in one dialect. One slash at the end is accepted everywhere (the router does it). */
export function mountTrackings(app: FastifyInstance, door: Door, guard: ReturnType<typeof createGuard>): void {
  const other = guard('other')
  const page = { handler: list(door), onRequest: guard('list') }
  const one = '/trackings/:carrier_code/:tracking_number'
  mount(app, '/trackings/post', { POST: { handler: post(door), onRequest: other } })
  mount(app, '/trackings/batch', { POST: { handler: batch(door), onRequest: other } })
  mount(app, '/trackings/get', { GET: page, POST: page })
  mount(app, '/trackings/realtime', { POST: { handler: realtime(door), onRequest: guard('realtime') } })
  mount(app, one, {
    GET: { handler: single(door), onRequest: other },
    PUT: { handler: put(door), onRequest: other },
    DELETE: { handler: remove(door), onRequest: other },
  })
  mount(app, `${one}/:lang`, { GET: { handler: single(door), onRequest: other } })
  mount(app, '/carriers', { GET: { handler: carriers(door), onRequest: other } })
  mount(app, '/carriers/detect', { POST: { handler: detect(door), onRequest: other } })
}
