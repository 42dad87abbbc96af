import type { Instant } from '../base/index.ts'
import type { Journey } from './journey.ts'
import type { Seen } from './world.ts'
import type { TokenDesk } from './tokens.ts'

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
  /** Of every parcel that it knows. */
  numbers(): string[]
  /** The whole precomputed answer part for a number of the instant range; null for others. */
  instant(number: string): string | null
  tokens: TokenDesk
  /** No credential is good: the `tokenRefused` fault is on. */
  refused: boolean
  /** What the carrier remembers between two requests, such as tickets. */
  notes: Map<string, string>
  /** UUID-shaped and counted up, so that runs are alike. */
  nextId(): string
}

/** One carrier's side of its wire protocol, with the answers it gives when it refuses. */
export interface Speaker {
  /** Courier code; the mount. */
  code: string
  /** The credential that it accepts, by the adapter's field names: `lab` wherever the form of the value is free. */
  credential: Readonly<Record<string, string>>
  /** Where tokens are given out, and the seconds that one lives; null for a carrier without tokens. */
  token: { path: string; seconds: number } | null
  respond(ask: Ask, desk: Desk): Reply
  /** For benchmarks: the part of an answer that `Desk.instant` gives, made from this journey; see `instant.ts`. */
  instant?: {
    journey: Journey
    render(number: string, seen: Seen): string
    /** Escapes a number for its place in `render`'s output. */
    escape(number: string): string
  }
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

/** What a web server in front of the carrier answers, for those that publish nothing of their own. A speaker overrides what is known. */
export const COMMON_REFUSALS = {
  throttled: () => html(429, '429 Too Many Requests', 'nginx'),
  penalty: () => html(403, '403 Forbidden', 'Access from this address is closed for a while.'),
  failed: (status: number) => html(status, `${status} Error`, 'nginx'),
  tooLarge: () => html(413, '413 Request Entity Too Large', 'nginx'),
} satisfies Partial<Speaker>

/** Reads a JSON request. Undefined: not JSON. */
export function readJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** A field of a value that may be anything. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined
}

/** The text, or '' for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
