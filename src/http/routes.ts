import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, HTTPMethods, onRequestAsyncHookHandler } from 'fastify'
import { AppError } from '../base/index.ts'

export interface Method {
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
  onRequest?: onRequestAsyncHookHandler
  schema?: FastifySchema
}

export type MethodName = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Mounts the methods of one path; any other method is answered with method_not_allowed and the Allow header. */
export function mount(app: FastifyInstance, url: string, methods: Partial<Record<MethodName, Method>>): void {
  const allowed: HTTPMethods[] = []
  for (const [method, { handler, ...rest }] of Object.entries(methods)) {
    allowed.push(method)
    app.route({ method, url, handler, ...rest })
  }
  if (methods.GET) allowed.push('HEAD')
  const others = app.supportedMethods.filter((method) => !allowed.includes(method))
  const refuse = async (_: FastifyRequest, reply: FastifyReply): Promise<never> => {
    reply.header('allow', allowed.join(', '))
    throw new AppError('method_not_allowed')
  }
  // Refused in the hook, before a body is read.
  app.route({ method: others, url, onRequest: refuse, handler: refuse })
}
