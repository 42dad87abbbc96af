import { Compile } from 'typebox/compile'
import { KEY, type Product } from '../support/product.ts'

type Json = Record<string, unknown>

export interface Operation {
  method: string
  /** Such as `/api/trackings/{id}`. */
  path: string
  'x-scope'?: string
  'x-errors': string[]
  security?: unknown[]
  parameters: { name: string; in: string; schema: Json }[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<string, { content?: Record<string, { schema?: Json }> }>
}

export interface ApiAnswer {
  status: number
  headers: Headers
  text: string
  // The tests say what they expect of each answer; its shape was checked by the schema.
  body: never
}

export interface Problem {
  status: number
  code: string
  param?: string
  detail: string
  fix: string
  doc_url: string
  request_id: string
}

export interface Page<T> {
  data: T[]
  next_cursor: string | null
}

/** A caller of `/api` that holds each answer against what the product's own OpenAPI document says of it. */
export interface Api {
  operations: Operation[]
  call(
    method: string,
    path: string,
    body?: unknown,
    options?: { key?: string | null; headers?: Record<string, string> },
  ): Promise<ApiAnswer>
}

export async function apiOf({ url }: Pick<Product, 'url'>): Promise<Api> {
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as Json
  const operations = operationsOf(document)
  const checks = new Map<string, (value: unknown) => string | null>()
  return {
    operations,
    call: async (method, path, body, { key = KEY, headers = {} } = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(key === null ? {} : { 'api-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const [bare = ''] = path.split('?')
      const fitting = operations.filter((one) => one.method === method && matches(one.path, bare))
      const operation = fitting.find((one) => one.path === bare) ?? fitting[0]
      const answer = { status: response.status, headers: response.headers, text, body: (text === '' ? null : JSON.parse(text)) as never }
      if (operation) check(operation, answer, checks)
      return answer
    },
  }
}

/** A document with its references put in. */
export function inlined(document: Json): Json {
  const { schemas } = document['components'] as { schemas: Json }
  const inline = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inline)
    if (typeof value !== 'object' || value === null) return value
    const { $ref } = value as { $ref?: string }
    if ($ref !== undefined) return inline(schemas[$ref.replace('#/components/schemas/', '')])
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inline(inner)]))
  }
  return inline(document) as Json
}

/** Every operation of a document, its references put in. */
export function operationsOf(document: Json): Operation[] {
  return Object.entries(inlined(document)['paths'] as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
}

function matches(template: string, path: string): boolean {
  const pattern = template.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')
  return new RegExp(`^${pattern}$`).test(path) && (template.includes('{') || template === path)
}

function check(
  operation: Operation,
  { status, headers, text, body }: ApiAnswer,
  checks: Map<string, (value: unknown) => string | null>,
): void {
  const name = `${operation.method} ${operation.path} ${status}`
  const declared = operation.responses[String(status)]
  if (!declared) throw new Error(`${name} is not in the OpenAPI document: ${text}`)
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? ''
  const schema = declared.content?.[type]?.schema
  if (schema === undefined) {
    if (text !== '' && declared.content?.[type] === undefined) throw new Error(`${name} came as ${type}`)
    return
  }
  const known = checks.get(name) ?? validatorOf(schema)
  checks.set(name, known)
  const fault = known(body)
  if (fault !== null) throw new Error(`${name} is not as its schema says: ${fault}\n${text.slice(0, 500)}`)
  if (type === 'application/problem+json') checkCode(name, operation, body)
}

function checkCode(name: string, operation: Operation, body: { code?: string } | null): void {
  if (!operation['x-errors'].includes(body?.code ?? '')) throw new Error(`${name} does not declare ${body?.code}`)
}

function validatorOf(schema: Json): (value: unknown) => string | null {
  const validator = Compile(schema)
  return (value) => (validator.Check(value) ? null : JSON.stringify(validator.Errors(value).slice(0, 3)))
}
