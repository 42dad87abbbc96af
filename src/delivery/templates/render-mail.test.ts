import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LANGUAGES, NOTICE_KINDS, type NoticeFacts } from '../channel.ts'
import { PAYLOADS } from '../../../test/support/payloads.ts'
import { renderMail } from './render-mail.ts'
import { sampleFacts } from './samples.ts'

const ALL = NOTICE_KINDS.flatMap((kind) => LANGUAGES.flatMap((language) => ([1, 2] as const).map((n) => ({ kind, language, n }))))

/** What a mail must tell of these facts. */
function told(facts: NoticeFacts): string[] {
  const ready = facts.kind === 'ready_for_pickup'
  return [
    facts.shop.name,
    facts.orderId ?? '',
    facts.shop.email ?? '',
    facts.shop.phone ?? '',
    facts.stopUrl ?? '',
    ...facts.parcels.flatMap((parcel) => [
      parcel.number,
      parcel.carrierName,
      parcel.url,
      parcel.lastEvent?.text ?? '',
      parcel.lastEvent?.place ?? '',
      ...(ready ? [parcel.pickup?.code ?? '', parcel.pickup?.place ?? ''] : []),
      parcel.previousNumber ?? '',
    ]),
  ]
}

describe('C1 mails to buyers', () => {
  test.each(ALL)('C1 content and parts: $kind in $language, $n parcels: text and HTML tell the same facts', ({ kind, language, n }) => {
    const facts = sampleFacts(kind, language, n)
    const { html, text } = renderMail(facts)
    const seen = visibleTexts(parse(html))
    for (const fact of told(facts)) {
      expect(text).toContain(fact)
      expect(html).toContain(fact.replaceAll('&', '&amp;'))
    }
    const flat = squeeze(text)
    for (const piece of [...seen, ...links(parse(html))]) expect(flat).toContain(squeeze(piece))
    expect(seen.length).toBeGreaterThan(10)
  })

  test('C1 content: a time of arrival only while it is one, and no fact that is not known', () => {
    expect(renderMail(sampleFacts('shipped', 'en')).text).toContain('Expected: 28 – 30 November')
    expect(renderMail(sampleFacts('delivered', 'en')).text).not.toContain('Expected')
    for (const kind of NOTICE_KINDS) {
      for (const language of LANGUAGES) {
        const { html, text } = renderMail(bare(sampleFacts(kind, language)))
        expect(`${html}${text}`).not.toMatch(/null|undefined|NaN|[:：]\s*\n\n|<p><\/p>/)
      }
    }
  })

  test.each(ALL)(
    'C1 subject: $kind in $language, $n parcels: at most 60 characters, begins with the status; preheader at most 90',
    (one) => {
      const facts = sampleFacts(one.kind, one.language, one.n)
      const status = renderMail(facts).subject.split(/[:：]/)[0] ?? ''
      expect(status.length).toBeGreaterThan(2)
      for (const name of ['Shop', 'A shop with an uncommonly long name that goes on and on', '店'.repeat(80)]) {
        for (const orderId of [null, '1', 'ORDER-2026-11-28-0000000000001-WITH-A-LONG-TAIL-AND-MORE']) {
          const { subject, preheader } = renderMail({ ...facts, orderId, shop: { ...facts.shop, name } })
          expect(Array.from(subject).length).toBeLessThanOrEqual(60)
          expect(Array.from(preheader).length).toBeLessThanOrEqual(90)
          expect(preheader).not.toBe('')
          expect(subject.startsWith(status)).toBe(true)
        }
      }
    },
  )

  test('C1 HTML: at most 75 KB, however much there is to tell', () => {
    const facts = sampleFacts('ready_for_pickup', 'ru', 1)
    const long = 'Ж&<'.repeat(400)
    const parcels = Array.from({ length: 60 }, (_, i) => ({
      ...facts.parcels[0]!,
      number: `RA${String(i).padStart(9, '0')}RU`,
      carrierName: long,
      lastEvent: { text: long, place: long, date: long },
      pickup: { code: long, place: long, until: 0 },
    }))
    const { html, text } = renderMail(
      { ...facts, parcels, orderId: long, shop: { ...facts.shop, name: long } },
      { body: long.repeat(3), headline: long.slice(0, 300), footer: long.slice(0, 1_000) },
    )
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(75 * 1024)
    for (const { number } of parcels) expect(text).toContain(number)
  })

  test.each(ALL)(
    'C1 HTML: $kind in $language, $n parcels: language, tables for layout, 600 px, 16 px text, nothing from elsewhere',
    (one) => {
      const facts = sampleFacts(one.kind, one.language, one.n)
      const { html } = renderMail(facts)
      const all = elements(parse(html))
      const root = all.find(({ tagName }) => tagName === 'html')!
      expect(attribute(root, 'lang')).toBe({ en: 'en', ru: 'ru', zh: 'zh-Hans' }[one.language])
      expect(attribute(root, 'dir')).toBe('ltr')
      for (const table of all.filter(({ tagName }) => tagName === 'table')) expect(attribute(table, 'role')).toBe('presentation')
      expect(all.filter(({ tagName }) => /^(?:script|form|input|img|link|iframe|object|svg|video)$/.test(tagName))).toEqual([])
      expect(html).not.toMatch(/@import|url\(|\son[a-z]+=/i)
      expect(html).toContain('max-width:600px')
      for (const { text, size } of sizes(parse(html))) expect({ text, size: size >= 16 }).toEqual({ text, size: true })
      // One button a parcel, that is a link and not a picture, in colours that Outlook reads from the cell.
      const buttons = all.filter((element) => element.tagName === 'a' && attribute(element, 'href')?.includes('/p/'))
      expect(buttons.map((button) => attribute(button, 'href'))).toEqual(facts.parcels.map(({ url }) => url))
      for (const button of buttons) expect(attribute(button.parentNode as Tree.Element, 'bgcolor')).toMatch(/^#[0-9a-f]{6}$/)
    },
  )

  test('C1 dark mode: announced, styled, and nothing is pure black or white', () => {
    const { html } = renderMail(sampleFacts('shipped', 'en'))
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
    expect(html).toContain('<meta name="supported-color-schemes" content="light dark">')
    expect(html).toContain('@media (prefers-color-scheme: dark)')
    expect(html).not.toMatch(/#(?:000|fff)(?:000|fff)?\b|\b(?:black|white)\b(?!-)/i)
  })

  test('ru: numbers of parcels have their form', () => {
    const facts = sampleFacts('shipped', 'ru')
    const headline = (n: number): string => {
      const { text } = renderMail({ ...facts, parcels: Array.from({ length: n }, () => facts.parcels[0]!) })
      return /^Ваш.*$/m.exec(text)?.[0] ?? ''
    }
    expect([1, 2, 5, 11, 21, 22, 25].map(headline)).toEqual([
      'Ваша посылка уже в пути',
      'Ваши 2 посылки уже в пути',
      'Ваши 5 посылок уже в пути',
      'Ваши 11 посылок уже в пути',
      'Ваша 21 посылка уже в пути',
      'Ваши 22 посылки уже в пути',
      'Ваши 25 посылок уже в пути',
    ])
  })

  test('a correction says what is corrected', () => {
    const facts = sampleFacts('correction', 'en')
    expect(renderMail(facts).text).toContain('Your tracking number has changed')
    const other = { ...facts, parcels: facts.parcels.map((parcel) => ({ ...parcel, previousNumber: null })) }
    expect(renderMail(other).text).toContain('What we wrote about your parcel was not right')
  })
})

describe('S-06 hostile words stay words', () => {
  test(`S-06 ${PAYLOADS.length} payloads in every field leave the elements and attributes of the mail as they are`, () => {
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(60)
    for (const kind of ['shipped', 'ready_for_pickup', 'correction'] as const) {
      const expected = shape(hostile(kind, 'harmless'))
      for (const payload of PAYLOADS) expect(shape(hostile(kind, payload))).toBe(expected)
    }
  })

  test('S-06 any text comes back from the HTML as the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
        const facts = hostile('shipped', text)
        const { html, text: plain } = renderMail(facts)
        const flat = squeeze(plain)
        for (const piece of visibleTexts(parse(html))) expect(flat).toContain(squeeze(piece))
      }),
      { numRuns: 200 },
    )
  })

  test('S-06 addresses in the words of a carrier make no link, and nothing turns the text around', () => {
    const facts = sampleFacts('shipped', 'en')
    const words = 'pay at https://evil.test/x or www.evil.test \u202egpj.exe'
    const parcels = facts.parcels.map((parcel) => ({ ...parcel, lastEvent: { text: words, place: words, date: '' } }))
    const { text, html } = renderMail({ ...facts, parcels })
    expect(text).toContain('pay at … or … gpj.exe')
    expect(`${text}${html}`).not.toMatch(/https:\/\/evil|www\.evil|\u202e/)
  })
})

