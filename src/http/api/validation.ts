import type { FastifySchemaCompiler } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import { AppError } from '../../base/index.ts'
import { wanted } from './validation-words.ts'

type Checked = { value: unknown } | { error: AppError }

/**
 * Checks params, query and body by their schemas, and names the first that is wrong. A path that cannot name anything is `not_found`, the rest is
 * `validation_failed`. Only the query is converted, since a URL has nothing but text.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  let compiled: ReturnType<typeof Compile> | null = null
  return (value: unknown): Checked => {
    // With the first request: a start of the server should not wait for all of them.
    const validator = (compiled ??= Compile(schema))
    const read = httpPart === 'querystring' ? fromText(schema, value) : (value ?? {})
    if (validator.Check(read)) return { value: read }
    return { error: failed(validator.Errors(read), httpPart ?? 'body') }
  }
}

/** Checks what came another way than by a request, such as from the command line, as a body. @throws validation_failed */
export function checked<S extends TSchema>(schema: S, value: unknown): Static<S> {
  const validator = Compile(schema)
  if (!validator.Check(value)) throw failed(validator.Errors(value), 'body')
  return value
}

function failed(errors: TLocalizedValidationError[], part: string): AppError {
  const [first] = errors
  if (!first) return new AppError('validation_failed')
  const param = paramOf(first, part)
  // An id that cannot be one is told as one that nothing has; of a word the choices can be told.
  if (part === 'params')
    return new AppError('not_found', { param, ...(first.keyword === 'enum' ? { detail: sentence(param, first) } : {}) })
  if (param === '') return new AppError('validation_failed', { detail: `The ${part === 'body' ? 'body' : 'query'} ${wanted(first)}.` })
  if (first.keyword === 'boolean') return new AppError('validation_failed', { param, detail: `\`${param}\` is unknown or cannot be set.` })
  if (first.keyword === 'required') return new AppError('validation_failed', { param, detail: `\`${param}\` is required.` })
  return new AppError('validation_failed', { param, detail: sentence(param, first) })
}

function sentence(param: string, error: TLocalizedValidationError): string {
  return `\`${param}\` ${wanted(error)}.`
}

/** `address.city` from a JSON pointer, and the name of what is missing. A list in a query is named without the place in it: it was one text. */
function paramOf({ instancePath, keyword, params }: TLocalizedValidationError, part: string): string {
  const path = instancePath.split('/').slice(1)
  const missing = keyword === 'required' && 'requiredProperties' in params ? params.requiredProperties.slice(0, 1) : []
  return [...(part === 'querystring' ? path.slice(0, 1) : path), ...missing].join('.').slice(0, 200)
}

/** A URL has nothing but text: numbers and booleans in their one spelling, and lists as `a=1,2` or `a=1&a=2`. What does not fit is left to the check. */
function fromText(schema: TSchema, query: unknown): unknown {
  const { properties = {} } = schema as { properties?: Record<string, { type?: unknown }> }
  return Object.fromEntries(Object.entries(query ?? {}).map(([name, value]) => [name, converted(properties[name]?.type, value)]))
}

function converted(type: unknown, value: unknown): unknown {
  if (type === 'array') return [value].flat().flatMap((one) => String(one).split(','))
  if (type === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}
