import type { FastifyRequest } from 'fastify'
import { type Envelope, success } from '../envelope.ts'
import { callerOf } from '../guard.ts'
import type { Door } from './door.ts'
import { requiredFields, toCreate } from './input.ts'
import { presentCreated } from './present.ts'

/** POST /trackings/post: registers one number. `meta.code` is 200, not 201: clients take anything else for a failure. */
export function post(door: Door): (request: FastifyRequest) => Promise<Envelope> {
  return async (request) => {
    const caller = callerOf(request)
    const input = toCreate(requiredFields(request.body), door)
    return success(presentCreated(await door.services.trackings.create(caller, input), door))
  }
}
