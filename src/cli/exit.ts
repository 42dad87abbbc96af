import { AppError, ERRORS, type ErrorCode } from '../base/index.ts'
import { ConfigError } from '../config/index.ts'
import { DataInUseError } from '../app/index.ts'
import { CommandError, EXIT, type ExitCode } from './output.ts'

/** The exit code that tells a script what kind of failure it was. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommandError) return error.exitCode
  if (error instanceof ConfigError) return EXIT.usage
  if (error instanceof DataInUseError) return EXIT.locked
  if (!(error instanceof AppError)) return EXIT.failure
  return BY_ERROR[error.code] ?? EXIT.failure
}

const BY_ERROR: Partial<Record<ErrorCode, ExitCode>> = {
  tracking_not_found: EXIT.notFound,
  nothing_found: EXIT.notFound,
  not_found: EXIT.notFound,
  invalid_key: EXIT.auth,
  key_revoked: EXIT.auth,
  forbidden: EXIT.auth,
  rate_limited: EXIT.rateLimited,
  quota_exceeded: EXIT.rateLimited,
  number_invalid: EXIT.usage,
  carrier_invalid: EXIT.usage,
  carrier_not_detected: EXIT.usage,
  bad_request: EXIT.usage,
  validation_failed: EXIT.usage,
  url_refused: EXIT.usage,
  cursor_invalid: EXIT.usage,
}

/** For standard error: what went wrong and, where the registry of errors knows it, the way out. */
export function describeError(error: unknown): string {
  if (!(error instanceof AppError)) return error instanceof Error ? error.message : String(error)
  const { message, code, param, detail } = error
  const said = detail ?? message
  const about = param === undefined || said.includes(param) ? '' : ` It is about \`${param}\`.`
  return `${said}${about}${FOR_PROGRAMS.has(code) || (detail !== undefined && SAID_BY_DETAIL.has(code)) ? '' : ` ${ERRORS[code].fix}`}`
}

/** A detail of theirs says the way out already. */
const SAID_BY_DETAIL: ReadonlySet<ErrorCode> = new Set(['validation_failed', 'not_found'])
/** Their way out is written for callers over HTTP. */
const FOR_PROGRAMS: ReadonlySet<ErrorCode> = new Set(['unavailable', 'bad_request'])
