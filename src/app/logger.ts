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
    // Lines are gathered for a quarter of a second: a write for each request cost as much as the request's routing. They leave at exit too.
    pino.destination({ dest: 2, sync: false, minLength: 4_096, periodicFlush: 250 }),
  )
}

/** Name, text, stack and code: other properties of driver errors (detail, where) hold the values of rows, and causes hold requests. */
function describe(error: unknown): object {
  if (typeof error !== 'object' || error === null) return { message: String(error) }
  const {
    name,
    type = name,
    message,
    stack,
    code,
  }: { name?: unknown; type?: unknown; message?: unknown; stack?: unknown; code?: unknown } = error
  return { type, message, stack, code }
}
