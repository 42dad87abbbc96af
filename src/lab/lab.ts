import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Clock, Logger } from '../base/index.ts'
import { control } from './control.ts'
import { createCounter, type Counter, type RecordedRequest } from './counter.ts'
import type { Fault } from './faults.ts'
import type { Instantly } from './instant.ts'
import { checkScenario, type Journey, type Scenario } from './journey.ts'
import { SCENARIOS, SPEAKERS } from './registry.ts'
import { readBody, send, TOO_LARGE, transmit } from './transport.ts'
import { json, type Ask } from './wire.ts'
import { createWorld, type World, type WorldEntry } from './world.ts'

export interface LabOptions {
  clock: Clock
  log?: Logger
  /** In place of the built-in world. */
  scenarios?: readonly Scenario[]
  /** 127.0.0.1 by default; anyone who reaches the lab can change it. */
  host?: string
  /** A free one by default. */
  port?: number
  instant?: Instantly
}

export interface LabState {
  carriers: Record<string, { endpoint: string; fault: Fault | null; held: boolean }>
  parcels: WorldEntry[]
}

/** A server that speaks the carriers' wire protocols from scenarios. A carrier's endpoint is `${url}/${carrier}`. */
export interface Lab {
  readonly url: string
  /** In place of the carrier's whole endpoint. @throws Error for a carrier that the lab does not speak for */
  endpoint(carrier: string): string
  describe(): LabState
  /** The last 1,000, oldest first. */
  requests(carrier: string): RecordedRequest[]
  /** Parcels as at the start, their relative times from now; no fault, no hold, no token, no record. */
  reset(): void
  /** Adds or replaces a parcel; null takes it away. Relative times count from now. @throws Error for a wrong journey. */
  set(carrier: string, number: string, journey: Journey | null): void
  /** Answers wait until `release`. */
  hold(carrier: string): void
  release(carrier: string): void
  /** One at a time for each carrier; null lifts it. @throws Error for a fault that the carrier cannot have. */
  fault(carrier: string, fault: Fault | null): void
  /** Cuts what is held or slow, then resolves when the port is free. */
  close(): Promise<void>
}

/** @throws Error for a wrong scenario, or when the port is taken. */
export async function createLab(options: LabOptions): Promise<Lab> {
  const scenarios = (options.scenarios ?? SCENARIOS).map(checkScenario)
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 30_000 })
  const host = options.host ?? '127.0.0.1'
  const url = await listen(server, host, options.port ?? 0)
  const lab = open(server, url, scenarios, options)
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) options.log?.warn({ url }, 'the lab can be reached from other machines')
  options.log?.info({ url }, 'the lab is open')
  return lab
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('lab: no TCP address')
  return `http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`
}

interface Inside {
  world: World
  counters: ReadonlyMap<string, Counter>
}

function furnish({ clock, instant }: LabOptions, scenarios: readonly Scenario[]): Inside {
  const world = createWorld(clock, scenarios)
  return { world, counters: new Map(SPEAKERS.map((speaker) => [speaker.code, createCounter({ speaker, clock, world, instant })])) }
}

function open(server: Server, url: string, scenarios: readonly Scenario[], options: LabOptions): Lab {
  let inside = furnish(options, scenarios)
  const counterOf = (carrier: string): Counter => {
    const counter = inside.counters.get(carrier)
    if (!counter) throw new Error(`lab: no carrier ${carrier}`)
    return counter
  }
  const lab: Lab = {
    url,
    endpoint: (carrier) => {
      counterOf(carrier)
      return `${url}/${carrier}`
    },
    describe: () => ({
      carriers: Object.fromEntries(
        [...inside.counters].map(([code, counter]) => [
          code,
          { endpoint: `${url}/${code}`, fault: counter.currentFault(), held: counter.held() },
        ]),
      ),
      parcels: inside.world.list(),
    }),
    requests: (carrier) => counterOf(carrier).records(),
    reset: () => {
      for (const counter of inside.counters.values()) counter.release()
      inside = furnish(options, scenarios)
    },
    set: (carrier, number, journey) => {
      counterOf(carrier)
      inside.world.set(carrier, number, journey)
    },
    hold: (carrier) => counterOf(carrier).hold(),
    release: (carrier) => counterOf(carrier).release(),
    fault: (carrier, fault) => counterOf(carrier).fault(fault),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
  server.on('request', (request, response) => {
    serve(request, response, lab, inside, options).catch((error: unknown) => {
      options.log?.error({ err: error }, 'the lab failed to answer')
      response.destroy()
    })
  })
  return lab
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  lab: Lab,
  inside: Inside,
  { clock, log }: LabOptions,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const { mount, path, query } = targetOf(request)
  const counter = inside.counters.get(mount)
  if (!counter && mount !== '_lab') return send(response, json(404, { error: 'GET /_lab tells what is here.' }))

  const body = await readBody(request)
  if (body === null) return
  if (body === TOO_LARGE) return send(response, counter?.tooLarge() ?? json(413, { error: 'At most 1 MiB.' }), { connection: 'close' })
  const ask: Ask = { method: request.method ?? 'GET', path, query, headers: flatten(request.headers), body }
  if (!counter) return send(response, control(lab, ask))
  const served = await counter.serve(ask, gone.signal)
  log?.debug({ carrier: mount, path, status: served.reply.status, fault: served.fault?.kind }, 'the lab answers')
  if (!gone.signal.aborted) await transmit(response, served, clock, gone.signal)
}

/** `/cdek/orders?x=1` → mount `cdek`, path `/orders`. */
function targetOf(request: IncomingMessage): { mount: string; path: string; query: URLSearchParams } {
  const target = `http://lab${request.url ?? '/'}`
  if (!URL.canParse(target)) return { mount: '', path: '', query: new URLSearchParams() }
  const { pathname, searchParams } = new URL(target)
  const [, mount = ''] = pathname.split('/')
  return { mount, path: pathname.slice(mount.length + 1), query: searchParams }
}

function flatten(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}
