import type { FastifyRequest } from 'fastify'
import { AppError } from '../../base/index.ts'
import { type Envelope, success } from '../envelope.ts'
import { callerOf } from '../guard.ts'
import type { Door } from './door.ts'
import { fieldsOf, toRef, toUpdate } from './input.ts'
import { presentUpdated } from './present.ts'

/**
 * PUT /trackings/{carrier_code}/{tracking_number}: changes what is sent and keeps the rest; without a body nothing changes.
 * Beyond the documented parameters it takes those of post, so that a postcode which the carrier asks for can be given later.
 */
export function put(door: Door): (request: FastifyRequest) => Promise<Envelope> {
  return async (request) => {
    const caller = callerOf(request)
    const ref = toRef(request.params)
    const fields = fieldsOf(request.body ?? {})
    if (!fields) throw new AppError('bad_request')
    const change = toUpdate(fields, door)
    return success(presentUpdated(await door.services.trackings.update(caller, ref, change), change, door))
  }
}
