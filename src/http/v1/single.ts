import type { FastifyRequest } from 'fastify'
import { type Envelope, success } from '../envelope.ts'
import { callerOf } from '../guard.ts'
import type { Door } from './door.ts'
import { toRef } from './input.ts'
import { presentSingle } from './present.ts'

/**
 * GET /trackings/{carrier_code}/{tracking_number}[/{lang}]: one tracking. Clients of `/v1` read `data[0]`, those of `/v2` read `data`.
 * The language is accepted and changes nothing: texts are the carrier's own.
 */
export function single(door: Door): (request: FastifyRequest) => Promise<Envelope> {
  return async (request) => {
    const item = presentSingle(await door.services.trackings.get(callerOf(request), toRef(request.params)), door)
    return success(door.dialect.single === 'array' ? [item] : item)
  }
}
