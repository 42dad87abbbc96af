import { SaxesParser } from 'saxes'

const MAX_DEPTH = 40

/** An element by namespace and local name; prefixes are gone. */
export interface Element {
  namespace: string
  name: string
  /** By local name. */
  attributes: ReadonlyMap<string, string>
  children: Element[]
  text: string
}

/** The root element, or null for what is not well-formed XML with declared prefixes, has a DOCTYPE or is over 40 levels deep. */
export function parseXml(source: string): Element | null {
  const document: Element = { namespace: '', name: '', attributes: new Map(), children: [], text: '' }
  const open = [document]
  const parser = new SaxesParser({ xmlns: true, position: false })
  parser.on('error', refuse)
  parser.on('doctype', refuse)
  parser.on('opentag', ({ uri, local, attributes }) => {
    const named = new Map(Object.values(attributes).map((attribute) => [attribute.local, attribute.value]))
    const element: Element = { namespace: uri, name: local, attributes: named, children: [], text: '' }
    open.at(-1)?.children.push(element)
    if (open.push(element) > MAX_DEPTH) refuse()
  })
  parser.on('closetag', () => void open.pop())
  const text = (piece: string): void => {
    const element = open.at(-1)
    if (element) element.text += piece
  }
  parser.on('text', text)
  parser.on('cdata', text)
  try {
    parser.write(source).close()
  } catch {
    return null
  }
  return document.children[0] ?? null
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

function refuse(): never {
  throw new Error('refused')
}
