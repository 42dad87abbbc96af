import type { FastifyRequest } from 'fastify'
import { type Envelope, success } from '../envelope.ts'
import { callerOf } from '../guard.ts'
import type { Door } from './door.ts'
import { requiredFields, toCreate } from './input.ts'
import { presentRealtime } from './present.ts'

/** POST /trackings/realtime: asks the carrier while the caller waits. An unknown number is registered; `title` has no effect here. */
export function realtime(door: Door): (request: FastifyRequest) => Promise<Envelope> {
  return async (request) => {
    const caller = callerOf(request)
    const fields = requiredFields(request.body)
    const { details, ...input } = toCreate(fields, door)
    const view = await door.services.trackings.refresh(caller, { ...input, details: { ...details, title: null } })
    return success({ items: [presentRealtime(view, fields('order_create_time'), door)] })
  }
}
