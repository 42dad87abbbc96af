import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../base/index.ts'
import { type CourierInfo, readNumber } from '../../services/index.ts'
import { type Envelope, success } from '../envelope.ts'
import { callerOf } from '../guard.ts'
import type { Door } from './door.ts'
import { requiredFields } from './input.ts'

/**
 * GET /carriers: every courier code. `meta` holds `code` only, as recorded. `picture` is always `""`: the hosted service's pictures are its
 * own. With the header `Lang: cn` names are Chinese where known, and each item has `name_cn`.
 */
export function carriers({ services }: Door): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  // The directory does not change while the process runs: 700 couriers are written once in each form.
  const written = new Map<boolean, string>()
  return async (request, reply) => {
    requireCarriers(request)
    const chinese = /^(?:cn|zh|tw)/i.test(String(request.headers['lang'] ?? ''))
    const body =
      written.get(chinese) ??
      JSON.stringify({ meta: { code: 200 }, data: services.carriers.list().map((courier) => present(courier, chinese)) })
    written.set(chinese, body)
    return reply.type('application/json; charset=utf-8').send(body)
  }
}

/** POST /carriers/detect: the couriers that a number may belong to, best first. */
export function detect({ services }: Door): (request: FastifyRequest) => Promise<Envelope> {
  return async (request) => {
    requireCarriers(request)
    const couriers = services.carriers.detect(readNumber(requiredFields(request.body)('tracking_number')))
    if (couriers.length === 0) throw new AppError('carrier_not_detected')
    return success(couriers.map(({ name, code }) => ({ name, code })))
  }
}

function present({ code, name, nameZh, phone, homepage, type }: CourierInfo, chinese: boolean): object {
  const item = { name: chinese ? (nameZh ?? name) : name, code, phone, homepage, type, picture: '' }
  return chinese ? { ...item, name_cn: nameZh ?? '' } : item
}

/** The directory belongs to no account, so no verb checks the scope. */
function requireCarriers(request: FastifyRequest): void {
  if (!callerOf(request).scopes.has('carriers:read')) throw new AppError('forbidden')
}
