import { expect, test } from 'vitest'
import type { TrackItem } from '../carrier.ts'
import { isNew, pinFor, pinnedKey, registered, sameStep } from './index.ts'

const item = (number: string, extra: Partial<TrackItem> = {}): TrackItem => ({ ref: number, number, registeredAt: 0, ...extra })
const numbers = (items: Iterable<TrackItem>): string[] => [...items].map(({ number }) => number)

test('a pin is its aggregator’s only', () => {
  expect(pinnedKey(item('A', { pin: pinFor('one', 'x:y') }), 'one')).toBe('x:y')
  expect(pinnedKey(item('A', { pin: 'one:' }), 'one')).toBe('')
  for (const pin of ['two:x', 'one', 'x']) expect(pinnedKey(item('A', { pin }), 'one')).toBeUndefined()
  expect(pinnedKey(item('A'), 'one')).toBeUndefined()
})

test('the first item decides what a request is about', () => {
  const items = [item('A', { pin: 'one:x' }), item('B'), item('C', { resume: 'registered' }), item('D', { pin: 'two:x' })]
  const read = sameStep(items, 'one')
  expect([read.reads, numbers(read.asked)]).toEqual([true, ['A', 'C']])
  const created = sameStep(items.toReversed(), 'one')
  expect([created.reads, numbers(created.asked)]).toEqual([false, ['D', 'B']])
  expect(sameStep([], 'one')).toMatchObject({ reads: false })
})

test('what is known already is looked at sooner', () => {
  expect([registered('r', 'p', 1), registered('r', 'p', 0), registered('r', undefined)]).toMatchObject([
    { notBeforeSeconds: 120, units: 1, pin: 'p' },
    { notBeforeSeconds: 10, units: 0 },
    { notBeforeSeconds: 120 },
  ])
  expect(registered('r', undefined)).not.toHaveProperty('pin')
})

test('a number is new for an hour', () => {
  expect([isNew(item('A'), 3_599_999), isNew(item('A'), 3_600_000)]).toEqual([true, false])
})
