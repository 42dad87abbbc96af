import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Language, LANGUAGES, NOTICE_KINDS, type NoticeFacts, type NoticeParcel } from '../channel.ts'
import { countParts } from './parts.ts'
import { renderSms } from './render.ts'
import { checkSmsTemplate } from './template.ts'

const LINK = 'https://t.shop-ab.ru/aB3x'

const PARCEL: NoticeParcel = {
  number: 'RA644000001RU',
  carrierName: 'CDEK',
  url: 'https://trackru.example/t/1',
  shortUrl: LINK.slice(0, 24),
  lastEvent: { text: 'see http://evil.example \u202e\u0000', place: 'Moscow', date: '2026-11-28' },
  eta: null,
  pickup: { code: '48213', place: 'ул. Ленина, 1', until: Date.UTC(2026, 11, 5, 12) },
  previousNumber: 'RA000000000RU',
}

function facts(change: Partial<NoticeFacts> = {}, parcel: Partial<NoticeParcel> = {}): NoticeFacts {
  return {
    kind: 'shipped',
    language: 'ru',
    shop: { name: 'Дом и Сад', homepage: null, email: null, phone: null },
    orderId: '1004217',
    timeZone: 'Europe/Moscow',
    parcels: [{ ...PARCEL, ...parcel }],
    stopUrl: null,
    ...change,
  }
}

const SHOPS = [
  'A',
  'Дом и Сад',
  'Интернет-магазин товаров для дома, сада и огорода «Садовод-любитель»',
  'Garden & Home International Trading Company GmbH & Co. KG',
  'The “Curly” Shop — of L’Étoile… 🛒',
  '家园商城旗舰店官方直营综合百货有限公司',
  '👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦',
]
const CARRIERS = [
  'UPS',
  'Деловые Линии',
  'Почта России',
  'International Distributions Services Deutsche Post',
  '顺丰速运国际',
  'Śląska Poczta',
]
const ORDERS = [null, '1', '1004217', 'A-2026-0001-XYZ-000001', 'заказ №15/2', 'evil.com/pay']
const CODES = [null, '1', '48213', 'ABCD-EFGH-1234-5678-9012']
const LENGTHS = { 'GSM-7': 160, 'UCS-2': 70 }

const cases = SHOPS.flatMap((shop) =>
  CARRIERS.flatMap((carrierName, i) =>
    ORDERS.map((orderId, j) => ({
      shop,
      carrierName,
      orderId,
      code: CODES[(i + j) % CODES.length] ?? null,
      count: (i * j) % 5 === 4 ? 3 : 1,
    })),
  ),
)

