import type { FastifyInstance, FastifyReply } from 'fastify'
import type { HealthReport, Services } from '../services/index.ts'
import { mount } from './routes.ts'

/** One look at readiness for all who ask at the same time: the paths need no key, so they must not multiply queries. */
export function sharedReadiness(health: Services['health']): () => Promise<HealthReport> {
  let looking: Promise<HealthReport> | null = null
  return () => {
    looking ??= health
      .ready()
      .catch((): HealthReport => ({ ok: false, checks: { readiness: { ok: false, reason: 'the check itself failed' } } }))
      .finally(() => {
        looking = null
      })
    return looking
  }
}

/** `/health/live`: restart me when this is 503. `/health/ready`: send me requests while this is 200. Both tell each check's reason. */
export function mountHealth(app: FastifyInstance, health: Services['health'], ready: () => Promise<HealthReport>): void {
  mount(app, '/health/live', { GET: { handler: async (_, reply) => answer(reply, health.live()) } })
  mount(app, '/health/ready', { GET: { handler: async (_, reply) => answer(reply, await ready()) } })
}

function answer(reply: FastifyReply, report: HealthReport): FastifyReply {
  return reply.code(report.ok ? 200 : 503).send(report)
}
