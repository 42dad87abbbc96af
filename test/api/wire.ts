import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { KEY, type Product } from '../support/product.ts'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  meta: { code: number; type?: string; message?: string }
  data: unknown
  hint?: string
}

export interface WireOptions {
  /** Null sends none. Default: the operator's key of the product. */
  key?: string | null
  headers?: OutgoingHttpHeaders
  agent?: Agent
}

/** One call; `path` begins with `/v1` or `/v2`. A string or buffer is sent as it is, anything else as JSON. */
export type Wire = (method: string, path: string, body?: unknown, options?: WireOptions) => Promise<Answer>

/** Calls as programs in any language make them: bodies also on GET and DELETE, which fetch refuses to send, and headers as written. */
export function wireTo({ url }: Pick<Product, 'url'>): Wire {
  return (method, path, body, { key = KEY, headers = {}, agent } = {}) => {
    const bytes =
      body === undefined
        ? undefined
        : typeof body === 'string' || Buffer.isBuffer(body)
          ? Buffer.from(body)
          : Buffer.from(JSON.stringify(body))
    return new Promise((resolve, reject) => {
      const call = request(`${url}${path}`, {
        method,
        ...(agent ? { agent } : {}),
        headers: {
          ...(key === null ? {} : { 'Api-Key': key }),
          ...(bytes === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': bytes.length }),
          ...headers,
        },
      })
      call.on('error', reject)
      call.on('response', (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const json = method !== 'HEAD' && response.headers['content-type']?.startsWith('application/json')
          const envelope = json ? parse(text) : NO_ENVELOPE
          if (envelope) resolve({ status: response.statusCode ?? 0, headers: response.headers, text, ...envelope })
          else reject(new Error(`no envelope: ${text.slice(0, 200)}`))
        })
      })
      call.end(bytes)
    })
  }
}

/** What stands for the envelope where there is none: HEAD and the page for people. */
const NO_ENVELOPE = { meta: { code: 0 }, data: null }

function parse(text: string): Pick<Answer, 'meta' | 'data'> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'meta' in value && 'data' in value
      ? (value as Pick<Answer, 'meta' | 'data'>)
      : null
  } catch {
    return null
  }
}

export const OK = { code: 200, type: 'Success', message: 'Success' }
export const NOTHING = { code: 4031, type: 'No Content', message: 'The request was successful but the response is empty.' }

/** The items of a list or realtime answer. */
export function itemsOf(answer: Answer): Record<string, unknown>[] {
  const { data } = answer
  if (typeof data !== 'object' || data === null || !('items' in data) || !Array.isArray(data.items))
    throw new Error(`no items: ${answer.text.slice(0, 200)}`)
  return data.items as Record<string, unknown>[]
}

/** The one item of a single answer on `/v1`. */
export function firstOf(answer: Answer): Record<string, unknown> {
  const [first] = Array.isArray(answer.data) ? (answer.data as Record<string, unknown>[]) : []
  if (first === undefined) throw new Error(`no item: ${answer.text.slice(0, 200)}`)
  return first
}
