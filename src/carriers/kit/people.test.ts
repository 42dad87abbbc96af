import { expect, test } from 'vitest'
import { namesPeople, passedOn } from './index.ts'

test.each([
  '正在派送途中,请您准备签收(派件人:某某,电话:000)',
  '快件交给某某，正在派送途中（联系方式见短信）',
  '已签收，签收人：某某',
  '您的快件已放入柜中，取件码 00-00',
  '客户签收 13800000000',
  '客户签收 138****0000',
  '网点 0755-00000000',
  'Delivered, signed by EXAMPLE',
  'Received by: EXAMPLE',
  'Out for delivery, contact +00 0000 000000',
])('%s may name somebody', (text) => expect(namesPeople(text)).toBe(true))

test.each([
  '顺丰速运 已收取快件',
  '快件在【深圳】完成分拣,准备发往【上海】',
  '预计 2026-01-16 18:00 送达',
  'Delivered',
  'Departed from facility, flight CZ3081 on 2026-01-16 at 02:10:00',
  'Shipment information received',
])('%s names nobody', (text) => expect(namesPeople(text)).toBe(false))

test('words that are passed on name nobody', () => {
  expect(passedOn('Entregado a EXAMPLE', 'D', true)).toBe('Delivered')
  expect(passedOn('Out for delivery, contact EXAMPLE', 'O', false)).toBe('O')
  expect(passedOn(undefined, 'O', false)).toBe('O')
  expect(passedOn('Прибыло в сортировочный центр', 'A', false)).toBe('Прибыло в сортировочный центр')
})
