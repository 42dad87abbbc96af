import { describe, expect, test } from 'vitest'
import { redactAnswer } from './redact-answer.ts'

function redacted(text: string, people?: { fields?: string[]; none?: string[] }, secrets: string[] = []): string {
  return redactAnswer(people === undefined ? {} : { people }, { status: 200, headers: {}, text }, secrets).text
}

describe('XML', () => {
  test('texts in and below elements that hold people are masked, with their tags kept', () => {
    expect(redacted('<a><ns:Recipient id="1"><Name>Ann</Name><country>NL</country></ns:Recipient><Place>Omsk</Place></a>')).toBe(
      '<a><ns:Recipient id="1"><Name>*</Name><country>NL</country></ns:Recipient><Place>Omsk</Place></a>',
    )
    expect(redacted('<a><Sender/><Place>Omsk</Place></a>')).toBe('<a><Sender/><Place>Omsk</Place></a>')
  })

  test('so are attributes by their names, and nothing else of a tag', () => {
    expect(redacted('<e event="DLVRD" recipient-name="Ann" x:phone="1" status = "ok" signed=""/>')).toBe(
      '<e event="DLVRD" recipient-name="*" x:phone="*" status = "ok" signed="*"/>',
    )
  })

  test('quotation marks of either kind hold values, with blanks around the sign or without', () => {
    expect(redacted(`<e recipient='Ann "A" B' event='OK' phone = '1'/>`)).toBe(`<e recipient='*' event='OK' phone = '*'/>`)
    expect(redacted(`<e place="d'Or" recipient="Ann O'B"/>`)).toBe(`<e place="d'Or" recipient="*"/>`)
  })

  test('nothing of a person hides between CDATA marks, in a comment or after an element', () => {
    expect(redacted('<a><Signatory><![CDATA[Ann]]></Signatory><Text><![CDATA[At <b>home</b>]]></Text></a>')).toBe(
      '<a><Signatory><![CDATA[*]]></Signatory><Text><![CDATA[At <b>home</b>]]></Text></a>',
    )
    expect(redacted('<a><Signatory><b>Mrs</b> Ann <!-- B --> C<i>D</i></Signatory><p>x</p></a>')).toBe(
      '<a><Signatory><b>*</b>*<!--*--><i>*</i></Signatory><p>x</p></a>',
    )
  })

  test('what is no tag stays: declarations, comments, a lone bracket', () => {
    const text = '<?xml version="1.0"?><!-- a > b --><a>1 > 0</a><'
    expect(redacted(text)).toBe(text)
  })
})

describe('JSON', () => {
  test('values in and below fields that hold people are masked, but for countries; names near them are not', () => {
    const text =
      '{"receiverName":"Ann","E-Mail":"x","sender":{"city":"Omsk","country":"RU"},"statusName":"ok","signed":true,"signedAt":"12"}'
    expect(redacted(text)).toBe(
      '{"receiverName":"*","E-Mail":"*","sender":{"city":"*","country":"RU"},"statusName":"ok","signed":true,"signedAt":"12"}',
    )
  })

  test('a carrier names fields of its own, and those that hold nobody', () => {
    expect(redacted('{"who":"Ann","phoneCode":"7"}', { fields: ['who'], none: ['phoneCode'] })).toBe('{"who":"*","phoneCode":"7"}')
  })
})

test.each([
  ['left with ann.b+c@mail.shop.example today', 'left with * today'],
  ['a@b.c,d@e.f', '*,*'],
  ['no @ address, a@b, @b.c, a@.c', 'no @ address, a@b, @b.c, a@.c'],
  [`${'x'.repeat(70)}@b.c`, `${'x'.repeat(6)}*`],
  ['call +7 (900) 000-00-01 now', 'call * now'],
  ['Signed for by: Ann B', 'Signed for by: *'],
])('in any text: %s', (text, masked) => {
  expect(JSON.parse(redacted(JSON.stringify({ text })))).toEqual({ text: masked })
})

test('our own access is masked wherever it stands', () => {
  expect(redacted('{"echo":"key=secret-1"}', undefined, ['secret-1', 'abc'])).toBe('{"echo":"key=*"}')
})

test.each([
  ['a word without an end', 'a'.repeat(2_000_000)],
  ['addresses that end at once', 'a@'.repeat(1_000_000)],
  ['domains without an end', `${'a@b.'.repeat(10)}${'c'.repeat(2_000_000)}`],
  ['tags without an end', '<a'.repeat(1_000_000)],
  ['one long tag', `<${'a'.repeat(2_000_000)}`],
  ['one long attribute', `<a ${'b'.repeat(1_000_000)}="${'c'.repeat(1_000_000)}`],
  ['quotation marks', `<a ${'="'.repeat(1_000_000)}>`],
])('two megabytes take 0.7 s at most: %s', (_name, text) => {
  // The processor's time, the best of three: the machine may do other things beside.
  const times = [0, 1, 2].map(() => {
    const start = process.cpuUsage()
    redacted(text)
    return process.cpuUsage(start).user / 1_000
  })
  expect(Math.min(...times)).toBeLessThan(700)
})
