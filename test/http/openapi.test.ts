import { describe, expect, test } from 'vitest'
import { ERRORS } from '../../src/base/index.ts'
import { operationsOf } from '../api/modern.ts'
import { createServer } from './server.ts'

interface Part {
  properties?: object
}

interface Mounted {
  method: string
  url: string
  schema: { querystring?: Part; body?: Part; params?: Part; response?: Record<string, Part> }
}

/** The routes as the framework knows them, without those that refuse a method. */
async function mounted(): Promise<Mounted[]> {
  const { app } = createServer()
  const routes: Mounted[] = []
  app.addHook('onRoute', ({ method, url, onRequest, handler, schema }) => {
    if (onRequest === (handler as unknown) || !url.startsWith('/api')) return
    for (const each of [method].flat()) if (each !== 'HEAD') routes.push({ method: each, url, schema: (schema ?? {}) as Mounted['schema'] })
  })
  await app.ready()
  await app.close()
  return routes
}

const keys = (part: { properties?: object } | undefined): string[] => Object.keys(part?.properties ?? {})

async function document(): Promise<Record<string, never>> {
  const { call } = createServer()
  const { status, text, headers } = await call('GET', '/api/openapi.json', undefined, { 'api-key': '' })
  expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
  return JSON.parse(text) as Record<string, never>
}

describe('the OpenAPI document', () => {
  test('holds every route of the router and no other', async () => {
    const routes = (await mounted()).map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
    const described = operationsOf(await document()).map(({ method, path }) => `${method} ${path}`)
    expect(described.toSorted()).toEqual(routes.toSorted())
    expect(routes.length).toBeGreaterThan(7)
  })

  test('names the parameters, bodies and answers that the router checks', async () => {
    const operations = operationsOf(await document())
    for (const { method, url, schema } of await mounted()) {
      const operation = operations.find((one) => one.method === method && one.path === url.replaceAll(/:(\w+)/g, '{$1}'))
      const named = (place: string): string[] | undefined =>
        operation?.parameters.filter((each) => each.in === place).map(({ name }) => name)
      expect([url, named('query')]).toEqual([url, keys(schema.querystring)])
      expect([url, named('path')]).toEqual([url, keys(schema.params)])
      expect(keys(operation?.requestBody?.content['application/json']?.schema)).toEqual(keys(schema.body))
      for (const [status, answer] of Object.entries(schema.response ?? {}))
        expect(keys(operation?.responses[status]?.content?.['application/json']?.schema)).toEqual(keys(answer))
    }
  })

  test('names errors of the registry only, each under its status', async () => {
    const { info, openapi, components } = (await document()) as unknown as {
      openapi: string
      info: { version: string }
      components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } }
    }
    expect([openapi, info.version]).toEqual(['3.1.0', '0.1.0'])
    expect(components.schemas.Problem.properties.code.enum).toEqual(Object.keys(ERRORS))
    for (const operation of operationsOf(await document())) {
      expect(operation['x-errors'].length).toBeGreaterThan(3)
      for (const code of operation['x-errors']) {
        expect(ERRORS).toHaveProperty(code)
        expect(operation.responses[ERRORS[code as keyof typeof ERRORS].http]?.content).toHaveProperty('application/problem+json')
      }
    }
  })

  test('lets no object of an answer or a body have fields that it does not name', async () => {
    const loose: string[] = []
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return
      const { type, additionalProperties } = value as { type?: unknown; additionalProperties?: unknown }
      if (type === 'object' && additionalProperties !== false) loose.push(path)
      for (const [name, inner] of Object.entries(value)) visit(inner, `${path}/${name}`)
    }
    for (const { method, path, responses, requestBody } of operationsOf(await document()))
      visit({ responses, requestBody }, `${method} ${path}`)
    expect(loose).toEqual([])
  })
})

test('every error that only /api knows is declared by one of its routes', async () => {
  const declared = new Set(operationsOf(await document()).flatMap((operation) => operation['x-errors']))
  const own = Object.entries(ERRORS).filter(([, { v1 }]) => v1 === null)
  expect(own.length).toBeGreaterThan(5)
  expect(own.map(([code]) => code).filter((code) => !declared.has(code))).toEqual([])
})

test('a silent stream sends a comment every fifteen seconds', async () => {
  const server = createServer()
  server.services.events.follow = async function* () {
    for (let i = 0; i < 100; i++) {
      yield { events: [], place: [0], hasMoved: false }
      server.time.now += 400
    }
  }
  const { text } = await server.call('GET', '/api/events/stream')
  const [first, ...beats] = text.trimEnd().split('\n\n')
  expect(first).toMatch(/^retry: 1000\nid: [\w-]+$/)
  expect(beats).toEqual([': still here', ': still here'])
})
