import type { FastifyInstance } from 'fastify'
import type { CarrierHealth, Services } from '../../services/index.ts'
import { callerOf, type createGuard } from '../guard.ts'
import { mount } from '../routes.ts'

/** `GET /api/carriers/health`: how the carriers did for the account over the last 24 hours. Scope `carriers:read`. */
export function mountCarriers(app: FastifyInstance, services: Services, guard: ReturnType<typeof createGuard>): void {
  mount(app, '/carriers/health', {
    GET: {
      onRequest: guard('other'),
      handler: async (request) => ({ data: (await services.carriers.health(callerOf(request))).map(present) }),
    },
  })
}

function present(health: CarrierHealth): object {
  return {
    carrier: health.carrier,
    credential: health.credential,
    looks: health.looks,
    success_rate: health.successRate,
    empty_share: health.emptyShare,
    throttled: health.throttled,
    units: health.units,
    median_lag_seconds: health.medianLagSeconds,
    budget: health.budget.map(({ requests, left, resetsAt }) => ({ requests, left, resets_at: iso(resetsAt) })),
    paused_until: iso(health.pausedUntil),
    breaker_open_until: iso(health.breakerOpenUntil),
    alarm: health.alarm,
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
