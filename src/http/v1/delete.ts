import type { FastifyRequest } from 'fastify'
import { type Envelope, success } from '../envelope.ts'
import { callerOf } from '../guard.ts'
import type { Door } from './door.ts'
import { toRef } from './input.ts'

/** DELETE /trackings/{carrier_code}/{tracking_number}: removes a tracking with its history. `data` is an empty array. */
export function remove(door: Door): (request: FastifyRequest) => Promise<Envelope> {
  return async (request) => {
    await door.services.trackings.remove(callerOf(request), toRef(request.params))
    return success([])
  }
}