function hostile(kind: NoticeFacts['kind'], payload: string): NoticeFacts {
  const facts = sampleFacts(kind, 'en')
  return {
    ...facts,
    shop: { ...facts.shop, name: payload, phone: '1' },
    orderId: payload,
    parcels: facts.parcels.map((parcel) => ({
      ...parcel,
      number: payload,
      carrierName: payload,
      lastEvent: { text: `x ${payload}`, place: `x ${payload}`, date: `x ${payload}` },
      pickup: { code: `x ${payload}`, place: `x ${payload}`, until: null },
      previousNumber: kind === 'correction' ? payload : null,
    })),
  }
}

/** Only what is always known. */
function bare(facts: NoticeFacts): NoticeFacts {
  return {
    ...facts,
    shop: { name: facts.shop.name, homepage: null, email: null, phone: null },
    orderId: null,
    stopUrl: null,
    parcels: facts.parcels.map((parcel) => ({ ...parcel, lastEvent: null, eta: null, pickup: null, previousNumber: null })),
  }
}

function children(node: Tree.Node): Tree.ChildNode[] {
  return 'childNodes' in node ? node.childNodes : []
}

function elements(node: Tree.Node): Tree.Element[] {
  return [...('tagName' in node ? [node] : []), ...children(node).flatMap(elements)]
}

