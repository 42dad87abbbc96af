import type { FastifyInstance } from 'fastify'
import type { Logger } from '../base/index.ts'

/** One line a request. The route's pattern stands for the URL, since paths hold tracking numbers and queries hold anything. */
export function installAccessLog(app: FastifyInstance, log: Logger): void {
  if (log.isLevelEnabled?.('info') === false) return
  app.addHook('onResponse', (request, reply, done) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        error: request.errorCode,
        account: request.caller?.account.id ?? null,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    )
    done()
  })
}
