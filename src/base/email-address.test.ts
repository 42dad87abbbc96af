import { describe, expect, test } from 'vitest'
import { parseAddress, parseMailbox } from './index.ts'

describe('S-07: one e-mail address', () => {
  test.each([
    ['bob@example.com', 'bob@example.com'],
    ['  bob@example.com ', 'bob@example.com'],
    ['Bob.Smith+shop@Example.COM', 'Bob.Smith+shop@example.com'],
    ["o'neil_1/x=y@mail.example.co.uk", "o'neil_1/x=y@mail.example.co.uk"],
    ['anna@пример.рф', 'anna@xn--e1afmkfd.xn--p1ai'],
    ['почта@пример.рф', 'почта@xn--e1afmkfd.xn--p1ai'],
    ['a@xn--e1afmkfd.xn--p1ai', 'a@xn--e1afmkfd.xn--p1ai'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%s is %s', (text, address) => {
    expect(parseAddress(text)).toEqual({ address, problem: null })
  })

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['bob@c.test\r\nRCPT TO:<a@evil.test>', 'control_character'],
    ['bob@example.com\n', 'control_character'],
    ['bob@exam\u200bple.com', 'control_character'],
    ['bob@example.com\u2028', 'control_character'],
    ['"bob"@example.com', 'quoted_local_part'],
    ['bob(home)@example.com', 'comment'],
    ['bob@example.com, ann@example.com', 'several_addresses'],
    ['bob@example.com;ann@example.com', 'several_addresses'],
    ['bob@evil.test@example.com', 'several_addresses'],
    ['Bob <bob@example.com>', 'malformed'],
    ['<bob@example.com>', 'malformed'],
    ['bob', 'malformed'],
    ['=?utf-8?q?a=40evil.test=3e?=@example.com', 'malformed'],
    ['@example.com', 'malformed'],
    ['bob@', 'malformed'],
    ['.bob@example.com', 'malformed'],
    ['b..b@example.com', 'malformed'],
    ['bob@localhost', 'malformed'],
    ['bob@127.0.0.1', 'malformed'],
    ['bob@[127.0.0.1]', 'malformed'],
    ['bob@0x7f.1', 'malformed'],
    ['bob@example.com:25', 'malformed'],
    ['bob@ex%61mple.com', 'malformed'],
    ['bob@example..com', 'malformed'],
    ['bob@-example.com', 'malformed'],
    ['bob@exam ple.com', 'malformed'],
    [`${'a'.repeat(65)}@example.com`, 'too_long'],
    [`a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(60)}`, 'too_long'],
    ['ы'.repeat(33) + '@example.com', 'too_long'],
  ])('%j is none: %s', (text, problem) => {
    expect(parseAddress(text)).toEqual({ address: null, problem })
  })

  test('a sender is a name and an address, or the address alone', () => {
    expect(parseMailbox('Shop via Trackru <mail@shop.example>')).toEqual({ name: 'Shop via Trackru', address: 'mail@shop.example' })
    expect(parseMailbox('"Лавка, Маяк" <mail@shop.example>')).toEqual({ name: 'Лавка, Маяк', address: 'mail@shop.example' })
    expect(parseMailbox('mail@shop.example')).toEqual({ name: '', address: 'mail@shop.example' })
    for (const text of ['Shop', 'Shop <mail>', 'Shop <a@b.test>, <c@d.test>', 'Shop\r\nBcc: x <a@b.test>']) {
      expect(parseMailbox(text)).toBeNull()
    }
  })
})
