import { Agent, buildConnector, type Dispatcher, errors } from 'undici'
import type { Clock, Logger } from '../base/index.ts'
import { BlockedAddressError, guardedConnector, type Resolve, systemResolve } from './connector.ts'
import { BodyError, decodeBody } from './decode.ts'
import { addressFilter, CARRIER_RULES, type OutboundRules, urlRefusal } from './outbound.ts'
import { redact } from './redact.ts'

/** Time for name, TCP and TLS. */
const CONNECT_MS = 5_000
/** Time for everything, unless the caller gives less or more. */
const TOTAL_MS = 15_000
/** Of a body, zipped and unzipped. A FedEx answer for 30 parcels with all scans is about 600 KB. */
const MAX_BODY_BYTES = 2 * 1024 * 1024
/** Connections to one origin; the engine asks one carrier with one credential at most 8 times at once. */
const MAX_CONNECTIONS = 64
/** Shorter than the 15 s after which common load balancers close an idle connection, so that we seldom write into a closing one. */
const KEEP_ALIVE_MS = 10_000

export interface SendOptions {
  method: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** Default 15,000. */
  timeoutMs?: number
  /** Reads no more than so many bytes of the body, as they come: not unzipped, and longer ones cut. Absent: whole. */
  keepBytes?: number
  /** Of the body, zipped and unzipped. Default 2 MB. */
  maxBytes?: number
  /** Gives up: the outcome is `timeout` with detail `cancelled`. */
  signal?: AbortSignal
}

/** Unzipped and decoded; header names in lower case, a repeated header joined by commas. */
export interface HttpAnswer {
  status: number
  headers: Record<string, string>
  text: string
}

/** Any HTTP status is an answer, 3xx included: redirects are not followed. `detail` is short and holds no secret. */
export type Sent =
  | { kind: 'answer'; answer: HttpAnswer }
  | { kind: 'timeout' | 'network' | 'tooLarge' | 'blockedAddress' | 'undecodable'; detail: string }

export interface Transport {
  /** Sends one request. Never rejects. */
  send(url: string, options: SendOptions): Promise<Sent>
  /** Cuts what is under way and closes the connections. */
  close(): Promise<void>
}

export interface TransportOptions {
  clock: Clock
  log: Logger
  /** Origins that the operator has named, such as `http://127.0.0.1:3900`. Only they may be private, without TLS, or on another port. */
  trustedOrigins?: readonly string[]
  /** Default: TLS on 443 and 8443 to the public internet. */
  rules?: OutboundRules
  /** Default: the system's resolver. */
  resolve?: Resolve
  /** Default `Trackru`. */
  userAgent?: string
}

/**
 * The one way out. HTTPS with verified certificates to public addresses only (unless `rules` allow more), kept-alive connections, no redirects,
 * no proxy from the environment, at most 2 MB of body (zipped or not) and 15 s unless the caller says otherwise.
 */
