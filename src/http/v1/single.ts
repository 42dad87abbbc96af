import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Tracking } from '../../tracking/index.ts'
import { success } from '../envelope.ts'
import { callerOf } from '../guard.ts'
import type { Door } from './door.ts'
import { toRef } from './input.ts'
import { daysOf, presentSingle, type View } from './present.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

/**
 * GET /trackings/{carrier_code}/{tracking_number}[/{lang}]: one tracking. Clients of `/v1` read `data[0]`, those of `/v2` read `data`.
 * The language is accepted and changes nothing: texts are the carrier's own.
 */
export function single(door: Door): (request: FastifyRequest, reply: FastifyReply) => Promise<string> {
  const write = createWriter(door)
  return async (request, reply) => {
    const view = await door.services.trackings.get(callerOf(request), toRef(request.params))
    reply.type(JSON_TYPE)
    return write(view)
  }
}

/** The answer as text. What is asked for again is written once: an unchanged tracking comes as the same object (see `storage/find.ts`). */
function createWriter(door: Door): (view: View) => string {
  const written = new WeakMap<Tracking, { stamp: string; text: string }>()
  return (view) => {
    const days = daysOf(view, door.clock.now())
    const stamp = JSON.stringify([days, view.freshness])
    const before = written.get(view.tracking)
    if (before?.stamp === stamp) return before.text
    const item = presentSingle(view, days, door)
    const text = JSON.stringify(success(door.dialect.single === 'array' ? [item] : item))
    written.set(view.tracking, { stamp, text })
    return text
  }
}
