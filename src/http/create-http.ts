import { randomUUID } from 'node:crypto'
import { fastify, type FastifyInstance } from 'fastify'
import { AppError } from '../base/index.ts'
import { mountApi } from './api/index.ts'
import { installAccessLog } from './access-log.ts'
import { installBodies } from './bodies.ts'
import { answer, installFailures, refuseConnection } from './failures.ts'
import { createGuard } from './guard.ts'
import { headerSetter, installHeaders } from './headers.ts'
import { mountHealth, sharedReadiness } from './health.ts'
import { mountGuide, mountHome } from './home/index.ts'
import { createLimits } from './limits.ts'
import type { HttpOptions } from './options.ts'
import { mountPush } from './push.ts'
import { mountSmsCalls } from './sms.ts'
import { mountStop } from './stop/index.ts'
import { type Door, mountTrackings, zoneOf } from './v1/index.ts'

/** The framework's own defaults are "for ever". Times in milliseconds. */
const TIMEOUTS = {
  /** From the first byte of a request to its last: a slow sender is cut off. */
  requestTimeout: 30_000,
  /** A silent socket. Longer than a realtime look, which may take 30 s. */
  connectionTimeout: 60_000,
  /** Longer than the 60 s of common proxies, so that the proxy closes first and never writes into a closing socket. */
  keepAliveTimeout: 72_000,
} as const

const BODY_LIMIT = 1_048_576
/** Numbers have 64 characters at most; percent-encoded ones that are refused deserve their own error, not a 404. */
const MOST_PARAM = 200

/**
 * The HTTP server of a process: `/v1`, `/v2`, health, and a page for people at `/`. It is not listening yet.
 * Every answer carries `X-Request-Id`, which is in the log too.
 */
export function createHttp({ services, log, settings, clock, healthOnly = false }: HttpOptions): FastifyInstance {
  const setHeaders = headerSetter(settings.publicUrl)
  const app = fastify({
    ...TIMEOUTS,
    bodyLimit: BODY_LIMIT,
    trustProxy: settings.trustProxy,
    genReqId: () => randomUUID(),
    logger: false,
    // A path that does not decode, which is refused before any hook runs.
    frameworkErrors: (_, request, reply) => {
      setHeaders(request, reply)
      void answer(new AppError('route_not_found'), request, reply, settings.v1HttpStatus)
    },
    clientErrorHandler: refuseConnection,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MOST_PARAM },
  })
  app.decorateRequest('caller', null)
  app.decorateRequest('errorCode', null)
  installHeaders(app, setHeaders)
  installAccessLog(app, log)
  installFailures(app, log, settings.v1HttpStatus)
  const ready = sharedReadiness(services.health)
  mountHealth(app, services.health, ready)
  if (healthOnly) return app

  mountHome(app, settings, ready)
  mountGuide(app)
  mountPush(app, services)
  mountSmsCalls(app, services, settings.publicUrl)
  mountStop(app, services)
  const guard = createGuard(services, createLimits(settings.limits))
  const door = { services, clock, httpStatus: settings.v1HttpStatus, zone: zoneOf(settings.timeZoneOffset) }
  const doors: Record<string, Door> = {
    '/v1': { ...door, dialect: { version: 1, single: settings.v1Single } },
    '/v2': { ...door, dialect: { version: 2, single: 'object' } },
  }
  installBodies(app)
  void app.register(async (scope) => mountApi(scope, { services, guard, clock, version: settings.version }), { prefix: '/api' })
  for (const [prefix, each] of Object.entries(doors)) {
    void app.register(async (scope) => mountTrackings(scope, each, guard), { prefix })
  }
  return app
}
