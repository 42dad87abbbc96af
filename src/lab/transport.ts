import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Clock } from '../base/index.ts'
import type { Served } from './counter.ts'
import type { Reply } from './wire.ts'

/** No carrier's request of the lab needs more. */
const MAX_BODY_BYTES = 1_048_576
const SLOW_PIECES = 10

export const TOO_LARGE = Symbol('body too large')

/** The body as UTF-8; `TOO_LARGE` after 1 MiB; null when the client went away. */
export async function readBody(request: IncomingMessage): Promise<string | typeof TOO_LARGE | null> {
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > MAX_BODY_BYTES) return TOO_LARGE
      pieces.push(piece)
    }
  } catch {
    return null
  }
  return Buffer.concat(pieces).toString('utf8')
}

export function send(response: ServerResponse, reply: Reply, headers: Record<string, string> = {}): void {
  const body = Buffer.from(reply.body)
  response.writeHead(reply.status, {
    'content-type': reply.contentType,
    'content-length': String(body.length),
    ...reply.headers,
    ...headers,
  })
  response.end(body)
}

/** Writes an answer with what its fault does to the bytes. */
export async function transmit(response: ServerResponse, { reply, fault, now }: Served, clock: Clock, signal: AbortSignal): Promise<void> {
  if (fault?.kind === 'reset' && fault.afterBytes === undefined) return reset(response)
  const body = fault?.kind === 'gzipUnlabelled' ? gzipSync(reply.body) : Buffer.from(reply.body)
  const date = new Date(now).toUTCString()
  response.writeHead(reply.status, { 'content-type': reply.contentType, 'content-length': String(body.length), date, ...reply.headers })
  if (fault?.kind === 'reset') return void response.write(body.subarray(0, fault.afterBytes), () => reset(response))
  if (fault?.kind !== 'slowBody') return void response.end(body)

  response.flushHeaders()
  const size = Math.ceil(body.length / SLOW_PIECES) || 1
  for (let piece = 0; piece < SLOW_PIECES; piece++) {
    await clock.sleep(fault.ms / SLOW_PIECES, signal)
    if (signal.aborted) return
    response.write(body.subarray(piece * size, (piece + 1) * size))
  }
  response.end()
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}
