import { type Logger as Pino, pino } from 'pino'
import type { Config } from '../config/index.ts'

/** Fields that hold secrets or personal data wherever they stand; whole requests are never logged. */
const REDACTED = [
  'key',
  'apiKey',
  'authorization',
  'password',
  'token',
  'secret',
  'email',
  'phone',
  'customer_email',
  'customer_phone',
  'customer_name',
]

/** JSON lines on standard error: standard output is for results. */
export function createLogger(config: Config): Pino {
  return pino(
    {
      level: config.LOG_LEVEL,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describe },
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    pino.destination({ dest: 2, sync: false }),
  )
}

/** Name, text, stack and code: other properties of driver errors (detail, where) hold the values of rows, and causes hold requests. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  return { type: error.name, message: error.message, stack: error.stack, ...('code' in error ? { code: error.code } : {}) }
}
