import type { FastifyInstance, InjectOptions } from 'fastify'
import { expect, onTestFinished } from 'vitest'
import type { Clock, Logger } from '../../src/base/index.ts'
import { createHttp, type HttpSettings } from '../../src/http/index.ts'
import { createDouble, type Double, KEY } from './double.ts'
import { type View } from './samples.ts'

export interface Answer<T> {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  text: string
  body: Body<T>
}

/** The envelope; `data` differs by endpoint. */
export interface Body<T> {
  meta: { code: number; type?: string; message?: string }
  data: T
  hint?: string
  request_id?: string
}

/** One call with the first account's key; `body` is sent as JSON unless it is a string. */
type Call = <T = unknown>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer<T>>

export interface Server extends Double {
  app: FastifyInstance
  log: { level: string; fields: object; message: string }[]
  /** Moves and reads the clock. */
  time: { now: number }
  call: Call
}

/** 2021-01-22T12:00:00Z */
export const NOW = Date.UTC(2021, 0, 22, 12)

export function createServer(settings: Partial<HttpSettings> & { healthOnly?: boolean } = {}): Server {
  const time = { now: NOW }
  const clock: Clock = { now: () => time.now, sleep: async () => undefined }
  const double = createDouble(clock)
  const log: Server['log'] = []
  const write =
    (level: string) =>
    (fields: object, message: string): void => {
      log.push({ level, fields, message })
    }
  const logger: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  const { healthOnly = false, ...rest } = settings
  const app = createHttp({
    services: double.services,
    log: logger,
    clock,
    healthOnly,
    settings: {
      v1HttpStatus: 'compatible',
      v1Single: 'array',
      timeZoneOffset: '+00:00',
      limits: { list: 0, realtime: 0, other: 0 },
      publicUrl: 'http://localhost:3000',
      version: '0.1.0',
      trustProxy: false,
      ...rest,
    },
  })
  return {
    ...double,
    app,
    log,
    time,
    call: async (method, url, body, headers = {}) => {
      const options: InjectOptions = {
        method,
        url,
        headers: { 'api-key': KEY, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      }
      const { statusCode, headers: got, payload } = await app.inject(options)
      const json = String(got['content-type']).includes('json') && payload !== ''
      return { status: statusCode, headers: got, text: payload, body: JSON.parse(json ? payload : '{"meta":{"code":0},"data":null}') }
    },
  }
}

/** Listens until the test ends. Answers the port. */
export async function listening({ app }: Server): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => app.close())
  const address = app.server.address()
  return typeof address === 'object' && address ? address.port : 0
}

export const EMS = 'LS912989618CN'
export const ITEM = { tracking_number: EMS, carrier_code: 'china-ems' }
export const ONE = `/v1/trackings/china-ems/${EMS}`
export const META_OK = { code: 200, type: 'Success', message: 'Success' }
export const HEX = /^[0-9a-f]{32}$/

export async function register(server: Server, number = EMS, more: object = {}): Promise<void> {
  const { body } = await server.call('POST', '/v1/trackings/post', { tracking_number: number, carrier_code: 'china-ems', ...more })
  expect(body.meta).toEqual(META_OK)
}

/** Changes a stored tracking behind the API's back. */
export function alter(server: Server, change: (view: View) => View, name = `china-ems/${EMS}`): void {
  const view = server.rows.get(name)
  if (view) server.rows.set(name, change(view))
}
