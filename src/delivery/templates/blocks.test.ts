import { describe, expect, test } from 'vitest'
import { NOTICE_KINDS } from '../channel.ts'
import { checkTemplate, renderBlock, variablesOf } from './blocks.ts'
import { renderMail } from './render-mail.ts'
import { sampleFacts } from './samples.ts'

describe('C1 editing: texts of merchants, when they are saved', () => {
  test.each(NOTICE_KINDS)('%s: every variable of the kind can be used', (kind) => {
    for (const { name, optional } of variablesOf(kind)) {
      const body = optional ? `{{ ${name} | default: "soon" }}` : `{{ ${name} }}`
      expect(checkTemplate(kind, { body })).toEqual([])
      const { html, text } = renderMail(sampleFacts(kind, 'en'), { body: `<<${body}>>` })
      expect(text).toMatch(/<<.+>>/)
      expect(html).not.toContain('&lt;&lt;&gt;&gt;')
    }
  })

  test.each([
    ['an unknown variable', '{{ nmae }}', 'unknown_variable'],
    ['one of another kind', '{{ pickup_code }}', 'unknown_variable'],
    ['one in an argument', '{{ eta | default: price }}', 'unknown_variable'],
    ['a property', '{{ shop.constructor }}', 'unknown_variable'],
    ['a property by a text', '{{ shop["length"] }}', 'unknown_variable'],
    ['a prototype', '{{ __proto__ }}', 'unknown_variable'],
    ['one that may be unknown', 'It comes {{ eta }}.', 'may_be_blank'],
    ['one whose default is empty', '{{ eta | default: "" }}', 'may_be_blank'],
    ['a default that may be unknown too', '{{ eta | default: order }}', 'may_be_blank'],
    ['an open brace', 'Hello {{ shop', 'syntax'],
    ['an empty output', 'Hello {{ }}', 'syntax'],
    ['a filter', '{{ shop | upcase }}', 'syntax'],
    ['a tag', '{% for i in (1..1000000) %}x{% endfor %}', 'syntax'],
    ['a file', '{% include "/etc/passwd" %}', 'syntax'],
    ['a range', '{{ (1..100000000) }}', 'syntax'],
    ['nothing', '  ', 'empty'],
    ['too much', 'x'.repeat(4_001), 'too_long'],
  ])('%s is refused', (_, body, kind) => {
    expect(checkTemplate('shipped', { body })).toEqual([expect.objectContaining({ block: 'body', kind })])
  })

  test('every block is looked at, and the nearest name is told', () => {
    const problems = checkTemplate('delivered', { subject: 'a\nb', headline: '{{ shp }}', body: 'fine', footer: '{{' })
    expect(problems.map(({ block, kind }) => [block, kind])).toEqual([
      ['subject', 'several_lines'],
      ['headline', 'unknown_variable'],
      ['footer', 'syntax'],
    ])
    expect(problems[1]).toMatchObject({ variable: 'shp', detail: expect.stringContaining('Did you mean shop?') })
  })
})

describe('C1 editing: texts of merchants, when a mail is made', () => {
  const override = {
    subject: 'Update on {{ order | default: number }}',
    headline: 'Hello from {{ shop }}',
    body: 'First line\nsecond line\n\nNext paragraph with {{ carrier }}',
    footer: 'Call us <b>now</b>',
  }

  test('they take the place of the built-in ones, as text', () => {
    const { subject, html, text } = renderMail(sampleFacts('shipped', 'en'), override)
    expect(subject).toBe('Update on 100245')
    expect(html).toContain('Hello from Lantern &amp; Co')
    expect(html).toContain('<p>First line<br />second line</p>')
    expect(html).toContain('Call us &lt;b&gt;now&lt;/b&gt;')
    expect(text).toContain('First line\nsecond line\n\nNext paragraph with Royal Mail')
    // Why it came and how to stop it cannot be written away.
    for (const part of [html, text]) {
      expect(part).toContain('because you ordered at Lantern')
      expect(part).toContain('/stop')
    }
  })

  test('one that cannot be rendered leaves the built-in text', () => {
    const facts = sampleFacts('shipped', 'en')
    for (const broken of ['{{ nmae }}', '{{ shop', '{{ (1..100000000) }}', '{{ pickup_code }}', ' ']) {
      expect(renderMail(facts, { subject: broken, headline: broken, body: broken, footer: broken })).toEqual(renderMail(facts))
    }
  })

  test('neither time nor memory nor prototypes can be had, whatever got into the store', () => {
    const values = { shop: 'x'.repeat(200), order: null }
    const nested = `{{ ${'('.repeat(2_000)}1${')'.repeat(2_000)} }}`
    for (const hostile of [
      '{{ shop.constructor }}',
      '{{ shop.constructor.name }}',
      '{{ shop["__proto__"] }}',
      '{{ __proto__ }}',
      '{{ constructor.constructor }}',
      '{{ toString }}',
      '{{ (1..100000000) }}',
      '{% for i in (1..100000000) %}x{% endfor %}',
      '{{ shop | times: 9 | append: shop }}',
      '{{ shop }}'.repeat(100_000),
      nested,
    ]) {
      const startedAt = performance.now()
      expect({ hostile: hostile.slice(0, 40), text: renderBlock(hostile, values) }).toEqual({ hostile: hostile.slice(0, 40), text: null })
      expect(performance.now() - startedAt).toBeLessThan(500)
    }
  })

  test('a block as long as may be, of the longest values, is made within the limits', () => {
    const body = '{{ shop }}'.repeat(400)
    expect(checkTemplate('shipped', { body })).toEqual([])
    const startedAt = performance.now()
    expect(renderBlock(body, { shop: 'x'.repeat(80) })).toHaveLength(32_000)
    expect(performance.now() - startedAt).toBeLessThan(100)
  })

  test('what a value holds is not a template', () => {
    expect(renderBlock('{{ shop }}', { shop: '{{ order }}{% raw %}' })).toBe('{{ order }}{% raw %}')
  })

  test('a subject is cut at 60 characters', () => {
    const { subject } = renderMail(sampleFacts('shipped', 'zh'), { subject: '很'.repeat(100) })
    expect(Array.from(subject)).toHaveLength(60)
  })
})
