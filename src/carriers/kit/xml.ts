import { clip, MAX_ANSWER_CHARS, MAX_TEXT_CHARS } from './read.ts'

// Own reader in place of a general parser: carriers' answers need elements, attributes, text and CDATA only, and every place where a general
// one can be made slow (DOCTYPE, own entities) is a refusal here. On an 11 kB SOAP answer fast-xml-parser with its validator takes 1.1 ms,
// this 0.11 ms; 2,000 parcels a second leave 0.5 ms for each.
const MAX_DEPTH = 100
const MAX_ELEMENTS = 100_000
const MAX_ATTRIBUTES = 64
// A SOAP envelope declares 5 to 10.
const MAX_NAMESPACES = 100
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export interface XmlElement {
  /** Namespace URI, '' for none. Prefixes change from answer to answer and are not kept. */
  ns: string
  /** Local name. */
  name: string
  /** Name as written → value; xmlns declarations are left out. */
  attributes: ReadonlyMap<string, string>
  children: XmlElement[]
  /** Character data directly inside, entities and CDATA resolved, pieces of only white space left out. */
  text: string
}

interface Open extends XmlElement {
  tag: string
  scope: Scope
}

interface Named {
  ns: string
  name: string
}

/** Namespaces in force: a list from the innermost declaration outwards. */
interface Scope {
  prefix: string
  uri: string
  size: number
  outer: Scope | null
  /** Tags met under this scope; the records of an answer repeat the same 60. */
  names: Map<string, Named>
}

interface Reader {
  text: string
  at: number
  stack: Open[]
  root: XmlElement | null
  elements: number
  outside: Scope
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()

/**
 * The root of an XML document, read in one linear pass. Null: not well-formed (cut off, tags crossed, prefix or entity undeclared), a DOCTYPE,
 * over 2 MiB, over 100 levels, over 100,000 elements. Never throws; only the five built-in entities and character references are resolved.
 */
export function parseXml(text: string): XmlElement | null {
  if (text.length > MAX_ANSWER_CHARS) return null
  const reader: Reader = { text, at: text.startsWith('\ufeff') ? 1 : 0, stack: [], root: null, elements: 0, outside: outermost() }
  while (reader.at < text.length) {
    const tag = text.indexOf('<', reader.at)
    const end = tag === -1 ? text.length : tag
    if (end > reader.at && !characters(reader, text.slice(reader.at, end))) return null
    if (tag === -1) break
    reader.at = tag
    if (!markup(reader)) return null
  }
  return reader.stack.length === 0 ? reader.root : null
}

/** What holds before any declaration: no prefix means no namespace, and `xml` is bound by the standard. */
function outermost(): Scope {
  const xml: Scope = { prefix: 'xml', uri: XML_NAMESPACE, size: 0, outer: null, names: new Map() }
  return { prefix: '', uri: '', size: 0, outer: xml, names: new Map() }
}

/** The first child with this name in this namespace. */
export function child(element: XmlElement | null | undefined, ns: string, name: string): XmlElement | undefined {
  if (!element) return undefined
  for (const one of element.children) if (one.name === name && one.ns === ns) return one
  return undefined
}

/** All children with this name in this namespace. */
export function children(element: XmlElement | null | undefined, ns: string, name: string): XmlElement[] {
  return element?.children.filter((one) => one.name === name && one.ns === ns) ?? []
}

/** Down by first children of one namespace: `descend(record, NS, 'OperationParameters', 'OperType')`. */
export function descend(element: XmlElement | null | undefined, ns: string, ...names: readonly string[]): XmlElement | undefined {
  let at = element ?? undefined
  for (const name of names) at = child(at, ns, name)
  return at
}

/** Trimmed text of the element that `descend` finds, at most 500 characters; undefined when it is missing or empty. */
export function childText(element: XmlElement | null | undefined, ns: string, ...names: readonly string[]): string | undefined {
  const text = descend(element, ns, ...names)?.text.trim()
  return text === undefined || text === '' ? undefined : clip(text, MAX_TEXT_CHARS)
}

/** The text, safe inside an element or a quoted attribute; characters that XML 1.0 does not allow are left out. */
export function xmlEscape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}

function characters(reader: Reader, raw: string): boolean {
  if (raw.charCodeAt(0) <= 0x20 && raw.trim() === '') return true
  const text = decode(raw)
  const top = reader.stack.at(-1)
  if (text === null || !top) return false
  top.text += text
  return true
}

/** Reads what starts with `<` and moves behind it. */
function markup(reader: Reader): boolean {
  const next = reader.text.charCodeAt(reader.at + 1)
  if (next === 0x2f) return closeTag(reader)
  if (next === 0x3f) return skipTo(reader, '?>')
  if (next !== 0x21) return openTag(reader)
  if (reader.text.startsWith('<!--', reader.at)) return skipTo(reader, '-->', 4)
  return reader.text.startsWith('<![CDATA[', reader.at) ? cdata(reader) : false
}

function skipTo(reader: Reader, mark: string, from = 2): boolean {
  const end = reader.text.indexOf(mark, reader.at + from)
  reader.at = end + mark.length
  return end !== -1
}

function cdata(reader: Reader): boolean {
  const start = reader.at + 9
  const top = reader.stack.at(-1)
  if (!top || !skipTo(reader, ']]>', 9)) return false
  top.text += reader.text.slice(start, reader.at - 3)
  return true
}

function closeTag(reader: Reader): boolean {
  const top = reader.stack.pop()
  const from = reader.at + 2
  if (!top || !reader.text.startsWith(top.tag, from)) return false
  const end = reader.text.indexOf('>', from + top.tag.length)
  reader.at = end + 1
  // `</a  >` may hold white space.
  return end === from + top.tag.length || (end !== -1 && reader.text.slice(from, end).trimEnd() === top.tag)
}

