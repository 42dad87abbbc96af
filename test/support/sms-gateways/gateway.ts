import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** What a gateway has taken. */
export interface TakenSms {
  providerId: string
  to: string
  text: string
  sender: string | null
  /** Where it is to report, when the message says so. */
  reportUrl: string | null
}

/** What the next answer is in place of success. Each gateway says it in its own protocol. */
export type Fault =
  | 'opted_out'
  | 'bad_request'
  | 'bad_date'
  | 'bad_number'
  | 'forbidden_text'
  | 'undeliverable'
  | 'no_money'
  | 'bad_login'
  | 'repeated'
  | 'shut_out'
  | 'throttled'
  | 'down'
  | 'hang'
  /** Takes the message and goes away before it answers. */
  | 'lost'
  | 'nonsense'

export interface Request {
  method: string
  path: string
  headers: IncomingMessage['headers']
  query: URLSearchParams
  form: URLSearchParams
  text: string
}

export interface Answer {
  status?: number
  headers?: Record<string, string>
  text: string
}

/** A call that a gateway makes about a message. */
interface Call {
  url: string
  headers: Record<string, string>
  query: Record<string, string>
  text: string
}

export interface GatewayDouble {
  /** For `endpoints` of `createSmsDelivery`, and an origin to be trusted. */
  url: string
  taken: TakenSms[]
  /** Requests of all kinds. */
  requests: Request[]
  /** Answers of the next requests, in order; then success again. */
  next(...faults: Fault[]): void
  /** The gateway's call about a message. `spoiled`: somebody else's, with a wrong proof. */
  report(message: TakenSms, status: 'delivered' | 'undelivered' | 'sent', reportUrl: string, spoiled?: boolean): Call
  close(): Promise<void>
}

/** A gateway on loopback; `answer` speaks its protocol. */
export async function startGateway(
  answer: (request: Request, fault: Fault | null, taken: TakenSms[]) => Answer,
  report: GatewayDouble['report'],
): Promise<GatewayDouble> {
  const taken: TakenSms[] = []
  const requests: Request[] = []
  const faults: Fault[] = []
  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming)
    requests.push(request)
    const fault = faults.shift() ?? null
    if (fault === 'hang') return
    if (fault === 'lost') {
      answer(request, null, taken)
      return void incoming.socket.destroy()
    }
    send(response, fault === 'nonsense' ? { text: '<html>busy</html>' } : answer(request, fault, taken))
  }
  const server = createServer((incoming, response) => void serve(incoming, response))
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    taken,
    requests,
    next: (...more) => void faults.push(...more),
    report,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function send(response: ServerResponse, { status = 200, headers = {}, text }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

async function read(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  const url = new URL(incoming.url ?? '/', 'http://gateway')
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    headers: incoming.headers,
    query: url.searchParams,
    form: new URLSearchParams(text),
    text,
  }
}
