import type { Instant } from '../base/index.ts'
import type { Seen } from './world.ts'
import type { TokenDesk } from './tokens.ts'

/** Login or id, and password or secret, that every carrier of the lab accepts. */
export const LAB_CREDENTIALS = {
  'russian-post': { login: 'lab', password: 'lab' },
  cdek: { clientId: 'lab', clientSecret: 'lab' },
  fedex: { clientId: 'lab', clientSecret: 'lab' },
} as const

/** What a client asked, below the carrier's mount. */
export interface Ask {
  method: string
  path: string
  query: URLSearchParams
  /** Lower-case names; repeated headers joined by `, `. */
  headers: Record<string, string>
  body: string
}

export interface Reply {
  status: number
  contentType: string
  body: string
  headers?: Record<string, string>
  /** Tracking numbers asked for, for the record. */
  numbers?: string[]
}

/** What a carrier's counter has at hand. */
export interface Desk {
  now(): Instant
  look(number: string): Seen | null
  /** The whole precomputed answer part for a number of the instant range; null for others. */
  instant(number: string): string | null
  tokens: TokenDesk
  /** No credential is good: the `tokenRefused` fault is on. */
  refused: boolean
  /** UUID-shaped and counted up, so that runs are alike. */
  nextId(): string
}

/** One carrier's side of its wire protocol, with the answers it gives when it refuses. */
export interface Speaker {
  /** Seconds a token lives; null for a carrier without tokens. */
  tokenSeconds: number | null
  respond(ask: Ask, desk: Desk): Reply
  /** The part of an answer that `Desk.instant` gives, for one number. */
  render(number: string, seen: Seen): string
  /** Escapes a number for its place in `render`'s output. */
  escape(number: string): string
  throttled(desk: Desk): Reply
  penalty(desk: Desk): Reply
  failed(status: number, desk: Desk): Reply
  /** HTTP 200 whose body says that it failed. */
  okWithFault(desk: Desk): Reply
  tooLarge(desk: Desk): Reply
  /** The field that `renamedField` renames when the fault names none. */
  keyField: string
}

export function json(status: number, body: object, headers?: Record<string, string>): Reply {
  return { status, contentType: 'application/json;charset=UTF-8', body: JSON.stringify(body), ...(headers ? { headers } : {}) }
}

export function html(status: number, title: string, text: string): Reply {
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`,
  }
}

export function isTokenPath(path: string): boolean {
  return path === '/oauth/token'
}
