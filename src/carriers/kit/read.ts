import type { CarrierAnswer } from '../carrier.ts'

/** Characters of an answer that are looked at: `net` gives at most 2 MB, so more than this is refused unread. */
export const MAX_ANSWER_CHARS = 2 * 1024 * 1024
/** Characters kept of one text, such as an event's description. */
export const MAX_TEXT_CHARS = 500
/** Objects, arrays and their members that are read of one answer; an honest 600 KB has some 30,000. Each may take 200 bytes of memory. */
const MAX_PARTS = 100_000
// The deepest documented answer (FedEx Track v1) has 9 levels.
const MAX_DEPTH = 32

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d]

/** Whether a carrier's text means "nothing": empty, a dash, `null`, `none`, `N/A`, or a date of the year 1. */
export function blank(text: string | null | undefined): boolean {
  if (text === null || text === undefined) return true
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.startsWith('0001-01-01')) return true
  return trimmed.length <= 9 && ['-', '--', '—', 'null', 'none', 'n/a', 'undefined'].includes(trimmed.toLowerCase())
}

/** The answer's JSON. Undefined: not JSON, over 2 MiB, deeper than 32 levels, of more than `most` parts, or it names `__proto__`. Never throws. */
export function parseJson(answer: Pick<CarrierAnswer, 'text'>, most = MAX_PARTS): unknown {
  const text = answer.text
  if (text.length > MAX_ANSWER_CHARS || text.includes('__proto__') || isTooMuch(text, most)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The value as an object; undefined for anything else, arrays and null included. */
export function obj(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined
}

/** The value as an array; undefined for anything else. */
export function list(value: unknown): unknown[] | undefined {
  return isList(value) ? value : undefined
}

/** The value as trimmed text of at most `max` characters; numbers become text. Undefined when blank or neither. */
export function str(value: unknown, max = MAX_TEXT_CHARS): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string' || blank(value)) return undefined
  return clip(value.trim(), max)
}

/** The value as a finite number; decimal text such as `"1.5"` is read too. */
export function num(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.length > 24 || !/^-?\d+(?:\.\d+)?$/.test(value.trim())) return undefined
  return Number(value)
}

/** True for true and `"true"`, false for false and `"false"`, undefined otherwise. */
export function bool(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : undefined
}

/** `path(body, 'output', 'results', 0, 'code')`: steps down by own properties and indexes; undefined as soon as one is missing. */
export function path(value: unknown, ...steps: readonly (string | number)[]): unknown {
  let at = value
  for (const step of steps) {
    if (isRecord(at) && Object.hasOwn(at, step)) at = at[step]
    else if (isList(at) && typeof step === 'number') at = at[step]
    else return undefined
  }
  return at
}

/** The text, cut to `max` characters without splitting a surrogate pair. */
export function clip(text: string, max = MAX_TEXT_CHARS): string {
  if (text.length <= max) return text
  const last = text.charCodeAt(max - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max)
}

// HTML reads 128 to 159 as Windows-1252; the only one of them that carriers write is the trade mark.
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['reg', '®'],
  ['trade', '™'],
  ['#153', '™'],
])

/** A carrier's text without its HTML: tags are left out, entities resolved, runs of white space made one blank. */
export function plain(html: string): string {
  return html
    .replaceAll(/<br\b[^<>]{0,100}>/gi, ' ')
    .replaceAll(/<\/?[a-z][^<>]{0,1000}>/gi, '')
    .replaceAll(/&(#?[a-z\d]{1,8});/gi, (whole, name: string) => ENTITIES.get(name.toLowerCase()) ?? character(name) ?? whole)
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** The text without the white space and the characters of `marks` at its end. */
export function trimTail(text: string, marks: string): string {
  let end = text.length
  while (end > 0 && (marks.includes(text.charAt(end - 1)) || text.charAt(end - 1).trim() === '')) end -= 1
  return text.slice(0, end)
}

/** `#8482` → `™`; undefined for names, control characters and halves of a surrogate pair. */
function character(name: string): string | undefined {
  const code = /^#\d{2,7}$/.test(name) ? Number(name.slice(1)) : 0
  const isWritten = code >= 0x20 && (code < 0x7f || code > 0x9f) && (code < 0xd800 || code > 0xdfff) && code <= 0x10ffff
  return isWritten ? String.fromCodePoint(code) : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value)
}

/** One pass over the brackets and commas outside strings, before the parser builds anything. */
function isTooMuch(text: string, most: number): boolean {
  let depth = 0
  let parts = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) {
      i = stringEnd(text, i + 1)
      if (i === -1) return false
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH || ++parts > most) return true
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--
    else if (code === COMMA && ++parts > most) return true
  }
  return false
}

/** Index of the quote that ends the string, or -1. */
function stringEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === BACKSLASH) i++
    else if (code === QUOTE) return i
  }
  return -1
}
