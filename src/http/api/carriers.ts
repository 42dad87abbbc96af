import { type Static, Type } from 'typebox'
import { type CarrierHealth, iso, type Services } from '../../services/index.ts'
import { type Route, route } from './route.ts'
import { instant, nullable, object, oneOf } from './schemas.ts'

const SHARE = nullable(Type.Number({ description: 'From 0 to 1; null where nobody asked.' }))

const Health = object(
  {
    carrier: Type.String({ description: 'Courier code.' }),
    credential: oneOf(['own', 'shared', 'none'], 'Whose access is used.'),
    looks: Type.Integer(),
    success_rate: SHARE,
    empty_share: SHARE,
    throttled: Type.Integer(),
    units: Type.Integer({ description: 'What was spent of a quota that is counted in numbers (aggregators).' }),
    median_lag_seconds: nullable(Type.Number({ description: 'Between an event and our sight of it.' })),
    budget: Type.Array(object({ requests: Type.Integer(), left: Type.Integer(), resets_at: instant() }, 'Budget'), {
      description: 'Limits of a day.',
    }),
    paused_until: nullable(instant()),
    breaker_open_until: nullable(instant()),
    alarm: nullable(oneOf(['empty_answers', 'schema_drift', 'credentials_refused'], 'What somebody should look at.')),
  },
  'CarrierHealth',
)

export function carrierRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      url: '/carriers/health',
      scope: 'carriers:read',
      summary: 'How the carriers did for the account over the last 24 hours',
      response: { 200: object({ data: Type.Array(Health) }) },
      handler: async ({ caller }) => ({ data: (await services.carriers.health(caller)).map(present) }),
    }),
  ]
}

function present(health: CarrierHealth): Static<typeof Health> {
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
