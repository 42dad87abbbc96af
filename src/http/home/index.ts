import type { FastifyInstance } from 'fastify'
import type { HealthReport } from '../../services/index.ts'
import type { HttpSettings } from '../options.ts'
import { mount } from '../routes.ts'
import { languageFor } from './language.ts'
import { renderHome } from './page.ts'
import { policyFor, STYLE } from './style.ts'

export { mountGuide } from './guide.ts'

const POLICY = policyFor(STYLE)

/** `GET /`: a page for the person who opens the server in a browser. 200 also while the server is not ready, since the page says so. */
export function mountHome(app: FastifyInstance, settings: HttpSettings, ready: () => Promise<HealthReport>): void {
  mount(app, '/', {
    GET: {
      handler: async (request, reply) => {
        const language = languageFor(request.headers['accept-language'])
        return reply
          .type('text/html; charset=utf-8')
          .header('content-security-policy', POLICY)
          .header('content-language', language)
          .header('vary', 'Accept-Language')
          .send(renderHome({ language, version: settings.version, publicUrl: settings.publicUrl, health: await ready() }))
      },
    },
  })
}
