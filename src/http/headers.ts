import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
/** A year: what browsers ask for before they take HTTPS for granted. */
const HSTS = 'max-age=31536000'

/** Sets the headers of every answer; a page of ours replaces the policy with its own. */
export function headerSetter(publicUrl: string): (request: FastifyRequest, reply: FastifyReply) => void {
  const fixed = {
    'content-security-policy': API_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
    ...(publicUrl.startsWith('https:') ? { 'strict-transport-security': HSTS } : {}),
  }
  return (request, reply) => {
    reply.headers(fixed).header('x-request-id', request.id)
  }
}

export function installHeaders(app: FastifyInstance, setHeaders: ReturnType<typeof headerSetter>): void {
  app.addHook('onRequest', (request, reply, done) => {
    setHeaders(request, reply)
    done()
  })
}
