import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../src/base/index.ts'
import { apiRoutes } from '../src/http/api/index.ts'
import { openApiDocument } from '../src/http/api/openapi.ts'
import type { Services } from '../src/services/index.ts'

interface Schema {
  $ref?: string
  type?: string | string[]
  anyOf?: Schema[]
  enum?: (string | null)[]
  items?: Schema
  format?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  minimum?: number
  maximum?: number
  maxLength?: number
  default?: unknown
}

interface Operation {
  summary: string
  description?: string
  tags: string[]
  'x-scope'?: string
  'x-errors': string[]
  security?: unknown[]
  parameters: { name: string; in: string; required: boolean; description?: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema?: Schema }> }>
}

interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** Longer lists of words are in the OpenAPI document. */
const MOST_WORDS = 20

/** The reference of `/api`, from the same declarations that the routes are mounted from. */
export function apiText(): string {
  const { paths, components } = documentOf()
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ title: `${method.toUpperCase()} ${path}`, operation })),
  )
  return [
    'Every route below `/api`. The same as OpenAPI 3.1 is served at `/api/openapi.json`; how to use it is told in the [guide](../guide/modern-api.md).',
    [
      '| call | does |',
      '|---|---|',
      ...operations.map(({ title, operation }) => `| [\`${title}\`](#${slug(title)}) | ${operation.summary} |`),
    ].join('\n'),
    ...operations.map(({ title, operation }) => section(title, operation)),
    '## Objects',
    ...Object.entries(components.schemas).map(([name, schema]) => `### ${name}\n\n${fields(schema)}`),
  ].join('\n\n')
}

function documentOf(): Document {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as { version: string }
  // Routes are only declared here: no handler is called.
  const tools = { services: {} as Services, clock: systemClock, stopping: new AbortController().signal, version }
  return openApiDocument(apiRoutes(tools), version) as unknown as Document
}

function section(title: string, operation: Operation): string {
  const { summary, description, parameters, requestBody, responses } = operation
  const access =
    operation.security === undefined ? 'No key.' : operation['x-scope'] === undefined ? 'Any key.' : `Scope \`${operation['x-scope']}\`.`
  const body = requestBody?.content['application/json']?.schema
  const answers = Object.entries(responses).filter(([status]) => Number(status) < 300)
  return [
    `## ${title}`,
    `${summary}. ${description ?? ''} ${access}`.replaceAll(/ {2,}/g, ' '),
    ...(parameters.length === 0
      ? []
      : [
          [
            '| parameter | in | form | meaning |',
            '|---|---|---|---|',
            ...parameters.map(
              (each) =>
                `| \`${each.name}\`${each.required ? '' : ' (optional)'} | ${each.in} | ${form(each.schema)} | ${cell(each.description)} |`,
            ),
          ].join('\n'),
        ]),
    ...(body === undefined ? [] : [`Body: ${form(body)}.`]),
    `Answers ${answers.map(([status, { content = {} }]) => `${status} ${answerForm(content)}`.trim()).join(', or ')}. Errors: ${operation['x-errors'].map((code) => `[\`${code}\`](errors.md#${code})`).join(', ')}.`,
  ].join('\n\n')
}

function answerForm(content: Record<string, { schema?: Schema }>): string {
  const [[type, { schema }] = ['', {}]] = Object.entries(content)
  if (schema) return `with ${form(schema)}`
  return type === '' ? '' : `with \`${type}\``
}

function fields({ properties = {}, required = [] }: Schema): string {
  return [
    '| field | form | meaning |',
    '|---|---|---|',
    ...Object.entries(properties).map(
      ([name, schema]) =>
        `| \`${name}\`${required.includes(name) ? '' : ' (optional)'} | ${form(schema)} | ${cell(schema.description ?? schema.items?.description)} |`,
    ),
  ].join('\n')
}

function form(schema: Schema): string {
  if (schema.$ref !== undefined) return named(schema.$ref)
  if (schema.anyOf) return schema.anyOf.map(form).join(' or ')
  if (schema.enum) {
    const words = schema.enum.filter((word) => word !== null).map((word) => `\`${word}\``)
    const shown = words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS).join(', ')} …` : words.join(', ')
    return schema.enum.includes(null) ? `${shown} or null` : shown
  }
  if (schema.items) return `list of ${form(schema.items)}`
  if (schema.properties)
    return `{ ${Object.entries(schema.properties)
      .map(([name, inner]) => `\`${name}\`: ${form(inner)}`)
      .join(', ')} }`
  const types = [schema.type ?? 'anything'].flat().map((type) => (type === 'string' && schema.format === 'date-time' ? 'instant' : type))
  return types.join(' or ') + bounds(schema)
}

function bounds({ minimum, maximum, maxLength, default: fallback }: Schema): string {
  const said = [
    ...(minimum !== undefined && maximum !== undefined ? [`${minimum} to ${maximum}`] : []),
    ...(maxLength === undefined ? [] : [`${maxLength} characters at most`]),
    ...(fallback === undefined ? [] : [`default ${JSON.stringify(fallback)}`]),
  ]
  return said.length === 0 ? '' : ` (${said.join(', ')})`
}

function named(reference: string): string {
  const name = reference.replace('#/components/schemas/', '')
  return `[${name}](#${name.toLowerCase()})`
}

function cell(text = ''): string {
  return text.replaceAll('|', String.raw`\|`)
}

/** As the served guide and GitHub make anchors. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}