export function createTransport({
  clock,
  log,
  trustedOrigins = [],
  rules = CARRIER_RULES,
  resolve = systemResolve,
  userAgent = 'Trackru',
}: TransportOptions): Transport {
  const trusted = new Set(trustedOrigins)
  const connect = { timeout: CONNECT_MS }
  const isAllowed = addressFilter(rules.networks)
  const guardedAgent = new Agent({ ...AGENT, connect: guardedConnector(connect, resolve, isAllowed) })
  const trustedAgent = new Agent({ ...AGENT, connect: buildConnector(connect) })

  async function exchange(agent: Agent, url: URL, options: SendOptions, signal: AbortSignal): Promise<Sent> {
    const response = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: options.method,
      headers: {
        'user-agent': userAgent,
        ...(options.keepBytes === undefined ? { 'accept-encoding': 'gzip, deflate, br' } : {}),
        ...options.headers,
      },
      signal,
      ...(options.body === undefined ? {} : { body: options.body }),
    })
    const headers = flatten(response.headers)
    if (options.keepBytes !== undefined) {
      const text = (await readStart(response, options.keepBytes)).toString('utf8')
      return { kind: 'answer', answer: { status: response.statusCode, headers, text } }
    }
    const maxBytes = options.maxBytes ?? MAX_BODY_BYTES
    const bytes = await readBody(response, headers, maxBytes)
    return { kind: 'answer', answer: { status: response.statusCode, headers, text: await decodeBody(bytes, headers, maxBytes) } }
  }

  async function send(address: string, options: SendOptions): Promise<Sent> {
    const url = URL.canParse(address) ? new URL(address) : null
    if (url === null) return { kind: 'blockedAddress', detail: 'not a URL' }
    const own = trusted.has(url.origin)
    const refusal = own ? null : urlRefusal(address, rules, isAllowed)
    if (refusal !== null) return { kind: 'blockedAddress', detail: refusal }
    const startedAt = clock.now()
    const sent = await within(clock, options, (signal) => exchange(own ? trustedAgent : guardedAgent, url, options, signal))
    const outcome = sent.kind === 'answer' ? { status: sent.answer.status } : { failed: sent.kind, detail: sent.detail }
    log.debug({ method: options.method, url: redact(url), ms: clock.now() - startedAt, ...outcome }, 'asked the outside')
    return sent
  }

  return {
    send,
    close: async () => {
      await Promise.all([guardedAgent.destroy(), trustedAgent.destroy()])
    },
  }
}

const AGENT = {
  connections: MAX_CONNECTIONS,
  pipelining: 1,
  keepAliveTimeout: KEEP_ALIVE_MS,
  keepAliveMaxTimeout: KEEP_ALIVE_MS,
  // The total time is kept by one timer a request; undici's own two would only repeat it.
  headersTimeout: 0,
  bodyTimeout: 0,
  maxHeaderSize: 32 * 1024,
} as const satisfies Agent.Options

/** Runs `work` under the total time and the caller's signal, and gives what went wrong a name. */
async function within(clock: Clock, options: SendOptions, work: (signal: AbortSignal) => Promise<Sent>): Promise<Sent> {
  const cut = new AbortController()
  const done = new AbortController()
  const cancel = (): void => cut.abort()
  let late = false
  if (options.signal?.aborted) return { kind: 'timeout', detail: 'cancelled' }
  options.signal?.addEventListener('abort', cancel)
  const expiry = clock.sleep(options.timeoutMs ?? TOTAL_MS, done.signal).then(() => {
    late = !done.signal.aborted
    cut.abort()
    return null
  })
  try {
    return await work(cut.signal)
  } catch (error) {
    if (cut.signal.aborted) return { kind: 'timeout', detail: late ? 'total' : 'cancelled' }
    return failure(error)
  } finally {
    options.signal?.removeEventListener('abort', cancel)
    done.abort()
    await expiry
  }
}

function failure(error: unknown): Sent {
  if (error instanceof BodyError) return { kind: error.kind, detail: error.message }
  if (error instanceof BlockedAddressError) return { kind: 'blockedAddress', detail: error.message }
  if (error instanceof errors.ConnectTimeoutError) return { kind: 'timeout', detail: 'connect' }
  // Messages of undici and Node may quote what was sent; their codes do not.
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  return { kind: 'network', detail: code }
}

async function readBody({ body }: Dispatcher.ResponseData, headers: Record<string, string>, maxBytes: number): Promise<Buffer> {
  // Destroying the body in the middle is how an answer is refused; the error that this makes has nobody else to go to.
  body.on('error', ignore)
  const tooLarge = new BodyError('tooLarge', `more than ${maxBytes} bytes`)
  if (Number(headers['content-length']) > maxBytes) {
    body.destroy()
    throw tooLarge
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

/** The first bytes of a body; a longer one is cut off with its connection. */
async function readStart({ body }: Dispatcher.ResponseData, most: number): Promise<Buffer> {
  body.on('error', ignore)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= most) break
  }
  return Buffer.concat(chunks).subarray(0, most)
}

function ignore(): void {}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}
