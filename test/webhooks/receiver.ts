import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
  at: number
}

/** Status, or what to do with the response. */
export type Answer = number | ((response: ServerResponse) => void)

export interface Receiver {
  url: string
  port: number
  received: Received[]
  close(): Promise<void>
}

/** A merchant's server on loopback. `answer` is asked for each request; 204 by default. */
export async function startReceiver(answer: (received: Received, count: number) => Answer = () => 204): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const respond = async (): Promise<void> => {
      const one = { path: request.url ?? '', headers: request.headers, body: await readAll(request), at: Date.now() }
      const wanted = answer(one, received.push(one))
      if (typeof wanted === 'number') response.writeHead(wanted).end()
      else wanted(response)
    }
    // A sender that is killed leaves half a request.
    respond().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** As `startReceiver`, for one test. */
export async function receiver(answer?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const one = await startReceiver(answer)
  onTestFinished(() => one.close())
  return one
}

export function idOf({ headers }: Received): string {
  return String(headers['webhook-id'])
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
