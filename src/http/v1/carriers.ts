import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../base/index.ts'
import { type CourierInfo, readNumber } from '../../services/index.ts'
import { type Envelope, success } from '../envelope.ts'
import { callerOf } from '../guard.ts'
import type { Door } from './door.ts'
import { requiredFields } from './input.ts'

/** Languages that the directory has names in. */
type Language = 'en' | 'ru' | 'zh'

/**
 * GET /carriers: every courier code. `meta` holds `code` only, as recorded. `picture` is always `""`: the hosted service's pictures are its
 * own. With the header `Lang: ru` names are Russian where known, with `Lang: cn` Chinese, and each item then has `name_cn`.
 */
export function carriers({ services }: Door): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  // The directory does not change while the process runs: its thousand couriers are written once in each form.
  const written = new Map<Language, string>()
  return async (request, reply) => {
    requireCarriers(request)
    const language = languageOf(request)
    const body =
      written.get(language) ??
      JSON.stringify({ meta: { code: 200 }, data: services.carriers.list().map((courier) => present(courier, language)) })
    written.set(language, body)
    return reply.type('application/json; charset=utf-8').send(body)
  }
}

/** POST /carriers/detect: the couriers that a number may belong to for this account, best first. */
export function detect({ services }: Door): (request: FastifyRequest) => Promise<Envelope> {
  return async (request) => {
    const number = readNumber(requiredFields(request.body)('tracking_number'))
    const couriers = await services.carriers.detect(callerOf(request), number)
    if (couriers.length === 0) throw new AppError('carrier_not_detected')
    return success(couriers.map(({ name, code }) => ({ name, code })))
  }
}

function present({ code, name, nameRu, nameZh, phone, homepage, type }: CourierInfo, language: Language): object {
  const shown = { en: name, ru: nameRu ?? name, zh: nameZh ?? name }[language]
  const item = { name: shown, code, phone, homepage, type, picture: '' }
  return language === 'zh' ? { ...item, name_cn: shown } : item
}

function languageOf({ headers }: FastifyRequest): Language {
  const lang = String(headers['lang'] ?? '')
  if (/^(?:cn|zh|tw)/i.test(lang)) return 'zh'
  return /^ru/i.test(lang) ? 'ru' : 'en'
}

/** The directory belongs to no account, so no verb checks the scope. */
function requireCarriers(request: FastifyRequest): void {
  if (!callerOf(request).scopes.has('carriers:read')) throw new AppError('forbidden')
}
