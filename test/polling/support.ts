import { createServer, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import { type Clock, type Instant, type Logger, type Random, systemClock } from '../../src/base/index.ts'
import type { Carrier, Outcome, RawEvent, TrackItem } from '../../src/carriers/index.ts'
import { createTransport } from '../../src/net/index.ts'
import { type Answer, createEngine, type Engine, type EngineOptions, type Question } from '../../src/polling/index.ts'

const START = Date.parse('2026-03-02T10:00:00Z')
export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
export const steady: Random = { bytes: (size) => new Uint8Array(size), fraction: () => 0 }

/** A clock that moves by hand; sleepers wake in the order of their times. */
export interface MovedClock extends Clock {
  move(ms: number): Promise<void>
  /** Moves in small steps, with real time in between for the network, until the promise is settled. */
  drive<T>(promise: Promise<T>, stepMs?: number): Promise<T>
}

async function turn(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
}

export function movedClock(start: Instant = START): MovedClock {
  let now = start
  const sleepers = new Set<{ at: Instant; wake: () => void }>()
  const clock: MovedClock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const sleeper = {
          at: now + ms,
          wake: () => {
            sleepers.delete(sleeper)
            signal?.removeEventListener('abort', sleeper.wake)
            resolve()
          },
        }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', sleeper.wake)
      }),
    move: async (ms) => {
      const end = now + ms
      for (;;) {
        const [next] = [...sleepers].toSorted((a, b) => a.at - b.at)
        if (!next || next.at > end) break
        now = Math.max(now, next.at)
        next.wake()
        await turn()
      }
      now = end
      await turn()
    },
    drive: async (promise, stepMs = 100) => {
      let settled = false
      const done = promise.finally(() => {
        settled = true
      })
      for (;;) {
        await systemClock.sleep(5)
        if (settled) return done
        await clock.move(stepMs)
      }
    },
  }
  return clock
}

export interface Call {
  path: string
  authorization: string | undefined
  body: string
  at: Instant
}

export interface Reply {
  status?: number
  headers?: Record<string, string>
  body?: string | object
}

/** A carrier's server on loopback. A reply of null never comes; `reset` cuts the connection. */
export interface Wire {
  url: string
  calls: Call[]
  /** Calls whose path starts so. */
  to(path: string): Call[]
}

export async function wire(clock: Clock, reply: (call: Call, count: number) => Reply | null | 'reset'): Promise<Wire> {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    const respond = async (): Promise<void> => {
      const call = { path: request.url ?? '', authorization: request.headers.authorization, body: await readAll(request), at: clock.now() }
      const answer = reply(call, calls.push(call))
      if (answer === 'reset') request.socket.resetAndDestroy()
      else if (answer !== null) {
        response.writeHead(answer.status ?? 200, answer.headers)
        response.end(typeof answer.body === 'object' ? JSON.stringify(answer.body) : answer.body)
      }
    }
    void respond()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, calls, to: (path) => calls.filter((call) => call.path.startsWith(path)) }
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

type WithoutRef<T> = T extends Outcome ? Omit<T, 'ref'> : never
export type PartialOutcome = WithoutRef<Outcome>

/** The numbers of a request. */
export function asked({ body }: Call): string[] {
  const request: { numbers: string[] } = JSON.parse(body)
  return request.numbers
}

/** What the wire of the test carrier answers: an outcome for each number. */
export function outcomes(call: Call, of: (number: string) => PartialOutcome): Reply {
  return { body: Object.fromEntries(asked(call).map((number) => [number, of(number)])) }
}

export const found = (...codes: string[]): PartialOutcome => ({ kind: 'found', facts: {}, events: codes.map((code, i) => event(code, i)) })

export function event(code: string, minute = 0): RawEvent {
  const local = `2026-03-01T12:${String(minute % 60).padStart(2, '0')}:00`
  return {
    code,
    text: `says ${code}`,
    time: { raw: local, local, offset: '+03:00', utc: local.replace('T12', 'T09') + 'Z', basis: 'offset' },
  }
}

