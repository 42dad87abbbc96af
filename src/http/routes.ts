import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods, onRequestAsyncHookHandler } from 'fastify'
import { AppError } from '../base/index.ts'

export interface Method {
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
  onRequest?: onRequestAsyncHookHandler
}

/** Mounts the methods of one path; any other method is answered with method_not_allowed and the Allow header. */
export function mount(app: FastifyInstance, url: string, methods: Partial<Record<'GET' | 'POST' | 'PUT' | 'DELETE', Method>>): void {
  const allowed: HTTPMethods[] = []
  for (const [method, { handler, onRequest }] of Object.entries(methods)) {
    allowed.push(method)
    app.route({ method, url, handler, ...(onRequest ? { onRequest } : {}) })
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
