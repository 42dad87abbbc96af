import { type AppError, ERRORS } from '../../base/index.ts'

/** An error as RFC 9457 has it, with the fields that a program reads: `code`, `param`, `fix`, `doc_url`, `request_id`. */
export function problem({ code, param, detail }: AppError, requestId: string): object {
  const { http, message, fix } = ERRORS[code]
  return {
    type: '/guide/errors',
    title: message.trim(),
    status: http,
    code,
    ...(param === undefined ? {} : { param }),
    detail: detail ?? fix,
    fix,
    doc_url: `/guide/errors#${code}`,
    request_id: requestId,
  }
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'
