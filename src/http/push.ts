import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Services } from '../services/index.ts'
import { mount } from './routes.ts'
import { textsOf } from './texts-of.ts'

/**
 * `POST /carriers/{code}/push/{token}`: carriers call here about parcels. No key: the address itself is the secret. The body is the carrier's own,
 * of any type. 200 with `{"received":N}` after the parcels are due; 404 for a wrong address.
 */
export function mountPush(app: FastifyInstance, services: Services): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body))
    mount(scope, '/carriers/:code/push/:token', {
      POST: {
        handler: async (request: FastifyRequest) => {
          const { code = '', token = '' } = textsOf(request.params)
          const call = {
            headers: textsOf(request.headers),
            query: textsOf(request.query),
            text: typeof request.body === 'string' ? request.body : '',
          }
          return { received: await services.carriers.pushed(code, token, call) }
        },
      },
    })
  })
}