/** `POST /track {numbers, language}` → outcome for each number; 401, 403, 429 and 5xx as carriers use them. */
export function testCarrier(changes: Partial<Carrier> = {}): Carrier {
  return {
    code: 'test',
    names: { en: 'Test', ru: 'Test', zh: 'Test' },
    country: 'DE',
    type: 'express',
    endpoint: 'https://carrier.example',
    homepage: 'https://carrier.example/{number}',
    auth: { kind: 'none' },
    credentialFields: [],
    batch: { max: 30 },
    limits: [],
    time: { basis: 'offset' },
    visibility: 'any',
    languages: ['en'],
    codes: new Map([
      ['T', { status: 'transit', sub: 'in_transit' }],
      ['D', { status: 'delivered', sub: 'delivered' }],
      ['D:back', { status: 'exception', sub: 'returned_to_sender' }],
      ['I', { status: 'keep' }],
    ]),
    buildRequest: (items, { token, language }) => ({
      method: 'POST',
      path: '/track',
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ numbers: items.map(({ number }) => number), language }),
    }),
    parse: ({ status, headers, text }, items) => {
      const all = (outcome: PartialOutcome): Outcome[] => items.map(({ ref }) => ({ ...outcome, ref }))
      const after = headers['retry-after']
      if (status === 401) return all({ kind: 'authExpired', carrierCode: 'http_401' })
      if (status === 403) return all({ kind: 'throttled', scope: 'penalty' })
      if (status === 429)
        return all({ kind: 'throttled', scope: 'second', ...(after === undefined ? {} : { retryAfterSeconds: Number(after) }) })
      if (status >= 500) return all({ kind: 'temporary', carrierCode: `http_${status}` })
      const body: Record<string, PartialOutcome> = JSON.parse(text)
      return items.flatMap(({ ref, number }) => (body[number] ? [{ ...body[number], ref }] : []))
    },
    ...changes,
  }
}

/** Client credentials as most carriers do it: `POST /token` with id and secret. */
export const tokenAuth: Carrier['auth'] = {
  kind: 'token',
  request: ({ credential }) => ({ method: 'POST', path: '/token', body: `${credential['id']}:${credential['secret']}` }),
  parse: ({ status, text }) => {
    if (status === 401) return { kind: 'badCredentials', carrierCode: 'invalid_client' }
    if (status === 403) return { kind: 'throttled', carrierCode: 'http_403' }
    if (status !== 200) return { kind: 'temporary', carrierCode: `http_${status}` }
    const { token, expires }: { token: string; expires: number } = JSON.parse(text)
    return { kind: 'token', value: token, expiresInSeconds: expires }
  },
}
export const tokenFields: Carrier['credentialFields'] = [{ name: 'id', secret: false, hint: '' }]

export interface Stage extends Wire {
  clock: Clock
  engine: Engine
  ask(questions: Question[], withinMs?: number, signal?: AbortSignal): Promise<Answer[]>
}

/** An engine and its carrier's server. */
export async function stage<C extends Clock>(
  clock: C,
  carrier: Carrier | Carrier[],
  reply: (call: Call, count: number) => Reply | null | 'reset',
  options: Partial<EngineOptions> = {},
): Promise<Stage & { clock: C }> {
  const server = await wire(clock, reply)
  const transport = createTransport({ clock, log: silent, trustedOrigins: [server.url] })
  const all = [carrier].flat()
  const engine = createEngine({
    transport,
    clock,
    random: steady,
    log: silent,
    carriers: (code) => all.find((one) => one.code === code) ?? null,
    endpointFor: () => server.url,
    ...options,
  })
  onTestFinished(async () => {
    await engine.close()
    await transport.close()
  })
  const ask: Stage['ask'] = (questions, withinMs = 60_000, signal) =>
    engine.ask(questions, { deadline: clock.now() + withinMs, ...(signal ? { signal } : {}) })
  return { ...server, clock, engine, ask }
}

export function question(number: string, changes: Partial<Omit<Question, 'item'>> & { item?: Partial<TrackItem> } = {}): Question {
  return {
    carrier: 'test',
    accountId: 1,
    credential: { id: 'a', secret: 's' },
    language: 'en',
    ...changes,
    item: { ref: `ref-${number}`, number, registeredAt: START, ...changes.item },
  }
}

export const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => `N${i}`)
export const kinds = (answers: Answer[]): string[] => answers.map(({ result }) => result.kind)
