import { SaxesParser, type SaxesTagNS } from 'saxes'
import { clip, MAX_ANSWER_CHARS, MAX_TEXT_CHARS } from './read.ts'

const MAX_DEPTH = 100
// Elements and attributes; each takes 2 µs.
const MAX_PARTS = 75_000
const MAX_ATTRIBUTES = 64
// Counted before parsing, since each costs the parser about a microsecond: 300,000 references alone took 0.36 s.
const MAX_MARKUP = 2 * MAX_PARTS
const MAX_REFERENCES = 50_000

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

/** Thrown inside the parser's callbacks to end it at the first thing that is refused. */
class Refused extends Error {}

function refuse(): never {
  throw new Refused()
}

/**
 * The root of an XML document, read in one linear pass. Null: not well-formed (cut off, tags crossed, prefix or entity undeclared), a DOCTYPE,
 * over 2 MiB, over 100 levels, over 75,000 elements and attributes. Never throws; only the five built-in entities and character references are resolved.
 */
export function parseXml(text: string): XmlElement | null {
  if (text.length > MAX_ANSWER_CHARS || tooMuchMarkup(text)) return null
  const parser = new SaxesParser({ xmlns: true, position: false })
  const tree = growTree()
  parser.on('error', refuse)
  parser.on('doctype', refuse)
  // The whole list of attributes is built before `opentag`: a flood ends at the 65th.
  let attributes = 0
  let parts = 0
  parser.on('opentagstart', () => {
    attributes = 0
  })
  parser.on('attribute', () => {
    if (++attributes > MAX_ATTRIBUTES || ++parts > MAX_PARTS) refuse()
  })
  parser.on('opentag', (tag) => {
    if (++parts > MAX_PARTS || !tree.open(tag)) refuse()
  })
  parser.on('closetag', () => tree.close())
  parser.on('text', (data) => tree.text(data))
  parser.on('cdata', (data) => tree.text(data))
  try {
    parser.write(text).close()
  } catch {
    return null
  }
  return tree.root()
}

/** Whether counting alone tells that `parseXml` reads no such answer. */
export function tooMuchMarkup(text: string): boolean {
  return holdsMore(text, '<', MAX_MARKUP) || holdsMore(text, '&', MAX_REFERENCES)
}

function holdsMore(text: string, character: string, most: number): boolean {
  let count = 0
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) {
    if (++count > most) return true
  }
  return false
}

interface Tree {
  /** False: too deep. */
  open(tag: SaxesTagNS): boolean
  close(): void
  text(data: string): void
  root(): XmlElement | null
}

function growTree(): Tree {
  const stack: XmlElement[] = []
  let root: XmlElement | null = null
  return {
    open: ({ uri, local, attributes }) => {
      if (stack.length >= MAX_DEPTH) return false
      const element: XmlElement = { ns: uri, name: local, attributes: plainAttributes(attributes), children: [], text: '' }
      stack.at(-1)?.children.push(element)
      root ??= element
      stack.push(element)
      return true
    },
    close: () => {
      stack.pop()
    },
    text: (data) => {
      const top = stack.at(-1)
      if (top && data.trim() !== '') top.text += data
    },
    root: () => root,
  }
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()

function plainAttributes(attributes: SaxesTagNS['attributes']): ReadonlyMap<string, string> {
  const own = Object.values(attributes).filter(({ name, prefix }) => prefix !== 'xmlns' && name !== 'xmlns')
  return own.length === 0 ? NO_ATTRIBUTES : new Map(own.map(({ name, value }) => [name, value]))
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
  return (
    text
      .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;')
      // A bare one is read back as a line feed.
      .replaceAll('\r', '&#13;')
  )
}
