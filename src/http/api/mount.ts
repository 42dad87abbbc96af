import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { AppError } from '../../base/index.ts'
import type { Services } from '../../services/index.ts'
import { installJsonBodies } from '../bodies.ts'
import { callerOf, type createGuard } from '../guard.ts'
import { type Method, type MethodName, mount } from '../routes.ts'
import { answerOnce } from './once.ts'
import type { Call, Route } from './route.ts'
import { object } from './schemas.ts'
import { compileWriter } from './serialization.ts'
import { compileValidator } from './validation.ts'

export interface ApiDoor {
  services: Services
  guard: ReturnType<typeof createGuard>
}

/** A body where none is wanted may be absent or empty. */
const NOTHING = object({})
const WITH_BODY: ReadonlySet<MethodName> = new Set(['POST', 'PUT', 'PATCH'])

/** Mounts routes below the prefix of the scope; each path once with all its methods, so that any other method is told which there are. */
export function mountRoutes(scope: FastifyInstance, routes: readonly Route[], door: ApiDoor): void {
  scope.setValidatorCompiler(compileValidator)
  scope.setSerializerCompiler(compileWriter)
  installJsonBodies(scope)
  const paths = new Map<string, Partial<Record<MethodName, Method>>>()
  for (const route of routes) {
    const methods = paths.get(route.url) ?? {}
    methods[route.method] = toMethod(scope, route, door)
    paths.set(route.url, methods)
  }
  for (const [url, methods] of paths) mount(scope, url.replaceAll(/\{(\w+)\}/g, ':$1'), methods)
}

function toMethod(scope: FastifyInstance, route: Route, { services, guard }: ApiDoor): Method {
  const { method, params, query, body, response, access } = route
  const [status = 200] = Object.keys(response).map(Number)
  const schemas = Object.entries(response).filter(([, schema]) => schema !== null)
  return {
    ...(access === 'open' ? {} : { onRequest: admit(scope, route, guard) }),
    schema: {
      ...(params ? { params } : {}),
      querystring: query ?? NOTHING,
      ...(WITH_BODY.has(method) ? { body: body ?? NOTHING } : {}),
      response: Object.fromEntries(schemas),
    },
    handler: async (request, reply) => {
      reply.code(status)
      const answer = await answerOf(route, services, request, reply)
      // A reply that was sent comes back from a promise as undefined.
      return answer === undefined && !reply.raw.headersSent ? reply.send() : answer
    },
  }
}

async function answerOf(route: Route, services: Services, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (route.access === 'open') return route.handler(callOf(request, reply, null))
  const caller = callerOf(request)
  if (route.method !== 'POST') return route.handler(callOf(request, reply, caller))
  return answerOnce(services, route, caller, { request, reply, call: (creation) => callOf(request, reply, caller, creation) })
}

const NO_CREATION: Call<unknown, unknown, unknown>['creation'] = { id: '', isRepeat: false }

function callOf(
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Call<unknown, unknown, unknown>['caller'] | null,
  creation = NO_CREATION,
): Call<unknown, unknown, unknown> {
  const { params, query, body } = request
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- open routes have no caller, and their handlers look for none
  return { caller: caller as Call<unknown, unknown, unknown>['caller'], params, query, body, creation, request, reply }
}

/** Key, limit and scope, before a body is read. @throws forbidden */
function admit(scope: FastifyInstance, { access, limit }: Route, guard: ApiDoor['guard']): onRequestAsyncHookHandler {
  const check = guard(limit)
  return async (request, reply) => {
    await check.call(scope, request, reply)
    if (access !== 'any key' && !callerOf(request).scopes.has(access))
      throw new AppError('forbidden', { detail: `The key needs ${access}.` })
  }
}
