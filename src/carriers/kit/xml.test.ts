import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { child, children, childText, descend, parseXml, xmlEscape, type XmlElement } from './xml.ts'

test('elements are matched by namespace and local name, whatever the prefix', () => {
  const root = parseXml('<a:r xmlns:a="urn:x" xmlns="urn:y"><b:c xmlns:b="urn:x">1</b:c><c>2</c><d xmlns=""><c>3</c></d></a:r>')
  expect([root?.ns, root?.name]).toEqual(['urn:x', 'r'])
  expect(childText(root, 'urn:x', 'c')).toBe('1')
  expect(childText(root, 'urn:y', 'c')).toBe('2')
  expect(childText(root, '', 'd', 'c')).toBe('3')
  expect(descend(root, 'urn:x', 'c', 'e')).toBeUndefined()
  expect(children(root, 'urn:x', 'c')).toHaveLength(1)
  expect(child(null, '', 'c')).toBeUndefined()
})

test('a declaration holds inside its element only', () => {
  expect(parseXml('<r><a xmlns:p="u"><p:b/></a></r>')?.children[0]?.children[0]?.ns).toBe('u')
  expect(parseXml('<r><a xmlns:p="u"/><p:b/></r>')).toBeNull()
  expect(parseXml('<r xmlns="u"><a xmlns="v"/><b/></r>')?.children.map(({ ns }) => ns)).toEqual(['v', 'u'])
})

test('text, CDATA, the five entities and character references come out as text', () => {
  const root = parseXml(
    '\ufeff<?xml version="1.0"?><!-- c --><r a="1 &amp; &quot;2&quot;" b=\'>\'>x &lt;&#1055;&#x43E;<![CDATA[<&>]]><!-- - --> y</r>\n',
  )
  expect(root?.text).toBe('x <По<&> y')
  expect(root?.attributes).toEqual(
    new Map([
      ['a', '1 & "2"'],
      ['b', '>'],
    ]),
  )
})

test.each([
  ['cut off', '<r><a>1</a>'],
  ['crossed tags', '<r><a></r></a>'],
  ['two roots', '<r/><r/>'],
  ['text outside', '<r/>x'],
  ['an entity of HTML', '<r>&nbsp;</r>'],
  ['an entity of its own', '<!DOCTYPE r [<!ENTITY e "1">]><r>&e;</r>'],
  ['a DOCTYPE', '<!DOCTYPE r><r/>'],
  ['a reference to nothing', '<r>&#0;</r>'],
  ['half a surrogate pair', '<r>&#xD800;</r>'],
  ['a reference beyond Unicode', '<r>&#x110000;</r>'],
  ['a bare ampersand', '<r>a & b</r>'],
  ['an attribute twice', '<r a="1" a="2"/>'],
  ['an attribute without quotes', '<r a=1/>'],
  ['an attribute without a value', '<r a/>'],
  ['an undeclared prefix', '<p:r/>'],
  ['a name that is none', '<1/>'],
  ['nothing', ''],
  ['101 levels', '<a>'.repeat(101) + '</a>'.repeat(101)],
  ['more than 75,000 elements', `<a>${'<b/>'.repeat(75_000)}</a>`],
  ['more than 75,000 elements and attributes', `<a>${'<b c="" d=""/>'.repeat(25_000)}</a>`],
  ['65 attributes', `<a ${Array.from({ length: 65 }, (_, i) => `a${i}=""`).join(' ')}/>`],
  ['more than 2 MiB', `<a>${' '.repeat(2 * 1024 * 1024)}</a>`],
])('%s is refused', (_name, text) => expect(parseXml(text)).toBeNull())

test('100 levels and 64 attributes are read', () => {
  expect(parseXml('<a>'.repeat(100) + '</a>'.repeat(100))).not.toBeNull()
  expect(parseXml(`<a ${Array.from({ length: 64 }, (_, i) => `a${i}=""`).join(' ')}/>`)?.attributes.size).toBe(64)
})

type Plain = { name: string; attributes: Record<string, string>; children: readonly Plain[]; text: string }
const tree = fc.letrec<{ node: Plain }>((tie) => ({
  node: fc.record({
    name: fc.stringMatching(/^[A-Za-z_][\w.-]{0,6}$/),
    attributes: fc.dictionary(fc.stringMatching(/^[a-wA-W][\w.-]{0,6}$/), fc.string({ maxLength: 12 }), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    children: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('node'), { maxLength: 4 })),
    text: fc.string({ maxLength: 12, unit: 'binary' }),
  }),
})).node

function write({ name, attributes, children: inner, text }: Plain): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlEscape(value)}"`)
  return `<${name}${head.join('')}>${xmlEscape(text)}${inner.map(write).join('')}</${name}>`
}

function plain(element: XmlElement): Plain {
  return {
    name: element.name,
    attributes: Object.fromEntries(element.attributes),
    children: element.children.map(plain),
    text: element.text,
  }
}

function legal(node: Plain): Plain {
  const text = node.text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
  return { ...node, text: text.trim() === '' ? '' : text, children: node.children.map(legal) }
}

test('what is written comes back, for any tree', () => {
  fc.assert(
    fc.property(tree, (node) => {
      const root = parseXml(write(node))
      expect(root && plain(root)).toEqual(legal(node))
    }),
  )
})

test('any text at all: an answer or null, never an exception', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('<', '>', '/', '!', '--', '[CDATA[', ']]>', '?', '&', ';', '#', 'x', 'a', ':', '"', "'", '=', ' '), {
        maxLength: 60,
      }),
      (parts) => {
        parseXml(parts.join(''))
      },
    ),
    { numRuns: 2000 },
  )
})

test('escaping leaves out what XML cannot hold', () => {
  expect(xmlEscape('a\0<&>"\'\u001b\ud800é🚚')).toBe('a&lt;&amp;&gt;&quot;&apos;é🚚')
})
