import { AppError } from '../base/index.ts'
import { ConfigError } from '../config/index.ts'
import { DataInUseError } from '../app/index.ts'
import { CommandError, EXIT, type ExitCode } from './output.ts'

/** The exit code that tells a script what kind of failure it was. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommandError) return error.exitCode
  if (error instanceof ConfigError) return EXIT.usage
  if (error instanceof DataInUseError) return EXIT.locked
  if (!(error instanceof AppError)) return EXIT.failure
  switch (error.code) {
    case 'tracking_not_found':
    case 'nothing_found':
      return EXIT.notFound
    case 'invalid_key':
    case 'key_revoked':
    case 'forbidden':
      return EXIT.auth
    case 'rate_limited':
    case 'quota_exceeded':
      return EXIT.rateLimited
    case 'number_invalid':
    case 'carrier_invalid':
    case 'bad_request':
      return EXIT.usage
    default:
      return EXIT.failure
  }
}