function openTag(reader: Reader): boolean {
  const outer = reader.stack.at(-1)
  if (++reader.elements > MAX_ELEMENTS || reader.stack.length >= MAX_DEPTH || (!outer && reader.root)) return false
  const gap = nameEnd(reader.text, reader.at + 1)
  // Most tags end with their name: no attributes to look for.
  const end = reader.text.charCodeAt(gap) === 0x3e ? gap : tagEnd(reader.text, gap)
  if (end === -1) return false
  const closed = reader.text.charCodeAt(end - 1) === 0x2f
  const tag = reader.text.slice(reader.at + 1, gap)
  const element = open(tag, reader.text.slice(gap, closed ? end - 1 : end), outer?.scope ?? reader.outside)
  if (!element) return false
  reader.at = end + 1
  if (outer) outer.children.push(element)
  else reader.root = element
  if (!closed) reader.stack.push(element)
  return true
}

/** Index of the first `>`, `/` or white space from here, or the text's length. */
function nameEnd(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 0x3e || code === 0x2f || code <= 0x20) return at
    at++
  }
  return at
}

/** Index of the `>` that ends the tag; one inside quotes does not. */
function tagEnd(text: string, from: number): number {
  let at = from
  for (;;) {
    const end = text.indexOf('>', at)
    if (end === -1) return -1
    const quote = openQuote(text, at, end)
    if (quote === -1) return end
    const close = text.indexOf(text.charAt(quote), end)
    if (close === -1) return -1
    at = close + 1
  }
}

/** Index of a quote that starts before `end` and does not end before it, or -1. */
function openQuote(text: string, from: number, end: number): number {
  let quote = -1
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code !== 0x22 && code !== 0x27) continue
    if (quote === -1) quote = i
    else if (text.charCodeAt(quote) === code) quote = -1
  }
  return quote
}

function open(tag: string, rest: string, outer: Scope): Open | null {
  let scope = outer
  let attributes = NO_ATTRIBUTES
  if (rest !== '') {
    const read = readAttributes(rest)
    if (!read) return null
    scope = declare(read, outer)
    attributes = read
    if (scope.size > MAX_NAMESPACES) return null
  }
  const named = scope.names.get(tag) ?? resolve(tag, scope)
  return named && { ns: named.ns, name: named.name, attributes, children: [], text: '', tag, scope }
}

/** Takes the xmlns declarations out of the attributes. */
function declare(attributes: Map<string, string>, outer: Scope): Scope {
  let scope = outer
  for (const [name, uri] of attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue
    scope = { prefix: name.slice(6), uri, size: scope.size + 1, outer: scope, names: new Map() }
    attributes.delete(name)
  }
  return scope
}

/** The name's namespace, remembered for the next element of the same name. Null: not a name, or its prefix is not declared. */
function resolve(tag: string, scope: Scope): Named | null {
  if (!isName(tag)) return null
  const colon = tag.indexOf(':')
  const prefix = colon === -1 ? '' : tag.slice(0, colon)
  let at: Scope | null = scope
  while (at && at.prefix !== prefix) at = at.outer
  if (!at) return null
  const named = { ns: at.uri, name: tag.slice(colon + 1) }
  scope.names.set(tag, named)
  return named
}

/** `a="1" b='2'`; null when it is anything else, a name comes twice, or there are more than 64. */
function readAttributes(text: string): Map<string, string> | null {
  const attributes = new Map<string, string>()
  let at = 0
  for (;;) {
    while (isSpace(text.charCodeAt(at))) at++
    if (at >= text.length) return attributes
    const equals = text.indexOf('=', at)
    const name = equals === -1 ? '' : text.slice(at, equals).trim()
    if (!isName(name) || attributes.has(name) || attributes.size >= MAX_ATTRIBUTES) return null
    let start = equals + 1
    while (isSpace(text.charCodeAt(start))) start++
    const quote = text.charAt(start)
    const end = quote === '"' || quote === "'" ? text.indexOf(quote, start + 1) : -1
    const value = end === -1 ? null : decode(text.slice(start + 1, end))
    if (value === null || (end + 1 < text.length && !isSpace(text.charCodeAt(end + 1)))) return null
    attributes.set(name, value)
    at = end + 1
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** A name starts with a letter, `_` or a character beyond ASCII, and holds none of the characters of markup. */
function isName(name: string): boolean {
  return name.length <= 128 && /^[A-Za-z_\u0080-\uffff][^\s<>&"'=/!?]*$/.test(name)
}

/** Resolves `&amp;` and `&#…;`. Null: an entity that XML does not have, or a `<`. */
function decode(text: string): string | null {
  let from = text.indexOf('&')
  if (from === -1) return text
  const parts: string[] = [text.slice(0, from)]
  while (from !== -1) {
    // The longest reference is `&#x10FFFF;`.
    const end = text.slice(from, from + 12).indexOf(';')
    const value = end === -1 ? null : entity(text.slice(from + 1, from + end))
    if (value === null) return null
    const next = text.indexOf('&', from + end)
    parts.push(value, text.slice(from + end + 1, next === -1 ? text.length : next))
    from = next
  }
  return parts.join('')
}

function entity(name: string): string | null {
  if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? null) : null
  const hex = name[1] === 'x'
  const digits = name.slice(hex ? 2 : 1)
  if (!(hex ? /^[\da-f]+$/i : /^\d+$/).test(digits)) return null
  const code = Number.parseInt(digits, hex ? 16 : 10)
  const allowed = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff))
  return allowed ? String.fromCodePoint(code) : null
}
