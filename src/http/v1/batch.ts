import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError, ERRORS } from '../../base/index.ts'
import type { CreateInput } from '../../services/index.ts'
import { created, type Envelope } from '../envelope.ts'
import { callerOf } from '../guard.ts'
import type { Door } from './door.ts'
import { fieldsOf, toCreate } from './input.ts'
import { presentCreated, type View } from './present.ts'

/** The text of 4020 speaks of 200; the documented and enforced number is 40. */
const MOST_ITEMS = 40
const MOST_ECHO = 500

/** POST /trackings/batch: registers up to 40 numbers. A bad one is an entry in `errors` and does not hinder the others. */
export function batch(door: Door): (request: FastifyRequest, reply: FastifyReply) => Promise<Envelope> {
  return async (request, reply) => {
    const caller = callerOf(request)
    const { body } = request
    if (!Array.isArray(body) || body.length === 0) throw new AppError('bad_request')
    if (body.length > MOST_ITEMS) throw new AppError('too_many_items')
    const inputs = body.map((item: unknown) => read(item, door))
    const good = inputs.filter((input): input is CreateInput => !(input instanceof AppError))
    const answers = good.length === 0 ? [] : await door.services.trackings.createMany(caller, good)
    const byInput = new Map(good.map((input, i) => [input, answers[i] ?? new AppError('internal')]))
    const results = inputs.map((input) => (input instanceof AppError ? input : (byInput.get(input) ?? new AppError('internal'))))
    const trackings = results.filter((result): result is View => !(result instanceof AppError))
    if (door.httpStatus === 'standard') reply.code(201)
    return created({
      submitted: body.length,
      added: trackings.length,
      trackings: trackings.map((view) => presentCreated(view, door)),
      errors: results.flatMap((result, i) => (result instanceof AppError ? [errorItem(body[i], result)] : [])),
    })
  }
}

function read(item: unknown, door: Door): CreateInput | AppError {
  try {
    const fields = fieldsOf(item)
    return fields ? toCreate(fields, door) : new AppError('bad_request')
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

/**
 * Number and code come back as sent, so that the caller finds the item again. Half a surrogate pair comes back as U+FFFD: PHP and Go refuse
 * or change the whole answer otherwise.
 */
function errorItem(item: unknown, { code }: AppError): object {
  const fields = fieldsOf(item)
  const { v1, message } = ERRORS[code]
  return { tracking_number: echo(fields?.('tracking_number')), carrier_code: echo(fields?.('carrier_code')), code: v1, message }
}

function echo(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value)
        .slice(0, MOST_ECHO)
        .replaceAll(/\p{Surrogate}/gu, '\u{fffd}')
    : ''
}
