import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Services } from '../services/index.ts'
import { mount } from './routes.ts'
import { textsOf } from './texts-of.ts'

/**
 * `POST /sms/{provider}/{token}` (and GET, which some providers use): an SMS provider tells what became of messages, or what people answered. No
 * key: the address itself is the secret. Answers the text that the provider expects; 404 for a wrong address.
 */
export function mountSmsCalls(app: FastifyInstance, services: Services, publicUrl: string): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body))
    const method = { handler: (request: FastifyRequest) => called(services, publicUrl, request) }
    mount(scope, '/sms/:provider/:token', { POST: method, GET: method })
  })
}

async function called({ notices }: Services, publicUrl: string, request: FastifyRequest): Promise<string> {
  const { provider = '', token = '' } = textsOf(request.params)
  return notices.smsCalled(provider, token, {
    url: `${publicUrl}${request.url}`,
    headers: textsOf(request.headers),
    query: textsOf(request.query),
    text: typeof request.body === 'string' ? request.body : '',
  })
}
