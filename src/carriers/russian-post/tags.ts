import { plain } from '../kit/index.ts'

/** An answer about 3,000 numbers has some 40,000. */
const MAX_TAGS = 100_000
const MAX_TAG_CHARS = 4_096
const MAX_DEPTH = 16
const NAME = /^(\/?)(?:([\w.-]{1,60}):)?([\w.-]{1,60})(?=[\s/]|$)/

const BLANKS = new Set([' ', '\t', '\n', '\r'])

export interface Tag {
  /** Namespace URI, '' for none. */
  ns: string
  name: string
  kind: 'open' | 'close' | 'empty'
  /** The tag as written; see `attributesOf`. */
  source: string
  /** Character data since the tag before, as written. */
  text: string
}

/**
 * The tags of an XML document one after another: an answer about 3,000 numbers has 200,000 elements and attributes, too many for a tree.
 * A prefix means what was declared for it last. False at the end: not well-formed (cut off, tags crossed), a DOCTYPE, comments,
 * or too much of anything.
 */
export function* tagsOf(text: string): Generator<Tag, boolean> {
  const namespaces = new Map<string, string>()
  const open: string[] = []
  let from = text.startsWith('<?xml') ? text.indexOf('?>') + 2 : 0
  for (let count = 0; count < MAX_TAGS; count++) {
    const start = text.indexOf('<', from)
    if (start === -1) return count > 0 && open.length === 0 && text.slice(from, from + MAX_TAG_CHARS).trim() === ''
    const end = endOf(text, start)
    const source = text.slice(start + 1, end)
    const [, slash, prefix = '', name] = NAME.exec(source) ?? []
    if (end === -1 || name === undefined) return false
    const kind = slash === '/' ? 'close' : source.endsWith('/') ? 'empty' : 'open'
    if (!nests(open, kind, `${prefix}:${name}`, count === 0)) return false
    if (source.includes('xmlns')) declare(namespaces, source)
    yield { ns: namespaces.get(prefix) ?? '', name, kind, source, text: text.slice(from, Math.min(start, from + MAX_TAG_CHARS)) }
    from = end + 1
  }
  return false
}

/** Whether the tag may stand here; takes note of it. */
function nests(open: string[], kind: Tag['kind'], name: string, isFirst: boolean): boolean {
  if (!isFirst && open.length === 0) return false
  if (kind === 'close') return open.pop() === name
  return kind === 'empty' || open.push(name) <= MAX_DEPTH
}

/** Where the tag ends: at the first `>` that is not within quotation marks. */
function endOf(text: string, start: number): number {
  for (let end = text.indexOf('>', start); end !== -1 && end - start <= MAX_TAG_CHARS; end = text.indexOf('>', end + 1)) {
    if (text.slice(start, end).split('"').length % 2 === 1) return end
  }
  return -1
}

function declare(namespaces: Map<string, string>, source: string): void {
  for (const [name, value] of attributesOf(source)) {
    if (name === 'xmlns') namespaces.set('', value)
    else if (name.startsWith('xmlns:')) namespaces.set(name.slice(6), value)
  }
}

/** Name as written → value, entities resolved; up to the first that is not written as XML has it. */
export function attributesOf(source: string): Map<string, string> {
  const attributes = new Map<string, string>()
  let from = source.search(/\s/)
  while (from !== -1) {
    const equals = source.indexOf('=', from)
    if (equals === -1) break
    let start = equals + 1
    while (BLANKS.has(source.charAt(start))) start += 1
    const quote = source.charAt(start)
    const end = quote === '"' || quote === "'" ? source.indexOf(quote, start + 1) : -1
    if (end === -1) break
    const value = source.slice(start + 1, end)
    attributes.set(source.slice(from, equals).trim(), value.includes('&') ? plain(value) : value)
    from = end + 1
  }
  return attributes
}