function attribute(element: Tree.Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value
}

function isHidden(node: Tree.Node): boolean {
  if (!('tagName' in node)) return false
  return ['head', 'style', 'title'].includes(node.tagName) || /display:\s?none/.test(attribute(node, 'style') ?? '')
}

function visibleTexts(node: Tree.Node): string[] {
  if (isHidden(node)) return []
  if (node.nodeName === '#text' && 'value' in node) return squeeze(node.value) === '' ? [] : [node.value]
  return children(node).flatMap(visibleTexts)
}

function sizes(node: Tree.Node, size = 16): { text: string; size: number }[] {
  if (isHidden(node)) return []
  const own = 'tagName' in node ? /font-size:\s?(\d+)px/.exec(attribute(node, 'style') ?? '')?.[1] : undefined
  if (node.nodeName === '#text' && 'value' in node) return squeeze(node.value) === '' ? [] : [{ text: node.value, size }]
  return children(node).flatMap((child) => sizes(child, own === undefined ? size : Number(own)))
}

function links(node: Tree.Node): string[] {
  return elements(node).flatMap((element) => {
    const href = attribute(element, 'href')
    return href === undefined || /^(?:mailto|tel):/.test(href) ? [] : [href]
  })
}

/** Elements with the names of their attributes, and no text. */
function outline(node: Tree.Node): string {
  const own = 'tagName' in node ? `<${node.tagName} ${node.attrs.map(({ name }) => name).join(' ')}>` : ''
  return `${own}${children(node).map(outline).join('')}`
}

function squeeze(text: string): string {
  return text.replaceAll(/[\s\u00a0]+/g, ' ').trim()
}

function shape(facts: NoticeFacts): string {
  return outline(parse(renderMail(facts).html))
}
