import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { HealthReport } from '../../services/index.ts'
import type { HttpSettings } from '../options.ts'
import { mount } from '../routes.ts'
import { languageFor } from './language.ts'
import { renderHome, STYLE } from './page.ts'

/** Nothing but our one style sheet, named by its hash: an injected tag has nothing to run or load. The empty icon stops a request for one. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

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
