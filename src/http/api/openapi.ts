import type { TSchema } from 'typebox'
import { ERRORS, type ErrorCode } from '../../base/index.ts'
import type { MethodName } from '../routes.ts'
import type { Route } from './route.ts'
import { WebhookEvent } from './webhook-event.ts'

type Json = Record<string, unknown>

/** What every route can answer beside its own errors. */
const SHARED: readonly ErrorCode[] = ['rate_limited', 'internal', 'unavailable']
const KEYED: readonly ErrorCode[] = ['invalid_key', 'key_revoked']
const BODIED: readonly ErrorCode[] = ['body_invalid', 'body_too_large', 'media_type_unsupported']
const POSTED: readonly ErrorCode[] = ['idempotency_key_invalid', 'idempotency_mismatch', 'idempotency_in_progress']

const TAGS: Readonly<Record<string, string>> = {
  events: 'Events',
  carriers: 'Carriers',
  trackings: 'Trackings',
  'webhook-endpoints': 'Webhooks',
  notices: 'Notices',
  'notice-templates': 'Notices',
  suppressions: 'Notices',
  'notification-settings': 'Notices',
  'channel-credentials': 'Notices',
}

/** The OpenAPI 3.1 document of the routes, made from what they are mounted from. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const components = new Map<string, unknown>()
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = (paths[`/api${route.url}`] ??= {})
    path[route.method.toLowerCase()] = operation(route, components)
  }
  const webhooks = { event: { post: webhook(components) } }
  return {
    openapi: '3.1.0',
    info: { title: 'Trackru', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    webhooks,
    components: {
      schemas: { ...Object.fromEntries([...components].toSorted(([a], [b]) => (a < b ? -1 : 1))), Problem: PROBLEM },
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'Api-Key' } },
    },
  }
}

/** `GET /openapi.json`, for everyone: it tells nothing of any account. */
export function openApiRoute(routes: readonly Route[], version: string): Route {
  const self: Route = {
    method: 'GET',
    url: '/openapi.json',
    access: 'open',
    summary: 'This description of the API, OpenAPI 3.1',
    response: { 200: null },
    mediaType: 'application/json',
    errors: [],
    limit: 'other',
    handler: async ({ reply }) => {
      text ??= JSON.stringify(openApiDocument([...routes, self], version))
      return reply.type('application/json; charset=utf-8').send(text)
    },
  }
  let text: string | undefined
  return self
}

/** Every error that a route can answer, in the order of the registry. */
function errorsOf({ access, method, errors, params, limit: _limit, ...route }: Route): ErrorCode[] {
  const codes = new Set<string>([
    ...errors,
    ...SHARED,
    ...(access === 'open' ? [] : KEYED),
    ...(access === 'open' || access === 'any key' ? [] : ['forbidden']),
    ...(params ? ['not_found'] : []),
    'validation_failed',
    ...(hasBody(method) ? BODIED : []),
    ...(method === 'POST' && route.mediaType === undefined ? POSTED : []),
  ])
  return Object.keys(ERRORS).filter((code): code is ErrorCode => codes.has(code))
}

function hasBody(method: MethodName): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}

function operation(route: Route, components: Map<string, unknown>): Json {
  const { method, url, access, summary, description, params, query, body, response, mediaType = 'application/json' } = route
  const of = (schema: unknown): unknown => hoist(schema, components)
  return {
    operationId: operationId(method, url),
    tags: [TAGS[url.split('/')[1] ?? ''] ?? 'API'],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(access === 'open' ? {} : { security: [{ key: [] }] }),
    ...(access === 'open' || access === 'any key' ? {} : { 'x-scope': access }),
    parameters: [
      ...parameters('path', params, of),
      ...parameters('query', query, of),
      ...(method === 'POST' && access !== 'open' ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: of(body) } } } } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(response).map(([status, schema]) => [status, answer(schema, status, mediaType, of)])),
      ...problems(errorsOf(route)),
    },
    'x-errors': errorsOf(route),
  }
}

function header(name: string, description: string): Json {
  return { name, in: 'header', required: true, description, schema: { type: 'string' } }
}

/** What an endpoint of the modern form receives. */
function webhook(components: Map<string, unknown>): Json {
  return {
    operationId: 'receiveEvent',
    tags: ['Webhooks'],
    summary: 'An event, to an endpoint of the form `modern`',
    parameters: [
      header('webhook-id', 'The same in every attempt.'),
      header('webhook-timestamp', 'Unix seconds of the attempt.'),
      header('webhook-signature', '`v1,…` for each secret that is valid: HMAC-SHA256 over `id.timestamp.body`.'),
    ],
    requestBody: { required: true, content: { 'application/json': { schema: hoist(WebhookEvent, components) } } },
    responses: { '2XX': { description: 'Anything else is tried again; 410 disables the endpoint.' } },
  }
}

function answer(schema: TSchema | null, status: string, mediaType: string, of: (schema: unknown) => unknown): Json {
  const description = { 200: 'Done', 201: 'Created', 202: 'Accepted', 204: 'Done' }[status] ?? 'Answer'
  if (schema === null && status === '204') return { description }
  return { description, content: { [mediaType]: schema === null ? {} : { schema: of(schema) } } }
}

/** One response a status, with the codes that may be behind it. */
function problems(codes: readonly ErrorCode[]): Json {
  const statuses = [...new Set(codes.map((code) => ERRORS[code].http))].toSorted((a, b) => a - b)
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: codes.filter((code) => ERRORS[code].http === status).join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function parameters(place: 'path' | 'query', schema: TSchema | undefined, of: (schema: unknown) => unknown): Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, each]) => {
    const { description, ...rest } = each
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: of(rest),
      ...(each['type'] === 'array' ? { style: 'form', explode: false } : {}),
    }
  })
}

/** `GET /trackings/{id}/events` → `getTrackingsByIdEvents`. */
function operationId(method: string, url: string): string {
  const words = url
    .split(/[/.]/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? `by_${part.slice(1, -1)}` : part))
    .join('_')
    .split(/[_-]/)
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

/** Objects with a title become components; the rest stays in place. */
function hoist(schema: unknown, components: Map<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((one) => hoist(one, components))
  if (typeof schema !== 'object' || schema === null) return schema
  const inner: Json = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, hoist(value, components)]))
  const { title } = inner
  if (typeof title !== 'string' || inner['properties'] === undefined) return inner
  const known = components.get(title)
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(inner)) throw new Error(`two schemas are called ${title}`)
  components.set(title, inner)
  return { $ref: `#/components/schemas/${title}` }
}

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same request sent again under the same key is answered as the first one was. Kept for 24 hours at least.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const PROBLEM: Json = {
  type: 'object',
  title: 'Problem',
  description: 'RFC 9457.',
  required: ['type', 'title', 'status', 'code', 'detail', 'fix', 'doc_url', 'request_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    param: { type: 'string', description: 'The parameter or field that it is about.' },
    detail: { type: 'string' },
    fix: { type: 'string', description: 'The way out.' },
    doc_url: { type: 'string' },
    request_id: { type: 'string' },
  },
  additionalProperties: false,
}
