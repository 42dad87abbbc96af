import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError, ERRORS } from '../../base/index.ts'
import type { Caller, Services } from '../../services/index.ts'
import type { Call, Route } from './route.ts'
import { problem, PROBLEM_TYPE } from './problem.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

type Attempt = Extract<Awaited<ReturnType<Services['idempotency']['begin']>>, { attempt: unknown }>['attempt']
type Stored = Parameters<Attempt['finish']>[0]

/**
 * Runs the handler of a POST once for each Idempotency-Key and answers every repetition with the first answer, marked by `Idempotent-Replayed`.
 * Validation has passed before. Failures of ours (5xx) and limits are not kept: the next attempt runs again, under the same creation id.
 */
export async function answerOnce(
  services: Services,
  route: Route,
  caller: Caller,
  {
    request,
    reply,
    call,
  }: { request: FastifyRequest; reply: FastifyReply; call: (creation: Attempt['creation']) => Call<unknown, unknown, unknown> },
): Promise<unknown> {
  const key = request.headers['idempotency-key']
  const asked = { key: typeof key === 'string' ? key : null, method: request.method, path: request.url, body: request.body }
  const begun = await services.idempotency.begin(caller, asked)
  if ('answered' in begun) return send(reply.header('idempotent-replayed', 'true'), begun.answered)
  const { attempt } = begun
  if (asked.key === null) return route.handler(call(attempt.creation))
  return send(reply, await attempt.finish(await run(route, attempt, { request, reply, call: call(attempt.creation) })))
}

/** What is to be kept. Rejects, and lets the key go, with what is not. */
async function run(
  route: Route,
  attempt: Attempt,
  { request, reply, call }: { request: FastifyRequest; reply: FastifyReply; call: Call<unknown, unknown, unknown> },
): Promise<Stored> {
  try {
    const value = await route.handler(call)
    const schema = route.response[reply.statusCode] ?? null
    return { status: reply.statusCode, contentType: JSON_TYPE, body: schema === null ? '' : textOf(reply, value) }
  } catch (error) {
    if (!(error instanceof AppError) || !isKept(error)) {
      await attempt.release()
      throw error
    }
    request.errorCode = error.code
    return { status: ERRORS[error.code].http, contentType: PROBLEM_TYPE, body: JSON.stringify(problem(error, request.id)) }
  }
}

function textOf(reply: FastifyReply, value: unknown): string {
  const text = reply.serialize(value)
  return typeof text === 'string' ? text : new TextDecoder().decode(text)
}

function isKept({ code }: AppError): boolean {
  const { http } = ERRORS[code]
  return http < 500 && http !== 429
}

function send(reply: FastifyReply, { status, contentType, body }: Stored): FastifyReply {
  return body === '' ? reply.code(status).send() : reply.code(status).type(contentType).send(body)
}
