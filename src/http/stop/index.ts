import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../../services/index.ts'
import { type Language, languageFor, LANGUAGES } from '../home/language.ts'
import { policyFor, STYLE } from '../home/style.ts'
import { mount } from '../routes.ts'
import { textsOf } from '../texts-of.ts'
import { STOP_TEXTS } from './texts.ts'

type State = Awaited<ReturnType<Services['notices']['stopState']>>

const BUTTON =
  'button{font:inherit;font-weight:600;margin-top:.5rem;padding:.6rem 1.2rem;border:1px solid currentColor;border-radius:8px;background:none;color:inherit;cursor:pointer}'
const PAGE_STYLE = `${STYLE}${BUTTON}`
const POLICY = policyFor(PAGE_STYLE).replace("form-action 'none'", "form-action 'self'")

/**
 * `/stop/{token}`: GET shows one button and changes nothing, since mail programs and scanners follow links; POST stops the notices, with any body
 * (RFC 8058: one click, no login), or with `action=resume` lets them come again. 404 for an address that nobody was given.
 */
export function mountStop(app: FastifyInstance, { notices }: Services): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body))
    mount(scope, '/stop/:token', {
      GET: { handler: async (request, reply) => show(request, reply, await notices.stopState(tokenOf(request))) },
      POST: {
        handler: async (request, reply) => {
          const resumes = typeof request.body === 'string' && new URLSearchParams(request.body).get('action') === 'resume'
          return show(request, reply, await (resumes ? notices.resume(tokenOf(request)) : notices.stop(tokenOf(request))))
        },
      },
    })
  })
}

function tokenOf(request: FastifyRequest): string {
  return textsOf(request.params)['token'] ?? ''
}

function show(request: FastifyRequest, reply: FastifyReply, state: State): FastifyReply {
  const wanted = textsOf(request.query)['lang']
  const language = LANGUAGES.find((one) => one === wanted) ?? languageFor(request.headers['accept-language'])
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', POLICY)
    .header('content-language', language)
    .header('x-robots-tag', 'noindex')
    .send(pageOf(state, language))
}

function pageOf({ shop, channel, stopped }: State, language: Language): string {
  const texts = STOP_TEXTS[language][channel]
  const name = escape(shop)
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${texts.title}</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>${texts.title}</h1>
<section>
<p>${stopped ? texts.stopped(name) : texts.ask(name)}</p>
<form method="post"><input type="hidden" name="action" value="${stopped ? 'resume' : 'stop'}"><button>${stopped ? texts.resume : texts.stop}</button></form>
</section>
</main>
</body>
</html>
`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
