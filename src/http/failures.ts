import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorCode, ERRORS, type Logger } from '../base/index.ts'
import { problem, PROBLEM_TYPE } from './api/problem.ts'
import { failure, statusOf } from './envelope.ts'
import type { HttpSettings } from './options.ts'

/** Seconds after which a caller may try again when the error itself does not say. */
const RETRY_AFTER_UNAVAILABLE = 5

const FRAMEWORK: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
}

/** The one place where an error becomes an answer. What nobody expected is logged and leaves as `internal` with the request's id only. */
export function installFailures(app: FastifyInstance, log: Logger, mode: HttpSettings['v1HttpStatus']): void {
  app.setErrorHandler((thrown: unknown, request, reply) => {
    const error = asAppError(thrown)
    if (error.code === 'internal') log.error({ requestId: request.id, err: describe(thrown) }, 'a request failed')
    return answer(error, request, reply, mode)
  })
  app.setNotFoundHandler((request, reply) => answer(new AppError('route_not_found'), request, reply, mode))
}

/** Sends one error in the envelope. */
export function answer(error: AppError, request: FastifyRequest, reply: FastifyReply, mode: HttpSettings['v1HttpStatus']): FastifyReply {
  request.errorCode = error.code
  const retryAfter = error.retryAfterSeconds ?? (error.code === 'unavailable' ? RETRY_AFTER_UNAVAILABLE : undefined)
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  // The modern surface speaks the language of HTTP: real statuses, and problems in place of envelopes.
  if (request.url.startsWith('/api/'))
    return reply
      .code(ERRORS[error.code].http)
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(problem(error, request.id)))
  return reply.code(statusOf(error.code, mode)).send(failure(error, request.id))
}

/** Statuses of what is refused before there is a request, by the code of node:http; anything else is 400. */
const UNREADABLE: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }

/** Bytes that are no HTTP, a sender that is too slow, headers that are too large: the envelope too, then the end of the connection. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (socket.writable) {
    const status = UNREADABLE[error.code ?? ''] ?? 400
    const body = JSON.stringify(failure(new AppError('bad_request'), ''))
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
  }
  socket.destroy()
}

function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const { code, statusCode } = (thrown ?? {}) as Partial<FastifyError>
  const known = FRAMEWORK[code ?? '']
  if (known) return new AppError(known)
  // Whatever else the framework refuses (a wrong content length, for example) is the caller's doing, as is going away while sending: the
  // framework marks that with a status, which errors of our own connections lack.
  const callers = (code?.startsWith('FST_') || code === 'ECONNRESET') && statusCode !== undefined && statusCode < 500
  return new AppError(callers ? 'bad_request' : 'internal', { cause: thrown })
}

/** Name, text and stack: other properties of driver errors hold the values of rows. */
function describe(thrown: unknown): object {
  if (!(thrown instanceof Error)) return { message: String(thrown) }
  return { type: thrown.name, message: thrown.message, stack: thrown.stack, ...('code' in thrown ? { code: thrown.code } : {}) }
}
