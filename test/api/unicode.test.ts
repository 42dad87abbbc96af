import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Product } from '../support/product.ts'
import { startQuietProduct } from './operator.ts'
import { type Answer, firstOf, itemsOf, OK, type Wire, wireTo } from './wire.ts'

let product: Product
let wire: Wire
let last = 0

beforeAll(async () => {
  product = await startQuietProduct()
  wire = wireTo(product)
})
afterAll(() => product.stop())

const fresh = (): string => `UNICODE${String(++last).padStart(5, '0')}`

function post(more: object | string): Promise<Answer> {
  return wire('POST', '/v1/trackings/post', typeof more === 'string' ? more : { tracking_number: fresh(), carrier_code: 'dhl', ...more })
}

const TEXTS = {
  Chinese: '4PX挂号小包 中文测试 𠮷野家',
  Cyrillic: 'Посылка из Омска — «хрупкое», ёжик',
  emoji: '📦🚚✅',
  'an emoji of several joined by ZWJ': '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏳️‍🌈 👍🏽',
  'right to left': 'שלום العربية ‏الطرد‎ 123',
  'combining marks, not composed': 'e\u0301 Z\u0351\u036b\u0343 ä\u0308 한',
  'quotes and slashes': `"it's" \\ / \` <b>&amp;</b> \u2028\u2029 &`,
  'what SQL and formats would take': `'); drop table trackings; -- $1 %s {{7*7}} \${x}`,
  'the highest code point': '\u{10ffff}\u{1f9ff}',
  'inner line ends and tabs': 'a\tb\r\nc',
} as const

describe.each(Object.entries(TEXTS))('%s', (_, text) => {
  test('comes back to the letter from every endpoint, and finds its order', async () => {
    const number = fresh()
    const item = {
      tracking_number: number,
      carrier_code: 'dhl',
      title: text,
      customer_name: text,
      comment: text,
      logistics_channel: text,
      order_id: `${number} ${text}`.replaceAll(',', ';'),
    }
    const { tracking_number: _number, carrier_code: _carrier, ...kept } = item
    const { logistics_channel: _channel, ...listed } = kept
    const { comment: _comment, ...changed } = kept
    expect((await post(item)).data).toMatchObject(kept)
    expect(firstOf(await wire('GET', `/v1/trackings/dhl/${number}`))).toMatchObject(listed)
    expect(itemsOf(await wire('GET', `/v1/trackings/get?orders=${encodeURIComponent(item.order_id)}`))).toMatchObject([listed])
    expect(itemsOf(await wire('POST', '/v1/trackings/get', { orders: item.order_id }))).toMatchObject([listed])
    expect((await wire('PUT', `/v1/trackings/dhl/${number}`, changed)).data).toMatchObject(changed)
    expect((await wire('POST', '/v1/trackings/batch', [{ ...item, tracking_number: fresh() }])).data).toMatchObject({ trackings: [kept] })
    const form = new URLSearchParams({ ...item, tracking_number: fresh() })
    // A form writes line ends as it likes.
    if (!text.includes('\n')) {
      expect(
        (await wire('POST', '/v1/trackings/post', form.toString(), { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }))
          .data,
      ).toMatchObject(kept)
    }
  })
})

describe('what no database can hold', () => {
  test.each([
    ['NUL', String.raw`a\u0000b`],
    ['the first half of a pair alone', String.raw`a\ud83d`],
    ['the second half alone', String.raw`\udce6 b`],
    ['the halves in the wrong order', String.raw`\udce6\ud83d`],
  ])('%s is 4012 and names its parameter, in every text', async (_, escaped) => {
    for (const name of [
      'title',
      'customer_name',
      'comment',
      'logistics_channel',
      'order_id',
      'tracking_postal_code',
      'tracking_account_number',
      'customer_email',
      'customer_phone',
    ]) {
      const body = `{"tracking_number":"${fresh()}","carrier_code":"dhl","${name}":"${escaped}"}`
      expect(await post(body)).toMatchObject({ status: 200, meta: { code: 4012 }, data: [], hint: expect.stringContaining(`\`${name}\``) })
    }
    expect((await wire('POST', '/v1/trackings/get', `{"orders":"${escaped}"}`)).meta.code).toBe(4012)
    expect((await post(`{"tracking_number":"${escaped}UNICODE","carrier_code":"dhl"}`)).meta.code).toBe(4014)
    expect((await post(`{"tracking_number":"UNICODE","carrier_code":"${escaped}"}`)).meta.code).toBe(4015)
  })

  test.each([String.raw`\ud83d`, String.raw`${'x'.repeat(499)}\ud83d\udce6`])(
    'a batch that refuses it is answered in Unicode that every JSON reader takes',
    async (escaped) => {
      const answer = await wire('POST', '/v1/trackings/batch', `[{"tracking_number":"${escaped}","carrier_code":"${escaped}"}]`)
      expect(answer.data).toMatchObject({ added: 0, errors: [{ code: 4014 }] })
      expect(answer.text).not.toMatch(/\\ud[89a-f]/i)
    },
  )

  test('bytes that are no UTF-8 never become an error of ours', async () => {
    const body = Buffer.concat([
      Buffer.from(`{"tracking_number":"${fresh()}","carrier_code":"dhl","title":"`),
      Buffer.from([0xd0, 0xff, 0xc3]),
      Buffer.from('"}'),
    ])
    const { status, data } = await wire('POST', '/v1/trackings/post', body)
    expect(status).toBe(200)
    expect((data as { title: string }).title).toContain('\ufffd')
  })

  test('a query of broken percents, NULs and halves is refused or found empty', async () => {
    for (const query of ['orders=%00', 'numbers=%00AAAAA', 'orders=%ED%A0%80', 'orders=%', 'status=%00', 'page=%F0%9F%93%A6']) {
      const { status, meta } = await wire('GET', `/v1/trackings/get?${query}`)
      expect({ query, status }).toEqual({ query, status: 200 })
      expect([4012, 4014, 4031, 4033]).toContain(meta.code)
    }
    for (const path of ['%00%00%00%00%00', '%ED%A0%80AAAAA', '📦📦📦📦📦'].map(encodeURI))
      expect([404, 4014]).toContain((await wire('GET', `/v1/trackings/dhl/${path}`)).meta.code)
  })
})

describe('500 characters', () => {
  test.each([
    ['Latin', 'x'],
    ['Cyrillic', 'ж'],
    ['Chinese', '中'],
    ['beyond the first plane', '𠮷'],
    ['emoji', '📦'],
  ])('of %s fit, 501 do not', async (_, character) => {
    const text = character.repeat(500)
    const { meta, data } = await post({ title: text, customer_name: text, comment: text, order_id: text, logistics_channel: text })
    expect(meta).toEqual(OK)
    expect(data).toMatchObject({ title: text, order_id: text })
    for (const name of ['title', 'customer_name', 'comment', 'order_id', 'logistics_channel'])
      expect((await post({ [name]: `${text}${character}` })).meta.code).toBe(4012)
  })

  test('a megabyte of one is refused too', async () => {
    expect((await post({ title: '📦'.repeat(200_000) })).meta.code).toBe(4012)
  })
})
