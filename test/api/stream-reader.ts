import { get, type IncomingMessage } from 'node:http'
import { KEY, type Product } from '../support/product.ts'

export interface Told {
  id: string
  type: string
  data: { id: string; sequence: number; tracking: { id: string; number: string } }
  /** When it came, on the clock of `performance`. */
  at: number
}

/** A reader of server-sent events, as the standard has it: an id is kept also where no event is told. */
export interface StreamReader {
  status: number
  response: IncomingMessage
  told: Told[]
  comments: string[]
  lastId(): string
  /** Waits for so many events, 15 s at most. */
  until(count: number): Promise<Told[]>
  /** Resolves when the server ends the stream: whether it ended it cleanly. */
  ended: Promise<boolean>
  close(): void
}

const nothing = (): void => {}

export async function openStream(
  { url }: Pick<Product, 'url'>,
  { key = KEY, query = '', lastId = '' }: { key?: string; query?: string; lastId?: string } = {},
): Promise<StreamReader> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(
      `${url}/api/events/stream${query}`,
      { headers: { 'api-key': key, accept: 'text/event-stream', ...(lastId === '' ? {} : { 'last-event-id': lastId }) } },
      resolve,
    ).on('error', reject)
  })
  const told: Told[] = []
  const comments: string[] = []
  let last = lastId
  let rest = ''
  let wake = nothing
  response.setEncoding('utf8').on('data', (text: string) => {
    rest += text
    for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n')) {
      const fields = new Map(
        rest
          .slice(0, end)
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]),
      )
      rest = rest.slice(end + 2)
      last = fields.get('id') ?? last
      const comment = fields.get('')
      if (comment !== undefined) comments.push(comment)
      const data = fields.get('data')
      if (data !== undefined)
        told.push({ id: last, type: fields.get('event') ?? '', data: JSON.parse(data) as Told['data'], at: performance.now() })
    }
    wake()
  })
  const ended = new Promise<boolean>((resolve) => {
    response.on('end', () => resolve(response.complete))
    response.on('error', () => resolve(false))
  })
  return {
    status: response.statusCode ?? 0,
    response,
    told,
    comments,
    lastId: () => last,
    ended,
    until: async (count) => {
      const deadline = performance.now() + 15_000
      while (told.length < count) {
        const left = deadline - performance.now()
        if (left <= 0) throw new Error(`${told.length} of ${count} events came`)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      return told
    },
    close: () => response.destroy(),
  }
}
