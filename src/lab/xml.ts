import { XMLParser, XMLValidator } from 'fast-xml-parser'

const MAX_DEPTH = 40
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: true,
})

/** An element by namespace and local name; prefixes are gone. */
export interface Element {
  namespace: string
  name: string
  children: Element[]
  text: string
}

/** The root element, or null for what is not well-formed XML without a DOCTYPE. */
export function parseXml(source: string): Element | null {
  if (source.includes('<!DOCTYPE') || XMLValidator.validate(source) !== true) return null
  try {
    const nodes: unknown = parser.parse(source)
    return elements(nodes, new Map(), 0).children[0] ?? null
  } catch {
    return null
  }
}

/** The first child with this name in this namespace. */
export function child(parent: Element | undefined, namespace: string, name: string): Element | undefined {
  return parent?.children.find((element) => element.name === name && element.namespace === namespace)
}

/** Text for element content and attribute values; characters that XML 1.0 cannot hold are dropped. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

type Scope = ReadonlyMap<string, string>

/** fast-xml-parser's ordered form: `[{ 'p:name': [...children], ':@': { attributes } }, { '#text': '…' }]`. */
function elements(nodes: unknown, scope: Scope, depth: number): { children: Element[]; text: string } {
  if (depth > MAX_DEPTH) throw new Error('too deep')
  const out = { children: [] as Element[], text: '' }
  for (const node of Array.isArray(nodes) ? nodes : []) {
    const entries = new Map<string, unknown>(Object.entries(Object(node)))
    const tag = [...entries.keys()].find((name) => name !== ':@')
    if (tag === undefined || tag.startsWith('?')) continue
    if (tag === '#text') {
      out.text += String(entries.get(tag))
      continue
    }
    const inner = declare(scope, entries.get(':@'))
    const [prefix, name] = tag.includes(':') ? [tag.slice(0, tag.indexOf(':')), tag.slice(tag.indexOf(':') + 1)] : ['', tag]
    out.children.push({ namespace: inner.get(prefix) ?? '', name, ...elements(entries.get(tag), inner, depth + 1) })
  }
  return out
}

function declare(scope: Scope, attributes: unknown): Scope {
  if (typeof attributes !== 'object' || attributes === null) return scope
  const inner = new Map(scope)
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'xmlns') inner.set('', String(value))
    if (name.startsWith('xmlns:')) inner.set(name.slice(6), String(value))
  }
  return inner
}