describe('default texts', () => {
  test.each(LANGUAGES.flatMap((language) => NOTICE_KINDS.map((kind) => [language, kind] as const)))(
    'C2 %s %s is one part with the link whole, whatever the names',
    (language, kind) => {
      const faults = cases.flatMap(({ shop, carrierName, orderId, code, count }) => {
        const pickup = { code, place: null, until: Date.UTC(2026, 11, 5, 12) }
        const parcels = Array.from({ length: count }, () => ({ ...PARCEL, carrierName, pickup }))
        const sms = renderSms(facts({ language, kind, shop: { name: shop, homepage: null, email: null, phone: null }, orderId, parcels }))
        const good =
          sms.parts === 1 &&
          sms.text.length <= LENGTHS[sms.encoding] &&
          sms.text.endsWith(PARCEL.shortUrl) &&
          !sms.text.includes('evil') &&
          (kind !== 'ready_for_pickup' || code === null || count > 1 || sms.text.includes(code)) &&
          (kind !== 'correction' || sms.text.includes(PARCEL.number))
        return good ? [] : [sms]
      })
      expect(faults).toEqual([])
    },
  )

  test('C2 with names of usual length the order, the shop and the carrier are told', () => {
    expect(renderSms(facts())).toEqual({ text: `Дом и Сад: заказ 1004217 отправлен, CDEK ${PARCEL.shortUrl}`, parts: 1, encoding: 'UCS-2' })
    expect(renderSms(facts({ language: 'zh', kind: 'out_for_delivery', shop: { ...facts().shop, name: '家园商城' } })).text).toBe(
      `家园商城：您的订单1004217今日派送 ${PARCEL.shortUrl}`,
    )
    const en = renderSms(facts({ language: 'en', kind: 'ready_for_pickup', shop: { ...facts().shop, name: 'Garden ‘n’ Home' } }))
    expect(en).toEqual({
      text: `Garden 'n' Home: your order 1004217 is ready for pickup until 5 Dec. Code 48213 ${PARCEL.shortUrl}`,
      parts: 1,
      encoding: 'GSM-7',
    })
  })

  test('C2 words of the carrier are never in an SMS, and nothing hides or turns the text', () => {
    for (const language of LANGUAGES)
      for (const kind of NOTICE_KINDS) expect(renderSms(facts({ language, kind })).text).not.toMatch(/evil|Moscow|Ленина|\p{C}/u)
    const hostile = facts(
      { kind: 'ready_for_pickup', orderId: 'www.evil.example', shop: { ...facts().shop, name: 'Дом\u202e\n\u0000и Сад\u200b' } },
      { carrierName: 'see evil.example', pickup: { code: 'http://evil.example', place: null, until: Number.NaN } },
    )
    expect(renderSms(hostile).text).toBe(`Дом и Сад: заказ ждёт вас ${PARCEL.shortUrl}`)
    expect(renderSms({ ...hostile, kind: 'shipped' }).text).toBe(`Дом и Сад: посылка отправлена ${PARCEL.shortUrl}`)
  })

  test('C2 any text in any place gives one part that ends with the link', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LANGUAGES),
        fc.constantFrom(...NOTICE_KINDS),
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.string({ unit: 'binary', maxLength: 60 }),
        (language, kind, name, orderId, other) => {
          const sms = renderSms(
            facts(
              { language, kind, orderId, shop: { ...facts().shop, name } },
              { carrierName: other, number: other, pickup: { code: other, place: other, until: null } },
            ),
          )
          expect(sms.parts).toBe(1)
          expect(sms.text.endsWith(PARCEL.shortUrl)).toBe(true)
          expect(sms.text).not.toMatch(/[\p{Cc}\p{Cf}\n]/u)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('parts', () => {
  test.each([
    ['a'.repeat(160), 1, 'GSM-7'],
    ['a'.repeat(161), 2, 'GSM-7'],
    ['a'.repeat(306), 2, 'GSM-7'],
    ['€'.repeat(80), 1, 'GSM-7'],
    ['€'.repeat(81), 2, 'GSM-7'],
    ['ж'.repeat(70), 1, 'UCS-2'],
    ['ж'.repeat(71), 2, 'UCS-2'],
    ['ж'.repeat(134), 2, 'UCS-2'],
    ['ж'.repeat(135), 3, 'UCS-2'],
    [`${'a'.repeat(70)}“`, 2, 'UCS-2'],
    ['😀'.repeat(35), 1, 'UCS-2'],
    ['😀'.repeat(36), 2, 'UCS-2'],
  ] as const)('C2 %s is %d in %s', (text, parts, encoding) => {
    expect(countParts(text)).toEqual({ parts, encoding })
  })
})

function check(template: string, language: Language = 'ru'): ReturnType<typeof checkSmsTemplate> {
  return checkSmsTemplate(template, language, 'shipped')
}

describe("the merchant's own text", () => {
  test('C2 a text with known variables is fine, and its parts and an example are shown', () => {
    expect(check('{{shop}}: {{ order }} в пути {{link}}')).toEqual({
      problems: [],
      warnings: [],
      example: 'Дом и Сад: 1004217 в пути https://t.example/aB3dE6',
      parts: 1,
      encoding: 'UCS-2',
    })
  })

  test('C2 an unknown variable, loose braces and emptiness are problems with a place', () => {
    expect(check('{{shop}} {{price}} {{price}} {{link}}').problems).toEqual([{ code: 'unknown_variable', name: 'price' }])
    expect(check('{{shop} {{link}}').problems).toEqual([{ code: 'syntax', at: 0 }])
    expect(check('{{link}} }}').problems).toEqual([{ code: 'syntax', at: 9 }])
    expect(check('{{#if}}{{link}}').problems).toMatchObject([{ code: 'syntax' }])
    expect(check('{{link}} {{  }}').problems).toEqual([{ code: 'syntax', at: 9 }])
    expect(check('{{link}} {{or der}}').problems).toEqual([{ code: 'unknown_variable', name: 'or der' }])
    expect(check(' \u200b ').problems).toEqual([{ code: 'empty' }])
    expect(check(`{{link}} ${'ж'.repeat(250)}`).problems).toEqual([{ code: 'too_long' }])
  })

  test('C2 more than one part is a warning with the count', () => {
    expect(check(`{{shop}}: заказ {{order}} уже едет к вам, следите за ним здесь: {{link}}`)).toMatchObject({
      problems: [],
      warnings: ['several_parts'],
      parts: 2,
    })
    expect(check('“{{shop}}” your order {{order}} is on its way to you, see where: {{link}}', 'en')).toMatchObject({
      warnings: ['several_parts'],
      parts: 2,
      encoding: 'UCS-2',
    })
    expect(check('{{shop}}').warnings).toEqual(['no_link'])
  })

  test('C2 values are put in once and cleaned, and what is not known is left out', () => {
    const own = renderSms(
      facts({ shop: { ...facts().shop, name: '{{code}}\u202e\n' }, orderId: null }),
      '{{shop}}: {{order}} {{number}} {{link}}',
    )
    expect(own.text).toBe(`{{code}}: RA644000001RU ${PARCEL.shortUrl}`)
  })
})
